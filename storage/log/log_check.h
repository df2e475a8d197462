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

core::Result<LogCheck> check_log(BatchLog& log, const SignerOf& signer_of);

}  // namespace storage
