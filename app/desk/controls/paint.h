// Drawing that several controls share: Japanese line breaking, focus ring, chips. Plain functions over a
// wxDC.
#pragma once

#include <wx/dc.h>
#include <wx/string.h>

#include <string>
#include <vector>

#include "app/desk/layout_helpers.h"

namespace app::desk::paint {

// Breaks between any two letters but never before a closing mark or small kana, nor after an opening one;
// keeps Latin words and marks of one letter together. The dc's font counts.
std::vector<wxString> wrap(wxDC& dc, const wxString& text, int width);

// Shortens with 「…」 so that nothing is cut in mid-letter, and keeps the whole text in cuts().
wxString fit(wxDC& dc, const wxString& text, int width);

// Texts that fit() shortened since forget_cuts(), each once.
std::vector<std::string> cuts();
void forget_cuts();
int cuts_round();  // another number after each forget_cuts(): what was fitted before is fitted anew

void focus_ring(wxDC& dc, const wxRect& around);  // 4 px black, yellow inside; one style everywhere
int chip(wxDC& dc, const wxPoint& at, int height, const wxString& words, theme::Rgb ink, theme::Rgb ground,
         theme::Rgb border);  // returns its width

}  // namespace app::desk::paint
