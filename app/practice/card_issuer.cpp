#include "app/practice/card_issuer.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

namespace app {
namespace {

core::Bytes modulus_of(EVP_PKEY* key) {
    BIGNUM* n = nullptr;
    core::Bytes out(256);
    if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n) == 1) {
        BN_bn2binpad(n, out.data(), static_cast<int>(out.size()));
    }
    BN_free(n);
    return out;
}

core::Bytes sign(EVP_PKEY* key, core::ByteView message) {
    core::Bytes out(256);
    std::size_t size = out.size();
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    const bool done = EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key) == 1 &&
                      EVP_DigestSign(context, out.data(), &size, message.data(), message.size()) == 1;
    EVP_MD_CTX_free(context);
    return done ? out : core::Bytes();
}

}  // namespace

struct CardIssuer::Keys {
    EVP_PKEY* issuer{EVP_RSA_gen(2048)};
    EVP_PKEY* card{EVP_RSA_gen(2048)};
};

// The id of an issuer that no product knows: seven digits, 08 05, "001", zeros.
CardIssuer::CardIssuer()
    : keys_(new Keys),
      issuer_id_{'7', '0', '0', '0', '0', '3', '3', 0x08, 0x05, '0', '0', '1', 0, 0, 0, 0},
      issuer_modulus_(modulus_of(keys_->issuer)),
      card_modulus_(modulus_of(keys_->card)) {}

CardIssuer::~CardIssuer() {
    EVP_PKEY_free(keys_->issuer);
    EVP_PKEY_free(keys_->card);
    delete keys_;
}

const CardIssuer& CardIssuer::practice() {
    static const CardIssuer issuer;
    return issuer;
}

core::Bytes CardIssuer::sign_as_issuer(core::ByteView message) const { return sign(keys_->issuer, message); }
core::Bytes CardIssuer::sign_as_card(core::ByteView message) const { return sign(keys_->card, message); }

core::Bytes CardIssuer::sign_block_as_card(core::ByteView block) const {
    core::Bytes out(256);
    std::size_t size = out.size();
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new(keys_->card, nullptr);
    const bool done = EVP_PKEY_sign_init(context) == 1 &&
                      EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
                      EVP_PKEY_sign(context, out.data(), &size, block.data(), block.size()) == 1;
    EVP_PKEY_CTX_free(context);
    return done ? out : core::Bytes();
}

core::Digest CardIssuer::digest(core::ByteView message) {
    core::Digest out{};
    EVP_Digest(message.data(), message.size(), out.data(), nullptr, EVP_sha256(), nullptr);
    return out;
}

}  // namespace app
