// What the screens of one opened case share: the question bar at their top, the keys that mean the same on
// all of them (F2, Ctrl+K, Esc, F1), and the case itself. A screen adds its own meanings. UI thread only.
#pragma once

#include <functional>
#include <string>

#include "app/desk/controls/prompt_bar.h"
#include "app/desk/view.h"

namespace app::desk {

class CasePage : public View {
  public:
    bool obey(Command command) final;
    bool offers(Command command) const final;

  protected:
    CasePage(wxWindow* parent, Shell& shell, int prompt_id);

    PromptBar& prompt() const { return *prompt_; }
    const CaseView* opened() const { return shell().opened(); }
    void hold();
    void add_person(std::function<void(forms::Subject added)> then);

    virtual bool own(Command command) = 0;  // before the shared meaning; false: not mine
    virtual bool offers_also(Command) const { return false; }
    virtual std::string help_words() const = 0;
    virtual void step_back() = 0;        // Esc while no question stands
    virtual void question_given_up() {}  // Esc took the question away

  private:
    PromptBar* prompt_;
};

}  // namespace app::desk
