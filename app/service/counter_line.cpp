#include "app/service/counter_line.h"

#include <algorithm>

namespace app {

namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::size_t called_max = 8;

std::int64_t turn_ms(const storage::CaseListRow& row) {
    return std::max(row.received_ms, row.call.absent_ms);
}

bool after_signature(forms::Stage stage) {
    using enum forms::Stage;
    return stage == signed_off || stage == printed || stage == awaiting_handover || stage == done;
}

std::string section(const std::string& counter) {  // 子育て支援の窓口 is said as 子育て支援
    const std::string tail = "の窓口";
    return counter.ends_with(tail) ? counter.substr(0, counter.size() - tail.size()) : counter;
}

}  // namespace

bool waits(const storage::CaseListRow& row) {
    return row.stage == forms::Stage::received && row.clerk.is_nil();
}

void put_in_turn(std::vector<storage::CaseListRow>& rows) {
    std::vector<std::size_t> places;
    std::vector<storage::CaseListRow> line;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!waits(rows[i])) continue;
        places.push_back(i);
        line.push_back(rows[i]);
    }
    std::stable_sort(line.begin(), line.end(),
                     [](const auto& a, const auto& b) { return turn_ms(a) < turn_ms(b); });
    for (std::size_t i = 0; i < places.size(); ++i) rows[places[i]] = std::move(line[i]);
}

std::string row_state_words(const storage::CaseListRow& row, const std::string& plain) {
    if (!row.call.desk.empty() && waits(row)) return "呼出中(" + row.call.desk + ")";
    if (row.stage == forms::Stage::handed_on && !row.reason.empty())
        return "引継ぎ中(" + section(row.reason) + ")";
    if (row.clerk.is_nil() && row.section == storage::QueueSection::serving) return "待ち(続きから)";
    return plain;
}

std::string wanted_of(const storage::CaseListRow& row) {
    if (row.stage == forms::Stage::on_hold && row.reason == wants_decision) return "判断待ち";
    if (row.conflicts > 0 && after_signature(row.stage)) return "署名後の食い違い";
    if (row.clerk.is_nil() && row.section == storage::QueueSection::serving) return "担当なし";
    return {};
}

std::map<std::string, std::string> skill_loads(const CounterSettings& settings,
                                               const std::vector<storage::CaseListRow>& rows,
                                               std::int64_t now_ms) {
    struct Load {
        int people{0};
        std::int64_t longest_ms{0};
    };
    std::map<std::string, Load> loads;
    for (const SkillGroup& group : settings.skills) loads[group.label];
    for (const auto& row : rows) {
        const auto at = loads.find(skill_of(settings, row.life_event));
        if (at == loads.end() || !waits(row)) continue;
        ++at->second.people;
        at->second.longest_ms = std::max(at->second.longest_ms, now_ms - row.received_ms);
    }
    std::map<std::string, std::string> out;
    for (const auto& [label, load] : loads)
        out[label] = std::to_string(load.people) + "人" +
                     (load.people > 0 ? "・" + std::to_string(load.longest_ms / minute_ms) + "分" : "");
    return out;
}

std::vector<CalledTicket> called_now(const std::vector<storage::CaseListRow>& rows) {
    std::vector<CalledTicket> out;
    for (const auto& row : rows)
        if (waits(row) && !row.call.desk.empty())
            out.push_back(
                {row.ticket.empty() ? row.reception : row.ticket, row.call.desk, row.call.called_ms});
    std::stable_sort(out.begin(), out.end(),
                     [](const auto& a, const auto& b) { return a.called_ms > b.called_ms; });
    if (out.size() > called_max) out.resize(called_max);
    return out;
}

}  // namespace app
