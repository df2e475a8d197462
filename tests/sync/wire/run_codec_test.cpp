#include "sync/wire/run_codec.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "tests/sync/wire/run_builder.h"

using namespace peers;
using tests::Author;
using tests::SeededRandom;

namespace {

core::SiteId some_site() { return core::SiteId{{1, 2, 3}}; }

storage::SealedRun odd_run(Author& author, SeededRandom& random) {
    std::vector<storage::Batch> batches;
    for (std::uint64_t i = 1 + random.below(70); i > 0; --i)
        batches.push_back(tests::odd_batch(author.seq + batches.size() + 1, author.device, random));
    return author.seal(std::move(batches));
}

DeviceNames names_of(const Author& author) { return DeviceNames({author.device, core::DeviceId{}}); }

// One clerk's edit: a trace and one content part under keys introduced before.
storage::Batch edit(const Author& author, SeededRandom& random, std::size_t content) {
    storage::Batch batch;
    batch.head.hlc = core::Hlc::at(1'790'000'000'000 + static_cast<std::int64_t>(author.seq) * 1500);
    batch.head.case_id = core::fresh_id<core::CaseId>(random);
    batch.head.epoch = 1;
    batch.head.run_seq = 1;
    tests::add_part(batch, storage::part_class::trace, {author.device, 1}, tests::random_bytes(40, random));
    tests::add_part(batch, storage::part_class::content, {author.device, 2},
                    tests::random_bytes(content, random));
    return batch;
}

std::size_t payload_of(const storage::SealedRun& run) {
    std::size_t size = 0;
    for (const auto& batch : run.batches) {
        for (const auto& part : batch.parts) size += part ? part->size() : 0;
        for (const auto& key : batch.keys) size += key.wrapped ? key.wrapped->size() : 0;
    }
    return size;
}

}  // namespace

TEST_CASE("runs of any shape come back head by head, so that chain and seal still prove them") {
    SeededRandom random(1);
    for (int i = 0; i < 200; ++i) {
        Author author(some_site(), random);
        for (int k = 0; k < 2; ++k) {
            const auto run = odd_run(author, random);
            for (const auto& names : {DeviceNames(), names_of(author)}) {
                const auto back = decode_run(encode_run(run, names), names);
                REQUIRE(back);
                CHECK(back->device == run.device);
                CHECK(back->batches == run.batches);
                CHECK(back->seal.seq == run.seal.seq);
                CHECK(back->seal.signature == run.seal.signature);
            }
        }
    }
}

TEST_CASE("a run cut short at any byte, or with a byte too much, is malformed") {
    SeededRandom random(2);
    Author author(some_site(), random);
    const auto bytes = encode_run(odd_run(author, random), {});
    for (std::size_t size = 0; size < bytes.size(); ++size)
        CHECK(!decode_run(core::ByteView(bytes).first(size), {}));
    auto longer = bytes;
    longer.push_back(0);
    CHECK(!decode_run(longer, {}));
}

TEST_CASE("a count that lies takes no memory") {
    core::Writer lying;
    lying.u8(1).varint(std::uint64_t{1} << 60);
    CHECK(!decode_run(lying.bytes(), {}));
    core::Writer many;
    many.u8(1).varint(1 * 2 + 1).raw(core::Bytes(16)).varint(1).varint(4097).raw(core::Bytes(64));
    CHECK(!decode_run(many.bytes(), {}));
}

TEST_CASE("a short name that is unknown or shared is not resolved") {
    core::DeviceId a{}, b{};
    a.bytes = {1, 2, 3, 4, 5};
    b.bytes = {1, 2, 3, 4, 6};
    CHECK(DeviceNames({a}).resolve({1, 2, 3, 4}) == a);
    CHECK(!DeviceNames({a, b}).resolve({1, 2, 3, 4}));
    CHECK(!DeviceNames({a}).resolve({1, 2, 3, 5}));
    CHECK(!DeviceNames({a, b}).is_unique(a));
    SeededRandom random(3);
    Author author(some_site(), random);
    author.seq = 10;
    const auto bytes = encode_run(author.seal({edit(author, random, 50)}), names_of(author));
    CHECK(decode_run(bytes, names_of(author)));
    CHECK(!decode_run(bytes, DeviceNames()));
}

// What the format adds to ciphertext and key records. 16 of it is the case's id.
TEST_CASE("a batch in a backlog costs at most 32 bytes beside its ciphertext") {
    SeededRandom random(4);
    Author author(some_site(), random);
    std::vector<storage::Batch> batches;
    for (int i = 0; i < 64; ++i) batches.push_back(edit(author, random, 516));
    const auto run = author.seal(std::move(batches));
    const auto overhead = encode_run(run, names_of(author)).size() - payload_of(run);
    MESSAGE("bytes beside the ciphertext, a batch: " << static_cast<double>(overhead) / 64);
    CHECK(overhead <= 64 * 32);
}

TEST_CASE("a lone live edit with its seal costs at most 120 bytes beside its ciphertext") {
    SeededRandom random(5);
    Author author(some_site(), random);
    author.seq = 5000;
    auto batch = edit(author, random, 50);
    tests::add_context(batch, {{core::DeviceId{}, 4000}});
    const auto run = author.seal({batch});
    const auto overhead = encode_run(run, names_of(author)).size() - payload_of(run);
    MESSAGE("bytes beside the ciphertext: " << overhead);
    CHECK(overhead <= 120);
}

// docs/sync.md shows these bytes and takes them apart; this keeps it true.
TEST_CASE("the example in the documents is what the code writes") {
    SeededRandom random(1);
    Author author(core::SiteId{{1}}, random);
    author.device = core::DeviceId{{0xd0, 0xd1, 0xd2, 0xd3, 4}};
    author.signing = storage::SigningKey::from_seed(core::Bytes(32, 7));
    author.seq = 4;
    author.chain = {};
    storage::Batch batch;
    batch.head.run_seq = 2;
    batch.head.hlc = core::Hlc::at(1'790'000'000'000, 1);
    batch.head.case_id = core::CaseId{{0xca, 0x5e}};
    batch.head.epoch = 1;
    core::DeviceId other{{0xe0, 0xe1, 0xe2, 0xe3, 5}};
    tests::add_context(batch, {{other, 9}});
    tests::add_part(batch, storage::part_class::content, {author.device, 3}, core::Bytes{0xaa, 0xbb, 0xcc});
    const auto run = author.seal({batch});
    const auto hex = core::to_hex(encode_run(run, DeviceNames({author.device, other})));

    std::ifstream file(KAKANAI_SOURCE_DIR "/docs/sync.md");
    std::ostringstream text;
    text << file.rdbuf();
    std::string shown;
    std::istringstream lines(text.str());
    bool example = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("```")) example = line == "```run";
        if (!example || line.starts_with("```")) continue;
        for (const char c : line.substr(0, line.find('|')))
            if (c != ' ') shown += c;
    }
    CHECK(shown == hex);
}
