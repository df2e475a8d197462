#include "forms/casework/status.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace forms {

namespace {

using S = Stage;

struct Row {
    Stage from;
    std::vector<Stage> to;
};

// 取消 from anywhere open; 保留, 預かり and 他課へ引継ぎ return to the work they left.
const std::vector<Row>& transitions() {
    static const std::vector<Row> rows{
        {S::none, {S::received, S::later_entry}},
        {S::later_entry, {S::received, S::interview, S::review, S::printed, S::done, S::cancelled}},
        {S::received, {S::interview, S::review, S::on_hold, S::in_custody, S::handed_on, S::cancelled}},
        {S::interview, {S::review, S::on_hold, S::in_custody, S::handed_on, S::cancelled}},
        {S::review,
         {S::signed_off, S::printed, S::interview, S::on_hold, S::in_custody, S::handed_on, S::cancelled}},
        {S::signed_off,
         {S::printed, S::review, S::interview, S::on_hold, S::in_custody, S::handed_on, S::cancelled}},
        {S::printed,
         {S::awaiting_handover, S::done, S::review, S::interview, S::on_hold, S::in_custody, S::handed_on,
          S::cancelled}},
        {S::awaiting_handover, {S::done, S::review, S::on_hold, S::in_custody, S::handed_on, S::cancelled}},
        {S::on_hold,
         {S::interview, S::review, S::signed_off, S::printed, S::in_custody, S::handed_on, S::cancelled}},
        {S::in_custody,
         {S::interview, S::review, S::printed, S::on_hold, S::handed_on, S::done, S::cancelled}},
        {S::handed_on, {S::taken_over, S::interview, S::cancelled}},
        {S::taken_over, {S::interview, S::review, S::printed, S::done, S::on_hold, S::cancelled}},
        {S::done, {S::review}},
        {S::cancelled, {S::received}},
    };
    return rows;
}

struct Word {
    Stage stage;
    std::string_view word;
};
constexpr std::array<Word, 13> words{{{S::received, "受付"},
                                      {S::interview, "聞き取り"},
                                      {S::review, "確認"},
                                      {S::signed_off, "署名済"},
                                      {S::printed, "出力"},
                                      {S::awaiting_handover, "手渡し待ち"},
                                      {S::done, "完了"},
                                      {S::on_hold, "保留"},
                                      {S::in_custody, "預かり"},
                                      {S::handed_on, "引継ぎ"},
                                      {S::taken_over, "受領"},
                                      {S::cancelled, "取消"},
                                      {S::later_entry, "後入力"}}};

// How far a stage is along the ordinary way; used to tell a return from an advance.
int progress(Stage stage) {
    switch (stage) {
        case S::later_entry:
        case S::received:
            return 1;
        case S::interview:
            return 2;
        case S::review:
            return 3;
        case S::signed_off:
            return 4;
        case S::printed:
            return 5;
        case S::awaiting_handover:
            return 6;
        case S::done:
            return 7;
        default:
            return 0;
    }
}

// hold > return > advance.
int rank(const StatusEvent& event) {
    const bool hold = event.to == S::on_hold || event.to == S::in_custody || event.to == S::handed_on ||
                      event.to == S::cancelled;
    if (hold) return 3;
    return progress(event.to) < progress(event.from) ? 2 : 1;
}

class Graph {
  public:
    explicit Graph(const std::vector<PastEvent>& events) : events_(events) {
        for (std::size_t i = 0; i < events.size(); ++i) place_[events[i].stamp.dot] = i;
        after_.assign(events.size(), Stage::none);
        effective_.assign(events.size(), true);
        for (std::size_t i : order()) judge(i);
    }

    std::vector<std::size_t> heads() const {
        std::set<std::size_t> seen;
        for (const auto& past : events_) {
            for (const auto& dot : past.event.saw) {
                if (const auto at = place_.find(dot); at != place_.end()) seen.insert(at->second);
            }
        }
        std::vector<std::size_t> out;
        for (std::size_t i = 0; i < events_.size(); ++i) {
            if (!seen.contains(i)) out.push_back(i);
        }
        return out;
    }

    // The stage that several events together leave: the highest rank, then the latest.
    Stage together(const std::vector<std::size_t>& list) const {
        const auto key = [this](std::size_t i) {
            return std::make_tuple(effective_[i] ? rank(events_[i].event) : 0, events_[i].stamp.hlc,
                                   events_[i].stamp.dot);
        };
        const auto at = std::max_element(list.begin(), list.end(),
                                         [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
        return at == list.end() ? Stage::none : after_[*at];
    }

    Stage after(std::size_t i) const { return after_[i]; }
    bool effective(std::size_t i) const { return effective_[i]; }

    // Parents before children, otherwise by clock and dot: the same on every node.
    std::vector<std::size_t> order() const {
        std::vector<std::size_t> by_time(events_.size());
        for (std::size_t i = 0; i < by_time.size(); ++i) by_time[i] = i;
        std::sort(by_time.begin(), by_time.end(), [this](std::size_t a, std::size_t b) {
            return std::tie(events_[a].stamp.hlc, events_[a].stamp.dot) <
                   std::tie(events_[b].stamp.hlc, events_[b].stamp.dot);
        });
        std::vector<std::size_t> out;
        std::vector<bool> placed(events_.size(), false);
        for (bool moved = true; moved;) {
            moved = false;
            for (std::size_t i : by_time) {
                if (placed[i] || !parents_placed(i, placed)) continue;
                placed[i] = moved = true;
                out.push_back(i);
            }
        }
        for (std::size_t i :
             by_time) {  // a cycle cannot come from an honest log; such events still get a place
            if (!placed[i]) out.push_back(i);
        }
        return out;
    }

  private:
    std::vector<std::size_t> parents(std::size_t i) const {
        std::vector<std::size_t> out;
        for (const auto& dot : events_[i].event.saw) {
            if (const auto at = place_.find(dot); at != place_.end() && at->second != i)
                out.push_back(at->second);
        }
        return out;
    }
    bool parents_placed(std::size_t i, const std::vector<bool>& placed) const {
        const auto list = parents(i);
        return std::all_of(list.begin(), list.end(), [&](std::size_t p) { return placed[p]; });
    }
    void judge(std::size_t i) {
        const auto before = parents(i);
        const Stage to = events_[i].event.to;
        const bool possible = before.empty() ? may_follow(Stage::none, to)
                                             : std::any_of(before.begin(), before.end(), [&](std::size_t p) {
                                                   return may_follow(after_[p], to) || after_[p] == to;
                                               });
        effective_[i] = possible;
        after_[i] = possible ? to : together(before);
    }

    const std::vector<PastEvent>& events_;
    std::map<core::Dot, std::size_t> place_;
    std::vector<Stage> after_;
    std::vector<bool> effective_;
};

}  // namespace

bool may_follow(Stage from, Stage to) {
    for (const Row& row : transitions()) {
        if (row.from == from) return std::find(row.to.begin(), row.to.end(), to) != row.to.end();
    }
    return false;
}

std::string_view stage_word(Stage stage) {
    for (const auto& entry : words) {
        if (entry.stage == stage) return entry.word;
    }
    return "";
}

Stage stage_of_word(std::string_view word) {
    for (const auto& entry : words) {
        if (entry.word == word) return entry.stage;
    }
    return Stage::none;
}

bool is_closed(Stage stage) { return stage == Stage::done || stage == Stage::cancelled; }

StatusView status_of(const CaseFile& file) {
    const Graph graph(file.events());
    StatusView view;
    const auto heads = graph.heads();
    for (std::size_t i : heads) {
        view.heads.push_back(file.events()[i].stamp.dot);
        view.in_conflict = view.in_conflict || graph.after(i) != graph.after(heads.front());
    }
    view.stage = graph.together(heads);
    for (std::size_t i : graph.order()) {
        view.history.push_back(
            {file.events()[i].stamp.dot, graph.effective(i), graph.effective(i) ? "" : "transition"});
    }
    return view;
}

core::Result<StatusEvent> next_event(const CaseFile& file, Stage to, std::string reason) {
    const StatusView now = status_of(file);
    const Graph graph(file.events());
    bool possible = now.heads.empty() && may_follow(Stage::none, to);
    for (std::size_t i : graph.heads()) {
        const bool settles = now.in_conflict && graph.after(i) == to;
        possible = possible || settles || may_follow(graph.after(i), to);
    }
    if (!possible) {
        return core::Error{core::ErrorCode::conflict, "status.not_allowed",
                           std::string(stage_word(now.stage)) + " -> " + std::string(stage_word(to))};
    }
    return StatusEvent{now.stage, to, std::move(reason), now.heads};
}

}  // namespace forms
