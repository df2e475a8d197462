#include "storage/cases/log_truncation.h"

#include <algorithm>

#include "storage/cases/act.h"
#include "storage/log/erasure_ledger.h"

namespace storage {

namespace {

core::Status check_terms(BatchLog& log, const StateManifest& manifest, const TruncationTerms& terms) {
    if (manifest.created > terms.not_after) return core::denied("log.cut_too_young");
    if (auto status = held_by_all(vector_of(manifest.cuts), terms.held); !status) return status;
    for (const LogCut& cut : manifest.cuts) {
        const DeviceHead* head = log.head(cut.device);
        if (head != nullptr && cut.seq <= head->cut_seq) continue;  // gone before
        auto chain = log.chain_at(cut.device, cut.seq);
        if (!chain || *chain != cut.chain) return core::denied("log.cut_other_history", cut.device.hex());
    }
    return core::ok();
}

// Batches that go, by place.
core::Result<std::vector<std::int64_t>> going(BatchLog& log, const core::VersionVector& cut, Truncated& out) {
    std::vector<std::int64_t> places;
    auto status = log.for_each([&](StoredBatch& stored) {
        const BatchHead& head = stored.batch.head;
        if (cut.of(head.device) < head.seq) return core::ok();
        if (stays_below(head))
            ++out.kept;
        else
            places.push_back(stored.place);
        return core::ok();
    });
    if (!status) return status.error();
    return places;
}

core::Status drop(Connection& connection, const std::vector<std::int64_t>& places, Truncated& out) {
    for (const std::int64_t place : places) {
        const auto acts = static_cast<std::int64_t>(acts_max);
        auto status =
            connection.run("DELETE FROM act WHERE id >= ? AND id < ?", place * acts, (place + 1) * acts);
        out.acts += connection.changed_rows();
        if (status) status = connection.run("DELETE FROM unread_batch WHERE place = ?", place);
        if (status) status = connection.run("DELETE FROM batch WHERE place = ?", place);
        if (!status) return status;
        ++out.batches;
    }
    return core::ok();
}

// The base of a case is its state at the cut; what was erased since has none.
core::Status put_base(BatchLog& log, PartOpener& opener, const CaseRecord& record) {
    Connection& connection = log.gate().connection();
    auto gone = ErasureLedger(connection).covers_any(record.id);
    if (!gone) return gone.error();
    if (*gone) return core::ok();
    auto n = log.case_number(record.id);
    if (!n) return n.error();
    if (auto status = put_marks(connection, *n, record.marks); !status) return status;
    if (!record.state) return core::ok();
    auto state = opener.open(*record.state, 0);
    if (!state) return state.error();
    if (!*state || !forms::decode_case(**state)) return core::corrupt("snapshot.damaged", "record");
    return connection.run("INSERT OR REPLACE INTO case_base (n, state) VALUES (?, ?)", *n, ByteView(**state));
}

}  // namespace

core::Status held_by_all(const core::VersionVector& cut, const std::vector<HeldBy>& held) {
    std::string lacking;
    for (const auto& one : held) {
        if (!one.durable.covers(cut)) lacking += (lacking.empty() ? "" : " ") + one.member.hex();
    }
    return lacking.empty() ? core::ok() : core::denied("log.cut_not_held", lacking);
}

core::Result<Truncated> drop_below(CaseStore& cases, StateArchive& archive, PartOpener& opener,
                                   const SignerOf& signer_of, const TruncationTerms& terms) {
    BatchLog& log = cases.log();
    auto manifest = archive.manifest(log.site(), signer_of);
    if (!manifest) return manifest.error();
    if (auto status = check_terms(log, *manifest, terms); !status) return status.error();
    const core::VersionVector cut = vector_of(manifest->cuts);
    Truncated out;
    auto block = log.gate().begin();
    if (!block) return block.error();
    for (const auto& name : manifest->files) {
        auto file = archive.file(name);
        if (!file) return file.error();
        for (const auto& record : file->cases) {
            if (auto status = put_base(log, opener, record); !status) return status.error();
        }
    }
    auto places = going(log, cut, out);
    if (!places) return places.error();
    auto status = drop(log.gate().connection(), *places, out);
    if (status) status = begin_at(log, manifest->cuts);
    if (status) status = block->commit();
    if (!status) return status.error();
    return out;
}

}  // namespace storage
