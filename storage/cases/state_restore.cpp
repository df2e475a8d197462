// Filling a store from a state snapshot, in one block.
#include <set>

#include "storage/cases/state_over_log.h"
#include "storage/cases/state_snapshot.h"
#include "storage/log/attachments.h"
#include "storage/log/key_table.h"
#include "storage/log/log_rows.h"
#include "storage/log/node_state.h"

namespace storage {

namespace {

constexpr std::size_t keys_size_max = 256 * 1024 * 1024;

class Filling {
  public:
    Filling(BatchLog& log, PartOpener& opener)
        : log_(log), opener_(opener), over_(!log.heads().entries().empty()) {}

    core::Status begin(const StateManifest& manifest) {
        if (over_) {
            if (auto status = make_way(log_, manifest); !status) return status;
        }
        if (auto status = begin_at(log_, manifest.cuts); !status) return status;
        for (const auto& start : manifest.runs) {
            auto ordinal = log_.device_ordinal(start.device);
            if (!ordinal) return ordinal.error();
            auto status = connection().run("INSERT OR IGNORE INTO run (device, seq, id) VALUES (?, ?, ?)",
                                           *ordinal, start.seq, start.run);
            if (!status) return status;
        }
        ErasureLedger ledger(connection());
        for (const auto& erasure : manifest.ledger) {
            if (auto status = ledger.add(erasure); !status) return status;
            gone_before_.insert(erasure.case_id);
        }
        auto all = ledger.entries();
        if (!all) return all.error();
        any_gone_ = !all->empty();
        auto marks = marks_beyond(log_, vector_of(manifest.cuts));
        if (!marks) return marks.error();
        join_mark(*marks, manifest.marks);
        return set_hollow_marks(connection(), *marks);
    }

    core::Status take_keys(const std::vector<StateKey>& keys) {
        KeyTable table(connection());
        for (const auto& key : keys) {
            auto known = knows(table, key);
            if (!known) return known.error();
            if (*known) continue;
            auto ordinal = log_.device_ordinal(key.id.device);
            if (!ordinal) return ordinal.error();
            std::optional<std::int64_t> case_n;
            KeyRecord record{key.part_class, key.record};
            if (key.case_id) {
                auto n = log_.case_number(*key.case_id);
                if (!n) return n.error();
                case_n = *n;
                auto gone = erased(*key.case_id);
                if (!gone) return gone.error();
                if (*gone) record.wrapped.reset();
            }
            auto status = table.put(*ordinal, key.id.seq, key.epoch, case_n, record);
            if (!status) return status;
        }
        return core::ok();
    }

    core::Status take(const StateFile& file) {
        for (const auto& record : file.cases) {
            if (auto status = take(record); !status) return status;
        }
        std::map<Digest, const Bytes*> attachments;
        for (const auto& [name, bytes] : file.attachments) {
            if (hash(bytes) != name) return core::corrupt("snapshot.damaged", "attachment");
            attachments[name] = &bytes;
        }
        for (const auto& batch : file.kept) {
            if (auto status = take(batch, attachments); !status) return status;
        }
        return core::ok();
    }

    // What this store knows to be erased beyond the snapshot's own ledger: its marks count as gone.
    core::Status finish() {
        auto entries = ErasureLedger(connection()).entries();
        if (!entries) return entries.error();
        for (const auto& erasure : *entries) {
            if (auto done = carry_out(log_, erasure); !done) return done.error();
        }
        return SettingTable(connection()).set_number("cases.version", 0);  // to be made from the bases
    }

  private:
    Connection& connection() { return log_.gate().connection(); }
    core::Result<bool> knows(KeyTable& table, const StateKey& key) {
        if (!over_) return false;
        auto found = table.find(key.id, key.part_class);
        if (!found && found.error().code != core::ErrorCode::not_found) return found.error();
        return static_cast<bool>(found);
    }
    core::Result<bool> erased(const core::CaseId& id) {
        return any_gone_ ? ErasureLedger(connection()).covers_any(id) : core::Result<bool>(false);
    }

    core::Status take(const CaseRecord& record) {
        auto n = log_.case_number(record.id);
        if (!n) return n.error();
        if (auto status = put_marks(connection(), *n, record.marks); !status) return status;
        auto gone = erased(record.id);
        if (!gone) return gone.error();
        if (*gone || !record.state) return core::ok();
        const bool one_part = record.state->parts.size() == 1 && record.state->head.case_id == record.id;
        if (!one_part) return core::corrupt("snapshot.damaged", "record");
        auto state = opener_.open(*record.state, 0);
        if (!state) return state.error();
        if (!*state) return core::denied("key.no_epoch", record.id.hex());
        if (auto file = forms::decode_case(**state); !file) return core::corrupt("snapshot.damaged", "case");
        return connection().run("INSERT INTO case_base (n, state) VALUES (?, ?)", *n, ByteView(**state));
    }

    core::Status take(const Batch& batch, const std::map<Digest, const Bytes*>& bytes) {
        const BatchHead& head = batch.head;
        auto ordinal = log_.device_ordinal(head.device);
        if (!ordinal) return ordinal.error();
        std::optional<std::int64_t> case_n;
        bool gone = false;
        if (head.case_id) {
            auto n = log_.case_number(*head.case_id);
            if (!n) return n.error();
            case_n = *n;
            auto covered = erased(*head.case_id);
            if (!covered) return covered.error();
            gone = *covered;
        }
        std::vector<bool> hollow(head.parts.size(), false);
        Attachments attachments(connection());
        for (std::size_t i = 0; i < head.parts.size(); ++i) {
            hollow[i] = gone && head.parts[i].part_class != part_class::trace;
            if (hollow[i] || head.parts[i].length <= part_inline_max) continue;
            const auto at = bytes.find(head.parts[i].hash);
            auto status = at == bytes.end() ? attachments.want(head.parts[i], case_n)
                                            : attachments.put(head.parts[i], case_n, *at->second);
            if (!status) return status;
        }
        if (gone && !gone_before_.contains(*head.case_id)) {  // else the snapshot's own marks hold them
            if (auto status = mark_gone(batch); !status) return status;
        }
        if (over_) {
            auto status =
                connection().run("DELETE FROM batch WHERE device = ? AND seq = ?", *ordinal, head.seq);
            if (!status) return status;
        }
        return connection().run(
            "INSERT INTO batch (device, seq, case_n, head, body, seal) VALUES (?, ?, ?, ?, ?, NULL)",
            *ordinal, head.seq, case_n, ByteView(stored_head(encode_head(head), head.device)),
            ByteView(stored_body(batch, hollow)));
    }

    core::Status mark_gone(const Batch& batch) {
        auto marks = hollow_marks(connection());
        if (!marks) return marks.error();
        for (std::size_t i = 0; i < batch.parts.size(); ++i) {
            const bool was_here = batch.parts[i] || batch.head.parts[i].length > part_inline_max;
            if (was_here && batch.head.parts[i].part_class != part_class::trace)
                join_mark(*marks, hollow_mark(batch.head, i));
        }
        return set_hollow_marks(connection(), *marks);
    }

    BatchLog& log_;
    PartOpener& opener_;
    bool over_;                           // something is here already
    std::set<core::CaseId> gone_before_;  // in the snapshot's own ledger
    bool any_gone_{false};                // by it, or known here before
};

}  // namespace

core::Result<StateInfo> StateArchive::restore(BatchLog& log, PartOpener& opener, const SignerOf& signer_of) {
    auto manifest = this->manifest(log.site(), signer_of);
    if (!manifest) return manifest.error();
    if (auto fits = check_leads_on(log, *manifest); !fits) return fits.error();
    auto info = verify(log.site(), signer_of);
    if (!info) return info.error();
    auto key_bytes = files_.read(path(keys_file(manifest->keys)), keys_size_max);
    if (!key_bytes && key_bytes.error().code == core::ErrorCode::not_found)
        return core::Error{core::ErrorCode::not_found, "snapshot.keys_missing"};
    if (!key_bytes) return key_bytes.error();
    if (hash(*key_bytes) != manifest->keys) return core::corrupt("snapshot.damaged", "keys");
    auto keys = decode_state_keys(*key_bytes);
    if (!keys) return keys.error();
    auto block = log.gate().begin();
    if (!block) return block.error();
    Filling filling(log, opener);
    if (auto status = filling.begin(*manifest); !status) return status.error();
    if (auto status = filling.take_keys(*keys); !status) return status.error();
    for (const auto& name : manifest->files) {
        auto read = file(name);
        if (!read) return read.error();
        if (auto status = filling.take(*read); !status) return status.error();
    }
    if (auto status = filling.finish(); !status) return status.error();
    if (auto status = block->commit(); !status) return status.error();
    return info;
}

}  // namespace storage
