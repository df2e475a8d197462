#include "storage/keys/primitives.h"

#include <doctest/doctest.h>

#include "tests/support/seeded_random.h"

using namespace storage;

namespace {
Bytes hex(std::string_view text) { return *core::from_hex(text); }
}  // namespace

TEST_CASE("published vectors: SHA-256, HMAC-SHA256 (RFC 4231 case 2), BLAKE2b-256, Ed25519 (RFC 8032)") {
    CHECK(core::to_hex(sha256(core::view("abc"))) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(core::to_hex(hmac_sha256(core::view("Jefe"), core::view("what do ya want for nothing?"))) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(core::to_hex(hash(core::view("abc"))) ==
          "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");

    const SigningKey signer =
        SigningKey::from_seed(hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
    CHECK(core::to_hex(signer.public_key) ==
          "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    const Signature signature = signer.sign({});
    CHECK(core::to_hex(signature) ==
          "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
          "d25bf5f0595bbe24655141438e7a100b");
    CHECK(verify(signer.public_key, {}, signature));
    CHECK_FALSE(verify(signer.public_key, core::view("x"), signature));
}

TEST_CASE("a sealed text opens with its key, nonce and surroundings only") {
    tests::SeededRandom random;
    const Secret key = Secret::random(32, random);
    XNonce nonce{};
    random.fill(nonce);
    Bytes sealed = seal(key.view(), nonce, core::view("around"), core::view("寒河江"));
    const auto opened = open(key.view(), nonce, core::view("around"), sealed);
    REQUIRE(opened);
    CHECK(core::text(*opened) == "寒河江");
    CHECK_FALSE(open(key.view(), nonce, core::view("elsewhere"), sealed));
    sealed[0] ^= 1;
    CHECK(open(key.view(), nonce, core::view("around"), sealed).error().reason == "crypto.refused");
}

TEST_CASE("a box to a public key opens for its owner and for nobody else") {
    tests::SeededRandom random;
    const BoxKey mine = BoxKey::fresh(random);
    const BoxKey other = BoxKey::fresh(random);
    const Bytes sealed = box_seal(mine.public_key, core::view("key"));
    CHECK(core::text(box_open(mine, sealed)->view()) == "key");
    CHECK_FALSE(box_open(other, sealed));
}

// X25519 against outside vectors: tests/sync/noise runs published handshakes through BoxKey.
TEST_CASE("both ends of a key agreement arrive at the same secret, and a point of small order is refused") {
    tests::SeededRandom random;
    const BoxKey a = BoxKey::fresh(random);
    const BoxKey b = BoxKey::fresh(random);
    CHECK(equal(a.shared(b.public_key)->view(), b.shared(a.public_key)->view()));
    CHECK_FALSE(a.shared(PublicKey{}));
}

TEST_CASE("a slot that asks for absurd work is refused before any is done") {
    CHECK_FALSE(argon2id(core::view("pw"), Bytes(16), {1, 64u * 1024 * 1024}));
    CHECK_FALSE(argon2id(core::view("pw"), Bytes(16), {100, 8192}));
    CHECK(argon2id(core::view("pw"), Bytes(16), {1, 8192}));
}
