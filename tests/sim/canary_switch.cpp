#include "tests/sim/canary_switch.h"

#include <string>

namespace sim {

namespace {

std::string& planted() {
    static std::string name;
    return name;
}

}  // namespace

bool canary(std::string_view name) { return planted() == name; }
void plant_canary(std::string_view name) { planted() = name; }

}  // namespace sim
