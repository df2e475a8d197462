// Sizes of the parts of a postal list (postal_list.h holds the grammar). For its reader and its maker.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace forms::postal {

constexpr std::string_view magic = "KKPOST1\n";
constexpr std::size_t text_head = 2;
constexpr std::size_t city_bytes = 16;
constexpr std::size_t entry_bytes = 10;
constexpr std::uint32_t groups = 1001;

}  // namespace forms::postal
