// Follows jobs at the print service and says on the message line how the newest of them stands, until it is
// done or cancelled, another is followed, or some minutes have passed. UI thread only.
#pragma once

#include <wx/timer.h>

#include <string>

#include "app/desk/shell.h"

namespace app::desk {

class PrintWatch {
  public:
    // `window`: whose life bounds the watching.
    PrintWatch(wxWindow* window, Shell& shell);

    // Says that the print was handed over, or where it was saved. `more` stands behind every sentence.
    void follow(const PrintResult& printed, const std::string& more = {});
    void end() { tick_.Stop(); }

  private:
    void ask();
    void told(int job, const core::Result<PrintJobView>& state);

    wxWindow* window_;
    Shell& shell_;
    wxTimer tick_;
    std::string printer_;
    int job_{0};
    std::string more_;
    std::string said_;
    int asked_{0};
    bool asking_{false};
};

}  // namespace app::desk
