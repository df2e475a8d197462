#include "forms/casework/reissue.h"

#include <algorithm>

namespace forms {

namespace {

template <class Items, class Same>
bool any(const Items& items, Same same) {
    return std::any_of(items.begin(), items.end(), same);
}

struct Anew {
    const CaseFile& now;
    const core::VersionVector& saw;
    std::vector<Item>& out;

    void operator()(const Write& old) const {
        Write write{old.place, old.answer, {}};
        for (const auto& standing : now.standing(old.place)) {
            if (standing.answer == old.answer) return;
            const core::Dot& dot = standing.stamp.dot;
            const bool listed = any(old.unseen, [&](const core::Dot& unseen) { return unseen == dot; });
            if (!saw.covers(dot) || listed) write.unseen.push_back(dot);
        }
        std::sort(write.unseen.begin(), write.unseen.end());
        out.emplace_back(std::move(write));
    }
    void operator()(const SetAdd& old) const {
        if (!any(now.members(old.set), [&](const Member& member) { return member.element == old.element; }))
            out.emplace_back(old);
    }
    void operator()(const StatusEvent& old) const {
        if (!any(now.events(), [&](const PastEvent& past) { return past.event == old; }))
            out.emplace_back(old);
    }
    void operator()(const Fact& old) const {
        if (!any(now.facts(), [&](const PastFact& past) { return past.fact == old; })) out.emplace_back(old);
    }
    void operator()(const SetRemove& old) const { out.emplace_back(old); }
    void operator()(const UnknownItem& old) const { out.emplace_back(old); }
};

}  // namespace

Change reissued(const CaseFile& now, const Change& old, const core::VersionVector& saw) {
    Change change{old.author, {}};
    for (const auto& item : old.items) std::visit(Anew{now, saw, change.items}, item);
    return change;
}

}  // namespace forms
