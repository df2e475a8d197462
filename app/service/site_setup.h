// A store's first hour: making a site, joining one, and bringing one back from the backup node and the
// recovery sheet. Each ends with a store folder that a desk or backup node opens; on failure the folder is
// left as it was found. Blocks (Argon2id, network).
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/node/node_store.h"
#include "storage/keys/key_slots.h"
#include "storage/keys/recovery_sheet.h"

namespace app {

struct FirstDevice {
    std::string folder;
    std::string name;    // 窓口A
    std::string letter;  // of reception numbers; "" for a backup node
    std::string listen;  // "192.0.2.11:47100"; "" = only dials
};
struct FirstAccount {
    std::string name;   // typed at sign-in
    std::string shown;  // 氏名
    storage::Secret password;
};
struct SitePlan {
    FirstDevice device;
    FirstAccount administrator;
    std::string site_name;
    bool practice{false};
    std::uint64_t retention_days{365};
};

// How hard passwords are to guess; practice sites take the smallest cost.
storage::Argon2Params password_cost(bool practice);

// Makes the site and gives the sheet to `keep_sheet` (a printer, a named file); if that fails, so does all.
core::Status init_site(const SitePlan& plan, const core::Clock& clock, core::Random& random,
                       const std::function<core::Status(const storage::RecoverySheet&)>& keep_sheet);

// Joins by one-time code at the inviting node's address. The role was fixed in the invitation; a backup node
// gets a key file (folder/key, 0600). Reasons of the enrolment: net.unreachable, noise.authentication (wrong
// code), enrolment.*
core::Result<NodeKind> join_site(const FirstDevice& device, const std::string& inviter,
                                 const storage::Secret& code, core::Random& random);

// All desks are lost: a new desk out of the roster that the backup node exported (`site roster`) and the
// recovery sheet. Signs itself and a new administrator into the roster with the recovery key; the entries
// that the backup node must take in (`site admit`) come back as bytes. Once it has, the desk dials it and
// every case returns.
core::Result<core::Bytes> restore_site(const FirstDevice& device, const FirstAccount& administrator,
                                       core::ByteView exported_roster, const storage::RecoverySheet& sheet,
                                       const std::string& backup_address, const core::Clock& clock,
                                       core::Random& random);

// Brings the slots of a desk in line with the roster: accounts in force have one, their newest blob; others
// none.
core::Status refresh_slots(storage::KeySlots& slots, const storage::Secret& store_key,
                           const storage::Roster& roster, const storage::DeviceKey& device);

}  // namespace app
