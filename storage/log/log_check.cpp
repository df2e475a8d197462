#include "storage/log/log_check.h"

#include "storage/log/attachments.h"
#include "storage/log/log_rows.h"

namespace storage {

namespace {

class Checker {
  public:
    Checker(BatchLog& log, const SignerOf& signer_of) : log_(log), signer_of_(signer_of) {}

    core::Result<LogCheck> run() {
        if (auto status = read_cuts(); !status) return status.error();
        std::int64_t place = 0;
        auto status = log_.for_each([&](StoredBatch& stored) {
            place = stored.place;
            return look_at(stored);
        });
        if (!status && status.error().code != core::ErrorCode::corrupt) return status.error();
        if (!status) note("check.unreadable", "place", place);
        compare_heads();
        status = look_at_attachments();
        if (!status) return status.error();
        return out_;
    }

  private:
    struct Walk {
        DeviceHead head;
        std::uint64_t first_unsealed{0};
        std::optional<PublicKey> signer;
    };

    void note(const char* reason, std::string subject, std::int64_t number) {
        if (++out_.found <= static_cast<std::int64_t>(findings_max))
            out_.findings.push_back({reason, std::move(subject), number});
    }
    void note(const char* reason, const BatchHead& head) {
        note(reason, head.device.hex(), static_cast<std::int64_t>(head.seq));
    }

    core::Status read_cuts() {
        auto rows = log_.gate().connection().query("SELECT id, cut_seq, cut_chain FROM device");
        if (!rows) return rows.error();
        return rows->each([&](Statement& row) {
            Walk& walk = walk_of(row.id<core::DeviceId>(0));
            walk.head.seq = walk.head.sealed_seq = static_cast<std::uint64_t>(row.int64(1));
            if (walk.head.seq == 0) return;
            if (!read_digest(row.blob_view(2), walk.head.chain))
                note("check.chain", walk.head.device.hex(), row.int64(1));
            here_.set(walk.head.device, walk.head.seq);
        });
    }

    Walk& walk_of(const core::DeviceId& device) {
        const auto at = walks_.find(device);
        if (at != walks_.end()) return at->second;
        Walk& walk = walks_[device];
        walk.head.device = device;
        walk.head.chain = first_chain(log_.site(), device);
        walk.signer = signer_of_(device);
        return walk;
    }

    core::Status look_at(const StoredBatch& stored) {
        const BatchHead& head = stored.batch.head;
        Walk& walk = walk_of(head.device);
        ++out_.batches;
        for (const auto& entry : head.context) {
            if (!here_.covers(entry)) note("check.order", head);
        }
        if (!advance(walk.head, head, hash(encode_head(head)))) {
            note("check.gap", head);
            walk.head.seq = head.seq;
        }
        here_.set(head.device, head.seq);
        if (walk.first_unsealed == 0) walk.first_unsealed = head.seq;
        if (stored.seal) look_at_seal(walk, *stored.seal);
        return look_at_parts(stored.batch);
    }

    void look_at_seal(Walk& walk, const Seal& seal) {
        ++out_.seals;
        const auto seq = static_cast<std::int64_t>(seal.seq);
        walk.first_unsealed = 0;
        walk.head.sealed_seq = seal.seq;
        if (seal.chain != walk.head.chain) note("check.chain", walk.head.device.hex(), seq);
        walk.head.chain = seal.chain;  // one break is one finding
        const auto message = seal_message(log_.site(), walk.head.device, seal.seq, seal.chain);
        if (walk.signer && !verify(*walk.signer, message, seal.signature))
            note("check.seal", walk.head.device.hex(), seq);
    }

    core::Status look_at_parts(const Batch& batch) {
        if (!check_parts(batch)) note("check.part", batch.head);
        for (std::size_t i = 0; i < batch.parts.size(); ++i) {
            const PartInfo& info = batch.head.parts[i];
            ++out_.parts;
            if (batch.parts[i] || info.length > part_inline_max) continue;
            ++out_.hollow;
            auto erased = log_.is_erased(batch.head, info.part_class);
            if (!erased) return erased.error();
            if (!*erased) note("check.hollow", batch.head);
        }
        for (const KeyRecord& record : batch.keys) {
            ++out_.keys;
            if (record.wrapped) continue;
            auto erased = log_.is_erased(batch.head, record.part_class);
            if (!erased) return erased.error();
            if (!*erased) note("check.key", batch.head);
        }
        return core::ok();
    }

    void compare_heads() {
        for (const auto& [device, walk] : walks_) {
            if (walk.head.seq == 0) continue;
            ++out_.devices;
            const DeviceHead* held = log_.head(device);
            if (held == nullptr || held->seq != walk.head.seq || held->sealed_seq != walk.head.sealed_seq)
                note("check.head", device.hex(), static_cast<std::int64_t>(walk.head.seq));
            if (!walk.signer) note("check.unknown", device.hex(), 0);
            if (walk.first_unsealed != 0 && device != log_.self())
                note("check.unsealed", device.hex(), static_cast<std::int64_t>(walk.first_unsealed));
        }
    }

    core::Status look_at_attachments() {
        Attachments attachments(log_.gate().connection());
        auto rows = log_.gate().connection().query("SELECT hash FROM attachment WHERE state = 1");
        if (!rows) return rows.error();
        return rows->each([&](Statement& row) -> core::Status {
            Digest name{};
            ++out_.attachments;
            auto whole = read_digest(row.blob_view(0), name)
                             ? attachments.whole(name)
                             : core::Result<std::optional<Bytes>>(std::nullopt);
            if (!whole) return whole.error();
            if (!*whole || hash(**whole) != name) note("check.attachment", core::to_hex(name), 0);
            return core::ok();
        });
    }

    BatchLog& log_;
    const SignerOf& signer_of_;
    LogCheck out_;
    std::map<core::DeviceId, Walk> walks_;
    core::VersionVector here_;
};

}  // namespace

core::Result<LogCheck> check_log(BatchLog& log, const SignerOf& signer_of) {
    return Checker(log, signer_of).run();
}

}  // namespace storage
