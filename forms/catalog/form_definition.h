// The nouns of the data files: fields, forms, procedures, life events, questions. Plain values, read once by
// Catalog and not changed afterwards. Words for people (labels, titles, questions) are Japanese as printed or
// spoken.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "forms/catalog/condition.h"
#include "forms/catalog/layout.h"
#include "forms/core/calendar.h"

namespace forms {

enum class FieldType : std::uint8_t {
    text,
    kana,      // full-width katakana
    date,      // core::DateValue
    choice,    // exactly one option
    check,     // any number of options, perhaps with copies and words
    flag,      // yes or no
    num,       // a number of things
    money,     // yen
    digits,    // a number that is a name: leading zeros count
    mynumber,  // never stored; see design
    phone,
    postal,
    address,
    persons,  // rows; only on forms
    sign,
    consent
};

// A signature and a 個人番号 are never answers: the pen or the moment of printing brings them.
inline bool filled_by_hand(FieldType type) { return type == FieldType::sign || type == FieldType::mynumber; }

struct Option {
    std::string value;  // kept in answers and exports
    std::string label;  // as printed; the value if the file gives none
    std::string group;  // heading under which the option stands, may be empty
};

// One line of fields.json. Answers live in registers (forms/casework/value.h); a register that holds a record
// shows one of its parts under each field id. `number` and `part` name the answer on disk and are never
// reused.
struct FieldInfo {
    std::string id;
    std::uint32_t number{0};
    std::string part;  // of a record; empty: the register holds the value itself
    FieldType type{FieldType::text};
    bool of_person{false};  // one answer for each person of the roster; otherwise one for the visit
    std::string label;
    std::vector<Option> options;  // choice and check
    bool counted{false};          // check: each option carries a number of copies
    std::string check;            // validation by name (forms/catalog/validate), may be empty
    // Fields whose answer is taken if this one has none, in order; of a person's field also the visit's
    // fields.
    std::vector<std::string> from;
    // Named derivation (forms/interview/derive) that gives the value if nothing else does, and the fields
    // that are asked where it cannot tell yet.
    std::string derive;
    std::vector<std::string> needs;
    int line{0};
};

enum class Need : std::uint8_t { always, when, optional, staff };  // ◎ ○ △ 職

// A field as it stands on one form.
struct FormField {
    std::string id;     // the form's own id, as answer files use it
    std::string label;  // as printed on this form
    std::string section;
    FieldType type{FieldType::text};
    Need need{Need::always};
    Condition when;                    // need == when
    std::vector<std::string> sources;  // IC DL RC ASK DOC SYS AUTO OFC
    std::vector<Option> options;
    bool counted{false};
    std::vector<std::string> from;  // shared fields that fill it, first answered wins; default: the id itself
    std::string same_as;            // prints 同上 when equal to this field of the form
    std::string check;
    // persons: who stands in the rows, and the columns
    Condition rows_of;
    // In place of persons: a text field with one row a line, the columns parted by 、 or a tab.
    std::string lines_of;
    int rows{0};
    std::vector<FormField> columns;
    int line{0};
};

struct ConsentText {
    std::string id;
    std::uint32_t version{1};
    std::string text;
};

// Another name by which answer files may call a field, or one option of it.
struct Alias {
    std::string id;
    std::string field;
    std::string option;  // empty: the field itself
};

struct FormDefinition {
    std::string id;       // F03
    std::string long_id;  // F03_resident_move
    std::string edition;  // 2026-1; printed in small type
    core::Date valid_from{};
    std::string title;
    std::string addressee;  // 寒河江市長　様
    std::string law;
    std::string retention;   // retention class of its content
    bool per_person{false};  // one sheet for each person concerned
    bool carries_my_number{false};
    std::vector<FormField> fields;
    std::vector<ConsentText> consents;
    std::vector<std::string> notes;  // to the applicant, printed at the foot
    std::vector<std::string> back;   // likewise, at length, where a layout has a back
    std::vector<Alias> aliases;
    Layout layout;
    std::string file;
    int line{0};

    const FormField* field(std::string_view field_id) const;  // null if the form has none of that id
    const Alias* alias(std::string_view other_id) const;      // likewise
};

// How long there is. The period counts from the day after the event unless `counts_first_day`; it ends on the
// next opening day if the hall is closed. A `before` clock ends on the eve of the event.
struct Clock {
    std::string id;
    std::string label;       // 転入届
    std::string from_field;  // the date it counts from
    int days{14};
    bool before{false};
    bool counts_first_day{false};
    std::string law;
};

struct BringItem {
    std::string what;
    std::string why;
    Condition when;
};

struct Procedure {
    std::string id;
    std::string label;
    std::string form;     // F03; empty: guidance only
    std::string counter;  // where it is done, for guidance only
    std::string ticks;    // option of "related_procedures" that stands for it, may be empty
    bool per_person{false};
    Condition when;       // besides being opened by a life event
    Condition for_whom;   // whom it concerns: per_person one procedure each, else whom `asks` is asked of
    std::string because;  // the rule in words: 住民基本台帳法22条
    std::vector<Clock> clocks;
    std::vector<BringItem> bring;
    // Fields that decide `when` and `for_whom`, asked even if no form prints them. Found by the reader.
    std::vector<std::string> deciding;
    // Fields asked for the procedure's own sake, beside those its form requires.
    std::vector<std::string> asks;
    std::string file;
    int line{0};
};

struct LifeEvent {
    std::string id;                                         // ev_tennyu
    std::string label;                                      // 転入
    std::string says;                                       // how a resident puts it
    std::vector<std::pair<std::string, std::string>> sets;  // answers that the event itself gives
    std::vector<std::string> procedures;
    int order{100};  // in the list of life events
    std::string file;
    int line{0};
};

// How a field is asked. One field has one question, so nothing can be asked twice.
struct Question {
    std::string id;
    std::vector<std::string> fields;  // answered by it, the first one leads
    bool of_person{false};
    std::string ask;  // spoken Japanese; "{name}" is the person's name
    std::vector<std::pair<Condition, std::string>> ask_when;  // the first that holds stands in place of `ask`
    std::string hint;                                         // to the clerk
    int order{0};
    Condition when;
    Condition for_whom;
    std::string initial;  // named proposal (derive) put into the box, to be confirmed
    std::string file;
    int line{0};
};

}  // namespace forms
