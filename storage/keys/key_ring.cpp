#include "storage/keys/key_ring.h"

#include <chrono>

namespace storage {

namespace {

core::Error no_epoch() { return core::denied("key.no_epoch"); }

// Months since year 0 in Japan, which has no summer time.
std::int64_t month_of(core::Hlc stamp) {
    using namespace std::chrono;
    const sys_time<milliseconds> local{milliseconds{stamp.unix_ms()} + hours{9}};
    const year_month_day day{floor<days>(local)};
    return std::int64_t{static_cast<int>(day.year())} * 12 + static_cast<unsigned>(day.month());
}

}  // namespace

KeyRing::KeyRing(const core::SiteId& site, KeyRecordStore& store, core::Random& random,
                 std::size_t cached_keys)
    : site_(site), store_(&store), random_(&random), epochs_(site), cache_(cached_keys) {}

void KeyRing::use(EpochKeys keys, const Roster& roster) {
    const EpochKeys held = std::move(epochs_);
    epochs_ = std::move(keys);
    for (const auto& key : held.all()) epochs_.add({key->number, key->check, key->key.clone()});
    ciphers_.clear();
    write_cipher_.reset();
    for (const EpochKey* key : epochs_.all()) ciphers_.emplace(key->number, RecordCipher(site_, *key));
    const EpochKey* writing = epochs_.current(roster);
    waiting_for_grant_ = writing == nullptr;
    if (writing == nullptr && !epochs_.empty()) writing = epochs_.all().back();
    if (writing == nullptr) {
        write_epoch_.reset();
        return;
    }
    write_epoch_ = {writing->number, writing->check};
    write_cipher_.emplace(site_, *writing);
}

// ---- writing

core::Status KeyRing::add_part(Batch& batch, const core::RunId& run, std::uint32_t part_class,
                               ByteView plain) {
    if (!write_epoch_) return no_epoch();
    batch.head.epoch = write_epoch_->first;
    auto place = place_for_write(batch, part_class);
    if (!place) return place.error();
    if (place->batch.seq == 0) place = introduce(batch, part_class);
    if (!place) return place.error();
    auto key = key_at(*place, batch.head.case_id, &batch);
    if (!key) return key.error();
    return append(batch, run, part_class, *place, *key, plain);
}

core::Status KeyRing::add_part_under_newest(Batch& batch, const core::RunId& run, std::uint32_t part_class,
                                            ByteView plain) {
    const core::Error missing{core::ErrorCode::not_found, "key.not_found"};
    if (!batch.head.case_id) return missing;
    auto row = store_->newest(*batch.head.case_id, part_class);
    if (!row) return row.error();
    if (!*row || !(*row)->record) return missing;
    auto key = unwrap(**row, batch.head.case_id);
    if (!key) return key.error();
    return append(batch, run, part_class, (*row)->place, *key, plain);
}

// A place with seq 0 asks for a new key.
core::Result<KeyPlace> KeyRing::place_for_write(const Batch& batch, std::uint32_t part_class) {
    for (const auto& intro : batch.head.keys) {
        if (intro.part_class == part_class) return KeyPlace{batch.head.id(), part_class};
    }
    auto standing = standing_key(batch.head, part_class);
    if (!standing) return standing.error();
    return *standing ? **standing : KeyPlace{};
}

core::Result<std::optional<KeyPlace>> KeyRing::standing_key(const BatchHead& head, std::uint32_t part_class) {
    const auto none = std::optional<KeyPlace>{};
    const auto case_id = bound_case(part_class, head.case_id);
    const bool log_key = part_class == part_class::trace;
    if (log_key && log_key_ && log_key_->place.batch.device == head.device &&
        log_key_->place.batch.seq < head.seq && log_key_->month == month_of(head.hlc) &&
        log_key_->epoch == write_epoch_->first)
        return std::optional(log_key_->place);
    auto row =
        case_id ? store_->newest(*case_id, part_class) : store_->newest_without_case(head.device, part_class);
    if (!row) return row.error();
    if (!*row || !(*row)->record || (*row)->epoch != write_epoch_->first) return none;
    if (log_key && month_of((*row)->introduced) != month_of(head.hlc)) return none;
    // A key of the other branch of a forked roster has the same number: it may be read, not written under.
    const KeyPlace& place = (*row)->place;
    if (!write_cipher_->unwrap(place, case_id, *(*row)->record, cache_.put(place))) {
        cache_.drop(place);
        return none;
    }
    if (log_key) log_key_ = LogKey{(*row)->place, month_of(head.hlc), write_epoch_->first};
    return std::optional((*row)->place);
}

core::Result<KeyPlace> KeyRing::introduce(Batch& batch, std::uint32_t part_class) {
    const KeyPlace place{batch.head.id(), part_class};
    const auto case_id = bound_case(part_class, batch.head.case_id);
    const auto key = cache_.put(place);
    random_->fill(key);
    KeyRecord record{part_class, write_cipher_->wrap(place, case_id, key, *random_)};
    const KeyIntro intro{part_class, hash(*record.wrapped)};
    const auto at =
        std::lower_bound(batch.head.keys.begin(), batch.head.keys.end(), intro,
                         [](const KeyIntro& a, const KeyIntro& b) { return a.part_class < b.part_class; });
    const auto offset = at - batch.head.keys.begin();
    batch.head.keys.insert(at, intro);
    batch.keys.insert(batch.keys.begin() + offset, std::move(record));
    if (part_class == part_class::trace)
        log_key_ = LogKey{place, month_of(batch.head.hlc), write_epoch_->first};
    return place;
}

core::Status KeyRing::append(Batch& batch, const core::RunId& run, std::uint32_t part_class,
                             const KeyPlace& place, ByteView content_key, ByteView plain) {
    if (plain.size() > part_size_max - tag_size || batch.head.parts.size() >= parts_max)
        return core::invalid("part.too_large");
    const auto index = static_cast<std::uint32_t>(batch.head.parts.size());
    Bytes sealed =
        seal_part(content_key, {site_, batch.head.id(), run, index, part_class, batch.head.case_id}, plain);
    batch.head.parts.push_back({part_class, place.batch, sealed.size(), hash(sealed)});
    batch.parts.emplace_back(std::move(sealed));
    return core::ok();
}

core::Status KeyRing::add_protected_part(Batch& batch, const core::RunId& run,
                                         const std::vector<Audience>& audience,
                                         const PublicKey& recovery_box_key, ByteView plain) {
    if (audience.empty() || audience.size() > audience_max) return core::invalid("key.audience");
    for (const auto& intro : batch.head.keys) {
        if (intro.part_class == part_class::protected_) return core::invalid("key.audience", "one a batch");
    }
    const KeyPlace place{batch.head.id(), part_class::protected_};
    const Secret key = Secret::random(key_size, *random_);
    KeyRecord record{place.part_class, wrap_for_audience(key.view(), audience, recovery_box_key)};
    const KeyIntro intro{place.part_class, hash(*record.wrapped)};
    const auto at =
        std::lower_bound(batch.head.keys.begin(), batch.head.keys.end(), intro,
                         [](const KeyIntro& a, const KeyIntro& b) { return a.part_class < b.part_class; });
    batch.keys.insert(batch.keys.begin() + (at - batch.head.keys.begin()), std::move(record));
    batch.head.keys.insert(at, intro);
    return append(batch, run, place.part_class, place, key.view(), plain);
}

// ---- reading

core::Result<PartPlace> KeyRing::part_place(const Batch& batch, std::size_t index) {
    const auto& head = batch.head;
    PartPlace place{
        site_, head.id(), {}, static_cast<std::uint32_t>(index), head.parts[index].part_class, head.case_id};
    if (head.run) {
        place.run = *head.run;
        return place;
    }
    const auto name = std::pair(head.device, head.run_seq);
    auto it = runs_.find(name);
    if (it == runs_.end()) {
        auto run = store_->run_of(head.device, head.run_seq);
        if (!run) return run.error();
        if (runs_.size() > 4096) runs_.clear();
        it = runs_.emplace(name, *run).first;
    }
    place.run = it->second;
    return place;
}

core::Result<Bytes> KeyRing::open_part(const Batch& batch, std::size_t index) {
    if (index >= batch.head.parts.size() || index >= batch.parts.size() || !batch.parts[index])
        return core::Error{core::ErrorCode::not_found, "part.hollow"};
    auto place = part_place(batch, index);
    if (!place) return place.error();
    const auto& part = batch.head.parts[index];
    auto key = key_at({part.key, part.part_class}, batch.head.case_id, &batch);
    if (!key) return key.error();
    return storage::open_part(*key, *place, *batch.parts[index]);
}

core::Result<Bytes> KeyRing::open_protected_part(const Batch& batch, std::size_t index,
                                                 const core::AccountId& account, const BoxKey& mine) {
    if (index >= batch.head.parts.size() || index >= batch.parts.size() || !batch.parts[index])
        return core::Error{core::ErrorCode::not_found, "part.hollow"};
    auto place = part_place(batch, index);
    if (!place) return place.error();
    auto row = row_of({batch.head.parts[index].key, part_class::protected_}, &batch);
    if (!row) return row.error();
    if (!row->record) return core::Error{core::ErrorCode::not_found, "key.erased"};
    auto key = unwrap_as_audience(*row->record, account, mine);
    if (!key) return key.error();
    return storage::open_part(key->view(), *place, *batch.parts[index]);
}

core::Result<KeyRow> KeyRing::row_of(const KeyPlace& place, const Batch* batch) {
    if (batch != nullptr && batch->head.id() == place.batch) {
        for (const auto& record : batch->keys) {
            if (record.part_class == place.part_class)
                return KeyRow{place, batch->head.epoch, record.wrapped, batch->head.hlc};
        }
    }
    return store_->record(place);
}

core::Result<ByteView> KeyRing::key_at(const KeyPlace& place, const std::optional<core::CaseId>& case_id,
                                       const Batch* batch) {
    if (const auto held = cache_.find(place)) return *held;
    auto row = row_of(place, batch);
    if (!row) return row.error();
    if (!row->record) return core::Error{core::ErrorCode::not_found, "key.erased"};
    return unwrap(*row, case_id);
}

core::Result<ByteView> KeyRing::unwrap(const KeyRow& row, const std::optional<core::CaseId>& case_id) {
    if (const auto held = cache_.find(row.place)) return *held;
    const auto [first, last] = ciphers_.equal_range(row.epoch);
    if (first == last) return no_epoch();
    const auto out = cache_.put(row.place);
    for (auto it = first; it != last; ++it) {
        if (it->second.unwrap(row.place, case_id, *row.record, out)) return ByteView(out);
    }
    cache_.drop(row.place);
    return core::corrupt("key.damaged");
}

}  // namespace storage
