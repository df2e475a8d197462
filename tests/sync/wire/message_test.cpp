#include "sync/wire/message.h"

#include <doctest/doctest.h>

#include "sync/wire/preface.h"
#include "tests/support/seeded_random.h"

using namespace peers;

namespace {

core::DeviceId device(std::uint8_t n) {
    core::DeviceId id{};
    id.bytes[0] = n;
    return id;
}

const DeviceNames names({device(1), device(2), device(3)});

template <class M>
M back(const M& message) {
    const auto record = encode_message(message, names);
    core::Reader in(record);
    auto read = decode_message(in, names);
    REQUIRE(read);
    CHECK(in.done());
    REQUIRE(std::holds_alternative<M>(*read));
    return std::get<M>(*read);
}

}  // namespace

TEST_CASE("what one node says, the other reads") {
    CHECK(back(Hello{3, 5, 1'790'000'000'000, {9}}).clock_ms == 1'790'000'000'000);
    const auto full = back(Have{true, {{device(1), 7, {1, 2}}, {device(9), 8, {3}}}});
    CHECK(full.entries[1].device == device(9));
    CHECK(full.entries[1].chain == ChainPrefix{3});
    const auto delta = back(Have{false, {{device(2), 700000, {}}}});
    CHECK(delta.entries[0].seq == 700000);
    Want want{4, 1024, {}};
    want.have.set(device(1), 5);
    want.have.set(device(3), ~std::uint64_t{0});
    CHECK(back(want).have == want.have);
    CHECK(back(RosterEntries{{{1, 2}, {}}}).entries.size() == 2);
    CHECK(back(Links{{device(4)}}).devices[0] == device(4));
    CHECK(back(JoinRequest{"市民課２番", {1}, {2}, {3}}).name == "市民課２番");
    CHECK(back(JoinReply{true, device(7), {1, 2, 3}}).welcome.size() == 3);
    CHECK(back(StateCheck{{7}, {8}}).digest == core::Digest{8});
    CHECK(back(Begins{want.have}).at == want.have);
    CHECK(back(Bye{ByeReason::other_link_stays}).reason == ByeReason::other_link_stays);
}

TEST_CASE("a kind from a newer release is skipped, and so is what it adds to a known one") {
    core::Writer out;
    out.varint(99).blob(core::Bytes(300, 1));
    auto hello = encode_message(Hello{}, names);
    hello[1] = static_cast<std::uint8_t>(hello[1] + 2);  // two bytes more than this release knows
    hello.push_back(1);
    hello.push_back(2);
    out.raw(hello).raw(encode_message(Done{5}, names));
    core::Reader in(out.bytes());
    CHECK(std::holds_alternative<Unknown>(*decode_message(in, names)));
    CHECK(std::holds_alternative<Hello>(*decode_message(in, names)));
    CHECK(std::get<Done>(*decode_message(in, names)).id == 5);
    CHECK(in.done());
}

TEST_CASE("a device that the roster here does not know yet is no attack") {
    const auto record = encode_message(Have{false, {{device(1), 7, {}}}}, names);
    core::Reader in(record);
    CHECK(std::holds_alternative<StrangeDevice>(*decode_message(in, DeviceNames())));
}

TEST_CASE("an acknowledgement and an idle check are small") {
    CHECK(encode_message(Have{false, {{device(1), 20000, {}}}}, names).size() <= 12);
    const std::size_t one_way = encode_message(DigestCheck{}, names).size() + 16 + 2;  // tag and frame size
    MESSAGE("idle check both ways: " << 2 * one_way << " bytes");
    CHECK(2 * one_way <= 150);
}

TEST_CASE("no bytes whatever upset the reader") {
    tests::SeededRandom random(6);
    for (int i = 0; i < 30000; ++i) {
        core::Bytes bytes(random.below(90));
        random.fill(bytes);
        if (!bytes.empty()) bytes[0] = static_cast<std::uint8_t>(1 + random.below(16));
        if (bytes.size() > 1) bytes[1] = static_cast<std::uint8_t>(bytes.size() - 2);
        core::Reader in(bytes);
        while (in.left() > 0 && decode_message(in, names)) {
        }
    }
    CHECK(true);
}

TEST_CASE("a preface of another length, word or purpose is foreign") {
    const auto bytes = encode_preface({});
    CHECK(bytes.size() == preface_size);
    CHECK(decode_preface(bytes));
    CHECK(!decode_preface(core::ByteView(bytes).first(36)));
    auto other = bytes;
    other[0] = 'X';
    CHECK(!decode_preface(other));
    other = bytes;
    other[4] = 3;
    CHECK(!decode_preface(other));
}
