#include "forms/casework/case_file.h"

#include <algorithm>
#include <tuple>

namespace forms {

namespace {

// Keeps a list sorted by dot; the same dot twice is one.
template <class T>
void insert_sorted(std::vector<T>& list, T item) {
    const auto at = std::lower_bound(list.begin(), list.end(), item,
                                     [](const T& a, const T& b) { return a.stamp.dot < b.stamp.dot; });
    if (at != list.end() && at->stamp.dot == item.stamp.dot) return;
    list.insert(at, std::move(item));
}

// An author has seen all earlier items of his own device, those of the same batch included.
bool had_seen(const Origin& origin, const core::Dot& dot) {
    return dot.device == origin.batch.device ? dot.seq <= origin.batch.seq : origin.saw.covers(dot);
}

}  // namespace

void CaseFile::apply(const Origin& origin, const Change& change) {
    std::uint32_t index = origin.first_index;
    for (const Item& item : change.items) {
        const Stamp stamp{{origin.batch.device, origin.batch.seq, index}, origin.hlc, change.author};
        apply_item(origin, stamp, item);
        const auto* unknown = std::get_if<UnknownItem>(&item);
        index += unknown ? static_cast<std::uint32_t>(unknown->dots) : 1;
    }
}

void CaseFile::apply_item(const Origin& origin, const Stamp& stamp, const Item& item) {
    if (const auto* write = std::get_if<Write>(&item)) apply_write(origin, stamp, *write);
    if (const auto* add = std::get_if<SetAdd>(&item))
        insert_sorted(sets_[add->set], Member{stamp, add->element});
    if (const auto* remove = std::get_if<SetRemove>(&item)) {
        const auto at = sets_.find(remove->set);
        if (at == sets_.end()) return;
        std::erase_if(at->second, [&](const Member& member) {
            return std::find(remove->dots.begin(), remove->dots.end(), member.stamp.dot) !=
                   remove->dots.end();
        });
        if (at->second.empty()) sets_.erase(at);
    }
    if (const auto* event = std::get_if<StatusEvent>(&item)) insert_sorted(events_, PastEvent{stamp, *event});
    if (const auto* fact = std::get_if<Fact>(&item)) insert_sorted(facts_, PastFact{stamp, *fact});
}

void CaseFile::apply_write(const Origin& origin, const Stamp& stamp, const Write& write) {
    auto& standing = registers_[write.place];
    std::erase_if(standing, [&](const Standing& other) {
        const core::Dot& dot = other.stamp.dot;
        const bool listed_unseen =
            std::find(write.unseen.begin(), write.unseen.end(), dot) != write.unseen.end();
        return dot != stamp.dot && had_seen(origin, dot) && !listed_unseen;
    });
    insert_sorted(standing, Standing{stamp, write.answer});
}

const std::vector<Standing>& CaseFile::standing(const Place& place) const {
    static const std::vector<Standing> none;
    const auto at = registers_.find(place);
    return at == registers_.end() ? none : at->second;
}

const Standing* CaseFile::shown(const Place& place) const {
    const auto& list = standing(place);
    const auto at = std::max_element(list.begin(), list.end(), [](const Standing& a, const Standing& b) {
        return std::tie(a.stamp.hlc, a.stamp.dot) < std::tie(b.stamp.hlc, b.stamp.dot);
    });
    return at == list.end() ? nullptr : &*at;
}

const std::vector<Member>& CaseFile::members(std::uint32_t set) const {
    static const std::vector<Member> none;
    const auto at = sets_.find(set);
    return at == sets_.end() ? none : at->second;
}

Write write_over(const CaseFile& file, const Place& place, Answer answer,
                 const std::optional<std::set<core::Dot>>& seen) {
    Write write{place, std::move(answer), {}};
    if (!seen) return write;
    for (const Standing& standing : file.standing(place)) {
        if (!seen->contains(standing.stamp.dot)) write.unseen.push_back(standing.stamp.dot);
    }
    return write;
}

}  // namespace forms
