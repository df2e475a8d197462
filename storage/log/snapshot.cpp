#include "storage/log/snapshot.h"

#include <algorithm>
#include <set>

#include "storage/log/attachments.h"
#include "storage/log/key_table.h"
#include "storage/log/node_state.h"
#include "storage/log/snapshot_parts.h"

namespace storage {

namespace {

constexpr std::size_t segment_bytes = 4 * 1024 * 1024;

std::string segment_file(const Digest& hash) {
    return "segment-" + core::to_hex(core::ByteView(hash).first(8));
}
std::string manifest_file(std::uint64_t number) { return "manifest-" + std::to_string(number); }
std::string keys_file(std::uint64_t number) { return "keys-" + std::to_string(number); }

bool same_ledger(const std::vector<Erasure>& a, const std::vector<Erasure>& b) {
    const auto names = [](const std::vector<Erasure>& list) {
        std::set<std::pair<core::CaseId, std::uint32_t>> out;
        for (const auto& erasure : list) out.emplace(erasure.case_id, erasure.part_class);
        return out;
    };
    return names(a) == names(b);
}

SnapshotInfo info_of(const Manifest& manifest) {
    SnapshotInfo info{manifest.number,          manifest.created,       manifest.maker, 0, 0,
                      manifest.segments.size(), manifest.lacking.size()};
    for (const auto& segment : manifest.segments) {
        info.batches += segment.batches;
        info.bytes += segment.size;
    }
    return info;
}

core::VersionVector heads_of(const Manifest& manifest) {
    core::VersionVector heads;
    for (const auto& head : manifest.heads) heads.set(head.device, head.seq);
    return heads;
}

}  // namespace

Archive::Archive(core::FileSystem& files, std::string folder) : files_(files), folder_(std::move(folder)) {}

// ---- reading ----

core::Result<ArchiveIndex> Archive::index() {
    auto bytes = files_.read(path("index"), snapshot_parts::file_size_max);
    if (bytes) return decode_index(*bytes);
    if (bytes.error().code == core::ErrorCode::not_found) return ArchiveIndex{};
    return bytes.error();
}

core::Result<SignedManifest> Archive::signed_manifest(std::uint64_t number) {
    auto known = index();
    if (!known) return known.error();
    if (std::find(known->numbers.begin(), known->numbers.end(), number) == known->numbers.end())
        return core::Error{core::ErrorCode::not_found, "snapshot.none"};
    auto bytes = files_.read(path(manifest_file(number)), snapshot_parts::file_size_max);
    if (!bytes) return bytes.error();
    return decode_manifest(*bytes);
}

core::Result<Manifest> Archive::manifest(std::uint64_t number) {
    auto found = signed_manifest(number);
    if (!found) return found.error();
    return std::move(found->manifest);
}

core::Result<Manifest> Archive::checked_manifest(std::uint64_t number, const SignerOf& signer_of) {
    auto found = signed_manifest(number);
    if (!found) return found.error();
    const auto signer = signer_of(found->manifest.maker);
    if (!signer || !storage::verify(*signer, found->message, found->signature))
        return core::corrupt("snapshot.bad_signature");
    return std::move(found->manifest);
}

core::Result<Segment> Archive::segment(const SegmentName& name) {
    auto bytes = files_.read(path(segment_file(name.hash)), snapshot_parts::file_size_max);
    if (!bytes) return bytes.error();
    if (bytes->size() != name.size || hash(*bytes) != name.hash)
        return snapshot_parts::damaged(segment_file(name.hash));
    return decode_segment(*bytes);
}

core::Result<std::vector<SnapshotInfo>> Archive::list() {
    auto known = index();
    if (!known) return known.error();
    std::vector<SnapshotInfo> out;
    for (const auto number : known->numbers) {
        auto found = manifest(number);
        if (!found) return found.error();
        out.push_back(info_of(*found));
    }
    return out;
}

// ---- making ----

core::Result<SegmentName> Archive::write_segment(const Segment& segment) {
    const Bytes bytes = encode_segment(segment);
    SegmentName name{hash(bytes), bytes.size(), 0};
    for (const auto& run : segment.runs) name.batches += run.batches.size();
    auto status = files_.write_whole(path(segment_file(name.hash)), bytes);
    if (!status) return status.error();
    return name;
}

core::Status Archive::add_segments(BatchLog& log, Manifest& manifest) {
    core::VersionVector have = heads_of(manifest);
    for (const auto& [device, seq] : log.heads().entries()) {
        if (have.of(device) < log.head(device)->cut_seq) return core::denied("snapshot.old_part_gone");
    }
    std::vector<Digest> pictures = std::exchange(manifest.lacking, {});
    for (;;) {
        auto runs = log.read_missing(have, segment_bytes);
        if (!runs) return runs.error();
        if (runs->empty()) break;
        for (const auto& run : *runs) {
            have.raise(run.device, run.seal.seq);
            for (const Batch& batch : run.batches) {
                for (const PartInfo& part : batch.head.parts) {
                    if (part.length > part_inline_max) pictures.push_back(part.hash);
                }
            }
        }
        auto name = write_segment({std::move(*runs), {}});
        if (!name) return name.error();
        manifest.segments.push_back(*name);
    }
    manifest.heads.clear();
    for (const auto& [device, seq] : have.entries()) {
        auto chain = log.chain_at(device, seq);
        if (!chain) return chain.error();
        manifest.heads.push_back({device, seq, *chain});
    }
    return add_attachments(log, manifest, std::move(pictures));
}

core::Status Archive::add_attachments(BatchLog& log, Manifest& manifest, std::vector<Digest> names) {
    Attachments attachments(log.gate().connection());
    Segment segment;
    std::size_t bytes = 0;
    const auto flush = [&]() -> core::Status {
        auto name = write_segment(segment);
        if (!name) return name.error();
        manifest.segments.push_back(*name);
        segment = {};
        bytes = 0;
        return core::ok();
    };
    for (const Digest& name : names) {
        auto found = attachments.find(name);
        if (!found) return found.error();
        if (!*found || (*found)->state == AttachmentState::erased) continue;
        auto whole = attachments.whole(name);
        if (!whole) return whole.error();
        if (!*whole) {
            manifest.lacking.push_back(name);
            continue;
        }
        bytes += (*whole)->size();
        segment.attachments.emplace_back(name, std::move(**whole));
        if (bytes < segment_bytes) continue;
        if (auto status = flush(); !status) return status;
    }
    return segment.attachments.empty() ? core::ok() : flush();
}

core::Status Archive::write_keys(BatchLog& log, const Manifest& manifest, const SigningKey& key) {
    KeyCopy copy;
    const core::VersionVector heads = heads_of(manifest);
    auto status = KeyTable(log.gate().connection()).for_each([&](const StoredKey& stored) {
        if (heads.covers(stored.id))
            copy[{stored.id.device, stored.id.seq, stored.part_class}] = stored.record;
        return core::ok();
    });
    if (!status) return status;
    return files_.write_whole(path(keys_file(manifest.number)),
                              encode_keys(manifest.site, manifest.maker, copy, key));
}

core::Result<SnapshotInfo> Archive::create(BatchLog& log, const SigningKey& key, core::Instant now) {
    auto known = index();
    if (!known) return known.error();
    Connection& connection = log.gate().connection();
    auto ledger = ErasureLedger(connection).entries();
    if (!ledger) return ledger.error();
    Manifest manifest;
    bool whole = true;
    if (!known->numbers.empty()) {
        auto last = this->manifest(known->numbers.back());
        if (!last) return last.error();
        if (last->site != log.site()) return core::denied("snapshot.other_site");
        whole = !same_ledger(last->ledger, *ledger);
        if (!whole) manifest = std::move(*last);
    }
    auto roster = RosterTable(connection).entries();
    if (!roster) return roster.error();
    manifest.site = log.site();
    manifest.number = known->next;
    manifest.created = now;
    manifest.maker = log.self();
    manifest.roster = std::move(*roster);
    manifest.ledger = std::move(*ledger);
    if (auto status = add_segments(log, manifest); !status) return status.error();
    if (auto status = write_keys(log, manifest, key); !status) return status.error();
    auto status = files_.write_whole(path(manifest_file(manifest.number)), encode_manifest(manifest, key));
    if (!status) return status.error();
    ArchiveIndex next = *known;
    next.next = manifest.number + 1;
    next.numbers.push_back(manifest.number);
    status = files_.write_whole(path("index"), encode_index(next));
    if (!status) return status.error();
    auto gone = keep_only(next, whole ? 1 : next.numbers.size());
    if (!gone) return gone.error();
    return info_of(manifest);
}

// The index forgets first, so that a cut leaves files without a name rather than names without files.
core::Result<std::size_t> Archive::keep_only(ArchiveIndex index, std::size_t keep) {
    const std::size_t going = index.numbers.size() > keep ? index.numbers.size() - keep : 0;
    const std::vector<std::uint64_t> gone(index.numbers.begin(),
                                          index.numbers.begin() + static_cast<std::ptrdiff_t>(going));
    index.numbers.erase(index.numbers.begin(), index.numbers.begin() + static_cast<std::ptrdiff_t>(going));
    std::set<std::string> doomed;
    for (const auto number : gone) {
        auto old = manifest(number);
        doomed.insert(manifest_file(number));
        doomed.insert(keys_file(number));
        if (!old) continue;  // a damaged one goes without its segments
        for (const auto& name : old->segments) doomed.insert(segment_file(name.hash));
    }
    for (const auto number : index.numbers) {
        auto kept = manifest(number);
        if (!kept) return kept.error();
        for (const auto& name : kept->segments) doomed.erase(segment_file(name.hash));
    }
    for (std::size_t i = 0; i + 2 < index.numbers.size(); ++i) doomed.insert(keys_file(index.numbers[i]));
    if (going > 0) {
        auto status = files_.write_whole(path("index"), encode_index(index));
        if (!status) return status.error();
    }
    for (const auto& name : doomed) {
        if (auto status = files_.remove(path(name)); !status) return status.error();
    }
    return going;
}

core::Result<std::size_t> Archive::prune(std::size_t keep) {
    auto known = index();
    if (!known) return known.error();
    return keep_only(*known, std::max<std::size_t>(keep, 1));
}

}  // namespace storage
