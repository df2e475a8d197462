// Making and checking; filling a store from one: state_restore.cpp.
#include "storage/cases/state_snapshot.h"

#include <set>

#include "storage/log/attachments.h"
#include "storage/log/key_table.h"

namespace storage {

namespace {

constexpr std::size_t file_bytes = 4 * 1024 * 1024;  // a file is closed above this
constexpr std::size_t file_size_max = 256 * 1024 * 1024;

core::Error damaged(std::string which) { return core::corrupt("snapshot.damaged", std::move(which)); }

std::string file_name(const Digest& hash) { return "cases-" + core::to_hex(hash).substr(0, 16); }

std::set<std::string> files_of(const StateManifest& manifest) {
    std::set<std::string> names{StateArchive::keys_file(manifest.keys)};
    for (const auto& name : manifest.files) names.insert(file_name(name.hash));
    return names;
}

StateInfo info_of(const StateManifest& manifest) {
    StateInfo info{
        manifest.created,       manifest.maker,          0, 0, manifest.files.size(), manifest.digest,
        manifest.ledger.size(), vector_of(manifest.cuts)};
    for (const auto& name : manifest.files) {
        info.cases += name.batches;
        info.bytes += name.size;
    }
    return info;
}

core::Result<std::vector<ProgramStart>> program_starts(Connection& connection) {
    std::vector<ProgramStart> out;
    auto rows = connection.query(
        "SELECT d.id, r.seq, r.id FROM run r JOIN device d ON d.ordinal = r.device ORDER BY 1, 2");
    if (!rows) return rows.error();
    auto status = rows->each([&](Statement& row) {
        out.push_back(
            {row.id<core::DeviceId>(0), static_cast<std::uint64_t>(row.int64(1)), row.id<core::RunId>(2)});
    });
    if (!status) return status.error();
    return out;
}

core::Status seal_own(BatchLog& log, const SigningKey& key) {
    const DeviceHead* own = log.head(log.self());
    if (own == nullptr || own->seq == own->sealed_seq) return core::ok();
    auto block = log.gate().begin();
    if (!block) return block.error();
    if (auto seal = log.seal(key); !seal) return seal.error();
    return block->commit();
}

}  // namespace

std::string StateArchive::keys_file(const Digest& hash) {
    return "state-keys-" + core::to_hex(hash).substr(0, 16);
}

StateArchive::StateArchive(core::FileSystem& files, std::string folder)
    : files_(files), folder_(std::move(folder)) {}

core::Status StateArchive::write_file(const StateFile& file, StateManifest& manifest) {
    if (file.cases.empty() && file.kept.empty() && file.attachments.empty()) return core::ok();
    const Bytes bytes = encode_state_file(file);
    const SegmentName name{hash(bytes), bytes.size(), file.cases.size()};
    if (auto status = files_.write_whole(path(file_name(name.hash)), bytes); !status) return status;
    manifest.files.push_back(name);
    return core::ok();
}

core::Status StateArchive::write_cases(CaseStore& cases, StateSealer& sealer, const core::RunId& run,
                                       StateManifest& manifest) {
    BatchLog& log = cases.log();
    auto marks = marks_below(log);
    if (!marks) return marks.error();
    auto rows = log.gate().connection().query(
        "SELECT c.n, c.id, s.state FROM case_id c LEFT JOIN case_state s ON s.n = c.n ORDER BY c.n");
    if (!rows) return rows.error();
    StateFile file;
    std::size_t bytes = 0;
    std::uint64_t number = 0;
    auto status = rows->each([&](Statement& row) -> core::Status {
        CaseRecord record;
        record.id = row.id<core::CaseId>(1);
        if (const auto at = marks->find(row.int64(0)); at != marks->end()) record.marks = at->second;
        if (!row.is_null(2)) {
            record.state.emplace();
            auto& head = record.state->head;
            head.device = manifest.maker;
            head.seq = head.run_seq = ++number;
            head.run = run;
            head.case_id = record.id;
            if (auto sealed = sealer.seal(*record.state, run, row.blob_view(2)); !sealed) return sealed;
            bytes += row.blob_view(2).size();
        }
        if (!record.state && record.marks.empty()) return core::ok();
        bytes += 100;
        file.cases.push_back(std::move(record));
        if (bytes < file_bytes) return core::ok();
        bytes = 0;
        return write_file(std::exchange(file, {}), manifest);
    });
    return status ? write_file(file, manifest) : status;
}

core::Status StateArchive::write_kept(BatchLog& log, StateManifest& manifest) {
    Attachments attachments(log.gate().connection());
    StateFile file;
    std::size_t bytes = 0;
    auto status = log.for_each([&](StoredBatch& stored) -> core::Status {
        if (!stays_below(stored.batch.head)) return core::ok();
        for (const PartInfo& part : stored.batch.head.parts) {
            if (part.length <= part_inline_max) {
                bytes += part.length;
                continue;
            }
            auto whole = attachments.whole(part.hash);
            if (!whole) return whole.error();
            if (!*whole) continue;  // erased, or still wanted here: the joiner asks for it, too
            bytes += part.length;
            file.attachments.emplace_back(part.hash, std::move(**whole));
        }
        file.kept.push_back(std::move(stored.batch));
        if (bytes < file_bytes) return core::ok();
        bytes = 0;
        return write_file(std::exchange(file, {}), manifest);
    });
    return status ? write_file(file, manifest) : status;
}

core::Result<Digest> StateArchive::write_keys(BatchLog& log, const StateManifest& manifest,
                                              const SigningKey& key) {
    std::vector<StateKey> keys;
    auto status = KeyTable(log.gate().connection()).for_each([&](const StoredKey& stored) -> core::Status {
        StateKey one{stored.id, stored.part_class, stored.epoch, std::nullopt, stored.record};
        if (stored.case_n) {
            auto id = log.case_id(*stored.case_n);
            if (!id) return id.error();
            one.case_id = *id;
        }
        keys.push_back(std::move(one));
        return core::ok();
    });
    if (!status) return status.error();
    const Bytes bytes = encode_state_keys(manifest.site, manifest.maker, keys, key);
    const Digest name = hash(bytes);
    status = files_.write_whole(path(keys_file(name)), bytes);
    if (!status) return status.error();
    return name;
}

core::Result<StateInfo> StateArchive::create(CaseStore& cases, StateSealer& sealer, const SigningKey& key,
                                             const core::RunId& run, core::Instant now) {
    BatchLog& log = cases.log();
    Connection& connection = log.gate().connection();
    if (auto status = seal_own(log, key); !status) return status.error();
    std::set<std::string> old;
    if (auto bytes = files_.read(path("state"), file_size_max)) {
        auto before = decode_state_manifest(*bytes);
        if (!before) return before.error();
        if (before->manifest.site != log.site()) return core::denied("snapshot.other_site");
        old = files_of(before->manifest);
    } else if (bytes.error().code != core::ErrorCode::not_found) {
        return bytes.error();
    }
    StateManifest manifest;
    manifest.site = log.site();
    manifest.created = now;
    manifest.maker = log.self();
    auto cuts = cut_here(log);
    if (!cuts) return cuts.error();
    auto runs = program_starts(connection);
    if (!runs) return runs.error();
    auto marks = hollow_marks(connection);
    if (!marks) return marks.error();
    auto ledger = ErasureLedger(connection).entries();
    if (!ledger) return ledger.error();
    auto state = cases.state_digest();
    if (!state) return state.error();
    manifest.cuts = std::move(*cuts);
    manifest.runs = std::move(*runs);
    manifest.marks = *marks;
    manifest.ledger = std::move(*ledger);
    manifest.digest = digest_of(*state);
    if (auto status = write_cases(cases, sealer, run, manifest); !status) return status.error();
    if (auto status = write_kept(log, manifest); !status) return status.error();
    auto keys = write_keys(log, manifest, key);
    if (!keys) return keys.error();
    manifest.keys = *keys;
    auto status = files_.write_whole(path("state"), encode_state_manifest(manifest, key));
    if (!status) return status.error();
    for (const auto& name : files_of(manifest)) old.erase(name);
    for (const auto& name : old) {
        if (status = files_.remove(path(name)); !status) return status.error();
    }
    return info_of(manifest);
}

core::Result<StateManifest> StateArchive::manifest(const core::SiteId& site, const SignerOf& signer_of) {
    auto bytes = files_.read(path("state"), file_size_max);
    if (!bytes && bytes.error().code == core::ErrorCode::not_found)
        return core::Error{core::ErrorCode::not_found, "snapshot.none"};
    if (!bytes) return bytes.error();
    auto found = decode_state_manifest(*bytes);
    if (!found) return found.error();
    const auto signer = signer_of(found->manifest.maker);
    if (!signer || !storage::verify(*signer, found->message, found->signature))
        return core::corrupt("snapshot.bad_signature");
    if (found->manifest.site != site) return core::denied("snapshot.other_site");
    return std::move(found->manifest);
}

core::Result<StateFile> StateArchive::file(const SegmentName& name) {
    auto bytes = files_.read(path(file_name(name.hash)), file_size_max);
    if (!bytes) return bytes.error();
    if (bytes->size() != name.size || hash(*bytes) != name.hash) return damaged(file_name(name.hash));
    auto decoded = decode_state_file(*bytes);
    if (decoded && decoded->cases.size() != name.batches) return damaged(file_name(name.hash));
    return decoded;
}

core::Result<StateInfo> StateArchive::verify(const core::SiteId& site, const SignerOf& signer_of) {
    auto manifest = this->manifest(site, signer_of);
    if (!manifest) return manifest.error();
    for (const auto& name : manifest->files) {
        auto read = file(name);
        if (!read) return read.error();
        for (const auto& [hash, bytes] : read->attachments) {
            if (storage::hash(bytes) != hash) return damaged("attachment");
        }
    }
    return info_of(*manifest);
}

}  // namespace storage
