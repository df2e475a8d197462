#include "sync/membership/one_time_code.h"

namespace peers {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // without I, L, O, U
constexpr std::size_t letters_count = 26;

int value_of(char letter) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    if (letter == 'O') letter = '0';
    if (letter == 'I' || letter == 'L') letter = '1';
    const auto at = alphabet.find(letter);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

OneTimeCode::OneTimeCode(storage::Secret letters)
    : letters_(std::move(letters)),
      psk_(storage::derive_key(letters_, "kakanai enrolment psk")),
      hint_key_(storage::derive_key(letters_, "kakanai enrolment hint")) {}

OneTimeCode OneTimeCode::fresh(core::Random& random) {
    auto letters = storage::Secret::random(letters_count, random);
    for (auto& letter : letters.bytes()) letter &= 31;
    return OneTimeCode(std::move(letters));
}

std::optional<OneTimeCode> OneTimeCode::parse(std::string_view typed) {
    storage::Secret letters(letters_count);
    std::size_t count = 0;
    for (const char letter : typed) {
        if (letter == '-' || letter == ' ') continue;
        const int value = value_of(letter);
        if (value < 0 || count == letters_count) return std::nullopt;
        letters.bytes()[count++] = static_cast<std::uint8_t>(value);
    }
    if (count != letters_count) return std::nullopt;
    return OneTimeCode(std::move(letters));
}

std::string OneTimeCode::text() const {
    std::string out;
    for (std::size_t i = 0; i < letters_count; ++i) {
        if (i > 0 && i % 5 == 0 && i < 25) out += '-';
        out += alphabet[letters_.view()[i]];
    }
    return out;
}

}  // namespace peers
