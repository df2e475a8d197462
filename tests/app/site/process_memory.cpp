#include "tests/app/site/process_memory.h"

#include <fcntl.h>
#include <iconv.h>
#include <unistd.h>

#include <fstream>

namespace tests {

namespace {

constexpr const char* encodings[] = {"UTF-8", "UTF-16LE", "UTF-32LE"};

std::string encoded(std::string text, const char* encoding) {
    const iconv_t way = iconv_open(encoding, "UTF-8");
    std::string out(text.size() * 4, '\0');
    char* from = text.data();
    char* to = out.data();
    std::size_t left = text.size(), room = out.size();
    const bool whole = iconv(way, &from, &left, &to, &room) == 0;
    iconv_close(way);
    out.resize(whole ? out.size() - room : 0);
    return out;
}

}  // namespace

std::optional<std::string> memory_of(pid_t pid) {
    std::ifstream maps("/proc/" + std::to_string(pid) + "/maps");
    const int memory = open(("/proc/" + std::to_string(pid) + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
    if (memory < 0) return std::nullopt;
    std::string all;
    for (std::string line; std::getline(maps, line);) {
        if (line.find(" rw") == std::string::npos) continue;
        const auto from = std::stoull(line, nullptr, 16);
        const auto until = std::stoull(line.substr(line.find('-') + 1), nullptr, 16);
        std::string area(until - from, '\0');
        const auto got = pread(memory, area.data(), area.size(), static_cast<off_t>(from));
        if (got > 0) all.append(area, 0, static_cast<std::size_t>(got));
    }
    close(memory);
    return all;
}

bool holds(const std::string& memory, const std::string& bytes) {
    return memory.find(bytes) != std::string::npos;
}

std::vector<std::string> as_kept(const std::string& text) {
    std::vector<std::string> out;
    for (const char* encoding : encodings) out.push_back(encoded(text, encoding));
    return out;
}

std::vector<std::string> found_in(const std::string& memory, const std::string& text) {
    std::vector<std::string> out;
    for (const char* encoding : encodings)
        if (holds(memory, encoded(text, encoding))) out.emplace_back(encoding);
    return out;
}

}  // namespace tests
