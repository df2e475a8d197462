// One screen. The frame shows one at a time and passes it the keys. UI thread only.
#pragma once

#include <wx/panel.h>

#include <string>
#include <utility>

#include "app/desk/layout_helpers.h"
#include "app/desk/shell.h"

namespace app::desk {

class View : public wxPanel {
  public:
    View(wxWindow* parent, Shell& shell) : wxPanel(parent, wxID_ANY), shell_(shell) {
        SetBackgroundColour(colour(theme::ground));
    }

    virtual std::string title() const = 0;        // in the window title: 受付一覧
    virtual void entered() {}                     // it became visible: put the focus
    virtual void left() {}                        // another screen comes: keep nothing secret
    virtual void case_changed() {}                // shell().opened() is newer
    virtual void queue_changed() {}               // rows of the list changed
    virtual bool obey(Command) { return false; }  // false: the frame's own meaning holds
    virtual bool digit(int) { return false; }     // a plain digit outside text boxes
    virtual bool jump(int) { return false; }      // Alt+digit
    virtual void open_box(const std::string& /*field*/, forms::Subject /*person*/) {}
    virtual bool offers(Command) const { return false; }
    virtual std::string key_word(Command) const { return {}; }  // on the strip; "": as everywhere
    virtual std::string main_action() const { return {}; }  // the word of F12; "" if there is nothing to do

  protected:
    Shell& shell() const { return shell_; }

  private:
    Shell& shell_;
};

}  // namespace app::desk
