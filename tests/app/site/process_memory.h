// The memory of another process as a debugger forced upon it would see it, and what of a text is in it.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace tests {

// All that the process can write to. Nothing where this user may not look into it, as it should be.
std::optional<std::string> memory_of(pid_t pid);

bool holds(const std::string& memory, const std::string& bytes);

// The text as programs keep it: UTF-8, and the UTF-16 and UTF-32 of toolkits.
std::vector<std::string> as_kept(const std::string& text);
// In which of them the memory holds it: "UTF-8", "UTF-16LE", "UTF-32LE".
std::vector<std::string> found_in(const std::string& memory, const std::string& text);

}  // namespace tests
