#include "app/node/store_inspection.h"

namespace app {

namespace {

constexpr std::int64_t pages_a_look = 1'000;
constexpr std::size_t batches_a_look = 100;

core::Status look_at_pages(NodeStore& node, StoreThread& thread, std::int64_t& pages) {
    auto& database = node.database();
    auto moved =
        thread.ask([&] { return database.checkpoint(storage::Checkpoint::full); }, Urgency::background);
    if (!moved) return moved;
    std::int64_t next = 1;
    auto swept = in_slices(thread, [&]() -> core::Result<bool> {
        auto after = database.check_pages(next, pages_a_look);
        if (!after) return after.error();
        if (*after == 0) {
            auto count = database.writer().number("PRAGMA page_count");
            if (!count) return count.error();
            pages = count->value_or(0);
        }
        next = *after;
        return next != 0;
    });
    if (!swept) return swept;
    auto reader = database.reader();  // its own view: nobody waits for it
    return reader ? storage::check_structure(**reader) : core::Status(reader.error());
}

}  // namespace

storage::SignerOf signers_of(const storage::Roster& roster) {
    return [&roster](const core::DeviceId& device) -> std::optional<storage::PublicKey> {
        const auto* member = roster.member(device);
        return member == nullptr ? std::nullopt : std::optional(member->device.sign_key);
    };
}

bool is_damage(const core::Error& error) { return error.code == core::ErrorCode::corrupt; }

storage::Finding damage_found(const char* reason, const core::Error& error) {
    return {reason, error.detail, error.count};
}

core::Result<storage::LogCheck> check_chains(NodeStore& node, StoreThread& thread) {
    const storage::Roster roster = thread.ask([&] { return node.roster(); }, Urgency::background);
    storage::LogChecker checker(node.log(), signers_of(roster));
    const auto looked = in_slices(thread, [&] { return checker.step(batches_a_look); });
    storage::LogCheck check = checker.found();
    if (looked) return check;
    if (!is_damage(looked.error())) return looked.error();
    ++check.found;
    check.findings.push_back(damage_found("check.unreadable", looked.error()));
    return check;
}

core::Result<NodeCheck> check_node(NodeStore& node, StoreThread& thread) {
    NodeCheck check;
    const auto looked = look_at_pages(node, thread, check.pages);
    if (!looked && !is_damage(looked.error())) return looked.error();
    if (!looked) check.findings.push_back(damage_found("check.page", looked.error()));
    auto log = check_chains(node, thread);
    if (!log) return log.error();
    check.log = std::move(*log);
    check.found = check.log.found + static_cast<std::int64_t>(check.findings.size());
    check.findings.insert(check.findings.end(), check.log.findings.begin(), check.log.findings.end());
    return check;
}

}  // namespace app
