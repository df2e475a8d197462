// A node with a real encrypted store and the log in it, and devices whose keys the test knows. One per desk
// of a story; dies and comes back by reopen().
#pragma once

#include <doctest/doctest.h>

#include <memory>

#include "storage/log/batch_log.h"
#include "storage/log/write_gate.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/migrations.h"
#include "tests/support/seeded_random.h"
#include "tests/support/temp_folder.h"

#define MUST(expression)                                                                      \
    do {                                                                                      \
        const auto& must_result = (expression);                                               \
        if (!must_result) FAIL(must_result.error().reason, ": ", must_result.error().detail); \
    } while (false)

namespace support {

template <class T>
T must(core::Result<T> result) {
    if (!result) FAIL(result.error().reason, ": ", result.error().detail);
    return std::move(*result);
}

struct LogDevice {
    core::DeviceId id;
    storage::SigningKey key;
};
inline LogDevice log_device(std::uint8_t number) {
    const core::Bytes seed(32, number);
    LogDevice device{{}, storage::SigningKey::from_seed(seed)};
    device.id.bytes[0] = number;
    return device;
}

inline const core::SiteId log_site{{7, 7}};

class LogNode {
  public:
    // Without syncing to disk: stories here end by kill at worst, never by power cut.
    static storage::DatabaseOptions unsynced() {
        storage::DatabaseOptions options;
        options.durability = storage::Durability::normal;
        return options;
    }
    explicit LogNode(std::uint8_t number, storage::DatabaseOptions options = unsynced())
        : device_(log_device(number)), options_(options), random_(number) {
        open_database();
        MUST(storage::migrate(*database_, storage::desk_schema()));
        open_log();
    }
    ~LogNode() { shut(); }

    void shut() {
        log_.reset();
        gate_.reset();
        database_.reset();
    }
    void reopen() {
        shut();
        open_database();
        open_log();
    }

    // A batch with one content part of these bytes (the log does not open parts), written and committed.
    storage::Batch write(const core::Bytes& part, std::optional<core::CaseId> case_id = {}) {
        auto block = must(gate_->begin());
        const storage::Batch batch = draft(part, case_id);
        MUST(log_->append_own(batch));
        MUST(block.commit());
        return batch;
    }
    storage::Batch draft(const core::Bytes& part, std::optional<core::CaseId> case_id = {}) {
        clock_ms_ += 1000;
        storage::Batch batch;
        batch.head = log_->draft({clock_ms_}).head;
        batch.head.case_id = case_id;
        const std::uint32_t part_class = storage::part_class::content + 3;
        batch.head.parts = {{part_class, batch.head.id(), part.size(), storage::hash(part)}};
        batch.parts = {part};
        return batch;
    }
    void seal() {
        if (log_->heads().of(device_.id) == 0) return;
        auto block = must(gate_->begin());
        MUST(log_->seal(device_.key));
        MUST(block.commit());
    }
    // Takes in all that `other` has under seals; returns how many batches were new.
    std::size_t take_from(LogNode& other, const storage::BatchSink& sink = {}) {
        std::size_t added = 0;
        for (;;) {
            const auto runs = must(other.log().read_missing(log_->sealed_heads(), 64 * 1024));
            if (runs.empty()) return added;
            auto block = must(gate_->begin());
            for (const auto& run : runs) added += must(log_->append_run(run, key_of(run.device), sink)).added;
            MUST(block.commit());
        }
    }
    static storage::PublicKey key_of(const core::DeviceId& device) {
        return log_device(device.bytes[0]).key.public_key;
    }

    storage::BatchLog& log() { return *log_; }
    storage::WriteGate& gate() { return *gate_; }
    storage::Database& database() { return *database_; }
    const LogDevice& device() const { return device_; }
    tests::SeededRandom& random() { return random_; }
    std::int64_t clock_ms() const { return clock_ms_; }
    void set_clock(std::int64_t ms) { clock_ms_ = ms; }
    std::string path() const { return options_.disk != nullptr ? "/node.db" : folder_ / "node.db"; }

  private:
    void open_database() {
        auto opened = storage::Database::open(path(), core::Bytes(32, 3), options_);
        if (!opened) FAIL(opened.error().reason, ": ", opened.error().detail);
        database_ = std::make_unique<storage::Database>(std::move(*opened));
        gate_ = std::make_unique<storage::WriteGate>(database_->writer());
    }
    void open_log() {
        log_ = must(storage::BatchLog::open(*gate_, log_site, device_.id));
        log_->start_run(core::fresh_id<core::RunId>(random_));
    }

    support::TempFolder folder_;
    LogDevice device_;
    storage::DatabaseOptions options_;
    tests::SeededRandom random_;
    std::int64_t clock_ms_{1'774'999'800'000};
    std::unique_ptr<storage::Database> database_;
    std::unique_ptr<storage::WriteGate> gate_;
    std::unique_ptr<storage::BatchLog> log_;
};

}  // namespace support
