#include "app/desk/resident_window.h"

#include <wx/button.h>
#include <wx/display.h>
#include <wx/sizer.h>
#include <wx/stattext.h>

#include "app/desk/control_ids.h"
#include "app/desk/controls/secret_box.h"
#include "app/desk/layout_helpers.h"
#include "app/desk/native_widgets.h"
#include "app/desk/views/signature_panel.h"

namespace app::desk {

namespace {

constexpr int one_screen_width = 1000;
constexpr int one_screen_height = 620;

wxStaticText* words(wxWindow* parent, const std::string& text, Face face, int size) {
    auto* out = new wxStaticText(parent, wxID_ANY, to_wx(text));
    out->SetFont(font(face, size));
    out->SetForegroundColour(colour(theme::text));
    return out;
}

wxButton* button(wxWindow* parent, int id, const std::string& text, bool primary) {
    auto* out = new wxButton(parent, id, to_wx(text));
    out->SetFont(font(Face::strong, 22));
    out->SetMinSize(wxSize(px(260), px(64)));
    if (primary) native::add_style(*out, native::Style::primary);
    native::name(*out, text);
    return out;
}

}  // namespace

ResidentWindow::ResidentWindow(wxWindow* parent)
    : wxFrame(parent, control::resident_frame, to_wx("お客様画面"), wxDefaultPosition, wxDefaultSize,
              wxCAPTION | wxRESIZE_BORDER | wxFRAME_FLOAT_ON_PARENT) {
    auto* column = new wxBoxSizer(wxVERTICAL);
    SetSizer(column);
    if (wxDisplay::GetCount() > 1) {
        SetSize(wxDisplay(1).GetGeometry());
    } else {
        const wxRect display = wxDisplay(0u).GetClientArea();
        const wxSize size(std::min(px(one_screen_width), display.width),
                          std::min(px(one_screen_height), display.height));
        SetSize(display.x + (display.width - size.x) / 2, display.y + (display.height - size.y) / 2, size.x,
                size.y);
    }
    blank();
}

wxPanel* ResidentWindow::fresh_page() {
    if (page_ != nullptr) {
        page_->Hide();
        GetSizer()->Detach(page_);
        page_->Destroy();  // a SecretBox wipes itself
    }
    page_ = new wxPanel(this);
    page_->SetBackgroundColour(colour(theme::ground));
    SetBackgroundColour(
        colour(theme::action));  // shows as a frame, so that the two windows are never mixed up
    GetSizer()->Add(page_, 1, wxEXPAND | wxALL, px(4));
    return page_;
}

void ResidentWindow::bring_up() {
    asking_ = true;
    Layout();
    Show();
    Raise();
}

void ResidentWindow::blank() {
    asking_ = false;
    wxPanel* page = fresh_page();
    auto* column = new wxBoxSizer(wxVERTICAL);
    column->AddStretchSpacer();
    column->Add(words(page, "しばらくお待ちください", Face::strong, 36), 0, wxALIGN_CENTER);
    column->AddStretchSpacer();
    page->SetSizer(column);
    Layout();
    if (wxDisplay::GetCount() > 1) {
        Show();
    } else {
        Hide();
    }
}

void ResidentWindow::ask_pin(int tries_left, std::size_t digits, PinTold told) {
    wxPanel* page = fresh_page();
    auto* column = new wxBoxSizer(wxVERTICAL);
    column->AddStretchSpacer();
    auto* label = words(page, "暗証番号を入力してください", Face::strong, 36);
    column->Add(label, 0, wxALIGN_CENTER | wxBOTTOM, px(gap::large));
    column->Add(words(page, "マイナンバーカードの数字 4けたの番号です。", Face::interface, 24), 0,
                wxALIGN_CENTER | wxBOTTOM, px(gap::small));
    column->Add(
        words(page, "あと " + std::to_string(tries_left) + " 回まで入力できます。", Face::interface, 24), 0,
        wxALIGN_CENTER | wxBOTTOM, px(gap::section));
    auto* box = new SecretBox(page, control::resident_pin, "暗証番号",
                              {.length_max = digits, .digits_only = true, .shown = false});
    native::name(*box, "暗証番号", label);
    box->SetMinSize(wxSize(px(320), px(64)));
    column->Add(box, 0, wxALIGN_CENTER | wxBOTTOM, px(gap::section));
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    auto* stop = button(page, wxID_ANY, "やめる", false);
    auto* done = button(page, control::resident_done, "決定", true);
    row->Add(stop, 0, wxRIGHT, px(gap::section));
    row->Add(done);
    column->Add(row, 0, wxALIGN_CENTER);
    column->AddStretchSpacer();
    page->SetSizer(column);
    const auto finish = [this, box, digits, entered = std::move(told.entered)] {
        if (box->length() != digits) return;
        storage::Secret pin = box->take();
        CallAfter([this] { blank(); });
        entered(std::move(pin));
    };
    const auto give_up = [this, given_up = std::move(told.given_up)] {
        CallAfter([this] { blank(); });
        if (given_up) given_up();
    };
    box->on_enter(finish);
    done->Bind(wxEVT_BUTTON, [finish](wxCommandEvent&) { finish(); });
    stop->Bind(wxEVT_BUTTON, [give_up](wxCommandEvent&) { give_up(); });
    page->Bind(wxEVT_CHAR_HOOK, [give_up](wxKeyEvent& event) {
        if (event.GetKeyCode() != WXK_ESCAPE) return event.Skip();
        give_up();
    });
    bring_up();
    box->SetFocus();
}

void ResidentWindow::ask_signature(const std::string& title, const std::vector<std::string>& lines,
                                   SignTold told) {
    wxPanel* page = fresh_page();
    auto* column = new wxBoxSizer(wxVERTICAL);
    column->Add(words(page, title + "　の内容を確かめて、署名してください", Face::strong, 28), 0, wxALL,
                px(gap::large));
    for (const std::string& line : lines)
        column->Add(words(page, line, Face::name, 24), 0, wxLEFT | wxRIGHT, px(gap::section));
    column->AddStretchSpacer();
    auto* pad = new SignaturePanel(page, control::resident_signature);
    column->Add(pad, 0, wxALIGN_CENTER | wxALL, px(gap::medium));
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    auto* clear = button(page, control::resident_clear, "書き直す", false);
    auto* paper = button(page, control::resident_on_paper, "紙に書く", false);
    auto* done = button(page, control::resident_done, "署名を終える", true);
    for (wxButton* each : {clear, paper, done}) row->Add(each, 0, wxLEFT | wxRIGHT, px(gap::small));
    column->Add(row, 0, wxALIGN_CENTER | wxBOTTOM, px(gap::large));
    page->SetSizer(column);
    clear->Bind(wxEVT_BUTTON, [pad](wxCommandEvent&) { pad->clear(); });
    paper->Bind(wxEVT_BUTTON, [this, on_paper = told.on_paper](wxCommandEvent&) {
        CallAfter([this] { blank(); });
        on_paper();
    });
    done->Bind(wxEVT_BUTTON, [this, pad, signed_here = told.signed_here](wxCommandEvent&) {
        if (pad->empty()) return;
        const Strokes strokes = pad->strokes();
        CallAfter([this] { blank(); });
        signed_here(strokes);
    });
    page->Bind(wxEVT_CHAR_HOOK, [this](wxKeyEvent& event) {
        if (event.GetKeyCode() != WXK_ESCAPE) return event.Skip();
        CallAfter([this] { blank(); });
    });
    bring_up();
    paper->SetFocus();
}

}  // namespace app::desk
