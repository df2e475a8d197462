// Folding batches into cases and keeping the changed ones until the block commits. Rows: case_rows.cpp; all
// projections at once: rebuild.cpp.
#include "storage/cases/case_store.h"

#include <algorithm>

#include "storage/cases/act.h"
#include "storage/cases/case_entry.h"
#include "storage/log/attachments.h"
#include "storage/log/erasure_ledger.h"

namespace storage {

namespace {

constexpr std::size_t entries_kept_max = 512;  // decoded cases held between blocks
constexpr std::size_t aside_group = 16;        // fewer are not worth another thread
// Items of a batch are counted through all its parts that hold changes, so that a dot names one item for
// ever, whichever of the parts are hollow: part k of them starts at k * 65536.
constexpr std::uint32_t items_per_part = 65'536;

bool holds_change(std::uint32_t part_class) {
    return part_class >= part_class::content || part_class == part_class::protected_;
}

core::AccountId account_of(const BatchHead& head, const PlainParts& parts) {
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (parts[i] && head.parts[i].part_class == part_class::trace) return account_of_trace(*parts[i]);
    return {};
}

}  // namespace

Digest digest_of(const StateDigest& buckets) {
    Hasher hasher;
    hasher.add(core::view("kakanai state digest 1"));
    for (const auto& bucket : buckets) hasher.add(bucket);
    return hasher.finish();
}

CaseStore::CaseStore(BatchLog& log, PartOpener& opener, Secret digest_key)
    : log_(log), opener_(opener), digest_key_(std::move(digest_key)) {
    log_.gate().join(*this);
}

CaseStore::~CaseStore() { log_.gate().leave(*this); }

core::Status CaseStore::note_unread(std::int64_t place, const core::Error& error) {
    if (error.code == core::ErrorCode::io) return error;  // the disk, not the batch
    if (place == no_place) return core::ok();
    return log_.gate().connection().run("INSERT OR REPLACE INTO unread_batch (place, reason) VALUES (?, ?)",
                                        place, std::string_view(error.reason));
}

core::Result<PlainParts> CaseStore::open_parts(const Batch& batch, std::int64_t place) {
    PlainParts plain(batch.parts.size());
    for (std::size_t i = 0; i < batch.parts.size(); ++i) {
        const PartInfo& info = batch.head.parts[i];
        if (!holds_change(info.part_class) && info.part_class != part_class::trace) continue;
        const bool attached = !batch.parts[i] && info.length > part_inline_max;
        Batch with_part;
        if (attached) {
            auto whole = Attachments(log_.gate().connection()).whole(info.hash);
            if (!whole) return whole.error();
            if (!*whole) continue;
            with_part = batch;
            with_part.parts[i] = std::move(*whole);
        }
        auto opened = opener_.open(attached ? with_part : batch, i);
        if (opened) {
            plain[i] = std::move(*opened);
        } else if (auto status = note_unread(place, opened.error()); !status) {
            return status.error();
        }
    }
    return plain;
}

core::Status CaseStore::apply(const Batch& batch, const core::VersionVector& context) {
    auto plain = open_parts(batch, log_.last_place());
    if (!plain) return plain.error();
    return apply_plain(batch, context, *plain);
}

core::Status CaseStore::apply_plain(const Batch& batch, const core::VersionVector& context,
                                    const PlainParts& parts) {
    if (!log_.gate().open()) return core::invalid("store.no_block", "no write block is open");
    const std::int64_t place = log_.last_place();
    if (auto status = apply_trace(batch, parts, place); !status) return status;
    bool any = false;
    for (std::size_t i = 0; i < parts.size(); ++i)
        any = any || (parts[i] && holds_change(batch.head.parts[i].part_class));
    if (!any || !batch.head.case_id) return core::ok();
    auto n = log_.case_number(*batch.head.case_id);
    if (!n) return n.error();
    auto found = entry(*n, *batch.head.case_id);
    if (!found) return found.error();
    mark_dirty(*n, **found);
    auto changes = changes_in(batch, context, parts, place);
    if (!changes) return changes.error();
    for (auto& change : *changes) aside_.push_back({*found, std::move(change)});
    if (aside_.size() >= aside_group) hand_over();
    return core::ok();
}

core::Result<std::vector<UnfoldedChange>> CaseStore::changes_in(const Batch& batch,
                                                                const core::VersionVector& context,
                                                                const PlainParts& parts, std::int64_t place) {
    std::vector<UnfoldedChange> changes;
    std::uint32_t first_index = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::uint32_t part_class = batch.head.parts[i].part_class;
        if (!holds_change(part_class)) continue;
        const std::uint32_t index = first_index;
        first_index += items_per_part;
        if (!parts[i]) continue;
        auto erased = log_.is_erased(batch.head, part_class);
        if (!erased) return erased.error();
        if (*erased) continue;
        changes.push_back({batch.head.id(), batch.head.hlc, context, account_of(batch.head, parts), index,
                           *parts[i], place});
    }
    return changes;
}

// ---- folding, which needs nothing but the case itself ----

void CaseStore::Entry::fold() {
    if (std::exchange(packed, false)) {
        if (auto read = forms::decode_case(stored)) {
            file = std::move(*read);
            columns = case_columns(file);
        } else {
            broken = read.error();
        }
    }
    for (const auto& one : std::exchange(unfolded, {})) {
        rows.reset();
        auto change = forms::decode_change(one.content);
        if (!change) {
            faults.emplace_back(one.place, change.error());
            continue;
        }
        if (change->author.is_nil()) change->author = one.author;
        file.apply({one.batch, one.hlc, one.saw, one.first_index}, std::move(*change));
    }
}

void CaseStore::Entry::make_rows() {
    fold();
    if (rows) return;
    rows.emplace();
    if (stored.empty() && file == forms::CaseFile{}) return;
    rows->state = forms::encode_case(file);
    if (rows->state != stored) rows->columns = case_columns(file);
}

// A case that begins in this block is mostly whole with its first batches, so its rows are made ahead.
void CaseStore::hand_over() {
    auto group = std::make_shared<std::vector<Aside>>(std::exchange(aside_, {}));
    second_.give([group] {
        for (auto& [entry, change] : *group) entry->unfolded.push_back(std::move(change));
        for (auto& [entry, change] : *group) entry->stored.empty() ? entry->make_rows() : entry->fold();
    });
}

core::Status CaseStore::settle() {
    second_.wait();
    for (auto& [entry, change] : std::exchange(aside_, {})) entry->unfolded.push_back(std::move(change));
    return core::ok();
}

core::Status CaseStore::settle(Entry& entry) {
    if (auto status = settle(); !status) return status;
    entry.fold();
    if (entry.broken) return *entry.broken;
    for (const auto& [place, error] : std::exchange(entry.faults, {})) {
        if (auto status = note_unread(place, error); !status) return status;
    }
    return core::ok();
}

core::Status CaseStore::apply_trace(const Batch& batch, const PlainParts& parts, std::int64_t place) {
    std::int64_t number = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!parts[i] || batch.head.parts[i].part_class != part_class::trace) continue;
        auto acts = decode_acts(*parts[i]);
        if (!acts) {
            if (auto status = note_unread(place, acts.error()); !status) return status;
            continue;
        }
        auto device = log_.device_ordinal(batch.head.device);
        if (!device) return device.error();
        std::optional<std::int64_t> case_n;
        if (batch.head.case_id) {
            auto n = log_.case_number(*batch.head.case_id);
            if (!n) return n.error();
            case_n = *n;
        }
        for (const Act& act : *acts) {
            if (number >= static_cast<std::int64_t>(acts_max)) break;
            auto status = log_.gate().connection().run(
                "INSERT INTO act (id, at_ms, kind, device, account, case_n, reception, form, "
                "amount) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                place * static_cast<std::int64_t>(acts_max) + number, batch.head.hlc.unix_ms(),
                static_cast<std::int64_t>(act.kind), *device, act.account, case_n,
                std::string_view(act.reception), std::string_view(act.form), act.amount);
            if (!status) return status;
            ++number;
        }
    }
    return core::ok();
}

core::Result<CaseStore::Entry*> CaseStore::entry(std::int64_t n, const core::CaseId& id) {
    if (const auto at = entries_.find(n); at != entries_.end()) return at->second.get();
    auto fresh = std::make_unique<Entry>();
    fresh->id = id;
    if (log_.numbered_now(n)) return entries_.emplace(n, std::move(fresh)).first->second.get();
    auto row = log_.gate().connection().query("SELECT state FROM case_state WHERE n = ?", n);
    if (!row) return row.error();
    auto found = row->step();
    if (!found) return found.error();
    if (*found) {
        fresh->stored = row->blob(0);
        fresh->packed = true;
    }
    return entries_.emplace(n, std::move(fresh)).first->second.get();
}

core::Result<const forms::CaseFile*> CaseStore::find(const core::CaseId& id) {
    const core::Error missing{core::ErrorCode::not_found, "case.not_found"};
    auto n = log_.find_case(id);
    if (!n) return n.error();
    if (!*n) return missing;
    auto found = entry(**n, id);
    if (!found) return found.error();
    Entry& the_case = **found;
    if (auto status = settle(the_case); !status) return status.error();
    if (the_case.dirty || !the_case.stored.empty()) return &the_case.file;
    entries_.erase(**n);
    auto erased = ErasureLedger(log_.gate().connection()).covers_any(id);
    if (!erased) return erased.error();
    return *erased ? core::Error{core::ErrorCode::not_found, "case.erased"} : missing;
}

core::Status CaseStore::erase(const core::CaseId& id) {
    if (!log_.gate().open()) return core::invalid("store.no_block", "no write block is open");
    auto n = log_.case_number(id);
    if (!n) return n.error();
    auto found = entry(*n, id);
    if (!found) return found.error();
    auto status = settle(**found);
    if (status) status = drop_rows(*n, **found);
    entries_.erase(*n);
    return status;
}

std::array<std::uint8_t, 16> CaseStore::state_hash(const core::CaseId& id, ByteView state) const {
    const Digest whole = Hasher(digest_key_.view()).add(id.bytes).add(state).finish();
    std::array<std::uint8_t, 16> out;
    std::copy_n(whole.begin(), out.size(), out.begin());
    return out;
}

void CaseStore::mix_into_digest(const core::CaseId& id, ByteView state) {
    if (state.empty()) return;
    auto& bucket = digest_[id.bytes[0]];
    const auto hash = state_hash(id, state);
    for (std::size_t i = 0; i < hash.size(); ++i) bucket[i] ^= hash[i];
}

void CaseStore::follow_digest(std::int64_t n, const core::CaseId& id, ByteView before, ByteView after) {
    if (n > digest_until_) return;
    mix_into_digest(id, before);
    mix_into_digest(id, after);
}

core::Result<bool> CaseStore::prepare_digest(std::int64_t cases) {
    if (digest_until_ == INT64_MAX) return true;
    auto rows = log_.gate().connection().query(
        "SELECT s.n, c.id, s.state FROM case_state s JOIN case_id c ON c.n = s.n WHERE s.n > ? ORDER BY s.n "
        "LIMIT ?",
        digest_until_, cases);
    if (!rows) return rows.error();
    std::int64_t read = 0;
    auto status = rows->each([&](Statement& row) {
        digest_until_ = row.int64(0);
        mix_into_digest(row.id<core::CaseId>(1), row.blob_view(2));
        ++read;
    });
    if (!status) {
        forget_digest();
        return status.error();
    }
    if (read < cases) digest_until_ = INT64_MAX;
    return read < cases;
}

core::Result<StateDigest> CaseStore::state_digest() {
    auto ready = prepare_digest(INT64_MAX);
    if (!ready) return ready.error();
    return digest_;
}

void CaseStore::forget_digest() {
    digest_ = {};
    digest_until_ = 0;
}

void CaseStore::mark_dirty(std::int64_t n, Entry& entry) {
    if (!std::exchange(entry.dirty, true)) dirty_.push_back(n);
}

core::Status CaseStore::before_commit() {
    // In order of number: new cases then fill their pages from the left instead of splitting them.
    if (dirty_.empty()) return core::ok();
    std::sort(dirty_.begin(), dirty_.end());
    std::vector<std::pair<std::int64_t, Entry*>> changed;
    for (const std::int64_t n : std::exchange(dirty_, {})) {
        const auto at = entries_.find(n);  // gone: erased after it was changed
        if (at != entries_.end() && at->second->dirty) changed.emplace_back(n, at->second.get());
    }
    auto status = settle();
    if (status) status = note_version();
    return status ? write_back(changed) : status;
}

void CaseStore::committed() {
    if (entries_.size() > entries_kept_max)
        second_.give([gone = std::make_shared<Entries>(std::exchange(entries_, {}))] {});
}

void CaseStore::rolled_back() {
    second_.forget();
    aside_.clear();
    entries_.clear();
    dirty_.clear();
    forget_digest();
    version_noted_ = false;
}

}  // namespace storage
