// A desk's open store at work: one clerk action becomes one batch, sealed, durable and folded in one
// transaction; what peers bring is folded the same way. Decides nothing about content.
//
// Invariants: only the store thread touches the node, the ring and the case store; a batch is handed to the
// peers only after its own commit; a reader connection serves lists on other threads under its own lock.
#pragma once

#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <span>

#include "app/node/node_host.h"
#include "app/node/node_store.h"
#include "app/node/store_thread.h"
#include "app/service/case_keys.h"
#include "storage/cases/case_views.h"

namespace app {

// What one action leaves behind. Without a change it is an act alone (sign-in, look, report).
struct Writing {
    std::optional<core::CaseId> case_id;
    std::optional<forms::Change> change;
    std::vector<storage::Act> acts;
    core::Bytes restricted;                        // ink; "" if none
    std::vector<storage::Extension> extensions{};  // of the head: acts that the account signed
};

// One that waits for the store thread.
struct PostedWriting {
    Writing writing;
    std::promise<core::Result<core::BatchId>> done;
};

struct EngineOptions {
    std::string folder;
    std::function<NetworkSettings(NodeStore&)> network;         // read from the store once it is open
    storage::Durability durability{storage::Durability::full};  // another one for benches only
};

class DeskEngine {
  public:
    // Opens the store with its key and starts the peers. Reasons of NodeStore::open.
    static core::Result<std::unique_ptr<DeskEngine>> open(const EngineOptions& options,
                                                          const storage::Secret& store_key,
                                                          const core::Clock& clock, core::Random& random);
    ~DeskEngine();

    // Durable on return.
    core::Result<core::BatchId> write(const Writing& writing);
    // The same without waiting: what is posted while the disk is busy becomes durable together, each for
    // itself (desk_writing.cpp). Not from the store thread.
    std::future<core::Result<core::BatchId>> post(Writing writing);
    // Reads the case, lets `decide` make items over it, and writes them: one step on the store thread, so
    // that nothing comes between. An error of `decide` writes nothing. Returns the case as it stands then.
    using Decide = std::function<core::Result<Writing>(const forms::CaseFile&)>;
    core::Result<forms::CaseFile> change(const core::CaseId& id, const Decide& decide);

    core::Result<forms::CaseFile> file(const core::CaseId& id);
    core::Result<forms::CaseFile> file_or_empty(const core::CaseId& id);  // a case not here is an empty one
    // The values that stood at a place before the newest write of this author, by refolding: for undo.
    core::Result<std::optional<forms::Answer>> before_last_write(const core::CaseId& id,
                                                                 const forms::Place& place);
    core::Result<core::Bytes> restricted_part(const core::BatchId& id);

    // Lists and reports; one caller at a time.
    template <class Read>
    auto read(Read&& work) {
        const std::lock_guard lock(views_mutex_);
        storage::CaseViews views(*reader_);
        return work(views);
    }

    // One more than ever before on this business day; day and counter never go back with the clock.
    core::Result<std::int64_t> next_reception(core::Date day);
    std::uint64_t batch_count();
    std::uint64_t cases_only_here(std::uint64_t unacknowledged);  // cases among the newest own batches
    core::DeviceId device() const;  // changes when an identity that was closed has come back under a new id
    bool identity_closed();
    bool clock_is_behind();  // by more than an hour behind what this desk wrote itself
    core::Result<std::int64_t> next_number(const std::string& name,
                                           std::int32_t day);  // counters never go back
    core::Result<core::Digest> log_digest();
    core::Result<core::Digest> state_digest();
    NodeHost& host() { return *host_; }
    NodeStore& node() { return *node_; }  // inside on_store() only, but for device()
    StoreThread& thread() { return thread_; }
    storage::Roster roster() const;                  // a copy, at once
    CaseKeys& keys() { return *keys_; }              // inside on_store() only
    storage::CaseStore& cases() { return *cases_; }  // inside on_store() only

    // Called on the store thread after each durable change; with no cases on any, when a link came or went.
    void on_change(std::function<void(const std::vector<core::CaseId>&)> told);
    void roster_changed_here();  // store thread, after node().admit(): keys, peers and listeners follow
    // Called on the store thread after the roster changed.
    void on_roster_change(std::function<void()> told);
    // Decides on a new device that proved an invitation's code; see HostHooks::admit.
    void on_join(std::function<core::Result<peers::JoinDecided>(const peers::JoinRequested&)> decide);

  private:
    DeskEngine(const core::Clock& clock, core::Random& random) : clock_(clock), random_(random) {}
    struct Staged;
    core::Result<core::BatchId> write_now(const Writing& writing);
    core::Result<std::vector<core::BatchId>> write_together(std::span<const Writing* const> writings);
    core::Status add_parts(const Writing& writing, storage::Batch& batch, storage::PlainParts& plain);
    core::Result<std::optional<storage::Seal>> append(const storage::Batch& batch, bool seals);
    core::Status stage(const Writing& writing, bool last, Staged& staged);
    core::Error undone(core::Error error);
    void write_posted();
    core::Status forget_case(const storage::EraseTarget& target);
    void note_erased(std::size_t cases);
    void tell(const std::vector<core::CaseId>& cases);
    core::Status issue_own_anew(std::uint64_t last_common);
    void follow_roster();

    const core::Clock& clock_;
    core::Random& random_;
    std::unique_ptr<NodeStore> node_;
    std::unique_ptr<CaseKeys> keys_;
    std::unique_ptr<storage::CaseStore> cases_;
    std::unique_ptr<storage::Connection> reader_;
    std::mutex views_mutex_;
    mutable std::mutex told_mutex_;
    std::function<void(const std::vector<core::CaseId>&)> told_;
    std::function<void()> roster_told_;
    std::function<core::Result<peers::JoinDecided>(const peers::JoinRequested&)> join_;
    std::mutex posted_mutex_;
    std::deque<PostedWriting> posted_;
    core::DeviceId device_;
    bool closing_{false};  // store thread: nothing is written any more
    StoreThread thread_;
    std::unique_ptr<NodeHost> host_;  // ends first
};

}  // namespace app
