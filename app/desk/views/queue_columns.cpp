#include "app/desk/views/queue_columns.h"

#include <wx/dcbuffer.h>

#include <array>
#include <span>

#include "app/desk/controls/paint.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

struct QueueColumn {
    const char* title;
    int left;   // px at 100 %
    int width;  // the last one takes what is left
};
constexpr std::array<QueueColumn, 7> clerk_columns{{{"番号札", 12, 72},
                                                    {"受付番号", 88, 88},
                                                    {"用件", 180, 200},
                                                    {"状態", 384, 214},
                                                    {"待ち", 602, 92},
                                                    {"期限", 698, 88},
                                                    {"しるし", 790, 170}}};
constexpr std::array<QueueColumn, 9> supervisor_columns{{{"番号札", 12, 60},
                                                         {"受付番号", 72, 74},
                                                         {"用件", 148, 124},
                                                         {"状態", 274, 190},
                                                         {"待ち", 466, 80},
                                                         {"期限", 548, 76},
                                                         {"しるし", 624, 128},
                                                         {"判断", 754, 136},
                                                         {"係の待ち", 892, 150}}};
struct At {
    static constexpr std::size_t ticket = 0, number = 1, purpose = 2, state = 3, wait = 4, deadline = 5,
                                 mark = 6, wanted = 7, load = 8;
};

std::span<const QueueColumn> columns(bool supervisor) {
    return supervisor ? std::span<const QueueColumn>(supervisor_columns) : clerk_columns;
}

std::string waiting(const QueueRow& row) {
    return std::to_string(row.waiting_min) + "分" + (row.over_limit ? " 超過" : "");
}

std::string marks(const QueueRow& row) {
    std::string out;
    const auto add = [&out](const std::string& words) { out += (out.empty() ? "" : "・") + words; };
    if (row.conflicts > 0) add("▲食い違い" + std::to_string(row.conflicts));
    if (row.same_day_twin) add("同日受付あり");
    if (row.absences > 0) add("不在" + std::to_string(row.absences) + "回");
    if (row.notes > 0) add("メモ" + std::to_string(row.notes));
    if (!row.reachable) add("未接続");
    return out;
}

struct RowDrawing {
    wxDC& dc;
    const wxRect& rect;
    std::span<const QueueColumn> columns;

    void cell(std::size_t column, const std::string& words) const {
        const int x = rect.x + px(columns[column].left);
        const int room =
            column + 1 == columns.size() ? rect.GetRight() - x : px(columns[column].width) - px(6);
        dc.DrawText(paint::fit(dc, to_wx(words), room), x, rect.y + (rect.height - dc.GetCharHeight()) / 2);
    }
};

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
        const wxRect room = GetClientRect();
        const RowDrawing row{dc, room, columns(supervisor_)};
        for (std::size_t i = 0; i < row.columns.size(); ++i) row.cell(i, row.columns[i].title);
    });
}

void QueueHeader::show_for(bool supervisor) {
    supervisor_ = supervisor;
    Refresh();
}

Rule::Rule(wxWindow* parent) : StillPanel(parent, wxID_ANY, wxDefaultPosition, wxSize(1, 1)) {
    native::name(*this, "");
    SetBackgroundColour(colour(theme::line));
    SetMinSize(wxSize(1, 1));
}

void draw_queue_row(wxDC& dc, const wxRect& rect, const QueueRow& row, bool supervisor) {
    const RowDrawing drawn{dc, rect, columns(supervisor)};
    const theme::Rgb ink = row.reachable ? theme::text : theme::text_smallest;
    dc.SetTextForeground(colour(ink));
    dc.SetFont(font(Face::strong, theme::body_px));
    drawn.cell(At::ticket, row.ticket.empty() ? "－" : row.ticket);
    dc.SetFont(font(row.mine ? Face::strong : Face::interface, theme::body_px));
    drawn.cell(At::number, row.reception_number);
    drawn.cell(At::purpose, row.purposes.empty() ? "未定" : row.purposes);
    drawn.cell(At::state, row.state_words);
    dc.SetFont(font(Face::interface, theme::body_px));
    drawn.cell(At::deadline, row.next_deadline);
    if (row.over_limit) dc.SetTextForeground(colour(theme::warning));
    drawn.cell(At::wait, waiting(row));
    dc.SetTextForeground(colour(row.conflicts > 0 ? theme::warning : ink));
    dc.SetFont(font(Face::interface, supervisor ? theme::small_px : theme::body_px));
    drawn.cell(At::mark, marks(row));
    if (!supervisor) return;
    dc.SetTextForeground(colour(ink));
    drawn.cell(At::load, row.skill.empty() ? "" : row.skill + " " + row.skill_load);
    dc.SetTextForeground(colour(theme::warning));
    dc.SetFont(font(Face::strong, theme::body_px));
    drawn.cell(At::wanted, row.wanted.empty() ? "" : "▲" + row.wanted);
}

std::string queue_row_words(const QueueRow& row, bool supervisor) {
    std::string out = "番号札 " + (row.ticket.empty() ? "なし" : row.ticket) + "、受付番号 " +
                      row.reception_number + "、" + (row.purposes.empty() ? "用件未定" : row.purposes) +
                      "、" + row.state_words + "、" + waiting(row);
    if (!row.next_deadline.empty()) out += "、期限 " + row.next_deadline;
    if (const std::string extra = marks(row); !extra.empty()) out += "、" + extra;
    if (supervisor && !row.wanted.empty()) out += "、判断 " + row.wanted;
    if (supervisor && !row.skill.empty()) out += "、" + row.skill + "の待ち " + row.skill_load;
    return out;
}

}  // namespace app::desk
