// Put in front of the sources that tests/sim/canaries.cmake changes; the product never sees it.
#pragma once

#include <string_view>

namespace sim {

bool canary(std::string_view name);        // is this the bug that is planted now?
void plant_canary(std::string_view name);  // before any schedule runs

}  // namespace sim
