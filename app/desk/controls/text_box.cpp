#include "app/desk/controls/text_box.h"

#include "app/desk/layout_helpers.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

TextBox::TextBox(wxWindow* parent, int id, const std::string& name, Shell& shell)
    : wxTextCtrl(parent, id, wxEmptyString, wxDefaultPosition, wxDefaultSize, wxTE_PROCESS_ENTER),
      shell_(shell) {
    SetFont(font(Face::interface, theme::body_px));
    SetMinSize(wxSize(px(80), px(theme::field_px)));
    native::name(*this, name);
    native::add_style(*this, native::Style::field);
    Bind(wxEVT_CHAR, &TextBox::on_char, this);
    Bind(wxEVT_TEXT_ENTER, [this](wxCommandEvent&) {
        if (told_.entered) told_.entered(1);
    });
    Bind(wxEVT_TEXT, [this](wxCommandEvent&) {
        if (told_.typed) told_.typed();
    });
    Bind(wxEVT_SET_FOCUS, [this](wxFocusEvent& event) {
        if (told_.came) told_.came();
        event.Skip();
    });
    Bind(wxEVT_KILL_FOCUS, [this](wxFocusEvent& event) {
        if (told_.left) told_.left();
        event.Skip();
    });
}

std::string TextBox::words() const { return to_utf8(GetValue()); }
void TextBox::put(const std::string& words) { ChangeValue(to_wx(words)); }

void TextBox::on_char(wxKeyEvent& event) {
    const int code = event.GetKeyCode();
    if (code == WXK_RETURN || code == WXK_NUMPAD_ENTER) {
        if (told_.entered) told_.entered(event.ShiftDown() ? -1 : 1);
        return;
    }
    if (told_.key && told_.key(event)) return;
    if (shell_.key_after_input_method(event)) return;
    event.Skip();
}

}  // namespace app::desk
