// Where a node that was away longer than the others keep their logs gets what it lacks. Pure.
#pragma once

#include "sync/node.h"

namespace app {

enum class OldPart : std::uint8_t {
    here,    // nothing is lacking, or somebody linked can serve it
    backup,  // a backup node may have it, which is not linked now
    state    // nobody who could be reached has it: a state snapshot stands for it
};

OldPart where_old_part_is(const peers::NodeStatus& status);
const char* word(OldPart where);  // here, backup, state

}  // namespace app
