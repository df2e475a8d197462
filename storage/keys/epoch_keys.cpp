#include "storage/keys/epoch_keys.h"

namespace storage {

namespace {

constexpr std::string_view purpose = "kakanai epoch";

XNonce nonce_of(const Digest& digest) {
    XNonce nonce{};
    std::copy_n(digest.begin(), nonce.size(), nonce.begin());
    return nonce;
}

struct OlderSeal {
    Secret key;
    XNonce nonce{};
    Bytes associated;
};

OlderSeal older_seal(const core::SiteId& site, const EpochKey& newer, std::uint64_t number,
                     const KeyCheck& check) {
    OlderSeal out{derive_key(newer.key, "older epochs"), {}, {}};
    core::Writer name;
    name.raw(core::view("nonce")).u64(number).raw(check);
    out.nonce = nonce_of(keyed_hash(out.key.view(), name.bytes()));
    core::Writer bound;
    bound.raw(core::view("kakanai older epoch")).raw(site.bytes).u64(newer.number).u64(number).raw(check);
    out.associated = bound.take();
    return out;
}

Bytes travel_bound(const core::SiteId& site, const core::AccountId& account, std::uint64_t generation,
                   std::uint64_t epoch) {
    core::Writer out;
    out.raw(core::view("kakanai account travel"))
        .raw(site.bytes)
        .raw(account.bytes)
        .u64(generation)
        .u64(epoch);
    return out.take();
}

}  // namespace

EpochKey EpochKey::fresh(const core::SiteId& site, std::uint64_t number, core::Random& random) {
    EpochKey out{number, {}, Secret::random(key_size, random)};
    out.check = key_check(out.key.view(), purpose, site, number);
    return out;
}

EpochKeys EpochKeys::open(const Roster& roster, const core::DeviceId& device, const BoxKey& mine) {
    EpochKeys keys(roster.site());
    keys.take_grants(roster.epoch_grants(device), mine);
    keys.take_older(roster);
    return keys;
}

EpochKeys EpochKeys::open_with_recovery(const Roster& roster, const BoxKey& recovery) {
    EpochKeys keys(roster.site());
    keys.take_grants(roster.recovery_epoch_grants(), recovery);
    keys.take_older(roster);
    return keys;
}

void EpochKeys::take_grants(const std::vector<EpochGrant>& grants, const BoxKey& mine) {
    for (const auto& grant : grants) {
        auto key = box_open(mine, grant.box);
        if (!key || key->size() != key_size) continue;
        if (!equal(key_check(key->view(), purpose, site_, grant.epoch), grant.check)) continue;
        add({grant.epoch, grant.check, std::move(*key)});
    }
}

void EpochKeys::take_older(const Roster& roster) {
    // Newest first: what a record gives may open an older record in turn.
    auto records = roster.epochs();
    std::sort(records.begin(), records.end(),
              [](const auto& a, const auto& b) { return a.number > b.number; });
    for (const auto& record : records) {
        const EpochKey* newer = find(record.number, record.check);
        if (newer == nullptr) continue;
        for (const auto& older : record.older) {
            if (find(older.epoch, older.check) != nullptr) continue;
            const auto how = older_seal(site_, *newer, older.epoch, older.check);
            auto key = open_secret(how.key.view(), how.nonce, how.associated, older.sealed);
            if (!key || !equal(key_check(key->view(), purpose, site_, older.epoch), older.check)) continue;
            add({older.epoch, older.check, std::move(*key)});
        }
    }
}

void EpochKeys::add(EpochKey key) {
    const auto name = std::pair(key.number, key.check);
    keys_.try_emplace(name, std::move(key));
}

const EpochKey* EpochKeys::find(std::uint64_t number, const KeyCheck& check) const {
    const auto it = keys_.find({number, check});
    return it == keys_.end() ? nullptr : &it->second;
}

std::vector<const EpochKey*> EpochKeys::numbered(std::uint64_t number) const {
    std::vector<const EpochKey*> out;
    for (auto it = keys_.lower_bound({number, KeyCheck{}}); it != keys_.end() && it->first.first == number;
         ++it)
        out.push_back(&it->second);
    return out;
}

std::vector<const EpochKey*> EpochKeys::all() const {
    std::vector<const EpochKey*> out;
    for (const auto& [name, key] : keys_) out.push_back(&key);
    return out;
}

EpochRecord EpochKeys::record(const EpochKey& next, const std::vector<DeviceRecord>& desks,
                              const PublicKey& recovery_box_key) const {
    EpochRecord record;
    record.number = next.number;
    record.check = next.check;
    for (const auto& desk : desks) {
        if (desk.role == DeviceRole::desk)
            record.grants.push_back({desk.id, key_box(desk.box_key, next.key)});
    }
    record.recovery = key_box(recovery_box_key, next.key);
    for (const auto& [name, older] : keys_) {
        if (name == std::pair(next.number, next.check)) continue;
        const auto how = older_seal(site_, next, older.number, older.check);
        const Bytes sealed = seal(how.key.view(), how.nonce, how.associated, older.key.view());
        OlderEpoch entry{older.number, older.check, {}};
        std::copy(sealed.begin(), sealed.end(), entry.sealed.begin());
        record.older.push_back(entry);
    }
    return record;
}

EpochKey EpochKeys::next(const Roster& roster, core::Random& random) const {
    return EpochKey::fresh(site_, roster.epoch().number + 1, random);
}

EpochFact EpochKeys::fact(const Roster& roster, const EpochKey& next) const {
    std::vector<DeviceRecord> desks;
    for (const auto& [id, member] : roster.members()) {
        if (member.in_force()) desks.push_back(member.device);
    }
    return {record(next, desks, roster.recovery_box_key())};
}

std::vector<EpochGrant> EpochKeys::grants(const PublicKey& to) const {
    std::vector<EpochGrant> out;
    for (const auto& [name, key] : keys_) out.push_back({key.number, key.check, key_box(to, key.key)});
    return out;
}

AccountBlob seal_for_roster(const core::SiteId& site, const EpochKey& epoch, const core::AccountId& account,
                            std::uint64_t generation, ByteView inner, core::Random& random) {
    XNonce nonce{};
    random.fill(nonce);
    core::Writer out;
    out.raw(nonce).raw(seal(derive_key(epoch.key, "account blobs").view(), nonce,
                            travel_bound(site, account, generation, epoch.number), inner));
    return {generation, epoch.number, out.take()};
}

core::Result<Bytes> open_from_roster(const EpochKeys& keys, const core::AccountId& account,
                                     const AccountBlob& blob) {
    const auto epochs = keys.numbered(blob.epoch);
    if (epochs.empty()) return core::denied("key.no_epoch");
    core::Reader in(blob.sealed);
    const XNonce nonce = in.array<24>();
    if (!in.ok()) return core::corrupt("account_blob.damaged");
    for (const EpochKey* epoch : epochs) {
        auto inner = open(derive_key(epoch->key, "account blobs").view(), nonce,
                          travel_bound(keys.site(), account, blob.generation, blob.epoch),
                          ByteView(blob.sealed).subspan(nonce.size()));
        if (inner) return inner;
    }
    return core::corrupt("account_blob.damaged");
}

}  // namespace storage
