#include <doctest/doctest.h>

#include <algorithm>

#include "sync/noise/handshake_state.h"
#include "tests/support/seeded_random.h"
#include "tests/sync/noise/vector_run.h"

using namespace peers::noise;
using tests::SeededRandom;

namespace {

constexpr auto kk = "Noise_KK_25519_ChaChaPoly_SHA256";
constexpr auto xxpsk3 = "Noise_XXpsk3_25519_ChaChaPoly_SHA256";

Key fresh_key(SeededRandom& chance) { return Key::random(key_length, chance); }

struct Pair {
    HandshakeState initiator, responder;
};

Pair kk_pair(SeededRandom& chance, std::string_view their_site = "site") {
    const auto pattern = find_pattern(kk);
    const auto a = storage::BoxKey::fresh(chance);
    const auto b = storage::BoxKey::fresh(chance);
    HandshakeKeys for_a, for_b;
    for_a.static_secret = a.secret.clone();
    for_a.remote_static = b.public_key;
    for_b.static_secret = b.secret.clone();
    for_b.remote_static = a.public_key;
    auto first =
        HandshakeState::start(*pattern, Role::initiator, core::view("site"), std::move(for_a), chance);
    auto second =
        HandshakeState::start(*pattern, Role::responder, core::view(their_site), std::move(for_b), chance);
    return {std::move(*first), std::move(*second)};
}

std::pair<TransportState, TransportState> finished_kk(SeededRandom& chance) {
    auto [a, b] = kk_pair(chance);
    REQUIRE(b.read_message(*a.write_message({})));
    REQUIRE(a.read_message(*b.write_message({})));
    return {a.take_transport(), b.take_transport()};
}

}  // namespace

TEST_CASE("vectors made by another implementation pass whole") {
    const auto outcome = noise_vectors::run_file(KAKANAI_SOURCE_DIR "/tests/vectors/noise/cacophony.json");
    CHECK(outcome.unreadable.empty());
    CHECK(outcome.failed.empty());
    CHECK(outcome.not_supported.empty());
    CHECK(outcome.passed.size() == 4);
}

TEST_CASE("a vector with one changed digit is found out") {
    const std::string text =
        R"({"vectors":[{"protocol_name":"Noise_NN_25519_ChaChaPoly_SHA256",)"
        R"("init_ephemeral":"893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a",)"
        R"("resp_ephemeral":"bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b","messages":[)"
        R"({"payload":"","ciphertext":"ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c794f"},)"
        R"({"payload":"","ciphertext":"00"}]}]})";
    CHECK(noise_vectors::run_text(text).failed.size() == 1);
    CHECK(!noise_vectors::run_text("{}").unreadable.empty());
}

TEST_CASE("two-way patterns are known by name, other suites and one-way patterns are not") {
    for (const auto* name : {"NN", "NNpsk0", "NNpsk0+psk2", "KXpsk2", "IKpsk1", "X1X1", "XXpsk3", "I1K1"})
        CHECK(find_pattern("Noise_" + std::string(name) + "_25519_ChaChaPoly_SHA256"));
    for (const auto* name :
         {"Noise_N_25519_ChaChaPoly_SHA256", "Noise_XX_448_ChaChaPoly_SHA256", "Noise_XX_25519_AESGCM_SHA256",
          "Noise_NNpsk3_25519_ChaChaPoly_SHA256", "Noise_XXfallback_25519_ChaChaPoly_SHA256",
          "Noise__25519_ChaChaPoly_SHA256", ""})
        CHECK(!find_pattern(name));
}

TEST_CASE("a device of another site, or a stranger's key, does not get through the handshake") {
    SeededRandom chance(1);
    auto [a, b] = kk_pair(chance, "another site");
    CHECK(b.read_message(*a.write_message({})).error().reason == "noise.authentication");
    auto [c, d] = kk_pair(chance);
    auto [e, f] = kk_pair(chance);
    CHECK(!f.read_message(*c.write_message({})));
}

TEST_CASE("every changed bit and every cut of a handshake message is refused, and the state stays dead") {
    SeededRandom chance(2);
    const auto [a_probe, b_probe] = kk_pair(chance);
    for (std::size_t at = 0; at < 48; ++at) {
        auto [a, b] = kk_pair(chance);
        auto message = *a.write_message({});
        message[at] ^= static_cast<std::uint8_t>(1u << (at % 7));
        CHECK(!b.read_message(message));
        CHECK(b.read_message(message).error().reason == "noise.turn");
    }
    for (std::size_t size = 0; size < 48; ++size) {
        auto [a, b] = kk_pair(chance);
        auto message = *a.write_message({});
        message.resize(size);
        CHECK(!b.read_message(message));
    }
}

TEST_CASE("enrolment fails when the typed code differs") {
    SeededRandom chance(3);
    const auto pattern = find_pattern(xxpsk3);
    const auto side = [&](Role role, std::uint8_t code) {
        HandshakeKeys keys;
        keys.static_secret = fresh_key(chance);
        keys.psks.push_back(Key::copy_of(core::Bytes(32, code)));
        return std::move(*HandshakeState::start(*pattern, role, {}, std::move(keys), chance));
    };
    for (const std::uint8_t typed : {std::uint8_t{7}, std::uint8_t{8}}) {
        auto joiner = side(Role::initiator, typed), inviter = side(Role::responder, 7);
        REQUIRE(inviter.read_message(*joiner.write_message({})));
        REQUIRE(joiner.read_message(*inviter.write_message({})));
        CHECK(inviter.read_message(*joiner.write_message({})).has_value() == (typed == 7));
    }
}

TEST_CASE("a message that is repeated, dropped or moved does not open") {
    SeededRandom chance(4);
    auto [a, b] = finished_kk(chance);
    const auto first = *a.write_message(core::view("one"));
    const auto second = *a.write_message(core::view("two"));
    CHECK(!b.read_message(second));
    CHECK(b.read_message(first));
    CHECK(!b.read_message(first));
    CHECK(b.read_message(second));
}

TEST_CASE("both sides change keys after the same count and go on") {
    SeededRandom chance(5);
    auto [a, b] = finished_kk(chance);
    a.set_rekey_policy({3, 1 << 20});
    b.set_rekey_policy({3, 1 << 20});
    for (int i = 0; i < 10; ++i) {
        const auto sealed = a.write_message(core::view("a clerk's edit"));
        CHECK(b.read_message(*sealed));
    }
    CHECK(a.rekeys_sent() == 3);
    a.rekey_sending();
    CHECK(!b.read_message(*a.write_message({})));
}

TEST_CASE("a payload over 65,519 bytes is refused before it is sealed") {
    SeededRandom chance(6);
    auto [a, b] = finished_kk(chance);
    CHECK(a.write_message(core::Bytes(65519)));
    CHECK(!a.write_message(core::Bytes(65520)));
    CHECK(!b.read_message(core::Bytes(65536)));
}
