// Pictures of documents on the command line: what was read, the picture of each item, and accepting by name.
#pragma once

#include "app/service/command.h"
#include "app/service/desk_service.h"

namespace app {

// case picture CASE [ITEM[=TEXT]…]: without items shows what was read; with items takes these over, each as
// it was read or as TEXT says. Options: kind, picture (a file) or scanner or camera, out (folder for the
// pictures of the items), person (who a card belongs to; default: whoever the reading found), visitor-row
// (which person of a sheet is the visitor), address (1 to 3).
Reply case_picture(DeskService& desk, const core::CaseId& id, const Command& command);

}  // namespace app
