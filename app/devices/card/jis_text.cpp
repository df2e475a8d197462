#include "app/devices/card/jis_text.h"

#include <iconv.h>

#include <array>

#include "app/devices/card/card_reading.h"

namespace app {
namespace {

constexpr std::string_view placeholder = "〓";
constexpr std::uint16_t minus_sign = 0x215D;

// One converter for one text; EUC-JP is JIS X 0208 with both high bits set.
class Converter {
  public:
    Converter() : handle_(iconv_open("UTF-8", "EUC-JP")) {}
    ~Converter() {
        if (usable()) iconv_close(handle_);
    }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    bool usable() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

    // Appends one character; false where the table has none.
    bool append(std::uint16_t code, std::string& out) {
        std::array<char, 2> in{static_cast<char>(code >> 8 | 0x80), static_cast<char>((code & 0xFF) | 0x80)};
        std::array<char, 8> converted{};
        char* from = in.data();
        char* to = converted.data();
        std::size_t left = in.size(), room = converted.size();
        if (iconv(handle_, &from, &left, &to, &room) == static_cast<std::size_t>(-1)) {
            iconv(handle_, nullptr, nullptr, nullptr, nullptr);
            return false;
        }
        out.append(converted.data(), converted.size() - room);
        return true;
    }

  private:
    iconv_t handle_;
};

}  // namespace

JisText decode_jis(core::ByteView bytes) {
    JisText out;
    Converter converter;
    for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
        const auto code = static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
        const bool seven_bit = (code & 0x8080) == 0;
        if (code == minus_sign) {
            out.text += "－";
        } else if (!seven_bit || !converter.usable() || !converter.append(code, out.text)) {
            out.text += placeholder;
            ++out.missing;
        }
    }
    return out;
}

std::optional<std::string> era_date(std::string_view digits) {
    constexpr std::array<int, 5> base{1867, 1911, 1925, 1988, 2018};
    if (digits.size() != 7 || digits.find_first_not_of("0123456789") != std::string_view::npos) {
        return std::nullopt;
    }
    const int era = digits[0] - '0';
    const int year = std::stoi(std::string(digits.substr(1, 2)));
    if (era < 1 || era > 5 || year == 0) return std::nullopt;
    return iso_date(std::to_string(base[static_cast<std::size_t>(era - 1)] + year) +
                    std::string(digits.substr(3)));
}

}  // namespace app
