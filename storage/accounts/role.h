// What each role may do: one table. A role says what kind of act; an account's rights narrow the forms and
// items it may touch. The administrator keeps the site and opens no case; the auditor reads acts and nothing
// else. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "forms/core/environment.h"
#include "storage/roster/roster_state.h"

namespace storage {

enum class Permission : std::uint8_t {
    see_status,  // peers, digests, counts
    see_queue,   // the list of receptions
    receive,     // begin a case
    look,        // open a case
    search,
    write,          // answer, card, signature, checks, status
    take_over,      // a case that another clerk holds
    settle,         // a conflict before the signature
    settle_signed,  // a conflict or a transition after it
    print,
    use_my_number,   // on paper, from the card
    export_cases,    // linkage files
    report,          // counts and times, no content
    set_protection,  // 支援措置
    release_protection,
    propose_erase,
    confirm_erase,
    stop_erase,
    see_acts,
    verify_audit,
    keep_accounts,
    keep_devices,
    keep_store,  // check, rekey, snapshots, restore
    keep_settings,
    renew_recovery
};

bool role_allows(AccountRole role, Permission permission);

// Whether a role-bound act must carry the account's own signature (design: roster, erase, release of
// protection, settling after a signature).
bool needs_signature(Permission permission);

// Rights are lines "form", "form/item" or "*"; none at all means every form. An item is covered by its form's
// line too.
bool right_covers(const std::vector<std::string>& rights, std::string_view form, std::string_view item = {});

// Whether the account may sign in now: "auth.account_disabled" (unknown ones too), "auth.account_not_yet",
// "auth.account_expired".
core::Status may_sign_in(const Account* account, core::Instant now);

std::string_view role_word(AccountRole role);  // clerk, supervisor, administrator, auditor
std::optional<AccountRole> role_of_word(std::string_view word);

}  // namespace storage
