// Calls that reach the UI thread from elsewhere. The toolkit's own way hands them over only when no key, no
// timer and no repaint waits, so that a clerk who types fast would see no tick until the end of the line.
#pragma once

#include <functional>

namespace app::desk::native {

// Any thread. `call` runs on the UI thread in its turn among the keys, in the order of handing over; it is
// dropped without running if the window's loop has ended.
void soon(std::function<void()> call);

}  // namespace app::desk::native
