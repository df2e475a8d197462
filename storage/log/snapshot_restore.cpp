// Verifying and restoring archive snapshots.
#include <algorithm>

#include "storage/log/attachments.h"
#include "storage/log/log_rows.h"
#include "storage/log/snapshot.h"
#include "storage/log/snapshot_parts.h"

namespace storage {

namespace {

// Walks chains and seals through the segments without a store.
class Walk {
  public:
    Walk(const core::SiteId& site, const SignerOf& signer_of) : site_(site), signer_of_(signer_of) {}

    core::Status take(const SealedRun& run) {
        DeviceHead& head = head_of(run.device);
        for (const Batch& batch : run.batches) {
            if (batch.head.device != run.device) return snapshot_parts::damaged("run");
            if (!advance(head, batch.head, hash(encode_head(batch.head))))
                return snapshot_parts::damaged("gap");
            if (!check_parts(batch)) return snapshot_parts::damaged("part");
        }
        const auto signer = signer_of_(run.device);
        const auto message = seal_message(site_, run.device, run.seal.seq, run.seal.chain);
        if (head.chain != run.seal.chain || head.seq != run.seal.seq) return snapshot_parts::damaged("chain");
        if (!signer || !verify(*signer, message, run.seal.signature))
            return core::corrupt("snapshot.bad_signature", run.device.hex());
        return core::ok();
    }
    bool ends_at(const std::vector<SnapshotHead>& heads) {
        return heads.size() == heads_.size() &&
               std::all_of(heads.begin(), heads.end(), [&](const SnapshotHead& head) {
                   const DeviceHead& mine = head_of(head.device);
                   return mine.seq == head.seq && mine.chain == head.chain;
               });
    }

  private:
    DeviceHead& head_of(const core::DeviceId& device) {
        const auto at = heads_.find(device);
        if (at != heads_.end()) return at->second;
        DeviceHead& head = heads_[device];
        head.device = device;
        head.chain = first_chain(site_, device);
        return head;
    }
    core::SiteId site_;
    const SignerOf& signer_of_;
    std::map<core::DeviceId, DeviceHead> heads_;
};

core::Status take_attachment(Attachments& attachments, const Digest& name, const Bytes& bytes) {
    auto found = attachments.find(name);
    if (!found) return found.error();
    if (!*found || (*found)->state != AttachmentState::wanted) return core::ok();
    for (std::size_t at = 0; at < bytes.size(); at += attachment_piece_size) {
        const std::size_t size = std::min(attachment_piece_size, bytes.size() - at);
        auto added = attachments.add_piece(name, at, ByteView(bytes).subspan(at, size));
        if (!added) return added.error();
    }
    return core::ok();
}

void join_keys(SealedRun& run, const KeyCopy& copy) {
    for (Batch& batch : run.batches) {
        for (KeyRecord& record : batch.keys) {
            const auto at = copy.find({batch.head.device, batch.head.seq, record.part_class});
            if (at != copy.end()) record.wrapped = at->second;
        }
    }
}

}  // namespace

core::Result<SnapshotInfo> Archive::verify(std::uint64_t number, const SignerOf& signer_of) {
    auto manifest = checked_manifest(number, signer_of);
    if (!manifest) return manifest.error();
    Walk walk(manifest->site, signer_of);
    SnapshotInfo info{manifest->number,          manifest->created,       manifest->maker, 0, 0,
                      manifest->segments.size(), manifest->lacking.size()};
    for (const SegmentName& name : manifest->segments) {
        auto segment = this->segment(name);
        if (!segment) return segment.error();
        for (const SealedRun& run : segment->runs) {
            if (auto status = walk.take(run); !status) return status.error();
            info.batches += run.batches.size();
        }
        for (const auto& [hash, bytes] : segment->attachments) {
            if (storage::hash(bytes) != hash) return snapshot_parts::damaged("attachment");
        }
        info.bytes += name.size;
    }
    if (!walk.ends_at(manifest->heads)) return snapshot_parts::damaged("heads");
    return info;
}

// The newest copy of keys that is there: a later erasure has made it poorer, never richer.
core::Result<KeyCopy> Archive::keys(const Manifest& manifest, const SignerOf& signer_of) {
    auto known = index();
    if (!known) return known.error();
    for (auto number = known->numbers.rbegin(); number != known->numbers.rend(); ++number) {
        auto bytes = files_.read(path("keys-" + std::to_string(*number)), snapshot_parts::file_size_max);
        if (!bytes && bytes.error().code == core::ErrorCode::not_found) continue;
        if (!bytes) return bytes.error();
        auto copy = decode_keys(*bytes);
        if (!copy) return copy.error();
        const auto signer = signer_of(copy->maker);
        if (!signer || !storage::verify(*signer, copy->message, copy->signature))
            return core::corrupt("snapshot.bad_signature", "keys");
        if (copy->site != manifest.site) return core::denied("snapshot.other_site");
        return std::move(copy->keys);
    }
    return core::Error{core::ErrorCode::not_found, "snapshot.keys_missing"};
}

core::Result<SnapshotInfo> Archive::restore(std::uint64_t number, BatchLog& log, const SignerOf& signer_of,
                                            const BatchSink& sink) {
    if (!log.heads().entries().empty()) return core::denied("snapshot.not_empty");
    auto manifest = checked_manifest(number, signer_of);
    if (!manifest) return manifest.error();
    if (manifest->site != log.site()) return core::denied("snapshot.other_site");
    auto info = verify(number, signer_of);
    if (!info) return info.error();
    auto copy = keys(*manifest, signer_of);
    if (!copy) return copy.error();
    {
        auto block = log.gate().begin();
        if (!block) return block.error();
        for (const Erasure& erasure : manifest->ledger) {
            auto done = carry_out(log, erasure);
            if (!done) return done.error();
        }
        if (auto status = block->commit(); !status) return status.error();
    }
    for (const SegmentName& name : manifest->segments) {
        auto segment = this->segment(name);
        if (!segment) return segment.error();
        auto block = log.gate().begin();
        if (!block) return block.error();
        for (SealedRun& run : segment->runs) {
            join_keys(run, *copy);
            const auto signer = signer_of(run.device);
            auto taken = log.append_run(run, *signer, sink);
            if (!taken && taken.error().reason == "log.keys_missing")
                return core::Error{core::ErrorCode::not_found, "snapshot.keys_missing"};
            if (!taken) return taken.error();
        }
        Attachments attachments(log.gate().connection());
        for (const auto& [hash, bytes] : segment->attachments) {
            if (auto status = take_attachment(attachments, hash, bytes); !status) return status.error();
        }
        if (auto status = block->commit(); !status) return status.error();
    }
    return info;
}

}  // namespace storage
