#include "app/desk/controls/secret_box.h"

#include <wx/dcbuffer.h>

#include <optional>

#include "app/desk/controls/paint.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

// The toolkit's raw key of a printable ASCII letter is the letter itself; the numeric pad lies at 0xffb0.
std::optional<char> letter_of(const wxKeyEvent& event) {
    const auto raw = event.GetRawKeyCode();
    if (raw >= 0x20 && raw <= 0x7e) return static_cast<char>(raw);
    if (raw >= 0xffb0 && raw <= 0xffb9) return static_cast<char>('0' + (raw - 0xffb0));
    return std::nullopt;
}

}  // namespace

SecretBox::SecretBox(wxWindow* parent, int id, const std::string& name, Shape shape)
    : wxWindow(parent, id, wxDefaultPosition, wxSize(px(240), px(theme::field_px)),
               wxWANTS_CHARS | wxBORDER_NONE),
      shape_(shape),
      typed_(shape.length_max) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    SetMinSize(wxSize(px(120), px(theme::field_px)));
    native::name(*this, name);
    native::role(*this, native::Role::password);
    native::describe(*this, "伏せ字で表示します");
    Bind(wxEVT_CHAR_HOOK, &SecretBox::on_key, this);
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) { on_paint(); });
    Bind(wxEVT_LEFT_DOWN, [this](wxMouseEvent&) { SetFocus(); });
    for (const auto& type : {wxEVT_SET_FOCUS, wxEVT_KILL_FOCUS})
        Bind(type, [this](wxFocusEvent& event) {
            Refresh();
            event.Skip();
        });
}

SecretBox::~SecretBox() { clear(); }

storage::Secret SecretBox::take() {
    storage::Secret out = storage::Secret::copy_of(typed_.view().first(length_));
    clear();
    return out;
}

void SecretBox::clear() {
    if (!typed_.empty()) storage::wipe(typed_.bytes());
    length_ = 0;
    Refresh();
}

void SecretBox::fill(core::ByteView digits) {
    clear();
    for (const std::uint8_t digit : digits) put(static_cast<char>(digit));
}

void SecretBox::erase_last() {
    if (length_ > 0) typed_.bytes()[--length_] = 0;
    Refresh();
}

bool SecretBox::put(char typed) {
    if (shape_.digits_only && (typed < '0' || typed > '9')) return true;
    if (length_ == shape_.length_max) return true;
    typed_.bytes()[length_++] = static_cast<std::uint8_t>(typed);
    Refresh();
    return true;
}

void SecretBox::on_key(wxKeyEvent& event) {
    switch (event.GetKeyCode()) {
        case WXK_RETURN:
        case WXK_NUMPAD_ENTER:
            if (entered_) entered_();
            return;
        case WXK_BACK:
            return erase_last();
        case WXK_DELETE:
            clear();
            return;
        case WXK_TAB:
            Navigate(event.ShiftDown() ? wxNavigationKeyEvent::IsBackward : wxNavigationKeyEvent::IsForward);
            return;
        default:
            break;
    }
    const auto letter = event.ControlDown() || event.AltDown() ? std::nullopt : letter_of(event);
    if (letter && put(*letter)) return;
    event.Skip();
}

void SecretBox::on_paint() {
    wxAutoBufferedPaintDC dc(this);
    dc.SetBackground(wxBrush(GetParent()->GetBackgroundColour()));
    dc.Clear();
    const wxRect box = GetClientRect();
    dc.SetBrush(wxBrush(colour(theme::ground)));
    dc.SetPen(wxPen(colour(theme::text_help), 1));
    dc.DrawRoundedRectangle(box, 8);
    dc.SetPen(*wxTRANSPARENT_PEN);
    dc.SetBrush(wxBrush(colour(theme::text)));
    const int radius = px(5);
    int x = px(20);
    if (shape_.shown) {
        dc.SetFont(font(Face::interface, theme::lead_px));
        dc.SetTextForeground(colour(theme::text));
        for (std::size_t i = 0; i < length_; ++i, x += px(16))
            dc.DrawText(wxString(static_cast<wxUniChar>(typed_.view()[i])), x - px(6),
                        (box.height - dc.GetCharHeight()) / 2);
    } else {
        for (std::size_t i = 0; i < length_ && x < box.width - px(12); ++i, x += px(18))
            dc.DrawCircle(x, box.height / 2, radius);
    }
    if (HasFocus()) {
        dc.DrawRectangle(x - px(8), px(9), px(2), box.height - px(18));
        paint::focus_ring(dc, box);
    }
}

}  // namespace app::desk
