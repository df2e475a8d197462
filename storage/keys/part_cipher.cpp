#include "storage/keys/part_cipher.h"

namespace storage {

namespace {

constexpr std::size_t salt_size = 8;
constexpr std::uint8_t audience_format = 2;

void write_case(core::Writer& out, const std::optional<core::CaseId>& case_id) {
    out.u8(case_id ? 1 : 0);
    if (case_id) out.raw(case_id->bytes);
}

Bytes record_place(const core::SiteId& site, const KeyPlace& place, std::uint64_t epoch,
                   const std::optional<core::CaseId>& case_id) {
    core::Writer out;
    out.raw(core::view("kakanai key record")).raw(site.bytes).raw(place.batch.device.bytes);
    out.u64(place.batch.seq).u32(place.part_class).u64(epoch);
    write_case(out, bound_case(place.part_class, case_id));
    return out.take();
}

XNonce first_24(const Digest& digest) {
    XNonce nonce{};
    std::copy_n(digest.begin(), nonce.size(), nonce.begin());
    return nonce;
}

XNonce record_nonce(const Secret& key, ByteView salt, ByteView place) {
    return first_24(Hasher(key.view()).add(core::view("record nonce")).add(salt).add(place).finish());
}

XNonce part_nonce(ByteView content_key, const PartPlace& place) {
    core::Writer name;
    name.raw(core::view("part nonce")).raw(place.run.bytes).raw(place.batch.device.bytes);
    name.u64(place.batch.seq).u32(place.index);
    return first_24(keyed_hash(content_key, name.bytes()));
}

Bytes part_bound(const PartPlace& place) {
    core::Writer out;
    out.raw(core::view("kakanai part")).raw(place.site.bytes).raw(place.batch.device.bytes);
    out.u64(place.batch.seq).raw(place.run.bytes).u32(place.index).u32(place.part_class);
    write_case(out, bound_case(place.part_class, place.case_id));
    return out.take();
}

}  // namespace

std::optional<core::CaseId> bound_case(std::uint32_t part_class,
                                       const std::optional<core::CaseId>& of_batch) {
    return part_class == part_class::trace ? std::nullopt : of_batch;
}

RecordCipher::RecordCipher(const core::SiteId& site, const EpochKey& epoch)
    : site_(site), epoch_(epoch.number), key_(derive_key(epoch.key, "key records")) {}

Bytes RecordCipher::wrap(const KeyPlace& place, const std::optional<core::CaseId>& case_id,
                         ByteView content_key, core::Random& random) const {
    std::array<std::uint8_t, salt_size> salt{};
    random.fill(salt);
    const Bytes bound = record_place(site_, place, epoch_, case_id);
    core::Writer out;
    out.raw(salt).raw(seal(key_.view(), record_nonce(key_, salt, bound), bound, content_key));
    return out.take();
}

bool RecordCipher::unwrap(const KeyPlace& place, const std::optional<core::CaseId>& case_id, ByteView record,
                          std::span<std::uint8_t> out) const {
    std::fill(out.begin(), out.end(), std::uint8_t{0});
    if (record.size() != key_record_size || out.size() != key_size) return false;
    const Bytes bound = record_place(site_, place, epoch_, case_id);
    const XNonce nonce = record_nonce(key_, record.first(salt_size), bound);
    return open_into(key_.view(), nonce, bound, record.subspan(salt_size), out);
}

Bytes wrap_for_audience(ByteView content_key, const std::vector<Audience>& audience,
                        const PublicKey& recovery_box_key) {
    core::Writer out;
    out.u8(audience_format).varint(audience.size());
    for (const auto& member : audience)
        out.raw(member.account.bytes).raw(box_seal(member.box_key, content_key));
    out.raw(box_seal(recovery_box_key, content_key));
    return out.take();
}

core::Result<Secret> unwrap_as_audience(ByteView record, const std::optional<core::AccountId>& account,
                                        const BoxKey& mine) {
    core::Reader in(record);
    if (in.u8() != audience_format) in.fail();
    const std::uint64_t count = in.varint();
    if (count > audience_max) in.fail();
    std::optional<KeyBox> box;
    for (std::uint64_t i = 0; in.ok() && i < count; ++i) {
        const core::AccountId id{in.array<16>()};
        const KeyBox found = in.array<80>();
        if (account && id == *account) box = found;
    }
    const KeyBox recovery = in.array<80>();
    if (!in.done()) return core::corrupt("key.damaged", "audience record");
    if (!account) box = recovery;
    if (!box) return core::denied("key.not_for_you");
    auto key = box_open(mine, *box);
    if (!key || key->size() != key_size) return core::denied("key.not_for_you");
    return key;
}

Bytes seal_part(ByteView content_key, const PartPlace& place, ByteView plain) {
    return seal(content_key, part_nonce(content_key, place), part_bound(place), plain);
}

core::Result<Bytes> open_part(ByteView content_key, const PartPlace& place, ByteView sealed) {
    auto plain = open(content_key, part_nonce(content_key, place), part_bound(place), sealed);
    if (!plain) return core::corrupt("part.damaged");
    return plain;
}

}  // namespace storage
