// The window that faces the resident: blank, own lines to check, PIN entry, or signature. One decision per
// screen, large, no 個人番号 and nobody else's data. On a desk with one screen it lies in a corner and shows
// only while needed. UI thread only.
#pragma once

#include <wx/frame.h>
#include <wx/panel.h>

#include <functional>
#include <string>
#include <vector>

#include "storage/keys/secret.h"

namespace app::desk {

class SecretBox;
class SignaturePanel;

using Strokes = std::vector<std::vector<std::pair<float, float>>>;  // millimetres within the box

class ResidentWindow : public wxFrame {
  public:
    explicit ResidentWindow(wxWindow* parent);

    void blank();
    struct PinTold {
        std::function<void(storage::Secret pin)> entered;
        std::function<void()> given_up;
    };
    void ask_pin(int tries_left, std::size_t digits, PinTold told);
    struct SignTold {
        std::function<void(Strokes strokes)> signed_here;
        std::function<void()> on_paper;
    };
    void ask_signature(const std::string& title, const std::vector<std::string>& lines, SignTold told);
    bool asking() const { return asking_; }

  private:
    wxPanel* fresh_page();
    void bring_up();

    wxPanel* page_{nullptr};
    bool asking_{false};
};

}  // namespace app::desk
