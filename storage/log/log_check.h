// The check of a whole log against itself and the devices' keys: what an administrator asks for when in
// doubt, and what a restored copy must pass. Reads everything, changes nothing.
//
// Findings by reason, with whom they concern:
//   check.unreadable  a row does not decode; the check ends there         place of the row before
//   check.gap         a batch is missing                                  device, seq
//   check.chain       the chain under a seal is not that of the batches   device, seq
//   check.seal        the seal is not the device's                        device, seq
//   check.unknown     nobody knows the device's key                       device
//   check.unsealed    batches of another device lie under no seal         device, first such seq
//   check.order       a batch stands before one its author had seen       device, seq
//   check.part        a part is not the one its head names                device, seq
//   check.hollow      a part is gone without an erasure                   device, seq
//   check.key         a key record is gone without an erasure             device, seq
//   check.attachment  a picture is not the one its name says              hash
//   check.head        memory and file disagree                            device
#pragma once

#include <functional>
#include <map>
#include <optional>

#include "storage/log/batch_log.h"

namespace storage {

struct Finding {
    std::string reason;
    std::string subject;  // ids in hex, dates, numbers; nothing of a case's content
    std::int64_t number{0};
    bool operator==(const Finding&) const = default;
};

inline constexpr std::size_t findings_max = 100;  // more are counted, not listed

struct LogCheck {
    std::int64_t devices{0};
    std::int64_t batches{0};
    std::int64_t seals{0};
    std::int64_t parts{0};
    std::int64_t hollow{0};
    std::int64_t keys{0};
    std::int64_t attachments{0};
    std::int64_t found{0};
    std::vector<Finding> findings;
    bool whole() const { return found == 0; }
};

using SignerOf = std::function<std::optional<PublicKey>(const core::DeviceId&)>;

// The check in slices, so that a node at work is not held up; what comes in between is looked at, too.
class LogChecker {
  public:
    LogChecker(BatchLog& log, SignerOf signer_of) : log_(log), signer_of_(std::move(signer_of)) {}
    // Looks at up to `count` batches or attachments more; false: all was looked at.
    core::Result<bool> step(std::size_t count);
    const LogCheck& found() const { return out_; }

  private:
    enum class Phase : std::uint8_t { begin, batches, attachments, done };
    struct Walk {
        DeviceHead head;
        std::uint64_t first_unsealed{0};
        std::optional<PublicKey> signer;
    };
    void note(const char* reason, std::string subject, std::int64_t number);
    void note(const char* reason, const BatchHead& head);
    core::Status read_cuts();
    Walk& walk_of(const core::DeviceId& device);
    core::Status look_at_batches(std::size_t count);
    core::Status look_at(const StoredBatch& stored);
    void look_at_seal(Walk& walk, const Seal& seal);
    core::Status look_below(const Batch& batch);
    core::Status look_at_parts(const Batch& batch);
    void compare_heads();
    core::Status look_at_attachments(std::size_t count);

    BatchLog& log_;
    SignerOf signer_of_;
    LogCheck out_;
    Phase phase_{Phase::begin};
    std::int64_t place_{0};
    Bytes attachment_;  // hash of the last one looked at
    std::map<core::DeviceId, Walk> walks_;
    core::VersionVector here_;
};

// All of it at once.
core::Result<LogCheck> check_log(BatchLog& log, const SignerOf& signer_of);

}  // namespace storage
