#include "app/service/screen_commands.h"

#include <nlohmann/json.hpp>

namespace app {

namespace {

using Json = nlohmann::json;

Json to_json(const ScreenWords& screen) {
    return {{"title", screen.title},         {"focus", screen.focus}, {"message", screen.message},
            {"complains", screen.complains}, {"words", screen.words}, {"cut", screen.cut}};
}

Json to_json(const KeyPace& pace) {
    return {
        {"keys", pace.keys}, {"p50_ms", pace.p50_ms}, {"p95_ms", pace.p95_ms}, {"worst_ms", pace.worst_ms}};
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
