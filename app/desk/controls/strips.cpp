#include "app/desk/controls/strips.h"

#include <wx/dcbuffer.h>
#include <wx/sizer.h>

#include "app/desk/control_ids.h"
#include "app/desk/controls/paint.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

// A key of the strip can be pressed with the pointer but never takes the caret away from a box.
class KeyButton : public wxButton {
  public:
    KeyButton(wxWindow* parent, int id, const wxString& words)
        : wxButton(parent, id, words, wxDefaultPosition, wxDefaultSize, wxBU_EXACTFIT) {
        DisableFocusFromKeyboard();
    }
    bool AcceptsFocus() const override { return false; }
};

}  // namespace

TopStrip::TopStrip(wxWindow* parent) : StillPanel(parent, control::top_strip) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    SetMinSize(wxSize(-1, px(72)));
    native::name(*this, "案内の帯");
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) { on_paint(); });
    Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        Refresh();
        event.Skip();
    });
}

void TopStrip::show(TopWords words) {
    if (words == words_) return;
    words_ = std::move(words);
    native::describe(*this, words_.subject + "、" + words_.reception + "、" + words_.desk + "、" +
                                words_.peers + "、" + words_.reader + "、" + words_.printer +
                                (words_.practice ? "、練習" : ""));
    Refresh();
}

void TopStrip::on_paint() {
    wxAutoBufferedPaintDC dc(this);
    dc.SetBackground(wxBrush(colour(theme::ground_soft)));
    dc.Clear();
    const int width = GetClientSize().x;
    const int side = px(12);
    int right = width - side;
    if (words_.practice) {
        dc.SetFont(font(Face::strong, theme::lead_px));
        const int wide = dc.GetTextExtent(to_wx("練習")).x + 2 * px(8);
        right -= wide;
        paint::chip(dc, wxPoint(right, px(5)), px(32), to_wx("練習"), theme::ground, theme::practice,
                    theme::practice);
        right -= px(16);
    }
    dc.SetTextForeground(colour(theme::text));
    dc.SetFont(font(Face::strong, theme::body_px));
    const wxString desk = to_wx(words_.desk);
    right -= dc.GetTextExtent(desk).x;
    dc.DrawText(desk, right, px(9));
    right -= px(24);
    dc.SetFont(font(Face::interface, theme::body_px));
    const wxString reception = to_wx(words_.reception);
    right -= dc.GetTextExtent(reception).x;
    dc.DrawText(reception, right, px(9));
    dc.SetFont(font(Face::strong, theme::lead_px));
    dc.DrawText(paint::fit(dc, to_wx(words_.subject), right - px(24) - side), side, px(5));

    dc.SetFont(font(Face::interface, theme::body_px));
    const int y = px(42);
    right = width - side;
    dc.SetTextForeground(colour(theme::text_soft));
    const wxString peers = to_wx((words_.peers_warn ? "▲ " : "● ") + words_.peers);
    const int peers_width = dc.GetTextExtent(peers).x;
    for (const std::string& words : {words_.printer, words_.reader}) {
        const wxString text = to_wx(words);
        const int left = right - dc.GetTextExtent(text).x;
        if (side + peers_width > left - px(24)) break;  // the network's sentence stands whole
        right = left;
        dc.DrawText(text, right, y);
        right -= px(24);
    }
    dc.SetTextForeground(colour(words_.peers_warn ? theme::warning : theme::text_soft));
    if (peers_width <= right - side) {
        dc.DrawText(peers, side, y);
    } else {  // a bad day has much to say: two lines of smaller letters
        dc.SetFont(font(Face::interface, theme::small_px));
        const auto lines = paint::wrap(dc, peers, right - side);
        dc.DrawText(lines.front(), side, px(34));
        if (lines.size() > 1)
            dc.DrawText(paint::fit(dc, peers.Mid(lines.front().length()), right - side), side, px(52));
    }
    dc.SetPen(wxPen(colour(theme::text_help), 1));
    const int bottom = GetClientSize().y - 1;
    dc.DrawLine(0, bottom, width, bottom);
}

MessageLine::MessageLine(wxWindow* parent) : StillPanel(parent, control::message_line) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    SetMinSize(wxSize(-1, px(36)));
    native::name(*this, "お知らせ");
    native::role(*this, native::Role::label);
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) { on_paint(); });
    Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        Refresh();
        event.Skip();
    });
}

void MessageLine::say(const std::string& words) {
    if (words == words_ && !error_) return;
    words_ = words;
    error_ = false;
    native::name(*this, words.empty() ? "お知らせはありません" : words);
    Refresh();
}

void MessageLine::complain(const std::string& words) {
    words_ = words;
    error_ = true;
    native::name(*this, "エラー：" + words);
    Refresh();
}

void MessageLine::on_paint() {
    wxAutoBufferedPaintDC dc(this);
    dc.SetBackground(wxBrush(colour(error_ ? theme::error_ground : theme::ground)));
    dc.Clear();
    dc.SetPen(wxPen(colour(theme::line), 1));
    dc.DrawLine(0, 0, GetClientSize().x, 0);
    dc.SetFont(font(error_ ? Face::strong : Face::interface, theme::body_px));
    dc.SetTextForeground(colour(error_ ? theme::error : theme::text));
    const wxString words =
        paint::fit(dc, to_wx((error_ ? "✕ " : "") + words_), GetClientSize().x - 2 * px(12));
    dc.DrawText(words, px(12), (GetClientSize().y - dc.GetCharHeight()) / 2);
}

KeyStrip::KeyStrip(wxWindow* parent, std::function<void(Command)> pressed)
    : wxPanel(parent, control::key_strip) {
    SetBackgroundColour(colour(theme::ground_soft));
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    row->AddSpacer(px(8));
    for (std::size_t i = 0; i < key_strip_order.size(); ++i) {
        const KeyName& key = key_strip_order[i];
        auto* button = new KeyButton(this, control::key_button_first + static_cast<int>(i),
                                     to_wx(std::string(key.key) + " " + std::string(key.word)));
        button->SetFont(font(Face::interface, theme::small_px));
        const bool main = key.command == Command::main_action;
        if (main) {
            native::add_style(*button, native::Style::primary);
            button->SetFont(font(Face::strong, theme::body_px));
        }
        button->SetMinSize(wxSize(main ? px(300) : -1, px(36)));
        button->Bind(wxEVT_BUTTON, [pressed, command = key.command](wxCommandEvent&) { pressed(command); });
        if (main) row->AddStretchSpacer();
        row->Add(button, 0, wxALIGN_CENTER_VERTICAL | wxLEFT | wxRIGHT, px(3));
        buttons_[i] = button;
    }
    row->AddSpacer(px(8));
    SetSizer(row);
    SetMinSize(wxSize(-1, px(48)));
}

void KeyStrip::show(const View& view) {
    bool reworded = false;
    for (std::size_t i = 0; i < key_strip_order.size(); ++i) {
        const KeyName& key = key_strip_order[i];
        const bool main = key.command == Command::main_action;
        std::string word = main ? view.main_action() : view.key_word(key.command);
        buttons_[i]->Enable(main ? !word.empty() : view.offers(key.command));
        if (word.empty()) word = key.word;
        const std::string label = std::string(key.key) + " " + word;
        if (buttons_[i]->GetLabel() == to_wx(label)) continue;
        buttons_[i]->SetLabel(to_wx(label));
        native::name(*buttons_[i], label);
        reworded = true;
    }
    if (reworded) Layout();
}

}  // namespace app::desk
