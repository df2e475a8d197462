// The desk's window over the scripted service, on a display of its own: what was asked of the service stands
// line by line in a file. The three stories of the window (paths, readers of the screen, the resident's
// display) begin here. Needs kakanai-desk-scripted; each call says whether it came about.
#pragma once

#include <string>

#include "tests/support/x_session.h"

namespace test_support {

class ScriptedWindow {
  public:
    // Where the scripted desk finds its pages (F01.pdf …) unless told otherwise.
    static std::string usual_folder();

    explicit ScriptedWindow(const std::string& name, int width = 1366, int height = 768,
                            const std::string& folder = usual_folder());

    bool start(const std::string& print_size = "100", const std::string& contrast = "normal");
    bool sign_in();                             // as sato, to the list
    bool open_case(const std::string& ticket);  // from the list, by the digits of its ticket

    std::string calls() const;                   // all that was asked so far
    bool called(const std::string& line) const;  // waits for it, four seconds at most
    XSession& x() { return x_; }

  private:
    std::string folder_;
    std::string calls_;
    XSession x_;
};

}  // namespace test_support
