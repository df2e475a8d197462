// Reading a picture of a document: which document, from where, and then item by item what was read beside
// what the picture shows. Enter takes an item over, Page down passes it by, F4 shows the next candidate; what
// is in the box may be mended by typing. Only what was taken over goes into the case, at the end. UI thread
// only.
#pragma once

#include <wx/panel.h>

#include <functional>
#include <map>
#include <string>

#include "app/desk/controls/print_strip.h"
#include "app/desk/controls/prompt_bar.h"
#include "app/desk/controls/text_box.h"
#include "app/desk/controls/text_pane.h"
#include "app/desk/shell.h"

class wxStaticText;

namespace app::desk {

class PicturePanel : public wxPanel {
  public:
    // `changed`: it begins or ends to need the screen.
    PicturePanel(wxWindow* parent, Shell& shell, PromptBar& prompt, std::function<void()> changed);

    void begin();
    bool page(int by);      // one item on or back without taking it over
    bool next_candidate();  // F4
    bool finish();          // F12: takes over what was accepted so far
    bool give_up();         // Esc; false if nothing was going on
    bool active() const { return step_ != Step::idle; }
    bool showing() const { return step_ == Step::reading || step_ == Step::items; }

  private:
    enum class Step { idle, asking, reading, items, ending };
    void ask_kind(const std::vector<PictureKindView>& kinds);
    void ask_place(const std::string& kind);
    void ask_path(const std::string& kind);
    void read(PictureAsk ask);
    void has_read(core::Result<PictureResult> result);
    void show_item();
    void show_notes();
    void accept_item();
    void ask_person();
    void ask_address();
    void take();
    void close();
    const PictureProposal& item() const { return result_.proposals[at_]; }

    Shell& shell_;
    PromptBar& prompt_;
    std::function<void()> changed_;
    Step step_{Step::idle};
    PictureResult result_;
    std::size_t at_{0};
    std::size_t candidate_{0};                     // 0: as read, then its others
    std::map<std::string, std::string> accepted_;  // item to text
    std::map<std::size_t, forms::Subject> persons_;
    AddressIs address_{AddressIs::current};
    wxStaticText* title_{nullptr};
    PrintStrip* strip_{nullptr};
    TextBox* box_{nullptr};
    TextPane* notes_{nullptr};
};

}  // namespace app::desk
