// The one way into the store's tables: a block of writes that becomes durable as a whole. The writer thread
// opens a block, puts one batch or many into it, and commits once; how many is its choice, since a sync to
// disk costs the same for one as for five hundred.
//
// Whoever keeps in memory what stands in the tables joins the gate: before_commit writes what it holds back,
// rolled_back makes it forget and read again.
#pragma once

#include <vector>

#include "storage/sqlite/statement.h"

namespace storage {

struct WriteParticipant {
    virtual ~WriteParticipant() = default;
    virtual core::Status before_commit() = 0;  // an error undoes the block
    virtual void committed() {}
    virtual void rolled_back() = 0;
};

class WriteGate;

// Undone when destroyed uncommitted. Movable; must not outlive its gate.
class WriteBlock {
  public:
    WriteBlock(WriteBlock&& other) noexcept;
    WriteBlock& operator=(WriteBlock&&) = delete;
    ~WriteBlock();

    // Returns once everything is on the disk. After an error nothing of the block is in the store and all
    // participants have forgotten it.
    core::Status commit();

  private:
    friend class WriteGate;
    WriteBlock(WriteGate& gate, Transaction transaction);
    WriteGate* gate_;
    Transaction transaction_;
};

// Used by the writer thread only. Participants and gate live as long as each other's last use.
class WriteGate {
  public:
    explicit WriteGate(Connection& connection) : connection_(connection) {}
    WriteGate(const WriteGate&) = delete;
    WriteGate& operator=(const WriteGate&) = delete;

    core::Result<WriteBlock> begin();  // one block at a time: "store.busy" if one is open
    bool open() const { return open_; }
    Connection& connection() { return connection_; }
    void join(WriteParticipant& participant) { participants_.push_back(&participant); }
    void leave(WriteParticipant& participant);

  private:
    friend class WriteBlock;
    Connection& connection_;
    std::vector<WriteParticipant*> participants_;
    bool open_{false};
};

}  // namespace storage
