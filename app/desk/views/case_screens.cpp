#include "app/desk/views/case_screens.h"

namespace app::desk {

Screen questions_screen(const CaseView& view) {
    return view.summary.life_event == "ev_cert" ? Screen::certificate : Screen::interview;
}

Screen screen_for(const CaseView& view) {
    using enum forms::Stage;
    const Screen questions = questions_screen(view);
    switch (view.summary.stage) {
        case review:
        case signed_off:
        case printed:
        case awaiting_handover:
        case done:
            return questions == Screen::certificate ? questions : Screen::review;
        default:
            break;
    }
    const bool named = !view.persons.empty() && !view.persons.front().name.empty();
    return named ? questions : Screen::people;
}

}  // namespace app::desk
