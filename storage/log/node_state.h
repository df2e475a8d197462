// Small facts of this node beside the log: settings, secrets, counters, roster entries, and what peers were
// last known to hold. Each class is a thin face over one table.
//
// Calls that write want an open WriteBlock or are a commit of their own; the caller chooses.
#pragma once

#include <map>
#include <vector>

#include "storage/log/batch.h"
#include "storage/sqlite/statement.h"

namespace storage {

class SettingTable {  // names are dotted words of the code: "site.id"
  public:
    explicit SettingTable(Connection& connection) : connection_(connection) {}
    core::Result<std::optional<Bytes>> bytes(std::string_view name);
    core::Result<std::string> text(std::string_view name);  // "" if absent
    core::Result<std::optional<std::int64_t>> number(std::string_view name);
    core::Status set(std::string_view name, ByteView value);
    core::Status set_text(std::string_view name, std::string_view text) {
        return set(name, core::view(text));
    }
    core::Status set_number(std::string_view name, std::int64_t number);
    core::Status remove(std::string_view name);

  private:
    Connection& connection_;
};

class SecretTable {  // device keys and the like; the page cipher is their only protection
  public:
    explicit SecretTable(Connection& connection) : connection_(connection) {}
    core::Result<std::optional<Secret>> find(std::string_view name);
    core::Status set(std::string_view name, ByteView secret);
    core::Status remove(std::string_view name);

  private:
    Connection& connection_;
};

class Counters {
  public:
    explicit Counters(Connection& connection) : connection_(connection) {}
    // One more than ever before under this name and day; the first is 1. day: yyyymmdd, or 0.
    core::Result<std::int64_t> next(std::string_view name, std::int32_t day = 0);
    core::Result<std::int64_t> value(std::string_view name, std::int32_t day = 0);
    core::Status raise(std::string_view name, std::int32_t day, std::int64_t at_least);
    core::Result<std::int32_t> newest_day(std::string_view name);  // 0 if never counted

  private:
    Connection& connection_;
};

// Roster entries as bytes, in the order in which they came. storage/roster knows what they mean.
class RosterTable {
  public:
    explicit RosterTable(Connection& connection) : connection_(connection) {}
    core::Status add(const Digest& digest, ByteView entry);  // no effect if known
    core::Result<std::vector<Bytes>> entries();
    core::Result<std::optional<Bytes>> find(const Digest& digest);
    core::Result<Digest> digest();  // over the set of entries, order aside

  private:
    Connection& connection_;
};

struct PeerRecord {
    core::DeviceId device;
    core::VersionVector durable;  // what it said to hold on its disk
    core::Instant seen;
    std::int64_t clock_ms{0};  // its clock minus ours at that time
    std::string address;       // last one that answered
};
class PeerTable {
  public:
    explicit PeerTable(Connection& connection) : connection_(connection) {}
    core::Status put(const PeerRecord& peer);
    core::Result<std::vector<PeerRecord>> entries();

  private:
    Connection& connection_;
};

}  // namespace storage
