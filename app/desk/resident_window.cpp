#include "app/desk/resident_window.h"

#include <wx/display.h>
#include <wx/sizer.h>

#include "app/desk/control_ids.h"
#include "app/desk/layout_helpers.h"
#include "app/desk/native_screens.h"

namespace app::desk {

namespace {

constexpr int one_screen_width = 1240;
constexpr int one_screen_height = 700;
constexpr int frame_px = 4;

}  // namespace

ResidentWindow::ResidentWindow(wxWindow* parent)
    : wxFrame(parent, control::resident_frame, to_wx("お客様画面"), wxDefaultPosition, wxDefaultSize,
              wxCAPTION | wxRESIZE_BORDER | wxFRAME_FLOAT_ON_PARENT | wxCLOSE_BOX) {
    SetSizer(new wxBoxSizer(wxVERTICAL));
    SetBackgroundColour(colour(theme::action));  // a frame, so that the two windows are never mixed up
    had_two_screens_ = two_screens();
    native::on_screens_changed(*this, [this] { screens_changed(); });
    Bind(wxEVT_CLOSE_WINDOW, [this](wxCloseEvent& event) {
        if (!event.CanVeto()) return event.Skip();
        event.Veto();
        closed_by_hand();
    });
    place();
    blank();
}

void ResidentWindow::screens_changed() {
    const bool had = std::exchange(had_two_screens_, two_screens());
    place();
    if (had == had_two_screens_) return;
    stand();
    if (had && trouble_)
        trouble_(
            asking_
                ? "お客様用の画面が外れました。続きはこの画面でお見せするか、「紙に書く」を選んでください。"
                : "お客様用の画面が外れました。署名のときは、この画面でお見せします。",
            false);
}

void ResidentWindow::closed_by_hand() {
    const bool was_asking = asking_;
    const auto given_up = std::exchange(given_up_, {});
    blank();
    Hide();
    GetParent()->Raise();
    if (given_up) given_up();  // the clerk is asked again how the card is to be read
    if (!trouble_) return;
    if (given_up)
        return trouble_("お客様画面が閉じられました。カードの読み方をもう一度選んでください。", true);
    trouble_(was_asking ? "お客様画面が閉じられました。もう一度示すときは F12 を押してください。"
                        : "お客様画面を閉じました。署名のときにまた開きます。",
             true);
}

bool ResidentWindow::two_screens() const { return wxDisplay::GetCount() > 1; }

// The screen that the clerk's window does not stand on; else the middle of the only one.
void ResidentWindow::place() {
    const int clerk = std::max(0, wxDisplay::GetFromWindow(GetParent()));
    if (two_screens()) {
        SetSize(wxDisplay(clerk == 0 ? 1u : 0u).GetGeometry());
        return;
    }
    const wxRect display = wxDisplay(0u).GetClientArea();
    const wxSize size(std::min(px(one_screen_width), display.width),
                      std::min(px(one_screen_height), display.height));
    SetSize(display.x + (display.width - size.x) / 2, display.y + (display.height - size.y) / 2, size.x,
            size.y);
}

void ResidentWindow::use(std::vector<ResidentLanguage> languages) {
    words_ = ResidentWords(std::move(languages));
    if (!asking_) blank();
}

void ResidentWindow::redraw() {
    if (page_ != nullptr) {
        page_->Hide();
        GetSizer()->Detach(page_);
        page_->Destroy();  // a SecretBox wipes itself
    }
    page_ = make_({this, words_, [this] { CallAfter([this] { choose_language(); }); }});
    GetSizer()->Add(page_, 1, wxEXPAND | wxALL, px(frame_px));
    Layout();
}

void ResidentWindow::put(MakePage make, Asks asks) {
    make_ = std::move(make);
    asking_ = asks != Asks::nothing;
    asks_keys_ = asks == Asks::keys;
    redraw();
    stand();
}

// With two screens the keys stay with the clerk, but for a PIN.
void ResidentWindow::stand() {
    if (!asking_ && !two_screens()) {
        Hide();
        return;
    }
    const bool with_keys = asks_keys_ || !two_screens();
    native::take_keys(*this, with_keys);
    if (with_keys) {
        Show();
        Raise();
        return focus_what_is_asked();
    }
    const bool had_keys = IsActive();
    ShowWithoutActivating();
    native::raise_without_keys(*this);
    if (had_keys) GetParent()->Raise();
}

void ResidentWindow::focus_what_is_asked() {
    for (const int id : {control::resident_lines, control::resident_language_first, control::resident_done})
        if (wxWindow* wanted = page_->FindWindow(id)) return wanted->SetFocus();
}

void ResidentWindow::choose_language() {
    const MakePage before = make_;
    make_ = [this, before](const PageFrame& frame) {
        return language_page(frame, [this, before](const std::string& id) {
            CallAfter([this, before, id] {
                words_.choose(id);
                make_ = before;
                redraw();
                focus_what_is_asked();
            });
        });
    };
    redraw();
    focus_what_is_asked();
}

void ResidentWindow::blank() {
    given_up_ = {};
    words_.choose("ja");
    put([](const PageFrame& frame) { return wait_page(frame, "wait"); }, Asks::nothing);
}

void ResidentWindow::ask_pin(int tries_left, std::size_t digits, PinTold told) {
    given_up_ = told.given_up;
    const PinTold once{[this, entered = told.entered](storage::Secret pin) {
                           CallAfter([this] { blank(); });
                           entered(std::move(pin));
                       },
                       [this, given_up = told.given_up] {
                           CallAfter([this] { blank(); });
                           if (given_up) given_up();
                       }};
    put([tries_left, digits,
         once](const PageFrame& frame) { return pin_page(frame, tries_left, digits, once); },
        Asks::keys);
}

void ResidentWindow::show(const ResidentSteps& steps, ResidentTold told) {
    const auto make = [steps, told = std::move(told)](const PageFrame& frame) -> wxPanel* {
        switch (steps.page()) {
            case ResidentPage::check:
                return check_page(frame, steps, told);
            case ResidentPage::change:
                return change_page(frame, told);
            case ResidentPage::consent:
                return consent_page(frame, steps, told);
            case ResidentPage::sign:
                return sign_page(frame, steps, told);
            case ResidentPage::paper_thanks:
                return wait_page(frame, "on_paper_thanks");
            case ResidentPage::sign_thanks:
                return wait_page(frame, "sign_thanks");
            case ResidentPage::wait:
                break;
        }
        return wait_page(frame, "wait");
    };
    const bool thanks =
        steps.page() == ResidentPage::paper_thanks || steps.page() == ResidentPage::sign_thanks;
    put(make, steps.asking() && !thanks ? Asks::a_touch : Asks::nothing);
}

}  // namespace app::desk
