#include "app/desk/resident/big_parts.h"

#include <wx/dcclient.h>

#include <algorithm>

#include "app/desk/layout_helpers.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

constexpr int title_px = 32;
constexpr int japanese_percent = 64;  // of the size of the words above
constexpr int japanese_floor_px = 16;
constexpr int smallest_percent = 60;
constexpr int percent_step = 10;
constexpr int button_px = 22;
constexpr int button_height = 72;
constexpr int button_width_least = 220;

}  // namespace

native::TextLook look_of(const ResidentWords& words, int size_px, bool bold) {
    native::TextLook look;
    look.fonts = words.fonts();
    look.fonts.emplace_back("Noto Sans CJK JP");
    look.language = words.language() == "ja-easy" ? "ja" : words.language();
    look.size_px = size_px;
    look.bold = bold;
    return look;
}

native::TextLook japanese_look(int size_px) {
    native::TextLook look;
    look.fonts = {"Noto Sans CJK JP"};
    look.language = "ja";
    look.size_px = std::max(size_px * japanese_percent / 100, japanese_floor_px);
    look.ink = theme::text_help;
    return look;
}

BigText::BigText(wxWindow* parent, const Said& said, native::TextLook look)
    : wxWindow(parent, wxID_ANY, wxDefaultPosition, wxDefaultSize, wxBORDER_NONE),
      said_(said),
      wished_(look),
      look_(look),
      below_(japanese_look(look.size_px)) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    native::role(*this, native::Role::label);
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) { on_paint(); });
    say(said);
}

void BigText::say(const Said& said) {
    said_ = said;
    native::name(*this, said.japanese.empty() ? said.words : said.words + "、" + said.japanese);
    Refresh();
}

int BigText::height_of(int width) const {
    int height = native::text_height(*this, said_.words, look_, width);
    if (!said_.japanese.empty()) height += native::text_height(*this, said_.japanese, below_, width);
    return height;
}

void BigText::fit(int width, int percent) {
    look_.size_px = wished_.size_px * percent / 100;
    below_.size_px = std::max(japanese_look(look_.size_px).size_px, japanese_floor_px);
    below_.centred = look_.centred;
    const wxSize size(-1, height_of(std::max(width, 1)));
    if (GetMinSize() != size) SetMinSize(size);
    Refresh();
}

void BigText::on_paint() {
    wxPaintDC dc(this);
    dc.SetBackground(wxBrush(GetParent()->GetBackgroundColour()));
    dc.Clear();
    wxRect rect = GetClientRect();
    native::draw_text(dc, *this, said_.words, look_, rect);
    if (said_.japanese.empty()) return;
    rect.y += native::text_height(*this, said_.words, look_, rect.width);
    native::draw_text(dc, *this, said_.japanese, below_, rect);
}

wxButton* big_button(wxWindow* parent, int id, const Said& said, const ResidentWords& words, bool primary,
                     std::function<void()> told) {
    auto* out = new wxButton(parent, id, to_wx(said.words));
    if (primary) native::add_style(*out, native::Style::primary);
    const native::TextLook look = look_of(words, button_px, true);
    const int width =
        native::set_button_words(*out, said.words, said.japanese, look, japanese_look(button_px));
    const int lines = said.japanese.empty() ? 1 : 2;
    out->SetMinSize(wxSize(std::max(px(button_width_least), width + px(40)),
                           px(lines == 1 ? button_height - 8 : button_height + 8)));
    native::name(*out, said.japanese.empty() ? said.words : said.words + "、" + said.japanese);
    out->Bind(wxEVT_BUTTON, [told = std::move(told)](wxCommandEvent&) { told(); });
    return out;
}

ResidentPanel::ResidentPanel(wxWindow* parent, const ResidentWords& words)
    : wxPanel(parent), words_(words), column_(new wxBoxSizer(wxVERTICAL)) {
    SetBackgroundColour(colour(theme::ground));
    SetSizer(column_);
    Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        lay_out();
        event.Skip();
    });
}

void ResidentPanel::title(const Said& said, wxWindow* beside) {
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    auto* words = new BigText(this, said, look_of(words_, title_px, true));
    texts_.emplace_back(words, beside == nullptr ? 0 : beside->GetMinSize().x + px(gap::section));
    row->Add(words, 1, wxALIGN_CENTER_VERTICAL);
    if (beside != nullptr) row->Add(beside, 0, wxALIGN_TOP | wxLEFT, px(gap::section));
    column_->Add(row, 0, wxEXPAND | wxLEFT | wxRIGHT | wxTOP, px(gap::section));
    column_->AddSpacer(px(gap::small));
}

BigText* ResidentPanel::text(const Said& said, int size_px, theme::Rgb ink) {
    native::TextLook look = look_of(words_, size_px);
    look.ink = ink;
    auto* words = new BigText(this, said, look);
    texts_.emplace_back(words, 0);
    column_->Add(words, 0, wxEXPAND | wxLEFT | wxRIGHT | wxBOTTOM, px(gap::section));
    return words;
}

void ResidentPanel::body(wxWindow* window, int left_right_px) {
    column_->Add(window, 1, wxEXPAND | wxLEFT | wxRIGHT, px(left_right_px));
}

void ResidentPanel::buttons(const std::vector<wxButton*>& row) {
    wxSize size(0, 0);
    for (const wxButton* button : row) {
        size.x = std::max(size.x, button->GetMinSize().x);
        size.y = std::max(size.y, button->GetMinSize().y);
    }
    auto* line = new wxBoxSizer(wxHORIZONTAL);
    line->AddStretchSpacer();
    for (wxButton* button : row) {
        button->SetMinSize(size);
        line->Add(button, 0, wxLEFT, px(gap::large));
    }
    column_->Add(line, 0, wxEXPAND | wxLEFT | wxRIGHT | wxTOP | wxBOTTOM, px(gap::large));
}

void ResidentPanel::lay_out() {
    const wxSize size = GetClientSize();
    if (size.x <= 1) return;
    for (int percent = 100; percent >= smallest_percent; percent -= percent_step) {
        for (const auto& [text, beside] : texts_) text->fit(size.x - 2 * px(gap::section) - beside, percent);
        if (column_->CalcMin().y <= size.y) break;
    }
    Layout();
}

}  // namespace app::desk
