// Which screen a case belongs on.
#pragma once

#include "app/desk/shell.h"

namespace app::desk {

Screen questions_screen(const CaseView& view);  // 証明書 on its one page, everything else 聞き取り
Screen screen_for(const CaseView& view);        // where its work goes on

}  // namespace app::desk
