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

// Mostly what is asked for is what comes next in a list that grows in order.
template <class List>
auto places_equal(List& list, const Place& place) {
    if (list.empty() || list.back().place < place) return std::pair(list.end(), list.end());
    const auto from = std::lower_bound(list.begin(), list.end(), place,
                                       [](const Standing& a, const Place& b) { return a.place < b; });
    const auto to = std::find_if(from, list.end(), [&](const Standing& a) { return a.place != place; });
    return std::pair(from, to);
}

// An author has seen all earlier items of his own device, those of the same batch included.
bool had_seen(const Origin& origin, const core::Dot& dot) {
    return dot.device == origin.batch.device ? dot.seq <= origin.batch.seq : origin.saw.covers(dot);
}

}  // namespace

void CaseFile::apply(const Origin& origin, Change change) {
    std::uint32_t index = origin.first_index;
    if (standing_.empty()) standing_.reserve(change.items.size());
    for (Item& item : change.items) {
        const Stamp stamp{{origin.batch.device, origin.batch.seq, index}, origin.hlc, change.author};
        const auto* unknown = std::get_if<UnknownItem>(&item);
        index += unknown ? static_cast<std::uint32_t>(unknown->dots) : 1;
        apply_item(origin, stamp, item);
    }
}

void CaseFile::apply_item(const Origin& origin, const Stamp& stamp, Item& item) {
    if (auto* write = std::get_if<Write>(&item)) apply_write(origin, stamp, *write);
    if (auto* add = std::get_if<SetAdd>(&item))
        insert_sorted(sets_[add->set], Member{stamp, std::move(add->element)});
    if (const auto* remove = std::get_if<SetRemove>(&item)) {
        const auto at = sets_.find(remove->set);
        if (at == sets_.end()) return;
        std::erase_if(at->second, [&](const Member& member) {
            return std::find(remove->dots.begin(), remove->dots.end(), member.stamp.dot) !=
                   remove->dots.end();
        });
        if (at->second.empty()) sets_.erase(at);
    }
    if (auto* event = std::get_if<StatusEvent>(&item))
        insert_sorted(events_, PastEvent{stamp, std::move(*event)});
    if (auto* fact = std::get_if<Fact>(&item)) insert_sorted(facts_, PastFact{stamp, std::move(*fact)});
}

void CaseFile::apply_write(const Origin& origin, const Stamp& stamp, Write& write) {
    const auto superseded = [&](const Standing& other) {
        const core::Dot& dot = other.stamp.dot;
        const bool listed_unseen =
            std::find(write.unseen.begin(), write.unseen.end(), dot) != write.unseen.end();
        return dot != stamp.dot && had_seen(origin, dot) && !listed_unseen;
    };
    const auto [from, to] = places_equal(standing_, write.place);
    const auto kept = std::remove_if(from, to, superseded);
    const auto at = std::lower_bound(
        from, kept, stamp.dot, [](const Standing& a, const core::Dot& dot) { return a.stamp.dot < dot; });
    if (at != kept && at->stamp.dot == stamp.dot) {
        standing_.erase(kept, to);
        return;
    }
    Standing fresh{stamp, std::move(write.answer), write.place};
    if (kept == to) {
        standing_.insert(at, std::move(fresh));
        return;
    }
    std::move_backward(at, kept, std::next(kept));
    *at = std::move(fresh);
    standing_.erase(std::next(kept), to);
}

std::span<const Standing> CaseFile::standing(const Place& place) const {
    const auto [from, to] = places_equal(standing_, place);
    return {from, to};
}

std::vector<CaseFile::Register> CaseFile::registers() const {
    std::vector<Register> out;
    out.reserve(standing_.size());
    for (auto from = standing_.begin(); from != standing_.end();) {
        const auto to = std::find_if(from, standing_.end(),
                                     [&](const Standing& other) { return other.place != from->place; });
        out.push_back({from->place, {from, to}});
        from = to;
    }
    return out;
}

const Standing* CaseFile::shown(const Place& place) const {
    const auto list = standing(place);
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
