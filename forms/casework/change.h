// What one clerk action says about one case: the plain text of a batch's content part. A change is a list of
// items; each item has a dot (device, seq, index), the index counting from 0 over all items of the batch.
//
//   content := format:u8(2) author:16 op*
//   op      := tag:varint dots:varint body:blob             dots: how many indices the op takes
//   1 writes  body := (00 | 01 subject:u64) (step:zigzag meta:u8 [extras] payload)*     steps from 1000
//                meta := type (bits 0–2) source (bits 3–6) extras (bit 7)
//                extras := flags:u8 (1 confirmed · 2 document · 4 unseen) [document:blob] [unseen: n dot{n}]
//   2 set add    body := set:varint type:u8 payload
//   3 set remove body := set:varint n:varint dot{n}
//   4 status     body := from:u8 to:u8 reason:blob n:varint dot{n}     dots of the status heads its author
//   saw 5 fact       body := kind:varint record-payload n:varint (subject:u64 field:varint dot){n} [unknown
//   tail] dot     := device:16 seq:varint index:varint
// An op with an unknown tag is kept, takes its dots and changes nothing. Tags, kinds and numbers are never
// reused.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "forms/casework/value.h"
#include "forms/core/environment.h"
#include "forms/core/id.h"
#include "forms/core/result.h"

namespace forms {

// Whose register: 0 is the visit; a person or a procedure has a random 64-bit subject, unique within the
// case.
using Subject = std::uint64_t;
struct Place {
    Subject subject{0};
    std::uint32_t field{0};
    auto operator<=>(const Place&) const = default;
};

// A write removes the values its author had seen. Values the device held but did not show when the edit began
// are `unseen`: they stay as siblings.
struct Write {
    Place place;
    Answer answer;
    std::vector<core::Dot> unseen;
    bool operator==(const Write&) const = default;
};

// Sets are add-wins: a removal takes away just the additions it lists.
namespace set_number {
inline constexpr std::uint32_t persons = 1;     // record {id: 16 hex digits of the subject}
inline constexpr std::uint32_t procedures = 2;  // record {id, form: "F03"}
inline constexpr std::uint32_t roles = 3;  // record {person, procedure ("" = the visit), role: 来庁者 …}
inline constexpr std::uint32_t documents =
    4;                                      // record {kind, expiry}: identity documents seen, never numbers
inline constexpr std::uint32_t joined = 5;  // record {case}: another reception of the same visit
}  // namespace set_number

struct SetAdd {
    std::uint32_t set{0};
    Value element;
    bool operator==(const SetAdd&) const = default;
};
struct SetRemove {
    std::uint32_t set{0};
    std::vector<core::Dot> dots;
    bool operator==(const SetRemove&) const = default;
};

// 受付, 聞き取り, 確認, 署名済, 出力, 手渡し待ち, 完了, 保留(理由), 預かり, 他課へ引継ぎ, 受領, 取消, 後入力.
enum class Stage : std::uint8_t {
    none = 0,
    received = 1,
    interview = 2,
    review = 3,
    signed_off = 4,
    printed = 5,
    awaiting_handover = 6,
    done = 7,
    on_hold = 8,
    in_custody = 9,
    handed_on = 10,
    taken_over = 11,
    cancelled = 12,
    later_entry = 13
};

struct StatusEvent {
    Stage from{Stage::none};
    Stage to{Stage::none};
    std::string reason;          // 保留 and 取消 name one; "" otherwise
    std::vector<core::Dot> saw;  // the status heads on the author's screen, sorted
    bool operator==(const StatusEvent&) const = default;
};

// Facts are only ever added. Their parts, by kind:
namespace fact_kind {
inline constexpr std::uint32_t identity_check = 1;  // kinds, count, expiry, method, state: open|done
inline constexpr std::uint32_t delegation = 2;      // date, matters, decision
// item, label, count, unit, amount (whole yen), tariff, exemption, receipt, received_on, line; corrects: the
// line that this one takes back, its amount negative
inline constexpr std::uint32_t fee = 3;
inline constexpr std::uint32_t handed_over = 4;   // item, direction: given|returned|sent|accepted, to, by
inline constexpr std::uint32_t export_state = 5;  // record, profile, state: unsent|sent|received|correction
inline constexpr std::uint32_t step_mark =
    6;  // step: call|read|question|confirm|sign|print|handover, at (unix ms)
inline constexpr std::uint32_t signature =
    7;  // form, edition, digest, consents, method: screen|paper, ink; covers values
inline constexpr std::uint32_t print =
    8;  // form, edition, digest, kind: draft|final|again|practice, copies, pages, reason, release, fonts
inline constexpr std::uint32_t clerk_check = 9;      // check: reception|entry|review, form
inline constexpr std::uint32_t glyph_decision = 10;  // character, decision, person
inline constexpr std::uint32_t retention = 11;       // class, base (ISO date), hold: ""|disclosure|audit
inline constexpr std::uint32_t correction = 12;      // of export record
inline constexpr std::uint32_t note = 13;            // text: to colleagues
inline constexpr std::uint32_t ticket_call = 14;     // state: called|absent|stopped, desk
inline constexpr std::uint32_t decision = 15;        // decision: approved|returned, words: of a supervisor
}  // namespace fact_kind

struct Covered {
    Place place;
    core::Dot dot;
    auto operator<=>(const Covered&) const = default;
};
struct Fact {
    std::uint32_t kind{0};
    Record parts;
    std::vector<Covered> covers;  // the values a signature or print shows
    bool operator==(const Fact&) const = default;
};

struct UnknownItem {  // from a newer release
    std::uint64_t tag{0};
    std::uint64_t dots{0};
    core::Bytes body;
    bool operator==(const UnknownItem&) const = default;
};

using Item = std::variant<Write, SetAdd, SetRemove, StatusEvent, Fact, UnknownItem>;

struct Change {
    core::AccountId author;  // nil: whoever the trace of the same batch names
    std::vector<Item> items;
    bool operator==(const Change&) const = default;
};

core::Bytes encode_change(const Change& change);
core::Bytes encode_without_author(const std::vector<Item>& items);
core::Result<Change> decode_change(core::ByteView bytes);  // "change.malformed"

void encode_dot(core::Writer& out, const core::Dot& dot);
core::Dot decode_dot(core::Reader& in);

}  // namespace forms
