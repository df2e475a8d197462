// An account's private halves and the blob that holds them under a password, or under a password and a token.
// The same blob opens the account at every desk: it travels under the epoch key (seal_for_roster) and lies in
// each desk's slot file. A new password makes a new blob of the same keys and touches nothing else.
//
//   blob := format:u8(1) passes:u32 memory_kib:u32 salt:16 nonce:24 sealed:80                  password
//         | format:u8(2) passes:u32 memory_kib:u32 salt:16 token:16 challenge:32 nonce:24 sealed:80
//   sealed := XChaCha20-Poly1305(kek, nonce, "kakanai account blob" ‖ account:16 ‖ all before the nonce,
//                                box secret:32 ‖ signing seed:32)
//   kek    := Argon2id(password, salt), with a token: keyed_hash(that, "token" ‖ answer)
//
// A wrong password, a wrong token and a changed byte are one error, "auth.wrong_password".
#pragma once

#include "storage/keys/primitives.h"

namespace storage {

struct AccountSecret {
    BoxKey box;
    SigningKey sign;
    static AccountSecret fresh(core::Random& random);
    AccountSecret clone() const;
};

// A second factor that answers a challenge with a secret of its own and gives the same answer every time.
struct Token {
    virtual ~Token() = default;
    virtual std::array<std::uint8_t, 16> id() const = 0;
    virtual core::Result<Secret> answer(ByteView challenge32) = 0;  // 32 bytes; "token.absent"
};

inline constexpr std::size_t password_size_max = 1024;  // bytes

// Passwords are taken as their UTF-8 bytes. Takes the time and memory that `params` ask for.
core::Result<Bytes> make_account_blob(const core::AccountId& account, const AccountSecret& keys,
                                      ByteView password, const Argon2Params& params, core::Random& random,
                                      Token* token = nullptr);
core::Result<AccountSecret> open_account_blob(const core::AccountId& account, ByteView blob,
                                              ByteView password, Token* token = nullptr);

// What the blob asks for, before any work is done: "slot.malformed", "slot.params" beyond the caps.
struct AccountBlobNeeds {
    Argon2Params params;
    std::optional<std::array<std::uint8_t, 16>> token;
};
core::Result<AccountBlobNeeds> account_blob_needs(ByteView blob);

}  // namespace storage
