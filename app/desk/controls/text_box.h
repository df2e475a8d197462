// A one-line text field that keeps the key rules: Enter goes on and Shift+Enter back, but only after the
// input method let the key pass, so the Enter that commits a conversion does not move. UI thread only.
#pragma once

#include <wx/textctrl.h>

#include <functional>
#include <string>

#include "app/desk/shell.h"

namespace app::desk {

class TextBox : public wxTextCtrl {
  public:
    struct Told {
        std::function<void(int direction)> entered;  // +1 Enter, -1 Shift+Enter
        std::function<void()> left;                  // focus went elsewhere
        std::function<void()> came;                  // focus came
        std::function<void()> typed;                 // the text changed by typing
        std::function<bool(wxKeyEvent& event)> key;  // other keys, before the field takes them
    };
    TextBox(wxWindow* parent, int id, const std::string& name, Shell& shell);

    void on(Told told) { told_ = std::move(told); }
    std::string words() const;
    void put(const std::string& words);  // does not count as typing

  private:
    void on_char(wxKeyEvent& event);

    Shell& shell_;
    Told told_;
};

}  // namespace app::desk
