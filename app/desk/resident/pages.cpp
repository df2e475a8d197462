#include "app/desk/resident/pages.h"

#include <wx/sizer.h>

#include <algorithm>

#include "app/desk/control_ids.h"
#include "app/desk/layout_helpers.h"
#include "app/desk/native_widgets.h"
#include "app/desk/resident/line_list.h"
#include "app/desk/views/signature_panel.h"

namespace app::desk {

namespace {

constexpr int lead_px = 28;
constexpr int help_px = 22;
constexpr int language_columns = 3;

wxButton* language_button(wxWindow* page, const PageFrame& frame) {
    return big_button(page, control::resident_language, frame.words.screen("language"), frame.words, false,
                      frame.choose_language);
}

wxButton* paper_button(wxWindow* page, const PageFrame& frame, const ResidentTold& told) {
    return big_button(page, control::resident_on_paper, frame.words.screen("on_paper"), frame.words, false,
                      told.on_paper);
}

Said joined(const Said& one, const Said& other) {
    const bool both = !one.japanese.empty() && !other.japanese.empty();
    return {one.words + "　" + other.words, both ? one.japanese + "　" + other.japanese : "",
            one.fell_back || other.fell_back};
}

// What follows a sheet of lines: further lines first, so that the last is seen before anything is agreed to.
void follow(LineList* list, BigText* help, wxButton* forward, const PageFrame& frame) {
    help->say(joined(frame.words.screen("check_help"),
                     frame.words.screen("page_of", list->page() + 1, list->pages())));
    const bool last = list->page() + 1 == list->pages();
    const Said said = frame.words.screen(last ? "check_yes" : "next");
    native::set_button_words(*forward, said.words, said.japanese, look_of(frame.words, help_px, true),
                             japanese_look(help_px));
    native::name(*forward, said.words);
}

}  // namespace

wxPanel* wait_page(const PageFrame& frame, const char* key) {
    auto* page = new ResidentPanel(frame.parent, frame.words);
    page->room();
    page->text(frame.words.screen(key), 36, theme::text);
    page->room();
    return page;
}

wxPanel* check_page(const PageFrame& frame, const ResidentSteps& steps, const ResidentTold& told) {
    auto* page = new ResidentPanel(frame.parent, frame.words);
    const ResidentSheet& sheet = steps.sheet();
    page->title(frame.words.label(sheet.title), language_button(page, frame));
    page->text(frame.words.screen(steps.shown_anew() ? "changed_again" : "check_title"), lead_px,
               steps.shown_anew() ? theme::error : theme::text);
    auto* help = page->text(joined(frame.words.screen("check_help"), frame.words.screen("page_of", 1, 1)),
                            help_px, theme::text_soft);
    auto* list = new LineList(page, control::resident_lines, frame.words.screen("check_title").words,
                              frame.words, sheet.lines, steps.changed());
    list->on_chosen(told.want_change);
    page->body(list, gap::section);
    auto* back = big_button(page, control::resident_previous, frame.words.screen("previous"), frame.words,
                            false, [list] { list->turn(-1); });
    auto* paper = paper_button(page, frame, told);
    auto* forward = big_button(page, control::resident_done, frame.words.screen("check_yes"), frame.words,
                               true, [list, right = told.lines_are_right] {
                                   if (list->page() + 1 < list->pages()) return list->turn(1);
                                   right();
                               });
    page->buttons({back, paper, forward});
    back->Hide();
    list->on_paged([page, list, help, back, forward, frame] {
        follow(list, help, forward, frame);
        if (back->Show(list->page() > 0)) page->Layout();
    });
    if (!steps.changed().empty())
        list->CallAfter([list, at = *steps.changed().begin()] { list->show_line(at); });
    return page;
}

wxPanel* change_page(const PageFrame& frame, const ResidentTold& told) {
    auto* page = new ResidentPanel(frame.parent, frame.words);
    page->room();
    page->text(frame.words.screen("change_wanted"), 32, theme::text);
    page->room();
    page->buttons({paper_button(page, frame, told),
                   big_button(page, control::resident_done, frame.words.screen("change_back"), frame.words,
                              true, told.back_to_lines)});
    return page;
}

wxPanel* consent_page(const PageFrame& frame, const ResidentSteps& steps, const ResidentTold& told) {
    auto* page = new ResidentPanel(frame.parent, frame.words);
    const ResidentConsent* consent = steps.consent();
    page->title(frame.words.screen("consent_title", steps.consent_number(), steps.consents_asked()),
                language_button(page, frame));
    page->room();
    if (consent != nullptr) page->text(frame.words.consent(*consent), lead_px, theme::text);
    page->text(frame.words.screen("consent_help"), help_px, theme::text_soft);
    page->room();
    page->buttons({big_button(page, control::resident_previous, frame.words.screen("back"), frame.words,
                              false, told.back_to_lines),
                   paper_button(page, frame, told),
                   big_button(page, control::resident_done, frame.words.screen("consent_tick"), frame.words,
                              true, told.agreed)});
    return page;
}

wxPanel* sign_page(const PageFrame& frame, const ResidentSteps& steps, const ResidentTold& told) {
    auto* page = new ResidentPanel(frame.parent, frame.words);
    page->title(frame.words.screen("sign_title"), language_button(page, frame));
    page->text(frame.words.label(steps.sheet().title), help_px, theme::text_soft);
    page->text(frame.words.screen("paper_is_japanese"), help_px, theme::text_soft);
    auto* pad = new SignaturePanel(page, control::resident_signature);
    pad->hint(frame.words.screen("sign_box").words, look_of(frame.words, help_px));
    page->body(pad, gap::section);
    auto* clear = big_button(page, control::resident_clear, frame.words.screen("sign_clear"), frame.words,
                             false, [pad] { pad->clear(); });
    auto* done =
        big_button(page, control::resident_done, frame.words.screen("sign_done"), frame.words, true,
                   [pad, frame, signed_here = told.signed_here] {
                       if (!pad->empty()) return signed_here(pad->strokes());
                       pad->hint(frame.words.screen("sign_empty").words, look_of(frame.words, help_px));
                   });
    page->buttons({clear, paper_button(page, frame, told), done});
    return page;
}

wxPanel* language_page(const PageFrame& frame, std::function<void(const std::string& id)> chosen) {
    auto* page = new ResidentPanel(frame.parent, frame.words);
    page->title(frame.words.screen("language_title"));
    auto* grid_panel = new wxPanel(page);
    grid_panel->SetBackgroundColour(colour(theme::ground));
    auto* grid = new wxGridSizer(language_columns, px(gap::large), px(gap::large));
    int id = control::resident_language_first;
    for (const ResidentLanguage& language : frame.words.languages()) {
        ResidentWords own(frame.words.languages());
        own.choose(language.id);
        grid->Add(big_button(grid_panel, id++, {language.name, "", false}, own, false,
                             [chosen, which = language.id] { chosen(which); }),
                  1, wxEXPAND);
    }
    auto* room = new wxBoxSizer(wxVERTICAL);  // a panel clips the focus ring of what touches its edge
    room->Add(grid, 0, wxEXPAND | wxALL, px(gap::medium));
    grid_panel->SetSizer(room);
    page->body(grid_panel, gap::small);
    page->buttons({big_button(page, control::resident_done, frame.words.screen("back"), frame.words, false,
                              [chosen, id = frame.words.language()] { chosen(id); })});
    return page;
}

}  // namespace app::desk
