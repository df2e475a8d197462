#include "app/service/screen_commands.h"

#include <nlohmann/json.hpp>

namespace app {

namespace {

using Json = nlohmann::json;

Json to_json(const ScreenWords& screen) {
    return {{"title", screen.title},     {"focus", screen.focus},
            {"message", screen.message}, {"complains", screen.complains},
            {"words", screen.words},     {"resident", screen.resident},
            {"cut", screen.cut}};
}

Json to_json(const Waits& waits) {
    return {{"count", waits.count},
            {"p50_ms", waits.p50_ms},
            {"p95_ms", waits.p95_ms},
            {"worst_ms", waits.worst_ms},
            {"sum_ms", waits.sum_ms}};
}

Json to_json(const ScreenPace& pace) {
    return {{"keys", to_json(pace.keys)}, {"saves", to_json(pace.saves)}};
}

template <class T>
Reply answer(const core::Result<T>& result) {
    return result ? Reply{0, to_json(*result).dump(2), "", "", 0} : refused(result.error());
}

}  // namespace

Reply screen_reply(const ScreenDoor& door, const Command& command) {
    if (!door.show) return refused({core::ErrorCode::unsupported, "screen.none"});
    if (command.name() == "screen words") return answer(door.words());
    if (command.name() == "screen pace") return answer(door.pace());
    const auto shown = door.show(command.argument(0), command.option("case"), command.option("out"));
    return shown ? Reply{0, "{}", "", "", 0} : refused(shown.error());
}

}  // namespace app
