#include "app/desk/native_screens.h"

#include <gtk/gtk.h>
#include <wx/app.h>
#include <wx/display.h>
#include <wx/toplevel.h>
#include <wx/weakref.h>

#include <utility>

namespace app::desk::native {

namespace {

struct Listener {
    wxWeakRef<wxTopLevelWindow> owner;
    std::function<void()> changed;
};

void screens_changed(GdkScreen*, gpointer data) {
    const auto* listener = static_cast<const Listener*>(data);
    wxDisplay::InvalidateCache();
    if (listener->owner) listener->changed();
}

}  // namespace

void on_screens_changed(wxTopLevelWindow& owner, std::function<void()> changed) {
    auto* listener = new Listener{wxWeakRef<wxTopLevelWindow>(&owner), std::move(changed)};
    g_signal_connect_data(
        gdk_screen_get_default(), "monitors-changed", G_CALLBACK(screens_changed), listener,
        [](gpointer data, GClosure*) { delete static_cast<Listener*>(data); }, GConnectFlags{});
}

void take_keys(wxTopLevelWindow& window, bool may) {
    gtk_window_set_accept_focus(GTK_WINDOW(window.GetHandle()), may);
}

void raise_without_keys(wxTopLevelWindow& window) {
    if (GdkWindow* shown = gtk_widget_get_window(GTK_WIDGET(window.GetHandle()))) gdk_window_raise(shown);
}

}  // namespace app::desk::native
