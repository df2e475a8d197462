#include "storage/keys/recovery_sheet.h"

#include <algorithm>
#include <optional>

namespace storage {

namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view qr_start = "KAKANAI1:";
constexpr std::size_t word_size = 5;
constexpr std::size_t text_size = recovery_words * word_size;
constexpr std::uint32_t version = 1;

std::uint32_t times(std::uint32_t a, std::uint32_t b) {  // GF(32)
    std::uint32_t product = 0;
    for (; b != 0; b >>= 1) {
        if ((b & 1) != 0) product ^= a;
        a <<= 1;
        if ((a & 32) != 0) a ^= 0b100101;
    }
    return product;
}

std::uint32_t check_of(std::uint32_t value20, std::size_t place) {
    std::uint32_t check = static_cast<std::uint32_t>(place);
    for (std::uint32_t i = 0; i < 4; ++i) check ^= times(1u << (i + 1), (value20 >> (15 - 5 * i)) & 31);
    return check;
}

std::uint32_t whole_check(ByteView secret) {
    const Digest digest = Hasher().add(core::view("kakanai recovery check")).add(secret).finish();
    return (std::uint32_t{digest[0]} << 12) | (std::uint32_t{digest[1]} << 4) | (digest[2] >> 4);
}

// Bit `at` of version:4 ‖ secret:256, most significant first.
std::uint32_t bit_of(ByteView secret, std::size_t at) {
    if (at < 4) return (version >> (3 - at)) & 1;
    return (secret[(at - 4) / 8] >> (7 - (at - 4) % 8)) & 1;
}

std::uint32_t word_value(ByteView secret, std::size_t word) {
    if (word == recovery_words - 1) return whole_check(secret);
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 20; ++i) value = (value << 1) | bit_of(secret, word * 20 + i);
    return value;
}

void write_word(std::span<std::uint8_t> out, std::uint32_t value, std::size_t place) {
    for (std::uint32_t i = 0; i < 4; ++i)
        out[i] = static_cast<std::uint8_t>(alphabet[(value >> (15 - 5 * i)) & 31]);
    out[4] = static_cast<std::uint8_t>(alphabet[check_of(value, place)]);
}

// One character as typed: its place in the alphabet, 32 for a blank or hyphen, 33 for anything else.
std::uint32_t symbol(std::uint32_t c) {
    if (c >= 0xff01 && c <= 0xff5e) c -= 0xfee0;  // full width
    if (c >= 'a' && c <= 'z') c -= 'a' - 'A';
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '-' || c == 0x3000 || c == 0x2010 ||
        c == 0x2212 || c == 0x30fc)
        return 32;
    const auto at = c < 128 ? alphabet.find(static_cast<char>(c)) : std::string_view::npos;
    return at == std::string_view::npos ? 33 : static_cast<std::uint32_t>(at);
}

// Next character of UTF-8; broken bytes come out as themselves and fit nothing.
std::uint32_t next_character(ByteView text, std::size_t& at) {
    const std::uint32_t first = text[at++];
    if (first < 0xe0 || first >= 0xf0 || at + 1 >= text.size()) return first;
    const std::uint32_t c = ((first & 15) << 12) | ((text[at] & 63u) << 6) | (text[at + 1] & 63u);
    at += 2;
    return c;
}

struct Symbols {
    Secret values{text_size};
    std::size_t count{0};    // beyond text_size too
    std::size_t foreign{0};  // word in which a character of no alphabet stands, from 1; 0: none
};

Symbols read_symbols(ByteView text) {
    Symbols out;
    for (std::size_t at = 0; at < text.size();) {
        const std::uint32_t value = symbol(next_character(text, at));
        if (value == 32) continue;
        if (value > 32 && out.foreign == 0) out.foreign = out.count / word_size + 1;
        if (out.count < text_size) out.values.bytes()[out.count] = static_cast<std::uint8_t>(value & 31);
        ++out.count;
    }
    return out;
}

std::uint32_t value_of(const Symbols& symbols, std::size_t word) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = (value << 5) | symbols.values.view()[word * word_size + i];
    return value;
}

core::Error bad(const char* reason, std::size_t count = 0) {
    return {core::ErrorCode::invalid_input, reason, {}, static_cast<std::int64_t>(count)};
}

}  // namespace

BoxKey RecoverySheet::box() const { return BoxKey::from_secret(derive_key(secret, "recovery box").view()); }
SigningKey RecoverySheet::sign() const {
    return SigningKey::from_seed(derive_key(secret, "recovery sign").view());
}

Secret RecoverySheet::words() const {
    Secret out(text_size + recovery_words - 1);
    for (std::size_t word = 0; word < recovery_words; ++word) {
        const std::size_t at = word * (word_size + 1);
        if (word > 0) out.bytes()[at - 1] = ' ';
        write_word(out.bytes().subspan(at, word_size), word_value(secret.view(), word), word + 1);
    }
    return out;
}

Secret RecoverySheet::qr_text() const {
    Secret out(qr_start.size() + text_size);
    std::copy(qr_start.begin(), qr_start.end(), out.bytes().begin());
    for (std::size_t word = 0; word < recovery_words; ++word) {
        write_word(out.bytes().subspan(qr_start.size() + word * word_size, word_size),
                   word_value(secret.view(), word), word + 1);
    }
    return out;
}

core::Result<RecoverySheet> RecoverySheet::read(ByteView text) {
    if (text.size() > 4096) return bad("recovery.length");
    if (core::text(text).starts_with(qr_start)) text = text.subspan(qr_start.size());
    const Symbols symbols = read_symbols(text);
    const std::size_t whole_words = std::min(symbols.count / word_size, recovery_words);
    for (std::size_t word = 0; word < whole_words; ++word) {
        const bool fits = check_of(value_of(symbols, word), word + 1) ==
                          symbols.values.view()[word * word_size + word_size - 1];
        if (!fits || symbols.foreign == word + 1) return bad("recovery.word", word + 1);
    }
    if (symbols.count != text_size) return bad("recovery.length", symbols.count / word_size);

    RecoverySheet sheet{Secret(32)};
    std::uint32_t found_version = 0;
    for (std::size_t i = 0; i < 260; ++i) {
        const std::uint32_t bit = (value_of(symbols, i / 20) >> (19 - i % 20)) & 1;
        if (i < 4)
            found_version = (found_version << 1) | bit;
        else
            sheet.secret.bytes()[(i - 4) / 8] |= static_cast<std::uint8_t>(bit << (7 - (i - 4) % 8));
    }
    if (found_version != version) return bad("recovery.version");
    if (value_of(symbols, recovery_words - 1) != whole_check(sheet.secret.view()))
        return bad("recovery.check");
    return sheet;
}

}  // namespace storage
