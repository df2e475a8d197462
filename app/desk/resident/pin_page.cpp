// The PIN goes from key or tap into locked memory and out of it by value; it is never a toolkit string, never
// on the clerk's screen, and the page wipes what is left when it goes.
#include <wx/sizer.h>

#include "app/desk/control_ids.h"
#include "app/desk/controls/secret_box.h"
#include "app/desk/layout_helpers.h"
#include "app/desk/native_widgets.h"
#include "app/desk/resident/pages.h"

namespace app::desk {

namespace {

constexpr int key_px = 76;
constexpr int box_px = 64;

wxButton* pad_key(wxWindow* page, const std::string& face, const PageFrame& frame,
                  std::function<void()> told) {
    wxButton* key = big_button(page, wxID_ANY, {face, "", false}, frame.words, false, std::move(told));
    key->SetMinSize(wxSize(px(key_px), px(key_px)));
    return key;
}

wxSizer* key_pad(wxWindow* page, SecretBox* box, const PageFrame& frame) {
    auto* grid = new wxGridSizer(3, px(gap::small), px(gap::small));
    for (char digit : std::string("123456789"))
        grid->Add(pad_key(page, std::string(1, digit), frame, [box, digit] { box->type(digit); }), 1,
                  wxEXPAND);
    grid->AddStretchSpacer();
    grid->Add(pad_key(page, "0", frame, [box] { box->type('0'); }), 1, wxEXPAND);
    grid->AddStretchSpacer();
    return grid;
}

}  // namespace

wxPanel* pin_page(const PageFrame& frame, int tries_left, std::size_t digits, const PinTold& told) {
    auto* page = new ResidentPanel(frame.parent, frame.words);
    const Said title = frame.words.screen("pin_title");
    page->title(title, big_button(page, control::resident_language, frame.words.screen("language"),
                                  frame.words, false, frame.choose_language));
    page->text(frame.words.screen("pin_help", static_cast<int>(digits)), 24, theme::text_soft);
    page->text(frame.words.screen("pin_tries", tries_left), 24, theme::text);
    auto* middle = new wxPanel(page);
    middle->SetBackgroundColour(colour(theme::ground));
    auto* box = new SecretBox(middle, control::resident_pin, title.words,
                              {.length_max = digits, .digits_only = true, .shown = false});
    box->SetMinSize(wxSize(px(320), px(box_px)));
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    row->AddStretchSpacer();
    row->Add(box, 0, wxALIGN_CENTER_VERTICAL | wxRIGHT, px(gap::section));
    row->Add(key_pad(middle, box, frame), 0, wxALIGN_CENTER_VERTICAL);
    row->AddStretchSpacer();
    middle->SetSizer(row);
    page->body(middle, gap::section);
    const auto finish = [box, digits, entered = told.entered] {
        if (box->length() == digits) entered(box->take());
    };
    page->buttons({big_button(page, control::resident_stop, frame.words.screen("pin_stop"), frame.words,
                              false, told.given_up),
                   big_button(page, control::resident_clear, frame.words.screen("pin_erase"), frame.words,
                              false, [box] { box->erase_last(); }),
                   big_button(page, control::resident_done, frame.words.screen("pin_done"), frame.words, true,
                              finish)});
    box->on_enter(finish);
    page->Bind(wxEVT_CHAR_HOOK, [given_up = told.given_up](wxKeyEvent& event) {
        if (event.GetKeyCode() != WXK_ESCAPE) return event.Skip();
        given_up();
    });
    box->CallAfter([box] { box->SetFocus(); });
    return page;
}

}  // namespace app::desk
