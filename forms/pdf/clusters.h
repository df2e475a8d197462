// Text cut into what a reader calls a character: a base with its variation selector or combining marks.
// Nothing is normalised: U+FA11 stays U+FA11, か + U+309A stays two code points in one cluster.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace forms::pdf {

struct Cluster {
    std::string text;                   // UTF-8, as it stood in the source
    std::vector<char32_t> code_points;  // never empty
};

// Bytes that are not UTF-8 become clusters of U+FFFD each, which no font of ours shows, so they are refused
// by name.
std::vector<Cluster> clusters_of(std::string_view utf8);

bool is_variation_selector(char32_t c);
bool is_blank(char32_t c);  // spaces that may print as nothing
std::string utf8_of(char32_t c);
std::u16string utf16_of(std::string_view utf8);
std::string code_point_names(const std::vector<char32_t>& code_points);  // "U+845B U+E0100"

}  // namespace forms::pdf
