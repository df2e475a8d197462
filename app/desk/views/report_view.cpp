#include "app/desk/views/report_view.h"

#include <wx/dcbuffer.h>
#include <wx/sizer.h>
#include <wx/stattext.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "app/desk/control_ids.h"
#include "app/desk/controls/paint.h"
#include "app/desk/controls/still_panel.h"
#include "app/desk/native_widgets.h"
#include "app/desk/views/case_words.h"
#include "app/desk/views/fee_questions.h"
#include "forms/core/calendar.h"

namespace app::desk {

namespace {

struct Column {
    const char* title;
    int width;  // px at 100 %; 0: whatever the others leave
};
constexpr std::size_t columns_count = 6;
constexpr std::array<Column, columns_count> report_columns{
    {{"日", 116}, {"手続き", 0}, {"書類", 64}, {"窓口", 88}, {"件数", 80}, {"時間の中央値", 120}}};
constexpr std::array<Column, columns_count> act_columns{
    {{"時刻", 72}, {"職員", 140}, {"窓口", 72}, {"受付番号", 100}, {"書類", 72}, {"内容", 0}}};

struct Span {
    int left;
    int width;
};
// Where the columns of a table lie in `width` pixels; one of them takes what the others leave.
std::array<Span, columns_count> spans(const std::array<Column, columns_count>& columns, int width) {
    const int side = px(gap::large);
    const int between = px(gap::medium);
    int fixed = 2 * side + static_cast<int>(columns_count - 1) * between;
    for (const Column& column : columns) fixed += px(column.width);
    std::array<Span, columns_count> out{};
    int left = side;
    for (std::size_t i = 0; i < columns_count; ++i) {
        out[i] = {left, columns[i].width > 0 ? px(columns[i].width) : std::max(0, width - fixed)};
        left += out[i].width + between;
    }
    return out;
}

wxStaticText* label(wxWindow* parent, const std::string& words) {
    auto* out = new wxStaticText(parent, wxID_ANY, to_wx(words));
    out->SetFont(font(Face::strong, theme::label_px));
    return out;
}

}  // namespace

ReportView::ReportView(wxWindow* parent, Shell& shell) : View(parent, shell) {
    auto* column = new wxBoxSizer(wxVERTICAL);
    auto* bar = new wxBoxSizer(wxHORIZONTAL);
    const auto day_box = [&](int id, const std::string& name) {
        auto* words = label(this, name);
        bar->Add(words, 0, wxALIGN_CENTER_VERTICAL | wxLEFT | wxRIGHT, px(gap::small));
        auto* box = new TextBox(this, id, name, shell);
        native::name(*box, name, words);
        native::bypass_input_method(*box);
        box->SetMinSize(wxSize(px(160), px(theme::field_px)));
        box->on({.entered = [this](int) { load(); }, .left = {}, .came = {}, .typed = {}, .key = {}});
        bar->Add(box, 0, wxALIGN_CENTER_VERTICAL);
        return box;
    };
    from_ = day_box(control::report_from, "期間（から）");
    to_ = day_box(control::report_to, "期間（まで）");
    which_ = new ChoiceBox(this, control::report_acts, "表の種類",
                           {{"report", "業務報告"}, {"acts", "操作記録"}}, false, false);
    which_->put("report");
    which_->on({.changed =
                    [this] {
                        acts_shown_ = which_->text() == "acts";
                        load();
                    },
                .entered = {},
                .came = {},
                .left = {}});
    which_->fit_width(px(320));
    bar->Add(which_, 0, wxALIGN_CENTER_VERTICAL | wxLEFT, px(gap::section));
    total_ = label(this, "");
    bar->Add(total_, 0, wxALIGN_CENTER_VERTICAL | wxLEFT, px(gap::section));
    column->Add(bar, 0, wxEXPAND | wxTOP | wxBOTTOM, px(6));
    fees_ = label(this, "");
    column->Add(fees_, 0, wxLEFT | wxBOTTOM, px(gap::small));
    header_ = new StillPanel(this);
    native::name(*header_, "見出し");
    header_->SetBackgroundStyle(wxBG_STYLE_PAINT);
    header_->SetMinSize(wxSize(-1, px(32)));
    header_->Bind(wxEVT_PAINT, [this](wxPaintEvent&) {
        wxAutoBufferedPaintDC dc(header_);
        dc.SetBackground(wxBrush(colour(theme::ground_soft)));
        dc.Clear();
        dc.SetFont(font(Face::strong, theme::small_px));
        dc.SetTextForeground(colour(theme::text_soft));
        const auto& columns = acts_shown_ ? act_columns : report_columns;
        // As wide as the rows below: a scroll bar stands beside the table only.
        const auto at = spans(columns, table_->GetClientSize().x);
        for (std::size_t i = 0; i < columns_count; ++i)
            dc.DrawText(to_wx(columns[i].title), at[i].left, px(6));
    });
    column->Add(header_, 0, wxEXPAND);
    table_ = new RowList(
        this, control::report_table, "業務報告の表", theme::row_px,
        {.draw = [this](wxDC& dc, const wxRect& rect, std::size_t at, bool) { draw(dc, rect, at); },
         .is_heading = {},
         .words =
             [this](std::size_t at) {
                 std::string out;
                 for (const std::string& cell : cells(at)) out += (out.empty() ? "" : "、") + cell;
                 return out;
             },
         .chosen = {},
         .opened = {}});
    table_->Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        header_->Refresh();
        event.Skip();
    });
    column->Add(table_, 1, wxEXPAND);
    SetSizer(column);
}

void ReportView::entered() {
    if (from_->IsEmpty()) {
        from_->put(core::to_iso(today()));
        to_->put(core::to_iso(today()));
    }
    table_->SetFocus();
    load();
}

// Of the last day of the period: what the till must hold.
void ReportView::load_fees() {
    Shell& at = shell();
    at.slow().run(
        this, [&at, day = to_->words()] { return at.service().counter().fees_of_day(day); },
        [this, day = to_->words()](core::Result<std::vector<FeeView>> fees) {
            if (!fees) return;  // the table has said why
            std::int64_t total = 0;
            for (const FeeView& fee : *fees) total += fee.amount_yen;
            fees_->SetLabel(
                to_wx(day + " の手数料の計　" + yen(total) + "（" + std::to_string(fees->size()) + "行）"));
        });
}

void ReportView::load() {
    Shell& at = shell();
    fees_->SetLabel("");
    if (acts_shown_) {
        at.slow().run(
            this, [&at] { return at.service().acts(""); },
            [this](core::Result<std::vector<ActRow>> result) {
                if (!result) return shell().complain(result.error());
                acts_ = std::move(*result);
                total_->SetLabel(to_wx("全 " + std::to_string(acts_.size()) + " 件"));
                table_->show(acts_.size(), acts_.empty() ? -1 : 0);
                header_->Refresh();
            });
        return;
    }
    at.slow().run(
        this, [&at, from = from_->words(), to = to_->words()] { return at.service().report(from, to); },
        [this](core::Result<std::vector<ReportRow>> result) {
            if (!result) return shell().complain(result.error());
            rows_ = std::move(*result);
            std::uint64_t count = 0;
            for (const ReportRow& row : rows_) count += row.count;
            total_->SetLabel(to_wx("合計 " + std::to_string(count) + " 件"));
            load_fees();
            table_->show(rows_.size(), rows_.empty() ? -1 : 0);
            header_->Refresh();
        });
}

std::vector<std::string> ReportView::cells(std::size_t at) const {
    if (acts_shown_) {
        if (at >= acts_.size()) return {};
        const ActRow& act = acts_[at];
        return {clock_words(act.at_ms), act.who, act.desk, act.reception_number, act.form, act.words};
    }
    if (at >= rows_.size()) return {};
    const ReportRow& row = rows_[at];
    char minutes[24];
    std::snprintf(minutes, sizeof minutes, "%.1f分", row.median_min);
    return {row.day, row.procedure, row.form, "窓口" + row.desk, std::to_string(row.count) + "件", minutes};
}

void ReportView::draw(wxDC& dc, const wxRect& rect, std::size_t at) const {
    const auto columns = spans(acts_shown_ ? act_columns : report_columns, rect.width);
    const auto words = cells(at);
    dc.SetFont(font(Face::interface, theme::body_px));
    dc.SetTextForeground(colour(theme::text));
    for (std::size_t i = 0; i < words.size(); ++i)
        dc.DrawText(paint::fit(dc, to_wx(words[i]), columns[i].width), rect.x + columns[i].left,
                    rect.y + (rect.height - dc.GetCharHeight()) / 2);
}

bool ReportView::digit(int n) { return n <= 2 && which_->digit(n); }

bool ReportView::offers(Command command) const {
    return command == Command::help || command == Command::search || command == Command::lock ||
           command == Command::back;
}

bool ReportView::obey(Command command) {
    switch (command) {
        case Command::main_action:
            load();
            return true;
        case Command::back:
            shell().close_case();
            return true;
        case Command::help:
            shell().say(
                "期間を入れて Enter で表示します。1 業務報告、2 操作記録。Esc で受付一覧に戻ります。");
            return true;
        default:
            return false;
    }
}

}  // namespace app::desk
