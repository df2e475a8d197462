// A box for a password, PIN or code. What is typed goes straight into locked memory and never into a toolkit
// string; the box shows one mark for each letter. ASCII only, which is what accounts and cards use; past the
// input method.
#pragma once

#include <wx/window.h>

#include <functional>
#include <string>

#include "storage/keys/secret.h"

namespace app::desk {

class SecretBox : public wxWindow {
  public:
    struct Shape {
        std::size_t length_max{64};
        bool digits_only{false};
        bool shown{false};  // a code printed on a card face may be seen; a PIN or password never
    };
    SecretBox(wxWindow* parent, int id, const std::string& name, Shape shape);
    ~SecretBox() override;

    storage::Secret take();  // hands over what was typed and empties the box
    void clear();
    std::size_t length() const { return length_; }
    void type(char typed) { put(typed); }  // from a key pad on the screen
    void fill(core::ByteView digits);      // instead of what was typed
    void erase_last();
    void on_enter(std::function<void()> told) { entered_ = std::move(told); }
    bool AcceptsFocus() const override { return true; }

  private:
    void on_key(wxKeyEvent& event);
    void on_paint();
    bool put(char typed);

    Shape shape_;
    storage::Secret typed_;
    std::size_t length_{0};
    std::function<void()> entered_;
};

}  // namespace app::desk
