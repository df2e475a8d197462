// Commands over the counter's room: the line of tickets, notes, decisions, relations, documents, fees.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "app/service/command.h"
#include "app/service/counter_room.h"

namespace app {

using DeskCommandHandler = Reply (*)(DeskService&, Command&);
const std::map<std::string, DeskCommandHandler>& counter_commands();

nlohmann::json to_json(const CounterPart& counter);

}  // namespace app
