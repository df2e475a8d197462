#include "app/desk/native_calls.h"

#include <gtk/gtk.h>
#include <wx/app.h>

namespace app::desk::native {

namespace {

gboolean run(gpointer call) {
    (*static_cast<std::function<void()>*>(call))();
    wxWakeUpIdle();  // what the call has asked for, such as a moved focus, is settled then
    return G_SOURCE_REMOVE;
}

void drop(gpointer call) { delete static_cast<std::function<void()>*>(call); }

}  // namespace

void soon(std::function<void()> call) {
    g_idle_add_full(G_PRIORITY_DEFAULT, run, new std::function<void()>(std::move(call)), drop);
}

}  // namespace app::desk::native
