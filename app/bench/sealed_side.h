// Our side of the store benchmark: the sealed layer through the same classes that the product uses.
#pragma once

#include <memory>

#include "app/bench/store_side.h"

namespace app {

std::unique_ptr<StoreSide> sealed_side(const std::string& path);

}  // namespace app
