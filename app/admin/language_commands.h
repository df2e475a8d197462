// `form languages`: what each language of the resident's display lacks.
#pragma once

#include "app/service/command.h"

namespace app {

Reply form_languages(const Command& command);

}  // namespace app
