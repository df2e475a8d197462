// Writing under another identity: what a closed one wrote is issued anew, with what its author knew then.
#include "storage/log/batch_log.h"

namespace storage {

Draft BatchLog::draft_as(core::Hlc stamp, const core::VersionVector& context) const {
    Draft draft;
    BatchHead& head = draft.head;
    head = next_head();
    const DeviceHead* own = this->head(self_);
    draft.context = own == nullptr ? core::VersionVector{} : own->context;
    draft.context.merge(context);
    draft.context.set(self_, head.seq - 1);
    for (const auto& [device, seq] : draft.context.entries()) {
        const std::uint64_t told = own == nullptr ? 0 : own->context.of(device);
        if (device != self_ && seq > told) head.context.push_back({device, seq});
    }
    head.hlc = own == nullptr || stamp > own->hlc ? stamp : core::Hlc{own->hlc.packed + 1};
    return draft;
}

void BatchLog::become(const core::DeviceId& self, const core::RunId& run) {
    self_ = self;
    run_ = run;
    run_seq_ = 0;
}

}  // namespace storage
