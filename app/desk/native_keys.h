// Keys that come while a screen is about to move on. A clerk types ahead: after the Enter that ends a box the
// next letters are meant for the question that comes, which stands only once the save has brought back what
// follows from it. Until then the keys wait, and then go on in their order; none is lost and none lands in
// the box before. UI thread only.
#pragma once

#include <memory>

class wxWindow;

namespace app::desk::native {

// Once: the window whose keys can be made to wait. It lives as long as the program's loop.
void keep_keys_in_order(wxWindow& top);

// Keys wait while this lives. The last one to go lets them pass, to what has the focus by then.
using KeyHold = std::shared_ptr<void>;
KeyHold hold_keys();

// Whether the input method is in the middle of a word in this box, so that digits and Enter are its own.
// Known from watch_composition() on.
void watch_composition(wxWindow& text_box);
bool composing(wxWindow& text_box);

}  // namespace app::desk::native
