// The slot file: how a store's key is reached from a password, a key file or the recovery sheet. It lies
// beside the store and is the only file of a node that is not sealed by the store key.
//
//   file      := body mac:32 check:32                  twice: PATH and PATH.copy, written in this order
//   body      := "KAKANAI SLOTS" format:u8(1) store:16 generation:u64 name_salt:16 n:varint slot{n}
//   slot      := kind:varint fields                    sorted by kind, then bytes; unknown kinds stay
//   mac       := keyed_hash(derive_key(store key, "slot file"), body)
//   check     := H("kakanai slot check" ‖ body ‖ mac)  finds accidents before any key is there
//
//   account   1: 1 account id  2 name tag  3 account blob  4 store box  5 account X25519
//   key file  2: 1 nonce  2 sealed store key
//   recovery  3: 1 recovery X25519  2 store box
//
//   name tag  := first 16 bytes of keyed_hash(name_salt, name)
//   store box := anonymous box of "store" ‖ store:16 ‖ store key:32
//
// Invariants: the copy with the higher generation that its check finds whole is the one in force; each change
// raises the generation; a file whose mac does not fit the store key it opened is refused, and the other copy
// is asked. An account's store box is made for its public key, so a new password replaces the blob alone.
//
// Not known here: whether an account may still sign in (the roster says), and how often somebody guessed
// (sign_in_guard.h). One thread at a time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/keys/account_secret.h"
#include "storage/roster/fields.h"

namespace storage {

using StoreId = core::Id<struct StoreTag>;

struct OpenedByAccount {
    core::AccountId account;
    AccountSecret keys;
    Secret store_key;
};

struct SlotAccount {
    core::AccountId id;
    std::string name;
    PublicKey box_key{};
    std::optional<Bytes> blob;  // nothing: cannot be had yet, an existing slot stays as it is
};

class KeySlots {
  public:
    // A new file with the recovery slot; refuses to overwrite: "slot.exists".
    static core::Result<KeySlots> create(core::FileSystem& files, const std::string& path,
                                         const StoreId& store, const Secret& store_key,
                                         const PublicKey& recovery_box_key, core::Random& random);

    // "slot.absent", "slot.damaged" (both copies), "slot.newer" (of a later release), and the disk's reasons.
    static core::Result<KeySlots> load(core::FileSystem& files, const std::string& path);

    // ---- opening. "auth.wrong_password" for a wrong password and for a name that has no slot, after equal
    // work; "token.absent"; "slot.tampered" where a copy opens and its mac does not fit. Which copy opened is
    // remembered, and a bad or older copy is written anew (failure to do so is not an error here).
    core::Result<OpenedByAccount> open_with_password(const std::string& name, ByteView password,
                                                     Token* token = nullptr);
    core::Result<Secret> open_with_key_file(const Secret& file_key);  // "auth.wrong_key_file"
    core::Result<Secret> open_with_recovery(const BoxKey& recovery);  // "auth.wrong_recovery"
    // For an account whose keys are in hand already: after another account signed in at the open store.
    core::Result<AccountSecret> open_account(const std::string& name, ByteView password,
                                             Token* token = nullptr);

    // ---- changes, durable on return; on failure the file and this object are as before. `store_key` must be
    // this store's: "slot.tampered" otherwise. "slot.unknown_account", "slot.name_taken", "slot.full".
    core::Status add_account(const Secret& store_key, const core::AccountId& account, const std::string& name,
                             const PublicKey& account_box_key, ByteView account_blob);
    core::Status replace_account_blob(const Secret& store_key, const core::AccountId& account,
                                      ByteView account_blob);
    core::Status remove_account(const Secret& store_key, const core::AccountId& account);
    // All account slots at once, in one write: those not listed go, the others are as listed. Nothing is
    // written where nothing differs.
    core::Status keep_accounts(const Secret& store_key, const std::vector<SlotAccount>& wanted);
    core::Status set_key_file(const Secret& store_key, const Secret& file_key, core::Random& random);
    core::Status set_recovery(const Secret& store_key, const PublicKey& recovery_box_key);

    // For a rekey: the same slots around a new store key, in a file of their own at `new_path` that the
    // caller puts in place together with the new store. Needs no password, since boxes go to public keys; the
    // file key is needed where there is a key file slot ("slot.key_file_needed"). Slots of a kind that this
    // release does not know would still lead to the old key: "slot.newer".
    core::Result<KeySlots> rekeyed(const std::string& new_path, const Secret& old_store_key,
                                   const Secret& new_store_key, core::Random& random,
                                   const Secret* file_key = nullptr) const;

    const StoreId& store() const { return file_.store; }
    std::uint64_t generation() const { return file_.generation; }
    std::vector<core::AccountId> accounts() const;
    std::optional<Bytes> account_blob(const core::AccountId& account) const;  // to see whether it is outdated
    Bytes name_tag(const std::string& name) const;

  private:
    struct Slot {
        std::uint32_t kind{0};
        Fields fields;
        bool operator==(const Slot&) const = default;
    };
    struct File {
        StoreId store;
        std::uint64_t generation{0};
        std::array<std::uint8_t, 16> name_salt{};
        std::vector<Slot> slots;
        Bytes body;  // as read or written
        Digest mac{};
    };

    KeySlots(core::FileSystem& files, std::string path) : files_(&files), path_(std::move(path)) {}
    static core::Result<File> parse(ByteView bytes);
    static Bytes encode(File& file, const Secret& store_key);
    static bool before(const Slot& a, const Slot& b);
    static bool mac_fits(const File& file, const Secret& store_key);
    static core::Result<Secret> store_key_from(const File& file, ByteView box, const BoxKey& mine);
    const Slot* account_slot(const File& file, const std::string& name) const;
    static Slot* slot_of(File& file, const core::AccountId& account);
    core::Result<OpenedByAccount> open_copy(const File& file, const std::string& name, ByteView password,
                                            Token* token) const;
    template <class Open>
    auto open_either(Open open) -> decltype(open(std::declval<const File&>()));
    core::Status save(File next, const Secret& store_key);
    void heal(const Secret& store_key);

    core::FileSystem* files_;
    std::string path_;
    File file_;
    std::optional<File> second_;  // the other copy, if it is whole
    bool uneven_{false};          // the copies differ, or one is bad
};

}  // namespace storage
