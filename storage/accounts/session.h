// Who is acting at this desk. One session at a time; the store stays open and goes on syncing whether anybody
// is signed in or the screen is locked.
//
// Invariants: the account's private halves are in memory only between sign-in and lock; what an account may
// do is asked of the roster as it is now, not as it was at sign-in; a locked session permits nothing.
//
// Time is the wall clock as it comes; set back, it begins the idle time anew. Not locked against threads.
#pragma once

#include <optional>

#include "storage/accounts/role.h"
#include "storage/keys/account_secret.h"

namespace storage {

inline constexpr std::int64_t idle_lock_ms_default = 3 * 60 * 1000;
inline constexpr std::int64_t idle_lock_ms_min = 30 * 1000;
inline constexpr std::int64_t idle_lock_ms_max = 30 * 60 * 1000;

class Session {
  public:
    explicit Session(std::int64_t idle_lock_ms = idle_lock_ms_default) { set_idle_lock(idle_lock_ms); }

    // The keys come from a slot file that a password just opened. Errors of may_sign_in, and
    // "auth.account_disabled" where the roster knows other keys for this account; nobody is signed in then.
    core::Status sign_in(const Account* account, AccountSecret keys, core::Instant now);
    void sign_out();

    bool signed_in() const { return account_.has_value(); }
    bool locked() const { return signed_in() && !keys_.has_value(); }
    std::optional<core::AccountId> account() const;

    void touched(core::Instant now);       // a key was pressed, a card laid on
    bool lock_if_idle(core::Instant now);  // true if this call locked
    void lock() { keys_.reset(); }
    void set_idle_lock(std::int64_t idle_lock_ms);  // brought within its bounds
    std::int64_t idle_lock_ms() const { return idle_lock_ms_; }

    // Whether the one signed in may do this now. `account` is the roster's present view of account().
    // "auth.not_signed_in", "auth.screen_locked", "auth.not_permitted", errors of may_sign_in.
    core::Status may(Permission permission, const Account* account, core::Instant now) const;

    // For role-bound acts. "auth.not_signed_in", "auth.screen_locked".
    core::Result<Signature> sign(ByteView message) const;
    const AccountSecret* keys() const { return keys_ ? &*keys_ : nullptr; }

  private:
    std::optional<core::AccountId> account_;
    std::optional<AccountSecret> keys_;
    core::Instant last_touch_;
    std::int64_t idle_lock_ms_{idle_lock_ms_default};
};

}  // namespace storage
