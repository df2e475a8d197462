// Work of a device whose log was closed, written anew by another: the same statements, with the same right
// over what stands. What its author had not seen is listed as unseen and stays beside it, so that nothing is
// won or lost by being late. Pure.
#pragma once

#include "forms/casework/case_file.h"

namespace forms {

// `old` as a change over `now`; `saw` is the old author's version vector. What stands already, word for word,
// is left out, so that taking it over twice changes nothing; nothing left: no items.
Change reissued(const CaseFile& now, const Change& old, const core::VersionVector& saw);

}  // namespace forms
