// Screens and who has the keys, asked of GTK itself: wxWidgets tells nobody on X11 that a screen was plugged
// in or pulled out, and cannot bring a window to the front without giving it the keys. UI thread only.
#pragma once

#include <functional>

class wxTopLevelWindow;

namespace app::desk::native {

// Each time that screens came, went or changed their size, while `owner` lives; may come more than once for
// one cable.
void on_screens_changed(wxTopLevelWindow& owner, std::function<void()> changed);

void take_keys(wxTopLevelWindow& window, bool may);  // whether a tap on it brings it the keys
void raise_without_keys(wxTopLevelWindow& window);   // it must be shown

}  // namespace app::desk::native
