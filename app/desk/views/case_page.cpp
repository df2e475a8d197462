#include "app/desk/views/case_page.h"

#include "app/desk/views/set_aside.h"

namespace app::desk {

CasePage::CasePage(wxWindow* parent, Shell& shell, int prompt_id)
    : View(parent, shell), prompt_(new PromptBar(this, shell, prompt_id, wxID_ANY)) {}

void CasePage::hold() {
    const CaseView* view = opened();
    if (view == nullptr) return;
    ask_set_aside(*prompt_, shell(), view->id, [this](const CaseView& after) {
        shell().close_case();
        shell().say(after.summary.reception_number + "は「" + after.stage_word + "」になりました。");
    });
}

void CasePage::add_person(std::function<void(forms::Subject added)> then) {
    const CaseView* view = opened();
    if (view == nullptr) return;
    auto added = std::make_shared<forms::Subject>(0);
    change_case_and_go(
        shell(), this,
        [id = view->id, added](DeskService& service) { return service.add_person(id, *added); },
        [added, then = std::move(then)](bool done) {
            if (done) then(*added);
        });
}

bool CasePage::offers(Command command) const {
    switch (command) {
        case Command::help:
        case Command::person:
        case Command::search:
        case Command::hold:
        case Command::lock:
        case Command::back:
            return true;
        default:
            return offers_also(command);
    }
}

bool CasePage::obey(Command command) {
    if (command == Command::back) {
        if (!prompt_->asking()) {
            step_back();
        } else {
            prompt_->give_up();
            question_given_up();
        }
        return true;
    }
    if (own(command)) return true;
    switch (command) {
        case Command::person:
            shell().go(Screen::people);
            return true;
        case Command::hold:
            hold();
            return true;
        case Command::help:
            shell().say(help_words());
            return true;
        default:
            return false;
    }
}

}  // namespace app::desk
