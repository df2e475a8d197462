#include "app/desk/native_text.h"

#include <gtk/gtk.h>
#include <wx/dc.h>
#include <wx/window.h>

#include <algorithm>
#include <memory>

#include "app/desk/layout_helpers.h"

namespace app::desk::native {

namespace {

struct Unref {
    void operator()(PangoLayout* layout) const { g_object_unref(layout); }
};
using Layout = std::unique_ptr<PangoLayout, Unref>;

std::string families_of(const TextLook& look) {
    std::string out;
    for (const std::string& family : look.fonts) out += (out.empty() ? "" : ",") + family;
    return out.empty() ? "Noto Sans CJK JP" : out;
}

std::string span_of(const std::string& text, const TextLook& look) {
    gchar* span = g_markup_printf_escaped("<span face='%s' lang='%s' weight='%s' size='%d'>%s</span>",
                                          families_of(look).c_str(), look.language.c_str(),
                                          look.bold ? "bold" : "normal",
                                          px(look.size_px) * 72 * PANGO_SCALE / 96, text.c_str());
    std::string out(span);
    g_free(span);
    return out;
}

Layout layout_of(const wxWindow& window, const std::string& utf8, const TextLook& look, int width) {
    Layout layout(gtk_widget_create_pango_layout(static_cast<GtkWidget*>(window.GetHandle()), utf8.c_str()));
    PangoFontDescription* font = pango_font_description_new();
    pango_font_description_set_family(font, families_of(look).c_str());
    pango_font_description_set_weight(font, look.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, static_cast<double>(px(look.size_px)) * PANGO_SCALE);
    pango_layout_set_font_description(layout.get(), font);
    pango_font_description_free(font);
    if (!look.language.empty()) {
        PangoAttrList* attributes = pango_attr_list_new();
        pango_attr_list_insert(attributes,
                               pango_attr_language_new(pango_language_from_string(look.language.c_str())));
        pango_layout_set_attributes(layout.get(), attributes);
        pango_attr_list_unref(attributes);
    }
    pango_layout_set_alignment(layout.get(), look.centred ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_spacing(layout.get(), px(look.size_px) * PANGO_SCALE / 10);
    if (width > 0) pango_layout_set_width(layout.get(), width * PANGO_SCALE);
    return layout;
}

}  // namespace

int text_height(const wxWindow& window, const std::string& utf8, const TextLook& look, int width) {
    int height = 0;
    pango_layout_get_pixel_size(layout_of(window, utf8, look, width).get(), nullptr, &height);
    return height;
}

int text_width(const wxWindow& window, const std::string& utf8, const TextLook& look) {
    int width = 0;
    pango_layout_get_pixel_size(layout_of(window, utf8, look, 0).get(), &width, nullptr);
    return width;
}

void draw_text(wxDC& dc, const wxWindow& window, const std::string& utf8, const TextLook& look,
               const wxRect& rect) {
    auto* cairo = static_cast<cairo_t*>(dc.GetImpl()->GetCairoContext());
    if (cairo == nullptr) return;
    const Layout layout = layout_of(window, utf8, look, rect.width);
    cairo_save(cairo);
    const theme::Rgb ink = theme::shown(look.ink);
    cairo_set_source_rgb(cairo, ((ink >> 16) & 0xff) / 255.0, ((ink >> 8) & 0xff) / 255.0,
                         (ink & 0xff) / 255.0);
    cairo_move_to(cairo, rect.x, rect.y);
    pango_cairo_show_layout(cairo, layout.get());
    cairo_restore(cairo);
}

int set_button_words(wxWindow& button, const std::string& words, const std::string& japanese,
                     const TextLook& look, const TextLook& below) {
    GtkWidget* child = gtk_bin_get_child(GTK_BIN(static_cast<GtkWidget*>(button.GetHandle())));
    if (!GTK_IS_LABEL(child)) return text_width(button, words, look);
    std::string markup = span_of(words, look);
    if (!japanese.empty()) markup += "\n" + span_of(japanese, below);
    gtk_label_set_markup(GTK_LABEL(child), markup.c_str());
    gtk_label_set_justify(GTK_LABEL(child), GTK_JUSTIFY_CENTER);
    return std::max(text_width(button, words, look),
                    japanese.empty() ? 0 : text_width(button, japanese, below));
}

}  // namespace app::desk::native
