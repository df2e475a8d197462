// Certificates and signatures of an invented immigration agency, made when a test runs.
#pragma once

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "forms/core/bytes.h"

namespace tests {

// A key with its certificate, signed by `issuer` or by itself. Lives as long as the test.
class CertifiedKey {
  public:
    enum class Kind { rsa, p384 };

    explicit CertifiedKey(Kind kind, const CertifiedKey* issuer = nullptr)
        : key_(kind == Kind::rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-384")), certificate_(X509_new()) {
        ASN1_INTEGER_set(X509_get_serialNumber(certificate_), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate_), 0);
        X509_gmtime_adj(X509_getm_notAfter(certificate_), 86'400);
        X509_set_pubkey(certificate_, key_);
        X509_sign(certificate_, issuer == nullptr ? key_ : issuer->key_, EVP_sha256());
    }
    ~CertifiedKey() {
        X509_free(certificate_);
        EVP_PKEY_free(key_);
    }
    CertifiedKey(const CertifiedKey&) = delete;
    CertifiedKey& operator=(const CertifiedKey&) = delete;

    core::Bytes certificate() const {
        std::uint8_t* der = nullptr;
        const int size = i2d_X509(certificate_, &der);
        core::Bytes out(der, der + size);
        OPENSSL_free(der);
        return out;
    }

    // With SHA-256, in the standard form (DigestInfo, or ASN.1).
    core::Bytes sign(core::ByteView message) const {
        core::Bytes out(1024);
        std::size_t size = out.size();
        EVP_MD_CTX* context = EVP_MD_CTX_new();
        EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_);
        EVP_DigestSign(context, out.data(), &size, message.data(), message.size());
        EVP_MD_CTX_free(context);
        out.resize(size);
        return out;
    }

    // RSA around the bare digest, as the figure in the specification shows it.
    core::Bytes sign_bare(core::ByteView message) const {
        core::Bytes digest(32), out(256);
        EVP_Digest(message.data(), message.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
        std::size_t size = out.size();
        EVP_PKEY_CTX* context = EVP_PKEY_CTX_new(key_, nullptr);
        EVP_PKEY_sign_init(context);
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING);
        EVP_PKEY_sign(context, out.data(), &size, digest.data(), digest.size());
        EVP_PKEY_CTX_free(context);
        return out;
    }

    // ECDSA as r and s of 48 bytes each.
    core::Bytes sign_raw(core::ByteView message) const {
        const core::Bytes der = sign(message);
        const std::uint8_t* at = der.data();
        ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
        core::Bytes out(96);
        BN_bn2binpad(ECDSA_SIG_get0_r(signature), out.data(), 48);
        BN_bn2binpad(ECDSA_SIG_get0_s(signature), out.data() + 48, 48);
        ECDSA_SIG_free(signature);
        return out;
    }

  private:
    EVP_PKEY* key_;
    X509* certificate_;
};

}  // namespace tests
