// `report --time-study`: the figures of a period, beside those of an earlier one, as CSV and as a page.
#pragma once

#include "app/service/command.h"
#include "app/service/local_desk_service.h"

namespace app {

Reply time_study(LocalDeskService& desk, const Command& command);

}  // namespace app
