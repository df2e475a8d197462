#include "storage/cases/log_truncation.h"

#include <algorithm>

#include "storage/cases/act.h"
#include "storage/log/erasure_ledger.h"

namespace storage {

namespace {

core::Status check_terms(BatchLog& log, const StateManifest& manifest, const TruncationTerms& terms) {
    if (manifest.created > terms.not_after) return core::denied("log.cut_too_young");
    for (const LogCut& cut : manifest.cuts) {
        for (const auto& durable : terms.durable) {
            if (durable.of(cut.device) < cut.seq) return core::denied("log.cut_not_held", cut.device.hex());
        }
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

core::Status move_cuts(BatchLog& log, const std::vector<LogCut>& cuts) {
    for (const LogCut& cut : cuts) {
        const DeviceHead* head = log.head(cut.device);
        if (head == nullptr || cut.seq <= head->cut_seq) continue;
        const Bytes context = encode_vector(cut.context);
        auto status = log.gate().connection().run(
            "UPDATE device SET cut_seq = ?1, cut_chain = ?2, cut_context = ?3, "
            "kept_chain = iif(kept_seq < ?1, ?2, kept_chain), "
            "kept_context = iif(kept_seq < ?1, ?3, kept_context), kept_seq = max(kept_seq, ?1) "
            "WHERE ordinal = ?4",
            cut.seq, ByteView(cut.chain), ByteView(context), head->ordinal);
        if (!status) return status;
    }
    return core::ok();
}

}  // namespace

core::Result<Truncated> drop_below(CaseStore& cases, StateArchive& archive, PartOpener& opener,
                                   const SignerOf& signer_of, const TruncationTerms& terms) {
    BatchLog& log = cases.log();
    auto manifest = archive.manifest(log.site(), signer_of);
    if (!manifest) return manifest.error();
    if (auto status = check_terms(log, *manifest, terms); !status) return status.error();
    core::VersionVector cut;
    for (const LogCut& one : manifest->cuts) cut.set(one.device, one.seq);
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
    if (status) status = move_cuts(log, manifest->cuts);
    if (status) status = block->commit();
    if (!status) return status.error();
    return out;
}

}  // namespace storage
