#include "storage/accounts/session.h"

#include <algorithm>

namespace storage {

core::Status Session::sign_in(const Account* account, AccountSecret keys, core::Instant now) {
    sign_out();
    if (auto status = may_sign_in(account, now); !status) return status;
    const auto& record = account->record;
    if (keys.box.public_key != record.box_key || keys.sign.public_key != record.sign_key)
        return core::denied("auth.account_disabled", "keys were replaced");
    account_ = record.id;
    keys_ = std::move(keys);
    last_touch_ = now;
    return core::ok();
}

void Session::sign_out() {
    keys_.reset();
    account_.reset();
}

std::optional<core::AccountId> Session::account() const { return account_; }

void Session::touched(core::Instant now) {
    if (!locked()) last_touch_ = now;
}

bool Session::lock_if_idle(core::Instant now) {
    if (!signed_in() || locked()) return false;
    if (now < last_touch_) last_touch_ = now;
    if (now.unix_ms - last_touch_.unix_ms < idle_lock_ms_) return false;
    lock();
    return true;
}

void Session::set_idle_lock(std::int64_t idle_lock_ms) {
    idle_lock_ms_ = std::clamp(idle_lock_ms, idle_lock_ms_min, idle_lock_ms_max);
}

core::Status Session::may(Permission permission, const Account* account, core::Instant now) const {
    if (!signed_in()) return core::denied("auth.not_signed_in");
    if (locked()) return core::denied("auth.screen_locked");
    if (account != nullptr && account->record.id != *account_) return core::denied("auth.not_signed_in");
    if (auto status = may_sign_in(account, now); !status) return status;
    if (!role_allows(account->record.role, permission)) return core::denied("auth.not_permitted");
    return core::ok();
}

core::Result<Signature> Session::sign(ByteView message) const {
    if (!signed_in()) return core::denied("auth.not_signed_in");
    if (locked()) return core::denied("auth.screen_locked");
    return keys_->sign.sign(message);
}

}  // namespace storage
