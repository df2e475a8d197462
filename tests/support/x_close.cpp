// The message that the close button of a window manager sends.
#include <X11/Xlib.h>

#include <string>

#include "tests/support/x_session.h"

namespace test_support {

void send_close(const std::string& display_name, unsigned long window) {
    Display* display = XOpenDisplay(display_name.c_str());
    if (display == nullptr) return;
    XEvent event{};
    event.xclient.type = ClientMessage;
    event.xclient.window = window;
    event.xclient.message_type = XInternAtom(display, "WM_PROTOCOLS", False);
    event.xclient.format = 32;
    event.xclient.data.l[0] = static_cast<long>(XInternAtom(display, "WM_DELETE_WINDOW", False));
    event.xclient.data.l[1] = CurrentTime;
    XSendEvent(display, window, False, NoEventMask, &event);
    XSync(display, False);
    XCloseDisplay(display);
}

}  // namespace test_support
