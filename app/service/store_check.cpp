#include "app/service/store_check.h"

namespace app {

core::Result<StoreCheck> check_store(DeskEngine& engine) {
    constexpr std::int64_t cases_a_slice = 50;
    StoreCheck check;
    auto node = check_node(engine.node(), engine.thread());
    if (!node) return node.error();
    check.node = std::move(*node);
    storage::CaseChecker checker(engine.cases());
    const auto looked = in_slices(engine.thread(), [&] { return checker.step(cases_a_slice); });
    if (!looked && !is_damage(looked.error())) return looked.error();
    check.cases = checker.found();
    check.found = check.node.found + check.cases.found;
    check.findings = check.node.findings;
    check.findings.insert(check.findings.end(), check.cases.findings.begin(), check.cases.findings.end());
    if (!looked) {
        ++check.found;
        check.findings.push_back(damage_found("check.state", looked.error()));
    }
    return check;
}

}  // namespace app
