// What two level nodes say to each other while nothing happens: the product's Node on both sides, joined in
// memory under a clock moved by hand.
#pragma once

#include <cstddef>

#include "forms/core/result.h"

namespace app {

// Bytes of one idle check, both ways, frames included, at a site of so many devices. "bench.not_level" if the
// two do not link.
core::Result<double> idle_check_bytes(std::size_t devices);

}  // namespace app
