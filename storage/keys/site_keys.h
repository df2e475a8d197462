// The acts that change who holds which key, each as one call that gives the roster facts to be signed and the
// secrets that come with them: founding a site, admitting a device, a new account, a new password, a new
// epoch after a revocation, a new recovery sheet, and coming back with the sheet alone. Pure; the caller
// signs (Roster::draft, sign_entry), stores and sends.
#pragma once

#include "storage/keys/account_secret.h"
#include "storage/keys/device_key.h"
#include "storage/keys/epoch_keys.h"
#include "storage/keys/key_slots.h"
#include "storage/keys/recovery_sheet.h"
#include "storage/keys/transport_secret.h"

namespace storage {

DeviceRecord device_record(const DeviceKey& key, DeviceRole role, std::string name, std::string letter);

struct NewAccount {
    std::string name;
    std::string shown;
    AccountRole role{AccountRole::clerk};
    std::vector<std::string> rights;
    std::int64_t valid_from_ms{0};
    std::int64_t valid_until_ms{0};
};

// An account fresh from the mould: the fact for the roster, the inner blob for the slot file.
struct MadeAccount {
    AccountPutFact fact;
    Bytes inner_blob;
    AccountSecret secret;
};
core::Result<MadeAccount> make_account(const core::SiteId& site, const EpochKey& epoch,
                                       const NewAccount& account, ByteView password,
                                       const Argon2Params& params, core::Random& random,
                                       Token* token = nullptr);

struct FoundedSite {
    core::SiteId site;
    RosterEntry genesis;
    MadeAccount administrator;
    EpochKey epoch;
    TransportSecret transport;
};
struct SitePlan {
    std::string name;
    bool practice{false};
    std::uint64_t retention_days{365};
    std::string device_name;
    std::string device_letter{"A"};
    NewAccount administrator;  // its role is made administrator
    Argon2Params params;
};
core::Result<FoundedSite> found_site(const SitePlan& plan, const DeviceKey& device,
                                     const RecoverySheet& sheet, ByteView password, core::Instant now,
                                     core::Random& random);

// For an invited device whose public halves came over its enrolment. A desk gets every epoch key, a backup
// node none; both get the transport secret.
DeviceAddFact admit_device(const DeviceRecord& device, const EpochKeys& epochs, const core::SiteId& site,
                           const TransportSecret& transport);

// A new password for keys that are in hand: the fact for a leaf signed by the account, and the inner blob for
// this desk's slot file. `generation`: of the blob that it follows.
struct NewPassword {
    AccountBlobFact fact;
    Bytes inner_blob;
};
core::Result<NewPassword> change_password(const EpochKeys& epochs, const EpochKey& epoch,
                                          const core::AccountId& account, const AccountSecret& secret,
                                          std::uint64_t generation, ByteView password,
                                          const Argon2Params& params, core::Random& random,
                                          Token* token = nullptr);

// Brings a desk's slots to where the roster stands: a slot for every account in force, with its newest blob,
// name and keys; none for others. To be called after each change of the roster while the store is open. A
// blob under an epoch key that was not granted yet waits for the grant. Writes only where something differs.
core::Status slots_follow(KeySlots& slots, const Secret& store_key, const Roster& roster,
                          const EpochKeys& epochs);

// Every epoch key and the transport secret to a new sheet.
RecoveryFact renew_recovery(const RecoverySheet& sheet, const EpochKeys& epochs,
                            const TransportSecret& transport);

// All desks are gone: what a backup node's roster and the sheet give to a new desk. The entry admits it,
// signed with the recovery key; key records then open with `epochs`. "recovery.wrong_sheet" if the sheet is
// not this site's, "recovery.nothing_opens" if it is and no epoch key comes out.
struct ReturnedSite {
    EpochKeys epochs;
    TransportSecret transport;
    RosterEntry admission;
};
core::Result<ReturnedSite> return_with_sheet(const Roster& roster, const RecoverySheet& sheet,
                                             const DeviceKey& device, const std::string& name,
                                             const std::string& letter, core::Instant now);

}  // namespace storage
