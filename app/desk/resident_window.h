// The window that faces the resident, on a second screen or tablet: blank, own lines to check, one consent at
// a time, signature, or PIN entry. Large, in the language the resident chose with Japanese below, no 個人番号
// and nobody else's data. With one screen it lies over the clerk's window and shows only while needed. What
// it shows is decided by ResidentSteps. UI thread only.
#pragma once

#include <wx/frame.h>
#include <wx/panel.h>

#include <functional>
#include <string>

#include "app/desk/resident/pages.h"

namespace app::desk {

class ResidentWindow : public wxFrame {
  public:
    explicit ResidentWindow(wxWindow* parent);

    // Once, when the languages are known; Japanese until then.
    void use(std::vector<ResidentLanguage> languages);
    // The screen was unplugged (what is asked goes on, in front), or its window was closed by hand (`closed`:
    // nothing is asked any more, and the clerk asks again): told in one Japanese sentence.
    void on_trouble(std::function<void(const std::string& sentence, bool closed)> told) {
        trouble_ = std::move(told);
    }

    void blank();  // nothing of anybody; the next resident finds Japanese again
    void ask_pin(int tries_left, std::size_t digits, PinTold told);
    void show(const ResidentSteps& steps, ResidentTold told);
    bool asking() const { return asking_; }

  private:
    using MakePage = std::function<wxPanel*(const PageFrame&)>;
    enum class Asks { nothing, a_touch, keys };
    void put(MakePage make, Asks asks);
    void stand();  // where, and in front of what, this page wants it
    void screens_changed();
    void closed_by_hand();
    void redraw();
    void choose_language();
    void focus_what_is_asked();
    void place();
    bool two_screens() const;

    ResidentWords words_;
    MakePage make_;
    wxPanel* page_{nullptr};
    bool asking_{false};
    bool asks_keys_{false};
    bool had_two_screens_{false};
    std::function<void()> given_up_;  // of the PIN that is asked for
    std::function<void(const std::string&, bool)> trouble_;
};

}  // namespace app::desk
