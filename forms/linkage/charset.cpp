#include "forms/linkage/charset.h"

#include <iconv.h>

#include <array>
#include <memory>
#include <optional>

#include "forms/core/text.h"

namespace forms {

namespace {

constexpr std::string_view geta = "〓";

class Cp932 {  // the C library's table; one character at a time, so that each failure names its character
  public:
    Cp932() : handle_(iconv_open("CP932", "UTF-8")) {}
    ~Cp932() {
        if (usable()) iconv_close(handle_);
    }
    Cp932(const Cp932&) = delete;
    Cp932& operator=(const Cp932&) = delete;

    bool usable() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

    std::optional<std::string> encode(std::string utf8) {
        std::array<char, 64> out{};
        char* in_at = utf8.data();
        char* out_at = out.data();
        std::size_t in_left = utf8.size();
        std::size_t out_left = out.size();
        iconv(handle_, nullptr, nullptr, nullptr, nullptr);
        if (iconv(handle_, &in_at, &in_left, &out_at, &out_left) == static_cast<std::size_t>(-1))
            return std::nullopt;
        return std::string(out.data(), out.size() - out_left);
    }

  private:
    iconv_t handle_;
};

}  // namespace

core::Result<Converted> convert(const std::string& text, const std::string& charset,
                                const Substitutes& substitutes) {
    if (charset == "UTF-8") return Converted{text, {}};
    Cp932 table;
    if (charset != "CP932" || !table.usable())
        return core::Error{core::ErrorCode::unsupported, "charset.unsupported", charset};
    const auto characters = core::letters(text);
    if (!core::is_utf8(text)) return core::invalid("text.malformed");
    Converted out;
    for (const std::string& character : characters) {
        if (auto bytes = table.encode(character)) {
            out.bytes += *bytes;
            continue;
        }
        const auto listed = substitutes.find(character);
        const std::string to = listed != substitutes.end() ? listed->second : std::string(geta);
        out.bytes += table.encode(to).value_or("?");
        out.substitutions.push_back({character, to, listed != substitutes.end()});
    }
    return out;
}

}  // namespace forms
