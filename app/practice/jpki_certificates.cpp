#include "app/practice/jpki_certificates.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

#include "app/practice/card_bytes.h"

namespace app {
namespace {

using core::Bytes;

struct FreeCertificate {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, FreeCertificate>;

// One key for the authority and all cards: practice certificates prove nothing, and making a key takes time.
EVP_PKEY* practice_key() {
    static EVP_PKEY* const key = EVP_RSA_gen(2048);
    return key;
}

Bytes entry(std::uint8_t item, const std::string& text) {
    Bytes value{0x06, 0x0A, 0x2A, 0x83, 0x08, 0x8C, 0x9B, 0x55, 0x08, 0x05, 0x05, item};
    const Bytes wrapped = object(0xA0, object(0x0C, core::view(text)));
    value.insert(value.end(), wrapped.begin(), wrapped.end());
    return object(0xA0, value);
}

std::string with_era(const std::string& birth_date) {
    const int day = std::stoi(birth_date);
    const char era = day >= 20190501   ? '5'
                     : day >= 19890108 ? '4'
                     : day >= 19261225 ? '3'
                     : day >= 19120730 ? '2'
                                       : '1';
    return era + birth_date;
}

void set_name(X509_NAME* name, JpkiPurpose purpose, const std::string& common_name) {
    const auto add = [&](const char* field, const char* text) {
        X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text),
                                   -1, -1, 0);
    };
    add("C", "JP");
    if (!common_name.empty()) {
        add("CN", common_name.c_str());
        return;
    }
    add("O", "JPKI practice");
    add("OU", purpose == JpkiPurpose::signing ? "practice for digital signature"
                                              : "practice for user authentication");
}

Certificate blank(JpkiPurpose purpose, const std::string& common_name, const std::string& last_day) {
    Certificate certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    set_name(X509_get_subject_name(certificate.get()), purpose, common_name);
    set_name(X509_get_issuer_name(certificate.get()), purpose, {});
    ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate.get()), "20200101000000Z");
    // The last second of the day in Japan, nine hours ahead.
    ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate.get()), (last_day + "145959Z").c_str());
    return certificate;
}

Bytes signed_der(const Certificate& certificate) {
    X509_sign(certificate.get(), practice_key(), EVP_sha256());
    std::uint8_t* der = nullptr;
    const int size = i2d_X509(certificate.get(), &der);
    Bytes out(der, der + size);
    OPENSSL_free(der);
    return out;
}

void add_names(X509* certificate, core::ByteView names) {
    ASN1_OCTET_STRING* content = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(content, names.data(), static_cast<int>(names.size()));
    X509_EXTENSION* extension = X509_EXTENSION_create_by_NID(nullptr, NID_subject_alt_name, 0, content);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    ASN1_OCTET_STRING_free(content);
}

}  // namespace

Bytes jpki_names(const JpkiHolder& holder) {
    Bytes all;
    const auto add = [&all](const Bytes& more) { all.insert(all.end(), more.begin(), more.end()); };
    add(entry(1, holder.name));
    add(entry(4, with_era(holder.birth_date)));
    add(entry(3, holder.sex));
    add(entry(2, holder.name_substitutes));
    add(entry(5, holder.address));
    add(entry(6, holder.address_substitutes));
    return object(0x30, all);
}

Bytes jpki_authority_certificate(JpkiPurpose purpose) {
    const Certificate certificate = blank(purpose, {}, "20491231");
    X509_set_pubkey(certificate.get(), practice_key());
    return signed_der(certificate);
}

Bytes jpki_certificate(JpkiPurpose purpose, const JpkiHolder& holder) {
    const Certificate certificate = blank(purpose, holder.serial + "PRACTICE", holder.last_day);
    X509_set_pubkey(certificate.get(), practice_key());
    if (purpose == JpkiPurpose::signing) add_names(certificate.get(), jpki_names(holder));
    return signed_der(certificate);
}

}  // namespace app
