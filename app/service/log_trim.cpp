#include "app/service/log_trim.h"

#include <algorithm>

#include "app/node/store_inspection.h"
#include "app/service/closed_desk.h"
#include "storage/env/system_environment.h"

namespace app {

namespace {
constexpr std::int64_t day_ms = 86'400'000;
}

core::Result<std::int64_t> kept_days(std::int64_t asked, std::uint64_t minimum_retention_days) {
    const auto least = std::max(audit_days_min, static_cast<std::int64_t>(minimum_retention_days));
    if (asked < least) return core::Error{core::ErrorCode::not_permitted, "log.keep_longer", {}, least};
    return asked;
}

core::Instant end_of_audit_period(const Clocks& clocks, std::int64_t days) {
    return {std::min(clocks.now, clocks.elsewhere).unix_ms - days * day_ms};
}

core::Result<storage::TruncationTerms> trim_terms(DeskEngine& engine, core::Instant now, std::int64_t days) {
    auto held = held_by_each(engine);
    return engine.thread().ask([&]() -> core::Result<storage::TruncationTerms> {
        auto kept = kept_days(days, engine.node().roster().minimum_retention_days());
        if (!kept) return kept.error();
        const auto clocks = ErasureWork(engine.node()).clocks(now);
        if (!clocks) return clocks.error();
        return storage::TruncationTerms{end_of_audit_period(*clocks, *kept), std::move(held)};
    });
}

core::Result<storage::Truncated> trim_log(const std::string& folder, const storage::Secret& store_key,
                                          const std::string& archive, const storage::TruncationTerms& terms,
                                          core::Random& random) {
    auto desk = ClosedDesk::open(folder, store_key, random);
    if (!desk) return desk.error();
    storage::SystemFileSystem files;
    storage::StateArchive snapshot(files, archive);
    return storage::drop_below(*desk->cases, snapshot, *desk->keys, signers_of(desk->node->roster()), terms);
}

}  // namespace app
