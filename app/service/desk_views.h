// What the service shows to a window, the command line or a test: plain values in UTF-8, made for looking at.
// Copies; nothing here changes behind the holder's back.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/service/counter_views.h"
#include "forms/casework/case_summary.h"
#include "forms/core/bytes.h"
#include "forms/core/id.h"

namespace app {

struct SessionView {
    core::AccountId account;
    std::string account_name;  // "sato"
    std::string display_name;  // 佐藤
    std::string role;          // clerk | supervisor | administrator | auditor
    std::string desk_letter;   // "A"
    std::string site_name;     // 寒河江市
    bool practice{false};
};

struct QueueRow {
    core::CaseId id;
    std::string reception_number;  // "B-014"
    std::string ticket;            // 番号札, may be empty
    bool guarded{false};           // 係長確認: the numbers, and nothing else
    std::string purposes;          // short words: 転入, 証明 2
    std::vector<std::string> forms;
    forms::Stage stage{forms::Stage::none};
    std::string state_words;  // 待ち, 対応中(A・佐藤), 保留(書類不足) …
    std::string desk;         // letter of the desk that holds or received it
    std::int64_t waiting_min{0};
    std::uint32_t conflicts{0};
    bool mine{false};
    bool reachable{true};       // whether its desk can be reached now
    bool same_day_twin{false};  // 同日受付あり
    bool over_limit{false};     // waited longer than the city's limit
    std::string next_deadline;  // 11/24(火), "" if none
    bool held{false};           // somebody works on it
    std::string call_desk;      // that calls the ticket now; "" if none does
    std::uint32_t absences{0};  // times that it was called and nobody came
    bool last_call{false};      // after one more the city lets it be cancelled
    std::uint32_t notes{0};
    std::string wanted;      // of a supervisor; "" if nothing
    std::string skill;       // group of purposes that wants the same skill: 住民異動
    std::string skill_load;  // how many of it wait and the longest: 4人・25分
};

struct PeerView {
    core::DeviceId device;
    std::string name;  // 窓口B, 控え (backup)
    bool backup{false};
    bool connected{false};
    std::int64_t last_seen_ms{0};  // unix; 0: never in this run
    std::uint64_t waiting{0};      // own batches it has not confirmed as durable
    std::int64_t clock_ahead_ms{0};
    bool turned_away{false};   // it answers and does not let this desk in
    bool cannot_serve{false};  // its log begins above what this desk lacks
    bool left_behind{false};   // it lacks what has gone from this desk's log
};

struct SiteView {
    std::string site_name;
    std::string desk_letter;
    bool practice{false};
    std::vector<PeerView> peers;
    std::uint64_t only_here{0};  // batches that no other node has confirmed
    std::uint64_t cases_only_here{0};
    std::string log_digest;    // hex; comparable on all nodes
    std::string state_digest;  // hex; comparable on desks
    std::uint64_t batches{0};
    std::uint64_t conflicts{0};
    std::uint64_t bytes_sent{0};   // on the wire since opening
    bool compared{false};          // own head was compared with a peer's since opening
    bool clock_behind{false};      // this desk's clock shows a time before its own last work
    bool identity_closed{false};   // an older copy or a clone: sends nothing until it has a new id
    std::string old_part{"here"};  // where what it lacks of the time before the others' logs is to be had:
                                   // here (nothing to do), backup, state (app/node/old_part.h)
    std::string sentence;          // one Japanese sentence for the top strip
};

struct ChoiceView {  // one side of a conflict
    core::Dot dot;
    std::string text;
    std::string who;
    std::string desk;
    std::int64_t at_ms{0};
    forms::Source source{forms::Source::none};
    bool operator==(const ChoiceView&) const = default;
};

// One box on the screen.
struct AnswerView {
    forms::Place place;
    std::string field;  // "visitor_name_kana"
    forms::Subject person{0};
    std::string label;              // フリガナ
    std::string kind;               // text kana date choice check phone postal address num flag
    std::string text;               // as shown and typed; dates in wareki or Western as given
    std::string beside;             // the other calendar, weekday, age; "" otherwise
    std::string remark;             // what is wrong or doubtful with it, one sentence; "" if nothing is
    bool remark_is_warning{false};  // it may stand; otherwise it must be mended before a signature
    forms::Source source{forms::Source::none};
    std::string source_word;  // 券面IC …; "" if unanswered
    bool confirmed{false};
    bool required{false};
    std::vector<std::pair<std::string, std::string>> options;  // value, label
    std::vector<std::string> candidates{};  // of a name: the persons of this case, for a digit or F4
    bool counted{
        false};  // check: each ticked option carries copies, written "value:2" in text and in AnswerInput
    std::set<core::Dot> seen;         // hand back with the write
    std::vector<ChoiceView> choices;  // more than one: conflict
    bool operator==(const AnswerView&) const = default;
};

struct QuestionView {
    std::string field;
    forms::Subject person{0};
    std::string ask;      // spoken Japanese
    std::string because;  // which form, which rule
    std::string hint;
    bool operator==(const QuestionView&) const = default;
};

struct DeadlineView {
    std::string label;  // 転入届
    std::string words;  // 11/24(火)まで・本日最終日
    std::string law;
    bool late{false};
    bool operator==(const DeadlineView&) const = default;
};

struct SheetView {
    std::string form;   // F03; one sheet of several, each for a person: F05.2 (forms::sheet_key)
    std::string title;  // 住民異動届; with the person's name where each has a sheet
    std::string edition;
    std::string state;                        // 未確認, 確認済, 署名済, 印刷済, 差替え
    std::string because;                      // the rule that asked for it
    std::vector<std::string> missing;         // labels of required items without an answer
    std::vector<std::string> blocked_by;      // labels of items in conflict
    std::vector<std::string> errors;          // sentences; mended before it is signed
    std::vector<std::string> missing_glyphs;  // "U+2000B 𠀋"; filled by preview
    bool clerk_checked{false};
    bool may_sign{false};
    bool may_print{false};  // as 正
    std::uint32_t printed{0};
    std::uint32_t pages{0};  // of the last print; 0: not printed
    bool operator==(const SheetView&) const = default;
};

struct HistoryLine {
    std::int64_t at_ms{0};
    std::string who;
    std::string desk;
    std::string what;  // 受付, 署名(住民異動届) …
    bool effective{true};
    bool operator==(const HistoryLine&) const = default;
};

struct PersonView {
    forms::Subject subject{0};  // 0: the visitor
    std::string name;
    std::string kana;
    std::string birth;  // as shown
    std::vector<std::string> roles;
    bool operator==(const PersonView&) const = default;
};

// 本人確認: what may be shown, what was seen, and whether that is enough.
struct IdentityView {
    std::vector<std::pair<std::string, std::string>>
        documents;                  // kind, class: "A" (one is enough) or "B" (two)
    std::vector<std::string> seen;  // kinds
    bool done{false};
    std::string words;  // Ａ 1点で確認済, Ｂ あと1点, 未確認
    bool operator==(const IdentityView&) const = default;
};

// One line of the hand-over list.
struct HandoverView {
    std::string item;  // names it within the case: 証明書, 案内票, 個人番号カード, a sheet's title
    std::string direction;  // given | returned | sent
    std::string to;         // 来庁者 or the section
    std::string words;      // 証明書をお渡しする
    bool done{false};
    bool operator==(const HandoverView&) const = default;
};

struct CaseView {
    core::CaseId id;
    forms::CaseSummary summary;
    std::string purposes;  // short words: 転入, 証明 2
    IdentityView identity;
    std::string stage_word;
    bool status_in_conflict{false};
    std::vector<PersonView> persons;
    std::vector<AnswerView> answers;      // the visit's first, then person by person, in asking order
    std::vector<QuestionView> questions;  // still open, the next one first
    std::uint32_t questions_asked{0};
    std::vector<DeadlineView> deadlines;
    std::vector<std::string> bring;  // what the resident must still bring
    std::vector<SheetView> sheets;
    std::vector<HandoverView> handover;  // once every sheet is printed
    std::vector<HistoryLine> history;
    std::vector<std::string> open_points;  // what keeps the case from 完了, one sentence each
    bool mine{false};
    std::string held_by;           // "B・佐藤" if somebody else has it
    bool needs_supervisor{false};  // conflicts are settled by a supervisor now
    CounterPart counter;
    bool operator==(const CaseView&) const = default;
};

struct Document {
    core::Bytes pdf;     // the bytes that are previewed, signed and printed
    std::string digest;  // SHA-256, hex, of the bytes with every 個人番号 box empty
    std::string form;
    std::string edition;
    int pages{0};
    std::vector<std::string> missing_glyphs;
    std::vector<std::string> overflowed;  // labels that went to the continuation sheet
};

}  // namespace app
