// Somebody who knows a text but for four digits, a PIN or the end of a telephone number, and tries them all:
// any digest of it that was kept without a key gives the digits away.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace tests {

class DigitsGuessed {
  public:
    // Each text before the digits; "" = a PIN by itself.
    explicit DigitsGuessed(const std::vector<std::string>& known);

    // "path: MD5 of 4711", for each guess whose MD5, SHA-1, SHA-256, BLAKE2 or hash as the program
    // makes it stands in a file below `folder`, as bytes or in hex, or in a file's name.
    std::vector<std::string> in(const std::string& folder) const;

    static void leave_digest(const std::string& path, const std::string& text);  // to see that it is found

  private:
    void add(const char* algorithm, const std::string& digest, const std::string& text);
    void look(const std::string& path, const std::string& bytes, std::vector<std::string>& out) const;

    std::unordered_map<std::uint64_t, std::string> starts_;  // first eight bytes
};

}  // namespace tests
