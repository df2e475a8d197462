#include "tests/storage/sqlite/pitfall_switch.h"

#include <cstdlib>

namespace storage {

bool pitfall(int number) {
    static const char* const given = std::getenv("KAKANAI_PITFALL");
    static const int chosen = given == nullptr ? 0 : std::atoi(given);
    return chosen == number;
}

}  // namespace storage
