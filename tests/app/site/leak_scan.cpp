#include "tests/app/site/leak_scan.h"

#include <iconv.h>

#include <bitset>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

namespace tests {

namespace {

namespace fs = std::filesystem;

// "" if the encoding has no way to say it.
std::string encoded(const std::string& text, const char* encoding) {
    const iconv_t way = iconv_open(encoding, "UTF-8");
    std::string out(text.size() * 4, '\0');
    std::string copy = text;
    char* from = copy.data();
    char* to = out.data();
    std::size_t left = copy.size();
    std::size_t room = out.size();
    const bool whole = iconv(way, &from, &left, &to, &room) == 0 && left == 0;
    iconv_close(way);
    if (!whole) return "";
    out.resize(out.size() - room);
    return out;
}

std::string without_blanks(std::string text) {
    const std::string blank = "　";
    for (std::size_t at; (at = text.find(blank)) != std::string::npos;) text.erase(at, blank.size());
    return text;
}

// The first two bytes of a needle decide whether it is worth comparing: files are large, needles are many.
class Finder {
  public:
    explicit Finder(const std::vector<Needle>& needles) : needles_(needles) {
        for (const auto& needle : needles) starts_.set(start_of(needle.bytes.data()));
    }
    const Needle* find(const std::string& bytes) const {
        for (std::size_t at = 0; at + 2 <= bytes.size(); ++at) {
            if (!starts_.test(start_of(bytes.data() + at))) continue;
            for (const auto& needle : needles_) {
                if (bytes.compare(at, needle.bytes.size(), needle.bytes) == 0) return &needle;
            }
        }
        return nullptr;
    }

  private:
    static std::size_t start_of(const char* bytes) {
        return static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) * 256 +
               static_cast<unsigned char>(bytes[1]);
    }
    const std::vector<Needle>& needles_;
    std::bitset<65536> starts_;
};

}  // namespace

std::vector<Needle> planted(const std::string& text) {
    std::vector<Needle> out;
    std::vector<std::string> ways{text};
    if (without_blanks(text) != text) ways.push_back(without_blanks(text));
    for (const auto& way : ways) {
        for (const char* encoding : {"UTF-8", "UTF-16LE", "UTF-16BE", "CP932"}) {
            const std::string bytes = encoded(way, encoding);
            if (bytes.size() >= 6) out.push_back({text + " in " + encoding, bytes});
        }
    }
    return out;
}

std::vector<std::string> leaks_in(const std::string& folder, const std::vector<Needle>& needles,
                                  std::uint64_t& bytes_read) {
    std::vector<std::string> out;
    const Finder finder(needles);
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        if (!file) {
            out.push_back(entry.path().string() + ": not readable");
            continue;
        }
        bytes_read += bytes.size();
        if (const auto* found = finder.find(bytes))
            out.push_back(entry.path().string() + ": " + found->label);
    }
    return out;
}

}  // namespace tests
