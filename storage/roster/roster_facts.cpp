#include "storage/roster/roster_facts.h"

namespace storage {

namespace {

constexpr std::size_t rights_max = 256;
constexpr std::size_t blob_size_max = 2048;
constexpr std::size_t epochs_max = 400;
constexpr std::size_t closed_heads_max = 64;

// ---- lists of keys

Bytes encode_boxes(const std::vector<DeviceBox>& boxes) {
    core::Writer out;
    out.varint(boxes.size());
    for (const auto& box : boxes) out.raw(box.device.bytes).raw(box.box);
    return out.take();
}

std::vector<DeviceBox> read_boxes(FieldReader& in, std::uint32_t tag) {
    std::vector<DeviceBox> boxes;
    in.list(tag, roster_devices_max, [&](core::Reader& item) {
        DeviceBox box;
        box.device.bytes = item.array<16>();
        box.box = item.array<80>();
        boxes.push_back(box);
    });
    return boxes;
}

Bytes encode_grants(const std::vector<EpochGrant>& grants) {
    core::Writer out;
    out.varint(grants.size());
    for (const auto& grant : grants) out.varint(grant.epoch).raw(grant.check).raw(grant.box);
    return out.take();
}

std::vector<EpochGrant> read_grants(FieldReader& in, std::uint32_t tag) {
    std::vector<EpochGrant> grants;
    in.list(tag, epochs_max, [&](core::Reader& item) {
        EpochGrant grant;
        grant.epoch = item.varint();
        grant.check = item.array<16>();
        grant.box = item.array<80>();
        grants.push_back(grant);
    });
    return grants;
}

void put_transport_grant(Fields& out, std::uint32_t tag, const std::optional<TransportGrant>& grant) {
    if (!grant) return;
    core::Writer bytes;
    bytes.varint(grant->number).raw(grant->check).raw(grant->box);
    out.put(tag, bytes.bytes());
}

std::optional<TransportGrant> read_transport_grant(FieldReader& in, std::uint32_t tag) {
    if (!in.has(tag)) return std::nullopt;
    core::Reader bytes(in.blob(tag, 128));
    TransportGrant grant;
    grant.number = bytes.varint();
    grant.check = bytes.array<16>();
    grant.box = bytes.array<80>();
    if (!bytes.done()) in.fail();
    return grant;
}

Bytes encode_heads(const std::vector<Digest>& heads) {
    core::Writer out;
    out.varint(heads.size());
    for (const auto& head : heads) out.raw(head);
    return out.take();
}

std::vector<Digest> read_heads(FieldReader& in, std::uint32_t tag) {
    std::vector<Digest> heads;
    in.list(tag, closed_heads_max, [&](core::Reader& item) { heads.push_back(item.array<32>()); });
    return heads;
}

// ---- records

Fields fields_of(const DeviceRecord& device) {
    Fields out;
    out.put(1, device.id.bytes);
    out.put_number(2, static_cast<std::uint64_t>(device.role));
    out.put(3, device.sign_key);
    out.put(4, device.box_key);
    out.put_text(5, device.name);
    out.put_text(6, device.letter);
    return out;
}

DeviceRecord read_device(FieldReader& outer, std::uint32_t tag) {
    const Fields fields = outer.must(tag).fields(tag);
    FieldReader in(fields);
    DeviceRecord device;
    device.id.bytes = in.must(1).array<16>(1);
    const std::uint64_t role = in.number(2);
    if (role != 1 && role != 2) in.fail();
    device.role = static_cast<DeviceRole>(role);
    device.sign_key = in.must(3).array<32>(3);
    device.box_key = in.must(4).array<32>(4);
    device.name = in.text(5, roster_name_max);
    device.letter = in.text(6, 4);
    if (!in.ok()) outer.fail();
    return device;
}

Fields fields_of(const AccountRecord& account) {
    Fields out;
    out.put(1, account.id.bytes);
    out.put_text(2, account.name);
    out.put_text(3, account.shown);
    out.put_number(4, static_cast<std::uint64_t>(account.role));
    out.put(5, account.box_key);
    out.put(6, account.sign_key);
    core::Writer rights;
    rights.varint(account.rights.size());
    for (const auto& right : account.rights) rights.blob(right);
    out.put(7, rights.bytes());
    out.put_number(8, static_cast<std::uint64_t>(account.valid_from_ms));
    out.put_number(9, static_cast<std::uint64_t>(account.valid_until_ms));
    return out;
}

AccountRecord read_account(FieldReader& outer, std::uint32_t tag) {
    const Fields fields = outer.must(tag).fields(tag);
    FieldReader in(fields);
    AccountRecord account;
    account.id.bytes = in.must(1).array<16>(1);
    account.name = in.must(2).text(2, roster_name_max);
    account.shown = in.text(3, roster_name_max);
    const std::uint64_t role = in.number(4);
    if (role < 1 || role > 4) in.fail();
    account.role = static_cast<AccountRole>(role);
    account.box_key = in.must(5).array<32>(5);
    account.sign_key = in.must(6).array<32>(6);
    in.list(7, rights_max,
            [&](core::Reader& item) { account.rights.push_back(item.string(roster_name_max)); });
    account.valid_from_ms = static_cast<std::int64_t>(in.number(8));
    account.valid_until_ms = static_cast<std::int64_t>(in.number(9));
    if (account.name.empty()) in.fail();
    if (!in.ok()) outer.fail();
    return account;
}

Fields fields_of(const AccountBlob& blob) {
    Fields out;
    out.put_number(1, blob.generation);
    out.put_number(2, blob.epoch);
    out.put(3, blob.sealed);
    return out;
}

AccountBlob read_blob(FieldReader& outer, std::uint32_t tag) {
    const Fields fields = outer.must(tag).fields(tag);
    FieldReader in(fields);
    AccountBlob blob;
    blob.generation = in.must(1).number(1);
    blob.epoch = in.must(2).number(2);
    const ByteView sealed = in.must(3).blob(3, blob_size_max);
    blob.sealed.assign(sealed.begin(), sealed.end());
    if (!in.ok()) outer.fail();
    return blob;
}

std::optional<AccountBlob> read_optional_blob(FieldReader& outer, std::uint32_t tag) {
    if (!outer.has(tag)) return std::nullopt;
    return read_blob(outer, tag);
}

Fields fields_of(const EpochRecord& epoch) {
    Fields out;
    out.put_number(1, epoch.number);
    out.put(2, epoch.check);
    out.put(3, encode_boxes(epoch.grants));
    out.put(4, epoch.recovery);
    core::Writer older;
    older.varint(epoch.older.size());
    for (const auto& key : epoch.older) older.varint(key.epoch).raw(key.check).raw(key.sealed);
    out.put(5, older.bytes());
    return out;
}

EpochRecord read_epoch(FieldReader& outer, std::uint32_t tag) {
    const Fields fields = outer.must(tag).fields(tag);
    FieldReader in(fields);
    EpochRecord epoch;
    epoch.number = in.must(1).number(1);
    epoch.check = in.must(2).array<16>(2);
    epoch.grants = read_boxes(in, 3);
    epoch.recovery = in.must(4).array<80>(4);
    in.list(5, epochs_max, [&](core::Reader& item) {
        OlderEpoch older;
        older.epoch = item.varint();
        older.check = item.array<16>();
        older.sealed = item.array<48>();
        epoch.older.push_back(older);
    });
    if (!in.ok()) outer.fail();
    return epoch;
}

Fields fields_of(const TransportRecord& transport) {
    Fields out;
    out.put_number(1, transport.number);
    out.put(2, transport.check);
    out.put(3, encode_boxes(transport.boxes));
    out.put(4, transport.recovery);
    return out;
}

TransportRecord read_transport(FieldReader& outer, std::uint32_t tag) {
    const Fields fields = outer.must(tag).fields(tag);
    FieldReader in(fields);
    TransportRecord transport;
    transport.number = in.must(1).number(1);
    transport.check = in.must(2).array<16>(2);
    transport.boxes = read_boxes(in, 3);
    transport.recovery = in.must(4).array<80>(4);
    if (!in.ok()) outer.fail();
    return transport;
}

template <class Fact>
core::Result<Fact> checked(const FieldReader& in, Fact fact) {
    if (!in.ok()) return core::corrupt("roster.malformed", "fact");
    return fact;
}

}  // namespace

Fields to_fields(const GenesisFact& fact) {
    Fields out;
    out.put_text(1, fact.name);
    out.put_number(2, fact.practice ? 1 : 0);
    out.put(3, fact.recovery_box_key);
    out.put(4, fact.recovery_sign_key);
    out.put_fields(5, fields_of(fact.device));
    out.put_fields(6, fields_of(fact.account));
    out.put_number(7, fact.retention_days);
    out.put_fields(8, fields_of(fact.epoch));
    out.put_fields(9, fields_of(fact.transport));
    if (fact.blob) out.put_fields(10, fields_of(*fact.blob));
    return out;
}

template <>
core::Result<GenesisFact> fact_from(const Fields& fields) {
    FieldReader in(fields);
    GenesisFact fact;
    fact.name = in.text(1, roster_name_max);
    fact.practice = in.must(2).number(2) != 0;
    fact.recovery_box_key = in.must(3).array<32>(3);
    fact.recovery_sign_key = in.must(4).array<32>(4);
    fact.device = read_device(in, 5);
    fact.account = read_account(in, 6);
    fact.retention_days = in.must(7).number(7);
    fact.epoch = read_epoch(in, 8);
    fact.transport = read_transport(in, 9);
    fact.blob = read_optional_blob(in, 10);
    return checked(in, std::move(fact));
}

Fields to_fields(const DeviceAddFact& fact) {
    Fields out;
    out.put_fields(1, fields_of(fact.device));
    out.put(2, encode_grants(fact.grants));
    put_transport_grant(out, 3, fact.transport);
    if (fact.replaces) out.put(4, fact.replaces->bytes);
    return out;
}

template <>
core::Result<DeviceAddFact> fact_from(const Fields& fields) {
    FieldReader in(fields);
    DeviceAddFact fact;
    fact.device = read_device(in, 1);
    fact.grants = read_grants(in, 2);
    fact.transport = read_transport_grant(in, 3);
    if (in.has(4)) fact.replaces = core::DeviceId{in.array<16>(4)};
    return checked(in, std::move(fact));
}

Fields to_fields(const DeviceRevokeFact& fact) {
    Fields out;
    out.put(1, fact.device.bytes);
    out.put_number(2, fact.seq);
    out.put(3, fact.chain);
    out.put_number(4, static_cast<std::uint64_t>(fact.why));
    return out;
}

template <>
core::Result<DeviceRevokeFact> fact_from(const Fields& fields) {
    FieldReader in(fields);
    DeviceRevokeFact fact;
    fact.device.bytes = in.must(1).array<16>(1);
    fact.seq = in.must(2).number(2);
    fact.chain = in.must(3).array<32>(3);
    const std::uint64_t why = in.must(4).number(4);
    if (why > 255) in.fail();
    fact.why = static_cast<RevokeWhy>(why);
    return checked(in, std::move(fact));
}

Fields to_fields(const AccountPutFact& fact) {
    Fields out;
    out.put_fields(1, fields_of(fact.account));
    if (fact.blob) out.put_fields(2, fields_of(*fact.blob));
    return out;
}

template <>
core::Result<AccountPutFact> fact_from(const Fields& fields) {
    FieldReader in(fields);
    AccountPutFact fact;
    fact.account = read_account(in, 1);
    fact.blob = read_optional_blob(in, 2);
    return checked(in, std::move(fact));
}

Fields to_fields(const AccountDisableFact& fact) {
    Fields out;
    out.put(1, fact.account.bytes);
    return out;
}

template <>
core::Result<AccountDisableFact> fact_from(const Fields& fields) {
    FieldReader in(fields);
    AccountDisableFact fact{core::AccountId{in.must(1).array<16>(1)}};
    return checked(in, fact);
}

Fields to_fields(const EpochFact& fact) {
    Fields out;
    out.put_fields(1, fields_of(fact.epoch));
    return out;
}

template <>
core::Result<EpochFact> fact_from(const Fields& fields) {
    FieldReader in(fields);
    EpochFact fact{read_epoch(in, 1)};
    return checked(in, std::move(fact));
}

Fields to_fields(const TransportFact& fact) {
    Fields out;
    out.put_fields(1, fields_of(fact.transport));
    return out;
}

template <>
core::Result<TransportFact> fact_from(const Fields& fields) {
    FieldReader in(fields);
    TransportFact fact{read_transport(in, 1)};
    return checked(in, std::move(fact));
}

Fields to_fields(const RetentionFact& fact) {
    Fields out;
    out.put_number(1, fact.days);
    return out;
}

template <>
core::Result<RetentionFact> fact_from(const Fields& fields) {
    FieldReader in(fields);
    RetentionFact fact{in.must(1).number(1)};
    return checked(in, fact);
}

Fields to_fields(const SettleFact& fact) {
    Fields out;
    out.put(1, encode_heads(fact.closed));
    out.put(2, encode_heads(fact.voided));
    return out;
}

template <>
core::Result<SettleFact> fact_from(const Fields& fields) {
    FieldReader in(fields);
    SettleFact fact;
    fact.closed = read_heads(in.must(1), 1);
    fact.voided = read_heads(in, 2);
    return checked(in, std::move(fact));
}

Fields to_fields(const RecoveryFact& fact) {
    Fields out;
    out.put(1, fact.box_key);
    out.put(2, fact.sign_key);
    out.put(3, encode_grants(fact.grants));
    put_transport_grant(out, 4, fact.transport);
    return out;
}

template <>
core::Result<RecoveryFact> fact_from(const Fields& fields) {
    FieldReader in(fields);
    RecoveryFact fact;
    fact.box_key = in.must(1).array<32>(1);
    fact.sign_key = in.must(2).array<32>(2);
    fact.grants = read_grants(in, 3);
    fact.transport = read_transport_grant(in, 4);
    return checked(in, std::move(fact));
}

Fields to_fields(const AccountBlobFact& fact) {
    Fields out;
    out.put(1, fact.account.bytes);
    out.put_fields(2, fields_of(fact.blob));
    return out;
}

template <>
core::Result<AccountBlobFact> fact_from(const Fields& fields) {
    FieldReader in(fields);
    AccountBlobFact fact;
    fact.account.bytes = in.must(1).array<16>(1);
    fact.blob = read_blob(in, 2);
    return checked(in, std::move(fact));
}

Fields to_fields(const GrantFact& fact) {
    Fields out;
    out.put(1, fact.device.bytes);
    out.put(2, encode_grants(fact.grants));
    put_transport_grant(out, 3, fact.transport);
    return out;
}

template <>
core::Result<GrantFact> fact_from(const Fields& fields) {
    FieldReader in(fields);
    GrantFact fact;
    fact.device.bytes = in.must(1).array<16>(1);
    fact.grants = read_grants(in, 2);
    fact.transport = read_transport_grant(in, 3);
    return checked(in, std::move(fact));
}

}  // namespace storage
