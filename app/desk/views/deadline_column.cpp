#include "app/desk/views/deadline_column.h"

#include "app/service/counter_room.h"

namespace app::desk {

namespace {

constexpr int first_pause_ms = 60;    // a whole screen of rows is one question
constexpr int again_pause_ms = 1000;  // many lists may come in a second

bool has_one(const QueueRow& row) {
    return !row.guarded && row.stage != forms::Stage::done && row.stage != forms::Stage::cancelled;
}

}  // namespace

DeadlineColumn::DeadlineColumn(wxWindow* list, Shell& shell, std::function<void()> arrived)
    : list_(list), shell_(shell), arrived_(std::move(arrived)) {
    pause_.Bind(wxEVT_TIMER, [this](wxTimerEvent&) { ask(); });
}

std::string DeadlineColumn::of(const QueueRow& row) const {
    const auto at = heard_.find(row.id);
    return has_one(row) && at != heard_.end() ? at->second : std::string();
}

void DeadlineColumn::drawn(const QueueRow& row) {
    if (!has_one(row) || asked_.contains(row.id) || !wanted_.insert(row.id).second) return;
    if (!pause_.IsRunning()) pause_.StartOnce(heard_.contains(row.id) ? again_pause_ms : first_pause_ms);
}

void DeadlineColumn::list_read() { asked_.clear(); }

void DeadlineColumn::ask() {
    if (!shell_.session() || wanted_.empty()) return wanted_.clear();
    const std::vector<core::CaseId> ids(wanted_.begin(), wanted_.end());
    asked_.insert(ids.begin(), ids.end());
    wanted_.clear();
    shell_.slow().run(
        list_, [&shell = shell_, ids] { return shell.service().counter().next_deadlines(ids); },
        [this](core::Result<std::map<core::CaseId, std::string>> result) {
            if (!result) return;  // the rows stand without; whatever ails the store is said elsewhere
            bool news = false;
            for (auto& [id, words] : *result) {
                std::string& now = heard_[id];
                news = news || now != words;
                now = std::move(words);
            }
            if (news) arrived_();
        });
}

}  // namespace app::desk
