// A panel that is only looked at: it takes no keys, Tab passes it by, and screen readers do not call it
// focusable. UI thread only.
#pragma once

#include <wx/panel.h>

namespace app::desk {

class StillPanel : public wxPanel {
  public:
    using wxPanel::wxPanel;
    bool AcceptsFocus() const override { return false; }
    bool AcceptsFocusFromKeyboard() const override { return false; }
};

}  // namespace app::desk
