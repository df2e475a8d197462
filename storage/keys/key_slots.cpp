#include "storage/keys/key_slots.h"

#include <algorithm>

namespace storage {

namespace {

constexpr std::string_view magic = "KAKANAI SLOTS";
constexpr std::uint8_t slot_format = 1;
constexpr std::size_t file_size_max = 256 * 1024;
constexpr std::size_t slots_max = 256;
constexpr std::size_t digests_size = 64;

namespace slot_kind {
constexpr std::uint32_t account = 1;
constexpr std::uint32_t key_file = 2;
constexpr std::uint32_t recovery = 3;
}  // namespace slot_kind

core::Error tampered() { return core::corrupt("slot.tampered"); }
core::Error damaged(const char* detail) { return core::corrupt("slot.damaged", detail); }

Digest check_of(ByteView body, const Digest& mac) {
    return Hasher().add(core::view("kakanai slot check")).add(body).add(mac).finish();
}

Bytes store_box(const PublicKey& to, const StoreId& store, const Secret& store_key) {
    Secret plain(5 + 16 + key_size);
    auto at = plain.bytes().begin();
    for (const ByteView part : {core::view("store"), ByteView(store.bytes), store_key.view()})
        at = std::copy(part.begin(), part.end(), at);
    return box_seal(to, plain.view());
}

Bytes tag_of(const std::array<std::uint8_t, 16>& salt, const std::string& name) {
    const Digest digest = keyed_hash(salt, core::view(name));
    return Bytes(digest.begin(), digest.begin() + 16);
}

Bytes key_file_bound(const StoreId& store) {
    core::Writer out;
    out.raw(core::view("kakanai key file slot")).raw(store.bytes);
    return out.take();
}

}  // namespace

// ---- bytes

core::Result<KeySlots::File> KeySlots::parse(ByteView bytes) {
    if (bytes.size() < digests_size) return damaged("too short");
    core::Reader in(bytes.first(bytes.size() - digests_size));
    core::Reader end(bytes.last(digests_size));
    File file;
    file.body.assign(bytes.begin(), bytes.end() - digests_size);
    file.mac = end.array<32>();
    if (check_of(file.body, file.mac) != end.array<32>()) return damaged("check");
    if (core::text(in.raw(magic.size())) != magic) return damaged("magic");
    if (const auto found = in.u8(); in.ok() && found != slot_format)
        return core::Error{core::ErrorCode::unsupported, "slot.newer"};
    file.store.bytes = in.array<16>();
    file.generation = in.u64();
    file.name_salt = in.array<16>();
    const std::uint64_t count = in.varint();
    if (count > slots_max) in.fail();
    for (std::uint64_t i = 0; in.ok() && i < count; ++i) {
        const std::uint64_t kind = in.varint();
        if (kind > 0xffffffffu) in.fail();
        file.slots.push_back({static_cast<std::uint32_t>(kind), Fields::decode(in)});
    }
    if (!in.done()) return damaged("slots");
    return file;
}

bool KeySlots::before(const Slot& a, const Slot& b) {
    return a.kind != b.kind ? a.kind < b.kind : a.fields.bytes() < b.fields.bytes();
}

Bytes KeySlots::encode(File& file, const Secret& store_key) {
    std::sort(file.slots.begin(), file.slots.end(), before);
    core::Writer out;
    out.raw(core::view(magic)).u8(slot_format).raw(file.store.bytes).u64(file.generation).raw(file.name_salt);
    out.varint(file.slots.size());
    for (const auto& slot : file.slots) {
        out.varint(slot.kind);
        slot.fields.encode(out);
    }
    file.body = out.bytes();
    file.mac = keyed_hash(derive_key(store_key, "slot file").view(), file.body);
    out.raw(file.mac).raw(check_of(file.body, file.mac));
    return out.take();
}

bool KeySlots::mac_fits(const File& file, const Secret& store_key) {
    return equal(keyed_hash(derive_key(store_key, "slot file").view(), file.body), file.mac);
}

// ---- file

core::Result<KeySlots> KeySlots::create(core::FileSystem& files, const std::string& path,
                                        const StoreId& store, const Secret& store_key,
                                        const PublicKey& recovery_box_key, core::Random& random) {
    for (const auto& name : {path, path + ".copy"}) {
        const auto there = files.read(name, file_size_max);
        if (there || there.error().code != core::ErrorCode::not_found)
            return core::Error{core::ErrorCode::conflict, "slot.exists"};
    }
    KeySlots slots(files, path);
    File file;
    file.store = store;
    random.fill(file.name_salt);
    if (auto status = slots.save(file, store_key); !status) return status.error();
    if (auto status = slots.set_recovery(store_key, recovery_box_key); !status) return status.error();
    return slots;
}

core::Result<KeySlots> KeySlots::load(core::FileSystem& files, const std::string& path) {
    KeySlots slots(files, path);
    std::vector<File> whole;
    core::Error worst{core::ErrorCode::not_found, "slot.absent"};
    for (const auto& name : {path, path + ".copy"}) {
        const auto bytes = files.read(name, file_size_max);
        if (!bytes) {
            const core::Error& why = bytes.error();
            if (why.code != core::ErrorCode::not_found)
                worst = why.code == core::ErrorCode::io ? why : damaged("unreadable");
            continue;
        }
        auto file = parse(*bytes);
        if (file)
            whole.push_back(std::move(*file));
        else
            worst = file.error();
    }
    if (whole.empty()) return worst;
    if (whole.size() == 2 && whole[1].generation > whole[0].generation) std::swap(whole[0], whole[1]);
    slots.uneven_ = whole.size() == 1 || whole[0].body != whole[1].body || whole[0].mac != whole[1].mac;
    slots.file_ = std::move(whole[0]);
    if (whole.size() == 2) slots.second_ = std::move(whole[1]);
    return slots;
}

core::Status KeySlots::save(File next, const Secret& store_key) {
    if (next.slots.size() > slots_max) return core::invalid("slot.full");
    ++next.generation;
    const Bytes bytes = encode(next, store_key);
    if (bytes.size() > file_size_max) return core::invalid("slot.full");
    if (auto status = files_->write_whole(path_, bytes); !status) return status;
    // From here the change holds: a copy that could not follow is healed at the next opening.
    uneven_ = !files_->write_whole(path_ + ".copy", bytes);
    file_ = std::move(next);
    second_.reset();
    return core::ok();
}

void KeySlots::heal(const Secret& store_key) {
    if (!uneven_) return;
    (void)save(file_, store_key);
}

// ---- opening

template <class Open>
auto KeySlots::open_either(Open open) -> decltype(open(std::declval<const File&>())) {
    auto opened = open(file_);
    if (opened || opened.error().reason != "slot.tampered" || !second_) return opened;
    auto other = open(*second_);
    if (!other) return opened;
    file_ = *second_;
    second_.reset();
    uneven_ = true;
    return other;
}

core::Result<Secret> KeySlots::store_key_from(const File& file, ByteView box, const BoxKey& mine) {
    auto plain = box_open(mine, box);
    if (!plain || plain->size() != 5 + 16 + key_size) return tampered();
    if (core::text(plain->view().first(5)) != "store" ||
        !equal(plain->view().subspan(5, 16), file.store.bytes))
        return tampered();
    Secret key = Secret::copy_of(plain->view().last(key_size));
    if (!mac_fits(file, key)) return tampered();
    return key;
}

const KeySlots::Slot* KeySlots::account_slot(const File& file, const std::string& name) const {
    const Bytes tag = tag_of(file.name_salt, name);
    const auto it = std::find_if(file.slots.begin(), file.slots.end(), [&](const Slot& slot) {
        const Bytes* slot_tag = slot.fields.find(2);
        return slot.kind == slot_kind::account && slot_tag != nullptr && equal(*slot_tag, tag);
    });
    return it == file.slots.end() ? nullptr : &*it;
}

core::Result<OpenedByAccount> KeySlots::open_copy(const File& file, const std::string& name,
                                                  ByteView password, Token* token) const {
    const Slot* slot = account_slot(file, name);
    if (slot == nullptr) {
        // As much work as for an account that is there, so that the time tells nothing.
        Argon2Params params;
        for (const auto& other : file.slots) {
            const Bytes* blob = other.kind == slot_kind::account ? other.fields.find(3) : nullptr;
            if (blob == nullptr) continue;
            if (const auto needs = account_blob_needs(*blob)) params = needs->params;
        }
        (void)argon2id(password, file.name_salt, params);
        return core::denied("auth.wrong_password");
    }
    FieldReader in(slot->fields);
    const core::AccountId account{in.must(1).array<16>(1)};
    const ByteView blob = in.must(3).blob(3, 1024);
    const ByteView box = in.must(4).blob(4, 256);
    if (!in.ok()) return tampered();
    auto keys = open_account_blob(account, blob, password, token);
    if (!keys) return keys.error();
    auto store_key = store_key_from(file, box, keys->box);
    if (!store_key) return store_key.error();
    return OpenedByAccount{account, std::move(*keys), std::move(*store_key)};
}

core::Result<OpenedByAccount> KeySlots::open_with_password(const std::string& name, ByteView password,
                                                           Token* token) {
    auto opened = open_either([&](const File& file) { return open_copy(file, name, password, token); });
    if (opened) heal(opened->store_key);
    return opened;
}

core::Result<AccountSecret> KeySlots::open_account(const std::string& name, ByteView password, Token* token) {
    auto opened = open_with_password(name, password, token);
    if (!opened) return opened.error();
    return std::move(opened->keys);
}

core::Result<Secret> KeySlots::open_with_key_file(const Secret& file_key) {
    auto opened = open_either([&](const File& file) -> core::Result<Secret> {
        for (const auto& slot : file.slots) {
            if (slot.kind != slot_kind::key_file) continue;
            FieldReader in(slot.fields);
            const XNonce nonce = in.must(1).array<24>(1);
            auto key = open_secret(derive_key(file_key, "key file slot").view(), nonce,
                                   key_file_bound(file.store), in.must(2).blob(2, 64));
            if (!key) continue;
            if (!mac_fits(file, *key)) return tampered();
            return key;
        }
        return core::denied("auth.wrong_key_file");
    });
    if (opened) heal(*opened);
    return opened;
}

core::Result<Secret> KeySlots::open_with_recovery(const BoxKey& recovery) {
    auto opened = open_either([&](const File& file) -> core::Result<Secret> {
        for (const auto& slot : file.slots) {
            if (slot.kind != slot_kind::recovery) continue;
            FieldReader in(slot.fields);
            if (in.must(1).array<32>(1) != recovery.public_key) continue;
            return store_key_from(file, in.must(2).blob(2, 256), recovery);
        }
        return core::denied("auth.wrong_recovery");
    });
    if (opened) heal(*opened);
    return opened;
}

// ---- changes

KeySlots::Slot* KeySlots::slot_of(File& file, const core::AccountId& account) {
    const auto it = std::find_if(file.slots.begin(), file.slots.end(), [&](const Slot& slot) {
        const Bytes* id = slot.fields.find(1);
        return slot.kind == slot_kind::account && id != nullptr && equal(*id, account.bytes);
    });
    return it == file.slots.end() ? nullptr : &*it;
}

core::Status KeySlots::add_account(const Secret& store_key, const core::AccountId& account,
                                   const std::string& name, const PublicKey& account_box_key,
                                   ByteView account_blob_bytes) {
    if (!mac_fits(file_, store_key)) return tampered();
    File next = file_;
    Slot* mine = slot_of(next, account);
    const Slot* named = account_slot(next, name);
    if (named != nullptr && named != mine) return core::Error{core::ErrorCode::conflict, "slot.name_taken"};
    if (mine == nullptr) mine = &next.slots.emplace_back(Slot{slot_kind::account, {}});
    mine->fields.put(1, account.bytes);
    mine->fields.put(2, tag_of(next.name_salt, name));
    mine->fields.put(3, account_blob_bytes);
    mine->fields.put(4, store_box(account_box_key, next.store, store_key));
    mine->fields.put(5, account_box_key);
    return save(std::move(next), store_key);
}

core::Status KeySlots::replace_account_blob(const Secret& store_key, const core::AccountId& account,
                                            ByteView account_blob_bytes) {
    if (!mac_fits(file_, store_key)) return tampered();
    if (auto needs = account_blob_needs(account_blob_bytes); !needs) return needs.error();
    File next = file_;
    Slot* slot = slot_of(next, account);
    if (slot == nullptr) return core::Error{core::ErrorCode::not_found, "slot.unknown_account"};
    slot->fields.put(3, account_blob_bytes);
    return save(std::move(next), store_key);
}

core::Status KeySlots::remove_account(const Secret& store_key, const core::AccountId& account) {
    if (!mac_fits(file_, store_key)) return tampered();
    File next = file_;
    Slot* slot = slot_of(next, account);
    if (slot == nullptr) return core::Error{core::ErrorCode::not_found, "slot.unknown_account"};
    next.slots.erase(next.slots.begin() + (slot - next.slots.data()));
    return save(std::move(next), store_key);
}

core::Status KeySlots::keep_accounts(const Secret& store_key, const std::vector<SlotAccount>& wanted) {
    if (!mac_fits(file_, store_key)) return tampered();
    File next = file_;
    std::erase_if(next.slots, [](const Slot& slot) { return slot.kind == slot_kind::account; });
    for (const auto& account : wanted) {
        const Slot* old = slot_of(file_, account.id);
        if (old == nullptr && !account.blob) continue;
        Slot slot = old == nullptr ? Slot{slot_kind::account, {}} : *old;
        const Bytes* old_key = slot.fields.find(5);
        const bool same_key = old_key != nullptr && equal(*old_key, account.box_key);
        if (account.blob) {
            slot.fields.put(1, account.id.bytes);
            slot.fields.put(2, tag_of(next.name_salt, account.name));
            slot.fields.put(3, *account.blob);
        }
        if (account.blob && !same_key) {
            slot.fields.put(4, store_box(account.box_key, next.store, store_key));
            slot.fields.put(5, account.box_key);
        }
        next.slots.push_back(std::move(slot));
    }
    std::sort(next.slots.begin(), next.slots.end(), before);
    if (next.slots == file_.slots) return core::ok();
    return save(std::move(next), store_key);
}

core::Status KeySlots::set_key_file(const Secret& store_key, const Secret& file_key, core::Random& random) {
    if (!mac_fits(file_, store_key)) return tampered();
    File next = file_;
    std::erase_if(next.slots, [](const Slot& slot) { return slot.kind == slot_kind::key_file; });
    XNonce nonce{};
    random.fill(nonce);
    Slot slot{slot_kind::key_file, {}};
    slot.fields.put(1, nonce);
    slot.fields.put(2, seal(derive_key(file_key, "key file slot").view(), nonce, key_file_bound(next.store),
                            store_key.view()));
    next.slots.push_back(std::move(slot));
    return save(std::move(next), store_key);
}

core::Status KeySlots::set_recovery(const Secret& store_key, const PublicKey& recovery_box_key) {
    if (!mac_fits(file_, store_key)) return tampered();
    File next = file_;
    std::erase_if(next.slots, [](const Slot& slot) { return slot.kind == slot_kind::recovery; });
    Slot slot{slot_kind::recovery, {}};
    slot.fields.put(1, recovery_box_key);
    slot.fields.put(2, store_box(recovery_box_key, next.store, store_key));
    next.slots.push_back(std::move(slot));
    return save(std::move(next), store_key);
}

core::Result<KeySlots> KeySlots::rekeyed(const std::string& new_path, const Secret& old_store_key,
                                         const Secret& new_store_key, core::Random& random,
                                         const Secret* file_key) const {
    if (!mac_fits(file_, old_store_key)) return tampered();
    KeySlots out(*files_, new_path);
    File next = file_;
    bool has_key_file = false;
    for (auto& slot : next.slots) {
        FieldReader in(slot.fields);
        if (slot.kind == slot_kind::account) {
            slot.fields.put(4, store_box(in.must(5).array<32>(5), next.store, new_store_key));
        } else if (slot.kind == slot_kind::recovery) {
            slot.fields.put(2, store_box(in.must(1).array<32>(1), next.store, new_store_key));
        } else if (slot.kind == slot_kind::key_file) {
            has_key_file = true;
        } else {
            return core::Error{core::ErrorCode::unsupported, "slot.newer"};
        }
        if (!in.ok()) return tampered();
    }
    if (has_key_file && file_key == nullptr) return core::invalid("slot.key_file_needed");
    if (auto status = out.save(std::move(next), new_store_key); !status) return status.error();
    if (has_key_file) {
        if (auto status = out.set_key_file(new_store_key, *file_key, random); !status) return status.error();
    }
    return out;
}

std::vector<core::AccountId> KeySlots::accounts() const {
    std::vector<core::AccountId> out;
    for (const auto& slot : file_.slots) {
        if (slot.kind == slot_kind::account) out.push_back({FieldReader(slot.fields).array<16>(1)});
    }
    return out;
}

std::optional<Bytes> KeySlots::account_blob(const core::AccountId& account) const {
    File file = file_;
    const Slot* slot = slot_of(file, account);
    const Bytes* blob = slot == nullptr ? nullptr : slot->fields.find(3);
    return blob == nullptr ? std::nullopt : std::optional(*blob);
}

Bytes KeySlots::name_tag(const std::string& name) const { return tag_of(file_.name_salt, name); }

}  // namespace storage
