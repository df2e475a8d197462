// Looks for plain text in files: every form in which a program may have left it.
#pragma once

#include <string>
#include <vector>

namespace tests {

struct Needle {
    std::string label;  // what it is, for the message
    std::string bytes;
};

// `text` in UTF-8, UTF-16 little and big endian, and CP932 where CP932 can say it; also without its wide
// blanks.
std::vector<Needle> planted(const std::string& text);

// One line for each file below `folder` that holds a needle: "path: label". Sockets are passed over; a file
// that cannot be read is a line too. `bytes_read` counts what was looked at.
std::vector<std::string> leaks_in(const std::string& folder, const std::vector<Needle>& needles,
                                  std::uint64_t& bytes_read);

}  // namespace tests
