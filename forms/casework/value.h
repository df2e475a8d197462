// What an answer can hold, and where it came from. Values live in registers; a register is what changes and
// conflicts as one thing, so what belongs together is one value: a name with its kana, the parts of an
// address, a date with its calendar. The catalogue (forms/data/fields.json) gives every field id a register
// number and, for a Record, the part it shows:
//   "visitor_name" -> register 100 part "text"; "visitor_name_kana" -> register 100 part "kana".
//
//   payload by type: boolean u8 · integer zigzag · text blob · date (see value.cpp) · record n (part text){n}
//   · list n text{n}
// The type stands before it, in the change or the case that carries it. Numbers are on disk; none is ever
// reused.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "forms/core/bytes.h"
#include "forms/core/calendar.h"

namespace forms {

// 券面IC, 券面読取, 書類, 聞き取り, 本人入力, 前の人, 前回, 基幹・転入予定, 自動.
enum class Source : std::uint8_t {
    none = 0,
    card_chip = 1,
    card_face = 2,
    document = 3,
    interview = 4,
    resident = 5,
    previous_person = 6,
    previous_visit = 7,
    core_system = 8,
    derived = 9
};

// A date as a person gave it (parts may be unknown, a phrase may stand for them, the calendar is the one it
// was given in), and the internal date that deadlines count from, if somebody entered one.
struct DateValue {
    core::DateValue given;
    std::optional<std::int32_t> internal_day;  // days since 1970-01-01
    bool operator==(const DateValue&) const = default;

    static DateValue of(int year, unsigned month, unsigned day,
                        core::Calendar calendar = core::Calendar::wareki);
    std::string iso() const;  // "2026-04-01"; unknown parts as zeros
};

using Record = std::map<std::string, std::string>;  // part -> text, both UTF-8, never normalised
using List = std::vector<std::string>;              // several ticked options

enum class ValueType : std::uint8_t {
    none = 0,
    boolean = 1,
    integer = 2,
    text = 3,
    date = 4,
    record = 5,
    list = 6
};
// Order as in ValueType.
using Value = std::variant<std::monostate, bool, std::int64_t, std::string, DateValue, Record, List>;

inline constexpr std::size_t text_size_max = 16 * 1024;
inline constexpr std::size_t value_items_max = 256;

struct Answer {
    Value value;
    Source source{Source::none};
    std::string document;   // what kind of document it was read from, never its number
    bool confirmed{false};  // a person looked and agreed
    bool operator==(const Answer&) const = default;
};

void encode_value(core::Writer& out, const Value& value);  // payload only
Value decode_value(core::Reader& in, ValueType type);      // fails the reader on anything malformed
inline ValueType type_of(const Value& value) { return static_cast<ValueType>(value.index()); }

// Text for search columns and lists; not for paper. Records join their parts with a space.
std::string plain_text(const Value& value);

// Register numbers that the program itself knows. All others belong to forms/data/fields.json, which counts
// from 1000 and lists the person items below under these numbers.
namespace field {
inline constexpr std::uint32_t reception_number = 1;  // text "B-014"
inline constexpr std::uint32_t ticket = 2;            // 番号札, text
inline constexpr std::uint32_t life_event = 3;        // text, id of forms/data/life_events
inline constexpr std::uint32_t claim = 4;             // record {desk, account, reason of a take-over}
inline constexpr std::uint32_t note = 5;              // text to colleagues
inline constexpr std::uint32_t position = 6;      // text, field id of the question the interview stands at
inline constexpr std::uint32_t filing_date = 10;  // 届出日
inline constexpr std::uint32_t event_date = 11;   // 異動日
inline constexpr std::uint32_t processing_date = 12;     // 処理日
inline constexpr std::uint32_t reception_time = 13;      // 受付時刻, integer unix ms
inline constexpr std::uint32_t entry_time = 14;          // 入力時刻, integer unix ms
inline constexpr std::uint32_t core_filing_number = 15;  // 届出番号 of the core system
// Person items. With subject 0 (the visit) they describe the visitor (来庁者); with a person's subject, that
// person.
inline constexpr std::uint32_t name = 100;        // record {text, kana}
inline constexpr std::uint32_t birth_date = 101;  // date
inline constexpr std::uint32_t address = 102;     // record {postal_code, text, katagaki}
inline constexpr std::uint32_t phone = 103;       // text
inline constexpr std::uint32_t sex = 104;         // text male|female|other|unknown
}  // namespace field

}  // namespace forms
