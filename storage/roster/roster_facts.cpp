#include "storage/roster/roster_facts.h"

namespace storage {

namespace {

constexpr std::size_t closed_heads_max = 64;

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

std::optional<AccountBlob> read_optional_blob(FieldReader& outer, std::uint32_t tag) {
    if (!outer.has(tag)) return std::nullopt;
    return read_blob(outer, tag);
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
    put_device(out, 5, fact.device);
    put_account(out, 6, fact.account);
    out.put_number(7, fact.retention_days);
    put_epoch(out, 8, fact.epoch);
    put_transport(out, 9, fact.transport);
    if (fact.blob) put_blob(out, 10, *fact.blob);
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
    put_device(out, 1, fact.device);
    put_grants(out, 2, fact.grants);
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
    put_account(out, 1, fact.account);
    if (fact.blob) put_blob(out, 2, *fact.blob);
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
    put_epoch(out, 1, fact.epoch);
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
    put_transport(out, 1, fact.transport);
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
    put_grants(out, 3, fact.grants);
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
    put_blob(out, 2, fact.blob);
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
    put_grants(out, 2, fact.grants);
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
