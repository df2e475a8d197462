// store sql: any SQL script through the sealed layer, on a scratch store, for whoever wants to try the layer
// with a workload of their own. A store of a site is refused.
#pragma once

#include <string>

#include "app/service/command.h"

namespace app {

// A scratch folder is empty or missing, or was made by this command: it holds scratch.db and, beside it, the
// key (scratch.key), which protects nothing and says so by its name. Rows go to `--out FILE` or standard
// output; with `json` only where --out says.
//   store.not_scratch   the folder holds anything else
//   script.unreadable   the script
//   script.failed       a statement; count: its line
//   script.refused      it would leave the sealed file; count: its line
Reply run_scratch_sql(const std::string& folder, Command& command, bool json);

}  // namespace app
