#include "app/desk/native_widgets.h"

#include <fontconfig/fontconfig.h>
#include <gtk/gtk.h>
#include <wx/button.h>
#include <wx/stattext.h>
#include <wx/textentry.h>
#include <wx/window.h>

#include <cstdio>

#include "app/desk/layout_helpers.h"
#include "app/desk/theme.h"

namespace app::desk::native {

namespace {

std::string hex(theme::Rgb named) {
    const theme::Rgb rgb = theme::shown(named);
    char out[8];
    std::snprintf(out, sizeof out, "#%06x", static_cast<unsigned>(rgb));
    return out;
}

std::string length(int at_100_percent) { return std::to_string(px(at_100_percent)) + "px"; }

std::string style_sheet() {
    using namespace theme;
    const std::string ring = "outline: 4px solid " + hex(focus_ring) +
                             "; outline-offset: 2px; box-shadow: 0 0 0 4px " + hex(focus_glow) + "; ";
    std::string css;
    css += "window, .background { background-color: " + hex(ground) + "; color: " + hex(text) + "; }\n";
    css += "entry { background-color: " + hex(ground) + "; background-image: none; color: " + hex(text) +
           "; border: 1px solid " + hex(text_help) + "; border-radius: 8px; padding: 0 " + length(12) +
           "; box-shadow: none; min-height: " + length(field_px - 2) + "; caret-color: " + hex(text) +
           "; }\n";
    css += "entry:focus { border: 3px solid " + hex(focus_ring) + "; box-shadow: inset 0 0 0 2px " +
           hex(focus_glow) + "; padding: 0 " + length(10) + "; min-height: " + length(field_px - 6) + "; }\n";
    css += "entry.kakanai-readonly { border-style: dashed; background-color: " + hex(ground_soft) + "; }\n";
    css += "entry selection { background-color: " + hex(action) + "; color: " + hex(ground) + "; }\n";
    css += "button { background-image: none; background-color: " + hex(ground) + "; color: " + hex(action) +
           "; border: 1px solid " + hex(action) +
           "; border-radius: 8px; box-shadow: none; text-shadow: none; "
           "-gtk-icon-shadow: none; padding: 0 " +
           length(8) + "; }\n";
    css += "button:hover { background-color: " + hex(chosen) + "; }\n";
    css += "button:disabled { color: " + hex(text_smallest) + "; border-color: " + hex(line) +
           "; background-color: " + hex(ground) + "; }\n";
    css += "button:disabled label { color: " + hex(text_smallest) + "; }\n";
    css += "button:focus { " + ring + "}\n";
    css += "button.kakanai-primary { background-color: " + hex(action) + "; color: " + hex(ground) + "; }\n";
    css += "button.kakanai-primary label { color: " + hex(ground) + "; }\n";
    css += "button.kakanai-primary:hover { background-color: " + hex(action_hover) + "; }\n";
    css += "button.kakanai-primary:active { background-color: " + hex(action_press) + "; }\n";
    css += "button.kakanai-primary:disabled { background-color: " + hex(ground_soft) +
           "; border-color: " + hex(line) + "; }\n";
    css += "button.kakanai-primary:disabled label { color: " + hex(text_smallest) + "; }\n";
    return css;
}

GtkWidget* widget_of(wxWindow& window) { return static_cast<GtkWidget*>(window.GetHandle()); }

// A window that scrolls is a scroller around what takes the keys; name and role belong to the latter.
GtkWidget* focus_of(wxWindow& window) {
    return window.m_wxwindow != nullptr ? window.m_wxwindow : widget_of(window);
}

// Screen readers walk what the toolkit calls focusable: that is what the Tab key reaches and nothing else.
void only_what_takes_keys(wxWindow& window) {
    if (window.m_wxwindow == nullptr) return;
    // Lists and choices take digits as digits, whatever state the input method was left in.
    if (window.m_imContext != nullptr)
        gtk_im_multicontext_set_context_id(GTK_IM_MULTICONTEXT(window.m_imContext), "gtk-im-context-simple");
    if (window.m_wxwindow != widget_of(window)) gtk_widget_set_can_focus(widget_of(window), FALSE);
    gtk_widget_set_can_focus(window.m_wxwindow, window.AcceptsFocusFromKeyboard());
}

const char* style_name(Style style) {
    switch (style) {
        case Style::primary:
            return "kakanai-primary";
        case Style::plain:
            return "kakanai-plain";
        case Style::danger:
            return "kakanai-danger";
        case Style::field:
            return "kakanai-field";
        case Style::readonly:
            return "kakanai-readonly";
    }
    return "kakanai-plain";
}

AtkRole atk_role(Role role) {
    switch (role) {
        case Role::list:
            return ATK_ROLE_LIST;
        case Role::list_item:
            return ATK_ROLE_LIST_ITEM;
        case Role::label:
            return ATK_ROLE_LABEL;
        case Role::text:
            return ATK_ROLE_DOCUMENT_TEXT;
        case Role::check:
            return ATK_ROLE_CHECK_BOX;
        case Role::choice:
            return ATK_ROLE_LIST_BOX;
        case Role::picture:
            return ATK_ROLE_IMAGE;
        case Role::password:
            return ATK_ROLE_PASSWORD_TEXT;
        case Role::panel:
        case Role::none:
            return ATK_ROLE_PANEL;
    }
    return ATK_ROLE_PANEL;
}

}  // namespace

void set_up() {
    // Hinting and bitmaps drop thin strokes of a mincho glyph, and names are read by their strokes.
    static constexpr char strokes[] =
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig><match target='font'>"
        "<edit name='hinting' mode='assign'><bool>false</bool></edit>"
        "<edit name='autohint' mode='assign'><bool>false</bool></edit>"
        "<edit name='embeddedbitmap' mode='assign'><bool>false</bool></edit>"
        "<edit name='antialias' mode='assign'><bool>true</bool></edit></match></fontconfig>";
    FcConfigParseAndLoadFromMemory(FcConfigGetCurrent(), reinterpret_cast<const FcChar8*>(strokes), FcFalse);
    GtkSettings* settings = gtk_settings_get_default();
    gchar* desktop_theme = nullptr;  // a desktop set to high contrast is followed
    g_object_get(settings, "gtk-theme-name", &desktop_theme, nullptr);
    if (desktop_theme != nullptr && std::string(desktop_theme).find("HighContrast") != std::string::npos)
        theme::set_high_contrast(true);
    g_free(desktop_theme);
    g_object_set(settings, "gtk-theme-name", "Adwaita", "gtk-menu-bar-accel", "", "gtk-enable-animations",
                 FALSE, "gtk-cursor-blink", FALSE, nullptr);
    GtkCssProvider* provider = gtk_css_provider_new();
    const std::string css = style_sheet();
    gtk_css_provider_load_from_data(provider, css.data(), static_cast<gssize>(css.size()), nullptr);
    gtk_style_context_add_provider_for_screen(gdk_screen_get_default(), GTK_STYLE_PROVIDER(provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
    g_object_unref(provider);
}

void add_style(wxWindow& window, Style style) {
    gtk_style_context_add_class(gtk_widget_get_style_context(widget_of(window)), style_name(style));
}

void name(wxWindow& window, const std::string& words, wxWindow* label) {
    AtkObject* object = gtk_widget_get_accessible(focus_of(window));
    const char* before = atk_object_get_name(object);
    if (before == nullptr || words != before) atk_object_set_name(object, words.c_str());
    only_what_takes_keys(window);
    if (label != nullptr) {
        AtkObject* words_of = gtk_widget_get_accessible(widget_of(*label));
        atk_object_add_relationship(object, ATK_RELATION_LABELLED_BY, words_of);
        atk_object_add_relationship(words_of, ATK_RELATION_LABEL_FOR, object);
    }
}

void describe(wxWindow& window, const std::string& words) {
    AtkObject* object = gtk_widget_get_accessible(focus_of(window));
    const char* before = atk_object_get_description(object);
    if (before == nullptr || words != before) atk_object_set_description(object, words.c_str());
}

void role(wxWindow& window, Role as) {
    atk_object_set_role(gtk_widget_get_accessible(focus_of(window)), atk_role(as));
}

void bypass_input_method(wxWindow& text_box) {
    GtkWidget* widget = widget_of(text_box);
    if (GTK_IS_ENTRY(widget)) g_object_set(widget, "im-module", "gtk-im-context-simple", nullptr);
}

namespace {

void add_words(std::vector<std::string>& words, const char* text) {
    if (text != nullptr && *text != 0) words.emplace_back(text);
}

void draw_widget(GtkWidget* widget, void*) {
    gtk_widget_queue_draw(widget);
    if (GTK_IS_CONTAINER(widget)) gtk_container_forall(GTK_CONTAINER(widget), draw_widget, nullptr);
}

struct Watch {
    std::function<void(std::int64_t)> pressed;
    std::function<void(std::int64_t)> drawn;
};

// The display stamps events with milliseconds of the monotonic clock, cut to 32 bits.
std::int64_t display_now() { return g_get_monotonic_time() / 1000; }
std::int64_t widened(guint32 stamp) {
    const std::int64_t now = display_now();
    return now - static_cast<std::int32_t>(static_cast<guint32>(now) - stamp);
}

// Runs before any handler; the same press travels through several widgets and counts once.
gboolean key_hook(GSignalInvocationHint*, guint, const GValue* values, gpointer data) {
    static guint32 last_stamp = 0;
    static guint last_key = 0;
    const auto* event = static_cast<const GdkEventKey*>(g_value_get_boxed(values + 1));
    if (event == nullptr || (event->time == last_stamp && event->keyval == last_key)) return TRUE;
    last_stamp = event->time;
    last_key = event->keyval;
    static_cast<Watch*>(data)->pressed(widened(event->time));
    return TRUE;
}

}  // namespace

void words_on(wxWindow& top, std::vector<std::string>& words, std::vector<std::string>& cut) {
    if (!top.IsShown()) return;
    AtkObject* object = gtk_widget_get_accessible(focus_of(top));
    add_words(words, atk_object_get_name(object));
    add_words(words, atk_object_get_description(object));
    if (const auto* entry = dynamic_cast<const wxTextEntryBase*>(&top))
        add_words(words, entry->GetValue().utf8_string().c_str());
    const bool worded =
        dynamic_cast<const wxStaticText*>(&top) != nullptr || dynamic_cast<const wxButton*>(&top) != nullptr;
    if (worded) {
        add_words(words, top.GetLabel().utf8_string().c_str());
        if (top.GetSize().x < top.GetBestSize().x) cut.push_back(top.GetLabel().utf8_string());
    }
    for (wxWindow* child : top.GetChildren()) words_on(*child, words, cut);
}

std::string focus_words() {
    wxWindow* window = wxWindow::FindFocus();
    if (window == nullptr) return {};
    std::vector<std::string> words;
    AtkObject* object = gtk_widget_get_accessible(focus_of(*window));
    add_words(words, atk_object_get_name(object));
    add_words(words, atk_object_get_description(object));
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : "、") + word;
    return out;
}

void draw_all(wxWindow& top) { draw_widget(widget_of(top), nullptr); }

void watch_keys(wxWindow& top, std::function<void(std::int64_t)> pressed,
                std::function<void(std::int64_t)> drawn) {
    static Watch watch;  // one window of the clerk's a process
    watch = {std::move(pressed), std::move(drawn)};
    g_signal_add_emission_hook(g_signal_lookup("key-press-event", GTK_TYPE_WIDGET), 0, key_hook, &watch,
                               nullptr);
    GtkWidget* widget = widget_of(top);
    gtk_widget_realize(widget);
    g_signal_connect(
        gtk_widget_get_frame_clock(widget), "after-paint",
        G_CALLBACK(+[](GdkFrameClock*, gpointer data) { static_cast<Watch*>(data)->drawn(display_now()); }),
        &watch);
}

// The pixels as they stand on the display: the window is on top and drawn when this is called.
core::Status save_picture(wxWindow& window, const std::string& file) {
    GdkWindow* shown = gtk_widget_get_window(widget_of(window));
    if (shown == nullptr) return core::Error{core::ErrorCode::io, "picture.failed", "not shown"};
    GdkPixbuf* pixels =
        gdk_pixbuf_get_from_window(shown, 0, 0, gdk_window_get_width(shown), gdk_window_get_height(shown));
    if (pixels == nullptr) return core::Error{core::ErrorCode::io, "picture.failed", "no pixels"};
    GError* error = nullptr;
    const bool saved = gdk_pixbuf_save(pixels, file.c_str(), "png", &error, nullptr);
    g_object_unref(pixels);
    if (saved) return core::ok();
    const core::Error failed{core::ErrorCode::io, "picture.failed", error != nullptr ? error->message : ""};
    g_clear_error(&error);
    return failed;
}

}  // namespace app::desk::native
