#include "tests/sim/sim_cases.h"

#include <algorithm>

namespace sim {

const forms::CaseFile& CaseBook::file(const core::CaseId& id) const {
    static const forms::CaseFile none;
    const auto at = cases_.find(id);
    return at == cases_.end() ? none : at->second;
}

void CaseBook::apply(const storage::Batch& batch, const core::VersionVector& context) {
    if (!batch.head.case_id || batch.parts.empty() || !batch.parts[0]) return;
    if (batch.head.parts[0].part_class < storage::part_class::content) return;
    const auto change = forms::decode_change(*batch.parts[0]);
    if (change) cases_[*batch.head.case_id].apply({batch.head.id(), batch.head.hlc, context}, *change);
}

std::string CaseBook::difference(const CaseBook& other) const {
    for (const auto& [id, mine] : cases_)
        if (forms::encode_case(mine) != forms::encode_case(other.file(id))) return "case " + id.hex();
    for (const auto& [id, theirs] : other.cases_)
        if (!cases_.contains(id)) return "case " + id.hex();
    return {};
}

void Truth::note(const core::CaseId& id, const storage::BatchHead& head, const forms::Change& change,
                 const core::VersionVector& saw) {
    std::uint32_t index = 0;
    for (const auto& item : change.items) {
        if (const auto* write = std::get_if<forms::Write>(&item))
            writes_[{id, write->place}].push_back(
                {{head.device, head.seq, index}, saw, {write->unseen.begin(), write->unseen.end()}});
        ++index;
    }
}

std::string Truth::check(const CaseBook& book, const core::VersionVector& heads,
                         const std::set<core::CaseId>& erased) const {
    for (const auto& [where, all] : writes_) {
        const auto& [id, place] = where;
        if (erased.contains(id)) continue;
        std::vector<const Written*> here;
        for (const auto& written : all)
            if (heads.covers(written.dot)) here.push_back(&written);
        std::set<core::Dot> expected;
        for (const Written* one : here) {
            const bool replaced = std::any_of(here.begin(), here.end(), [&](const Written* later) {
                return later != one && later->saw.covers(one->dot) && !later->unseen.contains(one->dot);
            });
            if (!replaced) expected.insert(one->dot);
        }
        std::set<core::Dot> standing;
        for (const auto& value : book.file(id).standing(place)) standing.insert(value.stamp.dot);
        if (standing != expected) {
            const bool lost =
                !std::includes(standing.begin(), standing.end(), expected.begin(), expected.end());
            return (lost ? "a value is hidden in case " : "a replaced value stands in case ") + id.hex();
        }
    }
    return {};
}

}  // namespace sim
