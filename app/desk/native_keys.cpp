#include "app/desk/native_keys.h"

#include <gtk/gtk.h>
#include <wx/window.h>

#include <deque>

namespace app::desk::native {

namespace {

struct Waiting {
    std::deque<GdkEvent*> keys;
    int holds{0};
    bool giving{false};
};

Waiting& waiting() {
    static Waiting one;
    return one;
}

// A key goes on only if none came before it and still waits; the one that is being given has left the line.
gboolean on_event(GtkWidget*, GdkEvent* event, gpointer) {
    if (event->type != GDK_KEY_PRESS && event->type != GDK_KEY_RELEASE) return FALSE;
    Waiting& line = waiting();
    if (line.giving || (line.holds == 0 && line.keys.empty())) return FALSE;
    line.keys.push_back(gdk_event_copy(event));
    return TRUE;
}

// A key that is given may begin a new hold: the rest waits for that one.
gboolean give(gpointer) {
    Waiting& line = waiting();
    while (line.holds == 0 && !line.keys.empty()) {
        GdkEvent* event = line.keys.front();
        line.keys.pop_front();
        line.giving = true;
        gtk_main_do_event(event);
        line.giving = false;
        gdk_event_free(event);
    }
    return G_SOURCE_REMOVE;
}

void let_go(void*) {
    Waiting& line = waiting();
    // Not at once: who held them is still moving the focus.
    if (--line.holds == 0) g_idle_add_full(G_PRIORITY_HIGH, give, nullptr, nullptr);
}

void on_preedit(GtkEntry* entry, gchar* preedit, gpointer) {
    g_object_set_data(G_OBJECT(entry), "kakanai-composing", GINT_TO_POINTER(*preedit != 0 ? 1 : 0));
}

}  // namespace

void keep_keys_in_order(wxWindow& top) {
    g_signal_connect(static_cast<GtkWidget*>(top.GetHandle()), "event", G_CALLBACK(on_event), nullptr);
}

KeyHold hold_keys() {
    ++waiting().holds;
    return KeyHold(&waiting(), let_go);
}

void watch_composition(wxWindow& text_box) {
    auto* widget = static_cast<GtkWidget*>(text_box.GetHandle());
    if (GTK_IS_ENTRY(widget)) g_signal_connect(widget, "preedit-changed", G_CALLBACK(on_preedit), nullptr);
}

bool composing(wxWindow& text_box) {
    return g_object_get_data(G_OBJECT(text_box.GetHandle()), "kakanai-composing") != nullptr;
}

}  // namespace app::desk::native
