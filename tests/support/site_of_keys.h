// A small site with all its secret halves in hand: what administrators, clerks and the holder of the recovery
// sheet could sign. Key boxes hold chance bytes; stories that open them use the real ones of storage/keys.
#pragma once

#include <map>
#include <string>

#include "storage/roster/roster.h"
#include "tests/support/seeded_random.h"

namespace tests {

struct AccountKeys {
    storage::AccountRecord record;
    storage::SigningKey sign;
    storage::BoxKey box;
};

struct DeviceKeys {
    storage::DeviceRecord record;
    storage::SigningKey sign;
    storage::BoxKey box;
};

class SiteOfKeys {
  public:
    explicit SiteOfKeys(std::uint64_t seed = 1) : random(seed) {
        site = core::fresh_id<core::SiteId>(random);
        recovery_sign = storage::SigningKey::fresh(random);
        recovery_box = storage::BoxKey::fresh(random);
        add_account("yamada", storage::AccountRole::administrator);
        add_device("desk-1", storage::DeviceRole::desk, "A");
    }

    AccountKeys& add_account(const std::string& name, storage::AccountRole role) {
        AccountKeys keys{{}, storage::SigningKey::fresh(random), storage::BoxKey::fresh(random)};
        keys.record.id = core::fresh_id<core::AccountId>(random);
        keys.record.name = name;
        keys.record.shown = name + " さん";
        keys.record.role = role;
        keys.record.sign_key = keys.sign.public_key;
        keys.record.box_key = keys.box.public_key;
        return accounts.insert_or_assign(name, std::move(keys)).first->second;
    }

    DeviceKeys& add_device(const std::string& name, storage::DeviceRole role, const std::string& letter) {
        DeviceKeys keys{{}, storage::SigningKey::fresh(random), storage::BoxKey::fresh(random)};
        keys.record.id = core::fresh_id<core::DeviceId>(random);
        keys.record.role = role;
        keys.record.name = name;
        keys.record.letter = letter;
        keys.record.sign_key = keys.sign.public_key;
        keys.record.box_key = keys.box.public_key;
        return devices.insert_or_assign(name, std::move(keys)).first->second;
    }

    storage::KeyBox chance_box() {
        storage::KeyBox box{};
        random.fill(box);
        return box;
    }

    storage::EpochRecord epoch(std::uint64_t number, const std::vector<std::string>& desks) {
        storage::EpochRecord record{number, {}, {}, chance_box(), {}};
        random.fill(record.check);
        for (const auto& desk : desks) record.grants.push_back({devices.at(desk).record.id, chance_box()});
        return record;
    }

    storage::TransportRecord transport(std::uint64_t number, const std::vector<std::string>& members) {
        storage::TransportRecord record{number, {}, {}, chance_box()};
        random.fill(record.check);
        for (const auto& name : members) record.boxes.push_back({devices.at(name).record.id, chance_box()});
        return record;
    }

    storage::RosterPen pen(const std::string& account) {
        return {{accounts.at(account).record.id}, &accounts.at(account).sign};
    }
    storage::RosterPen recovery_pen() { return {{}, &recovery_sign}; }

    storage::RosterEntry genesis() {
        storage::GenesisFact fact;
        fact.name = "かかない市";
        fact.practice = true;
        fact.recovery_box_key = recovery_box.public_key;
        fact.recovery_sign_key = recovery_sign.public_key;
        fact.device = devices.at("desk-1").record;
        fact.account = accounts.at("yamada").record;
        fact.retention_days = 365;
        fact.epoch = epoch(1, {"desk-1"});
        fact.transport = transport(1, {"desk-1"});
        storage::RosterBody body{site,           {}, {1'700'000'000'000}, storage::roster_kind::genesis, {},
                                 to_fields(fact)};
        return sign_entry(body, {recovery_pen(), pen("yamada")});
    }

    // Signed and put after the head of `roster`; the roster itself is not changed.
    template <class Fact>
    storage::RosterEntry next(const storage::Roster& roster, std::uint32_t kind, const Fact& fact,
                              std::vector<storage::RosterPen> pens) {
        return sign_entry(roster.draft(kind, {1'700'000'100'000}, to_fields(fact)), std::move(pens));
    }
    template <class Fact>
    storage::RosterEntry next(const storage::Roster& roster, std::uint32_t kind, const Fact& fact) {
        return next(roster, kind, fact, {pen("yamada")});
    }

    SeededRandom random;
    core::SiteId site;
    storage::SigningKey recovery_sign;
    storage::BoxKey recovery_box;
    std::map<std::string, AccountKeys> accounts;
    std::map<std::string, DeviceKeys> devices;
};

}  // namespace tests
