#include "app/devices/card/card_crypto.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <memory>

namespace app {
namespace {

template <auto Free>
struct Deleter {
    template <class T>
    void operator()(T* pointer) const {
        Free(pointer);
    }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Deleter<Free>>;

using Number = Owned<BIGNUM, BN_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using ParamBuilder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using Mac = Owned<EVP_MAC, EVP_MAC_free>;
using MacContext = Owned<EVP_MAC_CTX, EVP_MAC_CTX_free>;
using Certificate = Owned<X509, X509_free>;
using Params = Owned<OSSL_PARAM, OSSL_PARAM_free>;

Number number(core::ByteView bytes) {
    return Number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}

Key rsa_key(core::ByteView modulus, core::ByteView exponent) {
    const Number n = number(modulus);
    const Number e = number(exponent);
    const ParamBuilder builder(OSSL_PARAM_BLD_new());
    if (!n || !e || !builder) return nullptr;
    if (OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
        return nullptr;
    }
    const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    EVP_PKEY* key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
        return nullptr;
    }
    return Key(key);
}

core::Bytes run_cbc(const EVP_CIPHER* cipher, core::ByteView key, core::ByteView data, bool encrypt) {
    constexpr std::array<std::uint8_t, 16> zero_iv{};
    const CipherContext context(EVP_CIPHER_CTX_new());
    core::Bytes out(data.size());
    int size = 0;
    const bool done =
        context &&
        EVP_CipherInit_ex(context.get(), cipher, nullptr, key.data(), zero_iv.data(), encrypt) == 1 &&
        EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
        EVP_CipherUpdate(context.get(), out.data(), &size, data.data(), static_cast<int>(data.size())) == 1;
    return done && static_cast<std::size_t>(size) == data.size() ? out : core::Bytes();
}

// Single DES as triple DES with one key thrice: libcrypto keeps plain DES out of its default set.
core::Bytes des_cbc(core::ByteView key, core::ByteView data, bool encrypt) {
    core::Bytes thrice;
    for (int i = 0; i < 3; ++i) thrice.insert(thrice.end(), key.begin(), key.end());
    return run_cbc(EVP_des_ede3_cbc(), thrice, data, encrypt);
}

Certificate parse_certificate(core::ByteView der) {
    const std::uint8_t* at = der.data();
    return Certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

// The block inside an RSA signature, leading zero and padding still on; empty if it cannot be opened.
core::Bytes open_rsa_block(EVP_PKEY* key, core::ByteView signature) {
    const KeyContext context(EVP_PKEY_CTX_new(key, nullptr));
    core::Bytes block(512);
    std::size_t size = block.size();
    const bool done =
        context && EVP_PKEY_verify_recover_init(context.get()) == 1 &&
        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) == 1 &&
        EVP_PKEY_verify_recover(context.get(), block.data(), &size, signature.data(), signature.size()) == 1;
    block.resize(done ? size : 0);
    return block;
}

// 00 01 FF … 00, then exactly `wanted`.
bool padded_block_holds(core::ByteView block, core::ByteView wanted) {
    if (block.size() < wanted.size() + 11 || block[0] != 0x00 || block[1] != 0x01) return false;
    const std::size_t fill = block.size() - wanted.size() - 3;
    const core::ByteView filler = block.subspan(2, fill);
    return std::all_of(filler.begin(), filler.end(), [](std::uint8_t b) { return b == 0xFF; }) &&
           block[2 + fill] == 0x00 && std::equal(wanted.begin(), wanted.end(), block.end() - wanted.size());
}

// r and s side by side, written as ASN.1.
core::Bytes to_asn1(core::ByteView raw) {
    const Owned<ECDSA_SIG, ECDSA_SIG_free> signature(ECDSA_SIG_new());
    BIGNUM* r = number(raw.first(raw.size() / 2)).release();
    BIGNUM* s = number(raw.subspan(raw.size() / 2)).release();
    if (!signature || ECDSA_SIG_set0(signature.get(), r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return {};
    }
    std::uint8_t* der = nullptr;
    const int size = i2d_ECDSA_SIG(signature.get(), &der);
    core::Bytes out;
    if (size > 0) out.assign(der, der + size);
    OPENSSL_free(der);
    return out;
}

}  // namespace

core::Digest sha256(core::ByteView bytes) {
    core::Digest digest{};
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    return digest;
}

bool rsa_sha256_fits(core::ByteView modulus, core::ByteView exponent, core::ByteView message,
                     core::ByteView signature) {
    if (modulus.size() < 128 || modulus.size() > 512 || exponent.empty() || exponent.size() > 8) return false;
    const Key key = rsa_key(modulus, exponent);
    const DigestContext context(EVP_MD_CTX_new());
    if (!key || !context) return false;
    // RSA verification in EVP pads with PKCS#1 v1.5 unless told otherwise.
    if (EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1) return false;
    return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                            message.size()) == 1;
}

bool rsa_block_holds_digests(core::ByteView modulus, core::ByteView exponent, core::ByteView digests,
                             core::ByteView signature) {
    if (modulus.size() < 128 || modulus.size() > 512 || exponent.empty() || exponent.size() > 8) return false;
    if (digests.size() > 0x6A) return false;  // the lengths below are single bytes
    const Key key = rsa_key(modulus, exponent);
    if (!key) return false;
    // SEQUENCE { SEQUENCE { SHA-256, NULL }, OCTET STRING digests }
    core::Bytes info{0x30,
                     static_cast<std::uint8_t>(17 + digests.size()),
                     0x30,
                     0x0D,
                     0x06,
                     0x09,
                     0x60,
                     0x86,
                     0x48,
                     0x01,
                     0x65,
                     0x03,
                     0x04,
                     0x02,
                     0x01,
                     0x05,
                     0x00,
                     0x04,
                     static_cast<std::uint8_t>(digests.size())};
    info.insert(info.end(), digests.begin(), digests.end());
    return padded_block_holds(open_rsa_block(key.get(), signature), info);
}

std::array<std::uint8_t, 20> sha1(core::ByteView bytes) {
    std::array<std::uint8_t, 20> digest{};
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
    return digest;
}

core::Bytes des3_cbc(core::ByteView key, core::ByteView data, bool encrypt) {
    if (key.size() != 16 || data.empty() || data.size() % 8 != 0) return {};
    core::Bytes three(key.begin(), key.end());
    three.insert(three.end(), key.begin(), key.begin() + 8);
    return run_cbc(EVP_des_ede3_cbc(), three, data, encrypt);
}

core::Bytes aes128_cbc(core::ByteView key, core::ByteView data, bool encrypt) {
    if (key.size() != 16 || data.empty() || data.size() % 16 != 0) return {};
    return run_cbc(EVP_aes_128_cbc(), key, data, encrypt);
}

core::Bytes retail_mac(core::ByteView key, core::ByteView data) {
    if (key.size() != 16) return {};
    core::Bytes padded(data.begin(), data.end());
    padded.push_back(0x80);
    while (padded.size() % 8 != 0) padded.push_back(0x00);
    const core::Bytes chained = des_cbc(key.first(8), padded, true);
    if (chained.size() < 8) return {};
    const core::Bytes opened = des_cbc(key.last(8), core::ByteView(chained).last(8), false);
    return des_cbc(key.first(8), opened, true);
}

core::Bytes aes_cmac8(core::ByteView key, core::ByteView data) {
    const Mac mac(EVP_MAC_fetch(nullptr, "CMAC", nullptr));
    const MacContext context(mac ? EVP_MAC_CTX_new(mac.get()) : nullptr);
    char cipher[] = "AES-128-CBC";
    const std::array<OSSL_PARAM, 2> params{OSSL_PARAM_construct_utf8_string("cipher", cipher, 0),
                                           OSSL_PARAM_construct_end()};
    core::Bytes out(16);
    std::size_t size = 0;
    const bool done = context && key.size() == 16 &&
                      EVP_MAC_init(context.get(), key.data(), key.size(), params.data()) == 1 &&
                      EVP_MAC_update(context.get(), data.data(), data.size()) == 1 &&
                      EVP_MAC_final(context.get(), out.data(), &size, out.size()) == 1;
    out.resize(done ? 8 : 0);
    return out;
}

void random_bytes(std::span<std::uint8_t> out) { RAND_bytes(out.data(), static_cast<int>(out.size())); }

bool certificate_rsa_fits(core::ByteView certificate, core::ByteView message, core::ByteView signature) {
    constexpr std::array<std::uint8_t, 19> digest_info{0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60,
                                                       0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
                                                       0x01, 0x05, 0x00, 0x04, 0x20};
    const Certificate parsed = parse_certificate(certificate);
    EVP_PKEY* key = parsed ? X509_get0_pubkey(parsed.get()) : nullptr;
    if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA || EVP_PKEY_get_bits(key) > 4096)
        return false;
    const core::Bytes block = open_rsa_block(key, signature);
    const core::Digest digest = sha256(message);
    core::Bytes with_info(digest_info.begin(), digest_info.end());
    with_info.insert(with_info.end(), digest.begin(), digest.end());
    return padded_block_holds(block, digest) || padded_block_holds(block, with_info);
}

bool certificate_ecdsa_fits(core::ByteView certificate, core::ByteView message, core::ByteView signature) {
    const Certificate parsed = parse_certificate(certificate);
    EVP_PKEY* key = parsed ? X509_get0_pubkey(parsed.get()) : nullptr;
    if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_EC || signature.empty()) return false;
    const auto fits = [&](core::ByteView der) {
        const DigestContext context(EVP_MD_CTX_new());
        return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
               EVP_DigestVerify(context.get(), der.data(), der.size(), message.data(), message.size()) == 1;
    };
    return fits(signature) || (signature.size() % 2 == 0 && fits(to_asn1(signature)));
}

bool certificate_issued_by(core::ByteView certificate, const std::vector<core::Bytes>& authorities) {
    const Certificate parsed = parse_certificate(certificate);
    if (!parsed) return false;
    return std::any_of(authorities.begin(), authorities.end(), [&](const core::Bytes& der) {
        const Certificate authority = parse_certificate(der);
        return authority && X509_verify(parsed.get(), X509_get0_pubkey(authority.get())) == 1;
    });
}

std::optional<std::string> certificate_last_day(core::ByteView certificate) {
    constexpr int japan_ahead_seconds = 9 * 3600;
    const Certificate parsed = parse_certificate(certificate);
    std::tm end{};
    if (!parsed || ASN1_TIME_to_tm(X509_get0_notAfter(parsed.get()), &end) != 1 ||
        OPENSSL_gmtime_adj(&end, 0, japan_ahead_seconds) != 1) {
        return std::nullopt;
    }
    std::array<char, 16> day{};
    return std::string(day.data(), std::strftime(day.data(), day.size(), "%Y-%m-%d", &end));
}

core::Bytes certificate_names(core::ByteView certificate) {
    const Certificate parsed = parse_certificate(certificate);
    const int at = parsed ? X509_get_ext_by_NID(parsed.get(), NID_subject_alt_name, -1) : -1;
    if (at < 0) return {};
    const ASN1_OCTET_STRING* content = X509_EXTENSION_get_data(X509_get_ext(parsed.get(), at));
    const std::uint8_t* bytes = ASN1_STRING_get0_data(content);
    return {bytes, bytes + ASN1_STRING_length(content)};
}

}  // namespace app
