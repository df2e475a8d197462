// From UTF-8 to the character set a core system takes. What the set lacks is replaced by a listed substitute
// (variant family in forms/data/linkage/substitutes.json) or, where none is listed, by 〓; every replacement
// is reported, none is silent. Variation selectors have no place in CP932 and count as a replacement of the
// whole character.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "forms/core/result.h"

namespace forms {

struct Substitution {
    std::string from;  // the character as held, with its selector
    std::string to;
    bool decided{true};  // false: no substitute is listed, 〓 stands there and a person must decide
    bool operator==(const Substitution&) const = default;
};

struct Converted {
    std::string bytes;
    std::vector<Substitution> substitutions;  // in order, one for each place
};

using Substitutes = std::map<std::string, std::string>;  // character -> substitute, both UTF-8

// "charset.unsupported" for anything but UTF-8 and CP932; "text.malformed" if `text` is not UTF-8.
core::Result<Converted> convert(const std::string& text, const std::string& charset,
                                const Substitutes& substitutes);

}  // namespace forms
