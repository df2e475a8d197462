#include "app/desk/views/queue_columns.h"

#include <wx/dcbuffer.h>

#include <array>

#include "app/desk/controls/paint.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

struct QueueColumn {
    const char* title;
    int left;   // px at 100 %
    int width;  // the last one takes what is left
};
constexpr std::array<QueueColumn, 7> columns{{{"番号札", 12, 72},
                                              {"受付番号", 88, 88},
                                              {"用件", 180, 200},
                                              {"状態", 384, 214},
                                              {"待ち", 602, 92},
                                              {"期限", 698, 88},
                                              {"しるし", 790, 170}}};

std::string waiting(const QueueRow& row) {
    return std::to_string(row.waiting_min) + "分" + (row.over_limit ? " 超過" : "");
}

std::string marks(const QueueRow& row) {
    std::string out;
    const auto add = [&out](const std::string& words) { out += (out.empty() ? "" : "・") + words; };
    if (row.conflicts > 0) add("▲食い違い" + std::to_string(row.conflicts));
    if (row.same_day_twin) add("同日受付あり");
    if (!row.reachable) add("未接続");
    return out;
}

void cell(wxDC& dc, const wxRect& rect, std::size_t column, const std::string& words) {
    const int x = rect.x + px(columns[column].left);
    const int room = column + 1 == columns.size() ? rect.GetRight() - x : px(columns[column].width) - px(6);
    dc.DrawText(paint::fit(dc, to_wx(words), room), x, rect.y + (rect.height - dc.GetCharHeight()) / 2);
}

}  // namespace

QueueHeader::QueueHeader(wxWindow* parent) : StillPanel(parent) {
    native::name(*this, "見出し");
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    SetMinSize(wxSize(-1, px(32)));
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) {
        wxAutoBufferedPaintDC dc(this);
        dc.SetBackground(wxBrush(colour(theme::ground_soft)));
        dc.Clear();
        dc.SetFont(font(Face::strong, theme::small_px));
        dc.SetTextForeground(colour(theme::text_soft));
        for (std::size_t i = 0; i < columns.size(); ++i) cell(dc, GetClientRect(), i, columns[i].title);
    });
}

Rule::Rule(wxWindow* parent) : StillPanel(parent, wxID_ANY, wxDefaultPosition, wxSize(1, 1)) {
    native::name(*this, "");
    SetBackgroundColour(colour(theme::line));
    SetMinSize(wxSize(1, 1));
}

void draw_queue_row(wxDC& dc, const wxRect& rect, const QueueRow& row) {
    const theme::Rgb ink = row.reachable ? theme::text : theme::text_smallest;
    dc.SetTextForeground(colour(ink));
    dc.SetFont(font(Face::strong, theme::body_px));
    cell(dc, rect, 0, row.ticket.empty() ? "－" : row.ticket);
    dc.SetFont(font(row.mine ? Face::strong : Face::interface, theme::body_px));
    cell(dc, rect, 1, row.reception_number);
    cell(dc, rect, 2, row.purposes.empty() ? "未定" : row.purposes);
    cell(dc, rect, 3, row.state_words);
    dc.SetFont(font(Face::interface, theme::body_px));
    cell(dc, rect, 5, row.next_deadline);
    if (row.over_limit) dc.SetTextForeground(colour(theme::warning));
    cell(dc, rect, 4, waiting(row));
    if (row.conflicts > 0) dc.SetTextForeground(colour(theme::warning));
    cell(dc, rect, 6, marks(row));
}

std::string queue_row_words(const QueueRow& row) {
    std::string out = "番号札 " + (row.ticket.empty() ? "なし" : row.ticket) + "、受付番号 " +
                      row.reception_number + "、" + (row.purposes.empty() ? "用件未定" : row.purposes) +
                      "、" + row.state_words + "、" + waiting(row);
    if (!row.next_deadline.empty()) out += "、期限 " + row.next_deadline;
    if (const std::string extra = marks(row); !extra.empty()) out += "、" + extra;
    return out;
}

}  // namespace app::desk
