// What a check of the store found or a rekey did, as the answer to whoever asked: the same words on a desk
// and on a backup node. Pure.
#pragma once

#include "app/node/store_inspection.h"
#include "app/service/command.h"

namespace app {

// Of the chains alone (audit verify): {devices, batches, seals, …, faults: [sentence]}.
Reply chains_reply(const storage::LogCheck& log);

// Of a store. `cases`: what a desk looked at besides; its findings are in `found` and `findings` already.
struct CasesSeen {
    std::int64_t cases{0};
    std::int64_t acts{0};
};
Reply check_reply(const NodeCheck& node, std::int64_t found, const std::vector<storage::Finding>& findings,
                  const CasesSeen* cases = nullptr);

Reply rekeyed_reply(std::uint32_t epoch, std::int64_t bytes);

std::string counted(std::int64_t n);  // 1234567 as "1,234,567"

}  // namespace app
