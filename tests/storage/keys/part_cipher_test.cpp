#include "storage/keys/part_cipher.h"

#include <doctest/doctest.h>

#include <set>

#include "tests/support/seeded_random.h"

using namespace storage;

namespace {

struct Case {
    tests::SeededRandom random;
    core::SiteId site = core::fresh_id<core::SiteId>(random);
    core::CaseId id = core::fresh_id<core::CaseId>(random);
    EpochKey epoch = EpochKey::fresh(site, 1, random);
    RecordCipher cipher{site, epoch};
    KeyPlace place{{core::fresh_id<core::DeviceId>(random), 7}, part_class::content};
    Secret content_key = Secret::random(32, random);
    std::array<std::uint8_t, 32> out{};
};

}  // namespace

TEST_CASE("a wrapped key is 56 bytes and opens under its epoch, at its place, for its case") {
    Case c;
    const Bytes record = c.cipher.wrap(c.place, c.id, c.content_key.view(), c.random);
    CHECK(record.size() == key_record_size);
    REQUIRE(c.cipher.unwrap(c.place, c.id, record, c.out));
    CHECK(equal(c.out, c.content_key.view()));
}

TEST_CASE("a wrapped key opens nowhere else: no other batch, class, case, epoch or site") {
    Case c;
    const Bytes record = c.cipher.wrap(c.place, c.id, c.content_key.view(), c.random);
    KeyPlace other = c.place;
    other.batch.seq = 8;
    CHECK_FALSE(c.cipher.unwrap(other, c.id, record, c.out));
    other = c.place;
    other.batch.device.bytes[0] ^= 1;
    CHECK_FALSE(c.cipher.unwrap(other, c.id, record, c.out));
    other = c.place;
    other.part_class = part_class::restricted;
    CHECK_FALSE(c.cipher.unwrap(other, c.id, record, c.out));
    CHECK_FALSE(c.cipher.unwrap(c.place, core::CaseId{}, record, c.out));
    CHECK_FALSE(c.cipher.unwrap(c.place, std::nullopt, record, c.out));
    const EpochKey second = EpochKey::fresh(c.site, 2, c.random);
    CHECK_FALSE(RecordCipher(c.site, second).unwrap(c.place, c.id, record, c.out));
    EpochKey renumbered{2, c.epoch.check, c.epoch.key.clone()};
    CHECK_FALSE(RecordCipher(c.site, renumbered).unwrap(c.place, c.id, record, c.out));
    CHECK_FALSE(RecordCipher(core::SiteId{}, c.epoch).unwrap(c.place, c.id, record, c.out));
}

TEST_CASE("no changed byte and no other length of a wrapped key is taken") {
    Case c;
    const Bytes record = c.cipher.wrap(c.place, c.id, c.content_key.view(), c.random);
    for (std::size_t i = 0; i < record.size(); ++i) {
        Bytes bad = record;
        bad[i] ^= 0x10;
        CHECK_FALSE(c.cipher.unwrap(c.place, c.id, bad, c.out));
    }
    for (const std::size_t size : {0u, 8u, 55u, 57u}) {
        Bytes bad = record;
        bad.resize(size);
        CHECK_FALSE(c.cipher.unwrap(c.place, c.id, bad, c.out));
    }
}

TEST_CASE("a cloned disk that wraps another key at the same place does not repeat the nonce") {
    Case c;
    const Bytes a = c.cipher.wrap(c.place, c.id, Bytes(32, 0), c.random);
    const Bytes b = c.cipher.wrap(c.place, c.id, Bytes(32, 0), c.random);
    CHECK(a != b);  // equal keystreams would give equal records
    CHECK(Bytes(a.begin() + 8, a.begin() + 40) != Bytes(b.begin() + 8, b.begin() + 40));
}

TEST_CASE("a part opens at its place and nowhere else") {
    Case c;
    const core::RunId run = core::fresh_id<core::RunId>(c.random);
    const PartPlace place{c.site, c.place.batch, run, 0, part_class::content, c.id};
    const Bytes sealed = seal_part(c.content_key.view(), place, core::view("山田花子"));
    CHECK(sealed.size() == 12 + 16);
    CHECK(core::text(*open_part(c.content_key.view(), place, sealed)) == "山田花子");
    const auto refused = [&](auto change) {
        PartPlace other = place;
        change(other);
        const auto opened = open_part(c.content_key.view(), other, sealed);
        return !opened && opened.error().reason == "part.damaged";
    };
    CHECK(refused([](PartPlace& p) { p.site.bytes[0] ^= 1; }));
    CHECK(refused([](PartPlace& p) { p.batch.seq += 1; }));
    CHECK(refused([](PartPlace& p) { p.batch.device.bytes[0] ^= 1; }));
    CHECK(refused([](PartPlace& p) { p.run.bytes[0] ^= 1; }));
    CHECK(refused([](PartPlace& p) { p.index = 1; }));
    CHECK(refused([](PartPlace& p) { p.part_class = part_class::content + 1; }));
    CHECK(refused([](PartPlace& p) { p.case_id = core::CaseId{}; }));
    CHECK(refused([](PartPlace& p) { p.case_id.reset(); }));
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        Bytes bad = sealed;
        bad[i] ^= 1;
        CHECK_FALSE(open_part(c.content_key.view(), place, bad));
    }
    CHECK_FALSE(open_part(c.content_key.view(), place, {}));
}

TEST_CASE("run, device, number and index each change the nonce: equal texts give unequal parts") {
    Case c;
    const core::RunId run = core::fresh_id<core::RunId>(c.random);
    std::set<Bytes> seen;
    PartPlace place{c.site, c.place.batch, run, 0, part_class::content, c.id};
    seen.insert(seal_part(c.content_key.view(), place, Bytes(8)));
    place.index = 1;
    seen.insert(seal_part(c.content_key.view(), place, Bytes(8)));
    place.batch.seq += 1;
    seen.insert(seal_part(c.content_key.view(), place, Bytes(8)));
    place.run = core::fresh_id<core::RunId>(c.random);  // the cloned disk's next program start
    seen.insert(seal_part(c.content_key.view(), place, Bytes(8)));
    CHECK(seen.size() == 4);
    std::set<Bytes> without_tags;
    for (const auto& sealed : seen) without_tags.insert(Bytes(sealed.begin(), sealed.begin() + 8));
    CHECK(without_tags.size() == 4);
}

TEST_CASE("a part is what XChaCha20-Poly1305 makes of the grammar's nonce and place, put together by hand") {
    Case c;
    const PartPlace place{c.site, c.place.batch, core::RunId{{9}}, 3, part_class::trace, c.id};
    core::Writer name;
    name.raw(core::view("part nonce")).raw(place.run.bytes).raw(place.batch.device.bytes).u64(7).u32(3);
    const Digest digest = keyed_hash(c.content_key.view(), name.bytes());
    XNonce nonce{};
    std::copy_n(digest.begin(), 24, nonce.begin());
    core::Writer where;
    where.raw(core::view("kakanai part")).raw(c.site.bytes).raw(place.batch.device.bytes).u64(7);
    where.raw(place.run.bytes).u32(3).u32(1).u8(0);  // a trace is bound to no case
    CHECK(seal_part(c.content_key.view(), place, Bytes{1, 2}) ==
          seal(c.content_key.view(), nonce, where.bytes(), Bytes{1, 2}));
}

TEST_CASE("protected content opens for its audience and for the sheet, for nobody else") {
    Case c;
    const BoxKey sato = BoxKey::fresh(c.random);
    const BoxKey suzuki = BoxKey::fresh(c.random);
    const BoxKey sheet = BoxKey::fresh(c.random);
    const core::AccountId sato_id{{1}};
    const core::AccountId suzuki_id{{2}};
    const Bytes record =
        wrap_for_audience(c.content_key.view(), {{sato_id, sato.public_key}}, sheet.public_key);
    CHECK(equal(unwrap_as_audience(record, sato_id, sato)->view(), c.content_key.view()));
    CHECK(equal(unwrap_as_audience(record, std::nullopt, sheet)->view(), c.content_key.view()));
    CHECK(unwrap_as_audience(record, suzuki_id, suzuki).error().reason == "key.not_for_you");
    CHECK(unwrap_as_audience(record, sato_id, suzuki).error().reason == "key.not_for_you");
    for (std::size_t size = 0; size < record.size(); ++size)
        CHECK_FALSE(unwrap_as_audience(ByteView(record).first(size), sato_id, sato));
}
