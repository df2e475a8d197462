#include "tests/app/site/digits_guessed.h"

#include <openssl/evp.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "storage/keys/primitives.h"

namespace tests {

namespace {

namespace fs = std::filesystem;

constexpr std::array algorithms{"MD5", "SHA1", "SHA256", "BLAKE2b512", "BLAKE2s256"};

std::string digest_of(const char* algorithm, const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), out.data(), &size, EVP_get_digestbyname(algorithm), nullptr);
    return {reinterpret_cast<const char*>(out.data()), size};
}

std::string hex_of(const std::string& bytes) {
    std::string out;
    for (const unsigned char byte : bytes) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", byte);
        out += digits;
    }
    return out;
}

std::uint64_t start_of(const char* bytes) {
    std::uint64_t start = 0;
    std::memcpy(&start, bytes, sizeof start);
    return start;
}

}  // namespace

DigitsGuessed::DigitsGuessed(const std::vector<std::string>& known) {
    for (const auto& before : known) {
        for (int guess = 0; guess < 10'000; ++guess) {
            char digits[5];
            std::snprintf(digits, sizeof digits, "%04d", guess);
            for (const char* algorithm : algorithms)
                add(algorithm, digest_of(algorithm, before + digits), before + digits);
            const storage::Digest own = storage::hash(core::view(before + digits));
            add("the program's own hash", {own.begin(), own.end()}, before + digits);
        }
    }
}

void DigitsGuessed::add(const char* algorithm, const std::string& digest, const std::string& text) {
    const std::string label = std::string(algorithm) + " of " + text;
    starts_[start_of(digest.data())] = label;
    starts_[start_of(hex_of(digest).data())] = label;
}

void DigitsGuessed::look(const std::string& path, const std::string& bytes,
                         std::vector<std::string>& out) const {
    for (std::size_t at = 0; at + sizeof(std::uint64_t) <= bytes.size(); ++at) {
        const auto found = starts_.find(start_of(bytes.data() + at));
        if (found != starts_.end()) out.push_back(path + ": " + found->second);
    }
}

std::vector<std::string> DigitsGuessed::in(const std::string& folder) const {
    std::vector<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        look(entry.path(), entry.path().filename().string(), out);
        if (!entry.is_regular_file()) continue;
        std::ifstream file(entry.path(), std::ios::binary);
        look(entry.path(), std::string(std::istreambuf_iterator<char>(file), {}), out);
    }
    return out;
}

void DigitsGuessed::leave_digest(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << "some bytes before" << digest_of("SHA256", text);
}

}  // namespace tests
