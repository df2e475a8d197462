// One measured or counted result of a test as one line, "figure: 20004 cuts: 0 wrong, …". tests/run --long
// gathers these lines at its end.
#pragma once

#include <cstdio>
#include <string>

namespace support {

inline void figure(const std::string& line) {
    std::printf("figure: %s\n", line.c_str());
    std::fflush(stdout);
}

}  // namespace support
