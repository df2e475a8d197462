// The recovery sheet as a page for the safe: fourteen words to be typed and the same as a 2-D code to be
// scanned.
#pragma once

#include <string>

#include "forms/core/bytes.h"
#include "forms/core/result.h"
#include "storage/keys/recovery_sheet.h"

namespace app {

// A PDF of one page. `data`: forms/data as installed, "" = where this program was installed or built. Reasons
// of forms/pdf. The bytes hold the secret: hand them to the printer or the named file, nowhere else.
core::Result<core::Bytes> recovery_paper(const storage::RecoverySheet& sheet, const std::string& site,
                                         const std::string& data = {});

}  // namespace app
