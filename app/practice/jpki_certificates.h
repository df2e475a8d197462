// Certificates of the practice 公的個人認証: the two of a card, and those of the invented authority.
#pragma once

#include "forms/core/bytes.h"

namespace app {

// What a 署名用 certificate says of its holder. `substitutes`: one digit a letter, 0 where it is the
// registered one.
struct JpkiHolder {
    std::string serial;  // of the card: makes the opaque common name
    std::string name, name_substitutes, address, address_substitutes;
    std::string birth_date;  // YYYYMMDD
    std::string sex;         // 1 男, 2 女, 3 不明
    std::string last_day;    // YYYYMMDD: until midnight in Japan
};

enum class JpkiPurpose { authentication, signing };

core::Bytes jpki_authority_certificate(JpkiPurpose purpose);                  // DER
core::Bytes jpki_certificate(JpkiPurpose purpose, const JpkiHolder& holder);  // DER
core::Bytes jpki_names(const JpkiHolder& holder);  // GeneralNames, as in the 署名用 certificate

}  // namespace app
