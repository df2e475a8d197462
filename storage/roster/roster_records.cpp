#include "storage/roster/roster_records.h"

namespace storage {

namespace {

constexpr std::size_t rights_max = 256;
constexpr std::size_t blob_size_max = 2048;
constexpr std::size_t epochs_max = 400;

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

}  // namespace

// ---- keys in boxes

void put_grants(Fields& out, std::uint32_t tag, const std::vector<EpochGrant>& grants) {
    core::Writer bytes;
    bytes.varint(grants.size());
    for (const auto& grant : grants) bytes.varint(grant.epoch).raw(grant.check).raw(grant.box);
    out.put(tag, bytes.bytes());
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

// ---- records

void put_device(Fields& outer, std::uint32_t tag, const DeviceRecord& device) {
    Fields out;
    out.put(1, device.id.bytes);
    out.put_number(2, static_cast<std::uint64_t>(device.role));
    out.put(3, device.sign_key);
    out.put(4, device.box_key);
    out.put_text(5, device.name);
    out.put_text(6, device.letter);
    outer.put_fields(tag, out);
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

void put_account(Fields& outer, std::uint32_t tag, const AccountRecord& account) {
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
    outer.put_fields(tag, out);
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

void put_blob(Fields& outer, std::uint32_t tag, const AccountBlob& blob) {
    Fields out;
    out.put_number(1, blob.generation);
    out.put_number(2, blob.epoch);
    out.put(3, blob.sealed);
    outer.put_fields(tag, out);
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

void put_epoch(Fields& outer, std::uint32_t tag, const EpochRecord& epoch) {
    Fields out;
    out.put_number(1, epoch.number);
    out.put(2, epoch.check);
    out.put(3, encode_boxes(epoch.grants));
    out.put(4, epoch.recovery);
    core::Writer older;
    older.varint(epoch.older.size());
    for (const auto& key : epoch.older) older.varint(key.epoch).raw(key.check).raw(key.sealed);
    out.put(5, older.bytes());
    outer.put_fields(tag, out);
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

void put_transport(Fields& outer, std::uint32_t tag, const TransportRecord& transport) {
    Fields out;
    out.put_number(1, transport.number);
    out.put(2, transport.check);
    out.put(3, encode_boxes(transport.boxes));
    out.put(4, transport.recovery);
    outer.put_fields(tag, out);
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

}  // namespace storage
