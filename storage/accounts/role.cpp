#include "storage/accounts/role.h"

#include <algorithm>
#include <array>

namespace storage {

namespace {

constexpr std::uint8_t c = 1;  // clerk
constexpr std::uint8_t s = 2;  // supervisor
constexpr std::uint8_t a = 4;  // administrator
constexpr std::uint8_t u = 8;  // auditor

struct Row {
    Permission permission;
    std::uint8_t roles;
    bool is_signed;
};

constexpr std::array table{
    Row{Permission::see_status, c | s | a | u, false},
    Row{Permission::see_queue, c | s, false},
    Row{Permission::receive, c | s, false},
    Row{Permission::look, c | s, false},
    Row{Permission::search, c | s, false},
    Row{Permission::write, c | s, false},
    Row{Permission::take_over, c | s, false},
    Row{Permission::settle, c | s, false},
    Row{Permission::settle_signed, s, true},
    Row{Permission::print, c | s, false},
    Row{Permission::use_my_number, c | s, false},
    Row{Permission::export_cases, c | s, false},
    Row{Permission::report, c | s | a, false},
    Row{Permission::set_protection, c | s, false},
    Row{Permission::release_protection, s, true},
    Row{Permission::propose_erase, s, true},
    Row{Permission::confirm_erase, a, true},
    Row{Permission::stop_erase, a, true},
    Row{Permission::see_acts, s | a | u, false},
    Row{Permission::verify_audit, s | a | u, false},
    Row{Permission::keep_accounts, a, true},
    Row{Permission::keep_devices, a, true},
    Row{Permission::keep_store, a, false},
    Row{Permission::keep_settings, a, false},
    Row{Permission::renew_recovery, a, true},
};

std::uint8_t bit_of(AccountRole role) {
    switch (role) {
        case AccountRole::clerk:
            return c;
        case AccountRole::supervisor:
            return s;
        case AccountRole::administrator:
            return a;
        case AccountRole::auditor:
            return u;
    }
    return 0;
}

const Row* row_of(Permission permission) {
    const auto it = std::find_if(table.begin(), table.end(),
                                 [&](const Row& row) { return row.permission == permission; });
    return it == table.end() ? nullptr : &*it;
}

constexpr std::array<std::pair<AccountRole, std::string_view>, 4> words{{
    {AccountRole::clerk, "clerk"},
    {AccountRole::supervisor, "supervisor"},
    {AccountRole::administrator, "administrator"},
    {AccountRole::auditor, "auditor"},
}};

}  // namespace

bool role_allows(AccountRole role, Permission permission) {
    const Row* row = row_of(permission);
    return row != nullptr && (row->roles & bit_of(role)) != 0;
}

bool needs_signature(Permission permission) {
    const Row* row = row_of(permission);
    return row != nullptr && row->is_signed;
}

bool right_covers(const std::vector<std::string>& rights, std::string_view form, std::string_view item) {
    if (rights.empty()) return true;
    return std::any_of(rights.begin(), rights.end(), [&](std::string_view right) {
        if (right == "*" || right == form) return true;
        return !item.empty() && right.size() == form.size() + 1 + item.size() && right.starts_with(form) &&
               right[form.size()] == '/' && right.ends_with(item);
    });
}

core::Status may_sign_in(const Account* account, core::Instant now) {
    if (account == nullptr || !account->in_force()) return core::denied("auth.account_disabled");
    const auto& record = account->record;
    if (record.valid_from_ms != 0 && now.unix_ms < record.valid_from_ms)
        return core::denied("auth.account_not_yet");
    if (record.valid_until_ms != 0 && now.unix_ms >= record.valid_until_ms)
        return core::denied("auth.account_expired");
    return core::ok();
}

std::string_view role_word(AccountRole role) {
    const auto it =
        std::find_if(words.begin(), words.end(), [&](const auto& word) { return word.first == role; });
    return it == words.end() ? std::string_view{} : it->second;
}

std::optional<AccountRole> role_of_word(std::string_view word) {
    const auto it =
        std::find_if(words.begin(), words.end(), [&](const auto& pair) { return pair.second == word; });
    return it == words.end() ? std::nullopt : std::optional(it->first);
}

}  // namespace storage
