#include "app/service/aside_import.h"

#include <algorithm>

#include "forms/casework/reissue.h"
#include "storage/log/key_table.h"

namespace app {

namespace {

using storage::AsideBatch;
namespace why = storage::aside_why;

// Keys and runs that left the log together with their batches.
struct Lookup {
    std::map<core::BatchId, const storage::Batch*> by_id;
    explicit Lookup(const std::vector<AsideBatch>& aside) {
        for (const auto& one : aside) by_id[one.batch.head.id()] = &one.batch;
    }
    bool has(const core::BatchId& id) const { return by_id.contains(id); }
};

struct Opened {
    std::optional<forms::Change> change;
    core::Bytes restricted;
    bool shut{false};
};

Opened open_parts(CaseKeys& keys, const storage::Batch& batch) {
    Opened out;
    core::AccountId account;
    for (std::size_t i = 0; i < batch.parts.size(); ++i) {
        const auto part_class = batch.head.parts[i].part_class;
        auto plain = keys.ring().open_part(batch, i);
        if (part_class == storage::part_class::trace) {
            if (plain) account = storage::account_of_trace(*plain);
            continue;
        }
        if (!plain) {
            out.shut = true;
            continue;
        }
        if (part_class == storage::part_class::restricted) out.restricted = std::move(*plain);
        if (part_class < storage::part_class::content) continue;
        auto change = forms::decode_change(*plain);
        if (change) out.change = std::move(*change);
    }
    if (out.change && out.change->author.is_nil()) out.change->author = account;
    return out;
}

// Batches still in the log whose parts lie under a key that left it.
core::Result<std::vector<std::pair<storage::Batch, core::VersionVector>>> left_shut(
    storage::BatchLog& log, const std::set<core::CaseId>& cases, const Lookup& lookup) {
    std::vector<std::pair<storage::Batch, core::VersionVector>> out;
    for (const auto& id : cases) {
        auto n = log.find_case(id);
        if (!n) return n.error();
        if (!*n) continue;
        auto walked = log.for_case(**n, [&](storage::StoredBatch& stored) -> core::Status {
            const auto& parts = stored.batch.head.parts;
            if (std::none_of(parts.begin(), parts.end(),
                             [&](const auto& part) { return lookup.has(part.key); }))
                return core::ok();
            auto context = log.context_at(stored.batch.head.id());
            if (!context) return context.error();
            out.emplace_back(std::move(stored.batch), std::move(*context));
            return core::ok();
        });
        if (!walked) return walked.error();
    }
    return out;
}

}  // namespace

core::Result<AsideImport> import_aside(DeskEngine& engine, const core::DeviceId& device,
                                       const core::AccountId& by) {
    return engine.thread().ask([&]() -> core::Result<AsideImport> {
        AsideImport out;
        storage::SetAside table(engine.node().database().writer());
        auto aside = table.of(device, why::beyond_cut);
        if (!aside) return aside.error();
        const Lookup lookup(*aside);
        std::set<core::CaseId> cases;
        for (const auto& one : *aside)
            if (one.batch.head.case_id) cases.insert(*one.batch.head.case_id);
        auto shut = left_shut(engine.node().log(), cases, lookup);
        if (!shut) return shut.error();
        const auto anew = [&](const storage::Batch& batch,
                              const core::VersionVector& saw) -> core::Result<bool> {
            if (!batch.head.case_id) return true;  // an act without a case: its trace stays set aside
            const CaseKeys::Aside with(engine.keys(), lookup.by_id);
            auto opened = open_parts(engine.keys(), batch);
            if (!opened.change && opened.restricted.empty()) return !opened.shut;
            auto now = engine.file_or_empty(*batch.head.case_id);
            if (!now) return now.error();
            auto change = forms::reissued(*now, opened.change.value_or(forms::Change{}), saw);
            if (change.items.empty()) {
                ++out.equal;
                return true;
            }
            storage::Act act;
            act.kind = storage::ActKind::case_changed;
            act.account = by;
            auto written = engine.write(
                {batch.head.case_id, std::move(change), {act}, std::move(opened.restricted), {}});
            if (!written) return written.error();
            ++out.batches;
            return true;
        };
        for (const auto& one : *aside) {
            auto done = anew(one.batch, one.context);
            if (!done) return done.error();
            if (!*done) {
                ++out.shut;
                continue;
            }
            if (auto noted = table.change(one.id, why::imported); !noted) return noted.error();
        }
        for (const auto& [batch, context] : *shut) {
            auto done = anew(batch, context);
            if (!done) return done.error();
        }
        return out;
    });
}

}  // namespace app
