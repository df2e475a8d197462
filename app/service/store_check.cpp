#include "app/service/store_check.h"

namespace app {

namespace {

bool is_damage(const core::Error& error) { return error.code == core::ErrorCode::corrupt; }

void take_findings(StoreCheck& check, std::int64_t found, const std::vector<storage::Finding>& findings) {
    check.found += found;
    check.findings.insert(check.findings.end(), findings.begin(), findings.end());
}

// A part of the check that met damage itself ends there; the others still look.
void take_damage(StoreCheck& check, const char* reason, const core::Error& error) {
    take_findings(check, 1, {{reason, error.detail, error.count}});
}

// Slices keep the store thread free for a clerk's save within some 10 ms.
constexpr std::int64_t pages_a_slice = 1'000, cases_a_slice = 50;
constexpr std::size_t batches_a_slice = 100;

// Calls `step` on the store thread until it says that there is no more.
template <class Step>
core::Status in_slices(DeskEngine& engine, Step step) {
    for (;;) {
        auto more = engine.thread().ask(step, Urgency::background);
        if (!more) return more.error();
        if (!*more) return core::ok();
    }
}

core::Status look_at_pages(DeskEngine& engine, StoreCheck& check) {
    auto& database = engine.node().database();
    auto moved = engine.thread().ask([&] { return database.checkpoint(storage::Checkpoint::full); },
                                     Urgency::background);
    if (!moved) return moved;
    std::int64_t next = 1;
    auto swept = in_slices(engine, [&]() -> core::Result<bool> {
        auto after = database.check_pages(next, pages_a_slice);
        if (!after) return after.error();
        if (*after == 0) {
            auto pages = database.writer().number("PRAGMA page_count");
            if (!pages) return pages.error();
            check.pages = pages->value_or(0);
        }
        next = *after;
        return next != 0;
    });
    if (!swept) return swept;
    auto reader = database.reader();  // its own view: nobody waits for it
    return reader ? storage::check_structure(**reader) : core::Status(reader.error());
}

core::Status look_at_log(DeskEngine& engine, StoreCheck& check) {
    const auto roster = engine.roster();
    storage::LogChecker checker(engine.node().log(), signers_of(roster));
    const auto looked = in_slices(engine, [&] { return checker.step(batches_a_slice); });
    check.log = checker.found();
    take_findings(check, check.log.found, check.log.findings);
    return looked;
}

core::Status look_at_cases(DeskEngine& engine, StoreCheck& check) {
    storage::CaseChecker checker(engine.cases());
    const auto looked = in_slices(engine, [&] { return checker.step(cases_a_slice); });
    check.cases = checker.found();
    take_findings(check, check.cases.found, check.cases.findings);
    return looked;
}

}  // namespace

storage::SignerOf signers_of(const storage::Roster& roster) {
    return [&roster](const core::DeviceId& device) -> std::optional<storage::PublicKey> {
        const auto* member = roster.member(device);
        return member == nullptr ? std::nullopt : std::optional(member->device.sign_key);
    };
}

core::Result<StoreCheck> check_store(DeskEngine& engine) {
    StoreCheck check;
    using Look = core::Status (*)(DeskEngine&, StoreCheck&);
    constexpr std::pair<Look, const char*> looks[] = {
        {look_at_pages, "check.page"}, {look_at_log, "check.unreadable"}, {look_at_cases, "check.state"}};
    for (const auto& [look, damaged] : looks) {
        const auto looked = look(engine, check);
        if (!looked && !is_damage(looked.error())) return looked.error();
        if (!looked) take_damage(check, damaged, looked.error());
    }
    return check;
}

}  // namespace app
