// A question in a line of the screen, answered by one digit: the window's way of asking without a modal
// dialog. May carry one text box (the ticket number of a new reception). Esc gives it up. UI thread only.
#pragma once

#include <wx/panel.h>

#include <functional>
#include <string>

#include "app/desk/controls/choice_box.h"
#include "app/desk/controls/text_box.h"

namespace app::desk {

class PromptBar : public wxPanel {
  public:
    struct Question {
        std::string words;
        ChoiceBox::Options options;
        std::string box_label{};   // "" = no text box
        bool box_first{false};     // a wide box that is typed into before anything is chosen
        bool words_wanted{false};  // the same, through the input method; Enter there takes the first option
        std::function<void(const std::string& value, const std::string& typed)> chosen;
    };
    PromptBar(wxWindow* parent, Shell& shell, int choice_id, int box_id);

    void ask(Question question);
    void give_up();  // hides; the focus goes back to where it was
    bool asking() const { return IsShown(); }

  private:
    void choose();

    Shell& shell_;
    int choice_id_;
    int box_id_;
    Question question_;
    ChoiceBox* choice_{nullptr};
    TextBox* box_{nullptr};
    wxWindowRef before_;
};

}  // namespace app::desk
