#include "storage/accounts/role.h"

#include <doctest/doctest.h>

using namespace storage;

namespace {

std::string who(Permission permission) {  // c s a u, as in the table of the design
    std::string out;
    if (role_allows(AccountRole::clerk, permission)) out += 'c';
    if (role_allows(AccountRole::supervisor, permission)) out += 's';
    if (role_allows(AccountRole::administrator, permission)) out += 'a';
    if (role_allows(AccountRole::auditor, permission)) out += 'u';
    return out;
}

}  // namespace

TEST_CASE("the administrator opens no case, in whatever way") {
    for (const auto permission :
         {Permission::see_queue, Permission::receive, Permission::look, Permission::search, Permission::write,
          Permission::take_over, Permission::settle, Permission::print, Permission::settle_signed,
          Permission::export_cases, Permission::use_my_number, Permission::release_protection})
        CHECK_FALSE(role_allows(AccountRole::administrator, permission));
}

TEST_CASE("the auditor reads acts and nothing else") {
    std::string allowed;
    for (int i = 0; i <= static_cast<int>(Permission::renew_recovery); ++i) {
        if (role_allows(AccountRole::auditor, static_cast<Permission>(i))) allowed += std::to_string(i) + " ";
    }
    const auto number = [](Permission permission) {
        return std::to_string(static_cast<int>(permission)) + " ";
    };
    CHECK(allowed ==
          number(Permission::see_status) + number(Permission::see_acts) + number(Permission::verify_audit));
}

TEST_CASE("a supervisor proposes an erasure, an administrator confirms it, nobody does both") {
    CHECK(who(Permission::propose_erase) == "s");
    CHECK(who(Permission::confirm_erase) == "a");
    CHECK(who(Permission::stop_erase) == "a");
}

TEST_CASE("what was signed is settled by a supervisor, what was not by the clerk in charge as well") {
    CHECK(who(Permission::settle_signed) == "s");
    CHECK(who(Permission::settle) == "cs");
    CHECK(who(Permission::release_protection) == "s");
}

TEST_CASE("accounts and devices are the administrator's alone, and these acts are signed") {
    CHECK(who(Permission::keep_accounts) == "a");
    CHECK(who(Permission::keep_devices) == "a");
    for (const auto permission :
         {Permission::keep_accounts, Permission::keep_devices, Permission::propose_erase,
          Permission::confirm_erase, Permission::release_protection, Permission::settle_signed})
        CHECK(needs_signature(permission));
    CHECK_FALSE(needs_signature(Permission::write));
}

TEST_CASE("every permission has its row, and an unknown role has none") {
    for (int i = 0; i <= static_cast<int>(Permission::renew_recovery); ++i) {
        CAPTURE(i);
        CHECK_FALSE(who(static_cast<Permission>(i)).empty());
    }
    CHECK_FALSE(role_allows(static_cast<AccountRole>(9), Permission::see_status));
    CHECK(role_of_word("auditor") == AccountRole::auditor);
    CHECK(role_word(AccountRole::clerk) == "clerk");
    CHECK_FALSE(role_of_word("root"));
}

TEST_CASE("rights narrow what an account may touch, form by form and item by item") {
    CHECK(right_covers({}, "F03"));
    CHECK(right_covers({"*"}, "F03", "name"));
    CHECK(right_covers({"F01", "F03"}, "F03", "name"));
    CHECK_FALSE(right_covers({"F01"}, "F03"));
    CHECK(right_covers({"F03/name"}, "F03", "name"));
    CHECK_FALSE(right_covers({"F03/name"}, "F03", "address"));
    CHECK_FALSE(right_covers({"F03/name"}, "F03"));
    CHECK_FALSE(right_covers({"F0"}, "F03"));
    CHECK_FALSE(right_covers({"F03/xname"}, "F03", "name"));
}
