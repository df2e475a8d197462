#include "app/bench/sealed_side.h"

#include "storage/keys/primitives.h"
#include "storage/sqlite/content_digest.h"
#include "storage/sqlite/database.h"

namespace app {

namespace {

class SealedSide final : public StoreSide {
  public:
    using StoreSide::StoreSide;

    bool open(const StoreSetup& setup) override {
        options_.durability =
            setup.synchronous_full ? storage::Durability::full : storage::Durability::normal;
        options_.cache_bytes = setup.cache_bytes;
        auto opened = storage::Database::open(path(), key_, options_);
        if (!opened) return fail(opened.error());
        store_.emplace(std::move(*opened));
        return true;
    }
    bool run(const char* sql) override { return note(store_->writer().script(sql)); }
    bool put(std::int64_t key, core::ByteView value) override {
        return note(store_->writer().run(insert_sql, key, value));
    }
    std::int64_t get(std::int64_t key) override {
        if (!point_) {
            auto rows = store_->writer().prepare(point_sql);
            if (!rows) return -1;
            point_.emplace(std::move(*rows));
        }
        auto row = point_->bind(1, key).step();
        const auto bytes = row && *row ? static_cast<std::int64_t>(point_->blob_view(0).size()) : -1;
        point_->reset();
        return bytes;
    }
    bool rest() override {
        return store_->wal_pages() < wal_pages_max || note(store_->checkpoint(storage::Checkpoint::passive));
    }
    bool copy() override { return note(store_->copy_to(path() + "-copy", key_, 1)); }

    // What store rekey does: copied under a new key and checked, compared row by row, put in place.
    bool rekey() override {
        core::Bytes fresh = key_;
        ++fresh[0];
        const std::string draft = path() + "-copy";
        if (!note(store_->copy_to(draft, fresh, store_->label().epoch + 1))) return false;
        {
            auto copy = storage::Database::open(draft, fresh, options_);
            if (!copy) return fail(copy.error());
            auto before = storage::content_digest(store_->writer());
            auto after = storage::content_digest(copy->writer());
            if (!before || !after || *before != *after) return fail(core::corrupt("store.rekey_differs"));
            if (!note(copy->close())) return false;
        }
        if (!close() || !note(storage::Disk().replace(draft, path()))) return false;
        key_ = fresh;
        return open({});
    }
    bool close() override {
        point_.reset();
        if (!store_) return true;
        const bool closed = note(store_->close());
        store_.reset();
        return closed;
    }

  private:
    bool note(const core::Status& status) { return status ? true : fail(status.error()); }

    core::Bytes key_ = core::Bytes(storage::key_size, 5);
    storage::DatabaseOptions options_;
    std::optional<storage::Database> store_;
    std::optional<storage::Statement> point_;  // after store_: gone before it
};

}  // namespace

std::unique_ptr<StoreSide> sealed_side(const std::string& path) { return std::make_unique<SealedSide>(path); }

}  // namespace app
