#include "storage/log/batch.h"

#include <doctest/doctest.h>

#include "tests/support/seeded_random.h"

using namespace storage;

namespace {

Batch example(tests::SeededRandom& random) {
    Batch batch;
    batch.head.device = core::fresh_id<core::DeviceId>(random);
    batch.head.seq = 300;
    batch.head.run_seq = 299;
    batch.head.hlc = core::Hlc::at(1'774'999'800'000, 3);
    batch.head.case_id = core::fresh_id<core::CaseId>(random);
    batch.head.epoch = 1;
    batch.head.context = {{core::DeviceId{{1}}, 7}, {core::DeviceId{{2}}, 900}};
    const Bytes part(40, 9);
    const Bytes record(48, 5);
    batch.head.parts = {{part_class::content + 3, batch.head.id(), part.size(), hash(part)}};
    batch.head.keys = {{part_class::content + 3, hash(record)}};
    batch.head.extensions = {{900, {1, 2, 3}}};
    batch.parts = {part};
    batch.keys = {{part_class::content + 3, record}};
    return batch;
}

}  // namespace

TEST_CASE("a batch head is read back as it was written, an unknown extension included") {
    tests::SeededRandom random;
    const Batch batch = example(random);
    const auto head = decode_head(encode_head(batch.head));
    REQUIRE(head);
    CHECK(*head == batch.head);
    const auto whole = decode_batch(encode_head(batch.head), encode_body(batch));
    REQUIRE(whole);
    CHECK(*whole == batch);
    CHECK(check_parts(*whole));
}

TEST_CASE("a head cut at any byte or written in another than the canonical form is refused") {
    tests::SeededRandom random;
    Batch batch = example(random);
    const Bytes bytes = encode_head(batch.head);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        CHECK_FALSE(decode_head(core::ByteView(bytes).first(cut)));
    }
    std::swap(batch.head.context[0], batch.head.context[1]);
    CHECK_FALSE(decode_head(encode_head(batch.head)));
}

TEST_CASE("a part that is not the one the head names is noticed; a hollow one is not an error here") {
    tests::SeededRandom random;
    Batch batch = example(random);
    (*batch.parts[0])[5] ^= 1;
    CHECK(check_parts(batch).error().reason == "batch.part_mismatch");
    batch.parts[0].reset();
    batch.keys[0].wrapped.reset();
    CHECK(check_parts(batch));
}

TEST_CASE("the chain differs for another site, another device and another order") {
    tests::SeededRandom random;
    const core::SiteId site = core::fresh_id<core::SiteId>(random);
    const core::DeviceId a{{1}};
    const core::DeviceId b{{2}};
    CHECK(first_chain(site, a) != first_chain(site, b));
    const Digest x = hash(core::view("x"));
    const Digest y = hash(core::view("y"));
    const Digest start = first_chain(site, a);
    CHECK(next_chain(next_chain(start, x), y) != next_chain(next_chain(start, y), x));
}
