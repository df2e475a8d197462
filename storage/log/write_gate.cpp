#include "storage/log/write_gate.h"

#include <algorithm>

namespace storage {

WriteBlock::WriteBlock(WriteGate& gate, Transaction transaction)
    : gate_(&gate), transaction_(std::move(transaction)) {}

WriteBlock::WriteBlock(WriteBlock&& other) noexcept
    : gate_(std::exchange(other.gate_, nullptr)), transaction_(std::move(other.transaction_)) {}

WriteBlock::~WriteBlock() {
    if (gate_ == nullptr) return;
    (void)transaction_.rollback();  // a failed rollback has undone itself in SQLite already
    gate_->open_ = false;
    for (auto* participant : gate_->participants_) participant->rolled_back();
}

core::Status WriteBlock::commit() {
    WriteGate& gate = *gate_;
    core::Status status = core::ok();
    for (auto* participant : gate.participants_) {
        if (status) status = participant->before_commit();
    }
    if (status) status = transaction_.commit();
    if (!status) return status;  // the destructor undoes
    gate_ = nullptr;
    gate.open_ = false;
    for (auto* participant : gate.participants_) participant->committed();
    return status;
}

core::Result<WriteBlock> WriteGate::begin() {
    if (open_) return core::Error{core::ErrorCode::conflict, "store.busy", "a write block is open already"};
    auto transaction = Transaction::begin(connection_);
    if (!transaction) return transaction.error();
    open_ = true;
    return WriteBlock(*this, std::move(*transaction));
}

void WriteGate::leave(WriteParticipant& participant) {
    participants_.erase(std::remove(participants_.begin(), participants_.end(), &participant),
                        participants_.end());
}

}  // namespace storage
