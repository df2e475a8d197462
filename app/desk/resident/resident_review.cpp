#include "app/desk/resident/resident_review.h"

namespace app::desk {

void ResidentReview::begin(const core::CaseId& id, const std::string& form, Told told) {
    ++sitting_;
    steps_.stop();
    case_ = id;
    form_ = form;
    told_ = std::move(told);
    digest_.clear();
    fetch([this](ResidentSheet sheet) {
        steps_.begin(std::move(sheet));
        show();
    });
}

void ResidentReview::stop() {
    ++sitting_;
    steps_.stop();
    window_.blank();
}

// While the resident asked for a change the clerk is where the change is made; everywhere else the clerk may
// be looking at another person.
void ResidentReview::clerk_at(Screen screen) {
    const bool changing = steps_.page() == ResidentPage::change || steps_.page() == ResidentPage::check;
    if (screen == Screen::review || (screen == Screen::interview && changing)) return;
    stop();
}

void ResidentReview::case_is_now(const CaseView* view) {
    if (!going_on()) return;
    if (view == nullptr || !(view->id == case_)) return stop();
    fetch([this](ResidentSheet sheet) {
        if (steps_.sheet_is_now(std::move(sheet))) show();
    });
}

void ResidentReview::fetch(std::function<void(ResidentSheet)> then) {
    Shell& at = shell_;
    at.work().run(
        &window_, [&at, id = case_, form = form_] { return at.service().resident_sheet(id, form); },
        [this, sitting = sitting_, then = std::move(then)](core::Result<ResidentSheet> sheet) {
            if (sitting != sitting_) return;
            if (sheet) return then(std::move(*sheet));
            shell_.complain(sheet.error());
            stop();
        });
}

ResidentTold ResidentReview::told_by_page() {
    // A page is gone when its answer is: so each goes on after the event.
    const auto later = [this](auto act) { return [this, act] { window_.CallAfter([act] { act(); }); }; };
    ResidentTold told;
    told.lines_are_right = later([this] {
        steps_.lines_are_right();
        show_or_prepare();
    });
    told.want_change = [this](std::size_t line) {
        window_.CallAfter([this, line] {
            if (!steps_.want_change(line)) return;
            const ResidentLine& wanted = steps_.sheet().lines[line];
            show();
            if (told_.want_change) told_.want_change(wanted.field, wanted.person);
        });
    };
    told.back_to_lines = later([this] {
        steps_.back_to_lines();
        show();
    });
    told.agreed = later([this] { agree(); });
    told.on_paper = later([this] {
        steps_.on_paper();
        show();
        if (told_.on_paper) told_.on_paper();
    });
    told.signed_here = [this](Strokes strokes) {
        window_.CallAfter([this, strokes = std::move(strokes)] {
            steps_.has_signed();
            show();
            if (told_.signed_here) told_.signed_here(strokes, digest_);
        });
    };
    return told;
}

void ResidentReview::show() { window_.show(steps_, told_by_page()); }

// A signature needs the page as it stands now, consents included.
void ResidentReview::show_or_prepare() {
    if (steps_.page() != ResidentPage::sign) return show();
    Shell& at = shell_;
    at.work().run(
        &window_,
        [&at, id = case_, form = form_] { return at.service().preview(id, form, PrintKind::final); },
        [this, sitting = sitting_](core::Result<Document> document) {
            if (sitting != sitting_ || steps_.page() != ResidentPage::sign) return;
            if (!document) {
                shell_.complain(document.error());
                return stop();
            }
            digest_ = document->digest;
            show();
        });
}

void ResidentReview::agree() {
    const ResidentConsent* consent = steps_.consent();
    if (consent == nullptr) return;
    AnswerInput input;
    input.field = consent->id;
    input.text = consent->answer;
    input.source = forms::Source::resident;
    input.confirmed = true;
    change_case(
        shell_, &window_, [id = case_, input](DeskService& service) { return service.answer(id, {input}); },
        [this, sitting = sitting_](bool done) {
            if (sitting != sitting_ || !done) return;
            steps_.agreed();
            show_or_prepare();
        });
}

}  // namespace app::desk
