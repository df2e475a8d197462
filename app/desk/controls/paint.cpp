#include "app/desk/controls/paint.h"

#include <algorithm>
#include <set>

namespace app::desk::paint {

namespace {

bool is_word(wxUniChar c) {
    return c < 0x80 && (c == '-' || c == '.' || c == ':' || c == '/' || (c >= '0' && c <= '9') ||
                        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
}

bool never_first(wxUniChar c) {
    static const wxString closing = wxString::FromUTF8(
        "、。，．・）」』】〕》〉］｝)!?！？：；…ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々");
    return closing.Find(c) != wxNOT_FOUND || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

bool never_last(wxUniChar c) {
    static const wxString opening = wxString::FromUTF8("（「『【〔《〈［｛(");
    return opening.Find(c) != wxNOT_FOUND;
}

bool may_break(const wxString& text, std::size_t at) {  // before text[at]
    const wxUniChar before = text[at - 1];
    const wxUniChar after = text[at];
    if (never_first(after) || never_last(before)) return false;
    return !(is_word(before) && is_word(after));
}

std::set<std::string>& noted_cuts() {
    static std::set<std::string> cuts;
    return cuts;
}

int& round_of_cuts() {
    static int round = 0;
    return round;
}

std::size_t break_at(wxDC& dc, const wxString& text, int width) {
    wxArrayInt ends;
    dc.GetPartialTextExtents(text, ends);
    std::size_t fits = 0;
    while (fits < text.length() && fits < ends.size() && ends[fits] <= width) ++fits;
    if (fits >= text.length()) return text.length();
    std::size_t at = std::max<std::size_t>(fits, 1);
    while (at > 1 && !may_break(text, at)) --at;
    return at > 1 ? at : std::max<std::size_t>(fits, 1);
}

}  // namespace

std::vector<wxString> wrap(wxDC& dc, const wxString& text, int width) {
    std::vector<wxString> lines;
    wxString rest = text;
    while (!rest.empty()) {
        wxString paragraph = rest.BeforeFirst('\n');
        rest = rest.AfterFirst('\n');
        if (paragraph.empty()) lines.emplace_back();
        while (!paragraph.empty()) {
            const std::size_t end = break_at(dc, paragraph, std::max(width, 1));
            lines.push_back(paragraph.Left(end));
            paragraph = paragraph.Mid(end);
        }
    }
    if (lines.empty()) lines.emplace_back();
    return lines;
}

wxString fit(wxDC& dc, const wxString& text, int width) {
    if (dc.GetTextExtent(text).x <= width) return text;
    noted_cuts().insert(to_utf8(text));
    const wxString more = wxString::FromUTF8("…");
    wxArrayInt ends;
    dc.GetPartialTextExtents(text, ends);
    const int room = width - dc.GetTextExtent(more).x;
    std::size_t end = 0;
    while (end < text.length() && end < ends.size() && ends[end] <= room) ++end;
    while (end > 0 && end < text.length() && never_first(text[end]) && text[end] >= 0xFE00) --end;
    return text.Left(end) + more;
}

std::vector<std::string> cuts() { return {noted_cuts().begin(), noted_cuts().end()}; }
int cuts_round() { return round_of_cuts(); }
void forget_cuts() {
    noted_cuts().clear();
    ++round_of_cuts();
}

void focus_ring(wxDC& dc, const wxRect& around) {
    dc.SetBrush(*wxTRANSPARENT_BRUSH);
    dc.SetPen(wxPen(colour(theme::focus_ring), 3));
    wxRect ring = around;
    ring.Deflate(1);
    dc.DrawRoundedRectangle(ring, 6);
    ring.Deflate(3);
    dc.SetPen(wxPen(colour(theme::focus_glow), 2));
    dc.DrawRoundedRectangle(ring, 4);
}

int chip(wxDC& dc, const wxPoint& at, int height, const wxString& words, theme::Rgb ink, theme::Rgb ground,
         theme::Rgb border) {
    const wxSize text = dc.GetTextExtent(words);
    const int width = text.x + 2 * px(8);
    dc.SetPen(wxPen(colour(border), 1));
    dc.SetBrush(wxBrush(colour(ground)));
    dc.DrawRoundedRectangle(at.x, at.y, width, height, 4);
    dc.SetTextForeground(colour(ink));
    dc.DrawText(words, at.x + px(8), at.y + (height - text.y) / 2);
    return width;
}

}  // namespace app::desk::paint
