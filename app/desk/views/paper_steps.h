// From a checked sheet to paper: what a screen does in one wish to the service. Any thread but the UI's.
#pragma once

#include "app/desk/shell.h"

namespace app::desk {

// To the form's own printer, else the first there is; without one into input.folder, if there is one; without
// both the reason.
core::Result<PrintResult> print_where_possible(DeskService& service, const core::CaseId& id,
                                               PrintInput input);

// The clerk's check, the signature that will be written on the paper, and the print as 正. Stops at the first
// refusal; what was done before it stays.
core::Result<PrintResult> print_for_signing_on_paper(DeskService& service, const core::CaseId& id,
                                                     const std::string& form, const std::string& digest,
                                                     const std::string& folder);

std::string printed_words(const PrintResult& result);  // for the message line

}  // namespace app::desk
