// The status of a case, folded from its events. Events name the heads their author saw, so they form a graph;
// two heads that did not see each other are a conflict, shown as a provisional stage (hold > return >
// advance) until somebody who saw all heads writes the next event. An event that the merge made impossible
// stays in the history, not effective, with its reason.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/casework/case_file.h"

namespace forms {

// Whether a clerk may go from one stage to the other. The table is the whole rule.
bool may_follow(Stage from, Stage to);

// The Japanese office word of a stage: one vocabulary for screens, reports and exports ("受付", "聞き取り"
// …).
std::string_view stage_word(Stage stage);
Stage stage_of_word(std::string_view word);  // Stage::none for a foreign word
bool is_closed(Stage stage);                 // 完了, 取消

struct EventVerdict {
    core::Dot dot;
    bool effective{true};
    std::string why_not;  // "transition" when from → to is not possible after the merge
};

struct StatusView {
    Stage stage{Stage::none};  // provisional while heads.size() > 1 and they disagree
    bool in_conflict{false};
    std::vector<core::Dot> heads;       // to be named in the next event's `saw`
    std::vector<EventVerdict> history;  // in causal order, ties by (clock, dot)
};

StatusView status_of(const CaseFile& file);

// The next event, as a clerk wants it now. Refused ("status.not_allowed") if no head allows it.
core::Result<StatusEvent> next_event(const CaseFile& file, Stage to, std::string reason = {});

}  // namespace forms
