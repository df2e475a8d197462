#include "app/desk/controls/household_grid.h"

#include <wx/dcbuffer.h>

#include <algorithm>
#include <array>
#include <set>

#include "app/desk/controls/paint.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

struct Column {
    const char* field;
    const char* title;
    int width;  // px at 100 %
};
constexpr std::array<Column, 9> all_columns{{{"moves", "異動する", 76},
                                             {"relation_to_new_head", "続柄(新)", 84},
                                             {"card_status", "カード", 108},
                                             {"pin_known", "暗証番号", 76},
                                             {"nhi_now", "保険(今)", 84},
                                             {"nhi_after", "保険(後)", 84},
                                             {"child_allowance_flag", "児童手当", 78},
                                             {"nationality_kind", "国籍", 60},
                                             {"residence_class", "在留区分", 96}}};
constexpr int name_width = 150;  // at least; a longer name takes of what the columns leave
constexpr int age_width = 48;
constexpr int grid_row_height = 34;
constexpr int head_height = 26;
constexpr int legend_line = 20;
constexpr int legend_height = 2 * legend_line + 8;  // a family has many relations
constexpr int rows_max = 5;

// "1985年5月12日(日) 41歳" → "41歳"
std::string age_in(const std::string& beside) {
    const auto blank = beside.rfind(' ');
    return blank == std::string::npos ? std::string() : beside.substr(blank + 1);
}

std::vector<std::pair<std::string, std::string>> options_of(const AnswerView& answer) {
    if (answer.kind == "flag" && answer.options.empty()) return {{"true", "はい"}, {"false", "いいえ"}};
    return answer.options;
}

bool conflict(const AnswerView& answer) { return answer.choices.size() > 1; }

// In the row's size, else in two lines of small letters.
void draw_name(wxDC& dc, const wxString& name, const wxRect& room) {
    dc.SetFont(font(Face::name, theme::body_px));
    if (dc.GetTextExtent(name).x <= room.width) {
        dc.DrawText(name, room.x, room.y + (room.height - dc.GetCharHeight()) / 2);
        return;
    }
    dc.SetFont(font(Face::name, theme::small_px));
    const auto lines = paint::wrap(dc, name, room.width);
    if (lines.size() != 2) {
        dc.DrawText(paint::fit(dc, name, room.width), room.x,
                    room.y + (room.height - dc.GetCharHeight()) / 2);
        return;
    }
    dc.DrawText(lines[0], room.x, room.y);
    dc.DrawText(lines[1], room.x, room.y + room.height - dc.GetCharHeight());
}

}  // namespace

HouseholdGrid::HouseholdGrid(wxWindow* parent, int id, Told told)
    : wxWindow(parent, id, wxDefaultPosition, wxDefaultSize, wxWANTS_CHARS | wxBORDER_NONE),
      told_(std::move(told)) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    native::name(*this, "世帯表");
    native::role(*this, native::Role::list);
    Bind(wxEVT_CHAR_HOOK, &HouseholdGrid::on_key, this);
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) { on_paint(); });
    Bind(wxEVT_LEFT_DOWN, [this](wxMouseEvent& event) {
        SetFocus();
        const int at = row_at(event.GetPosition().y);
        if (at >= 0 && at < static_cast<int>(rows_.size())) row_ = at;
        tell();
    });
    for (const auto& type : {wxEVT_SET_FOCUS, wxEVT_KILL_FOCUS})
        Bind(type, [this](wxFocusEvent& event) {
            zeros_ = 0;
            if (event.GetEventType() == wxEVT_SET_FOCUS) tell();
            Refresh();
            event.Skip();
        });
}

bool HouseholdGrid::holds(const std::string& field) {
    return std::any_of(all_columns.begin(), all_columns.end(),
                       [&](const Column& column) { return field == column.field; });
}

void HouseholdGrid::show(const CaseView& view) {
    const AnswerView* before = current();
    const std::string field = before != nullptr ? before->field : "";
    const forms::Subject person = before != nullptr ? before->person : 0;
    answers_.clear();
    rows_.clear();
    columns_.clear();
    std::set<std::string> asked;
    for (const AnswerView& answer : view.answers) {
        if (answer.person == 0 || !holds(answer.field)) continue;
        answers_.push_back(answer);
        asked.insert(answer.field);
    }
    for (std::size_t i = 0; i < all_columns.size(); ++i)
        if (asked.contains(all_columns[i].field)) columns_.push_back(i);
    for (const PersonView& one : view.persons) {
        if (one.subject == 0) continue;
        Row row{one.subject, one.name.empty() ? "（氏名 未入力）" : one.name, "", {}};
        for (const AnswerView& answer : view.answers)
            if (answer.person == one.subject && answer.field == "birth_date") row.age = age_in(answer.beside);
        for (const std::size_t column : columns_) {
            const auto at = std::find_if(answers_.begin(), answers_.end(), [&](const AnswerView& answer) {
                return answer.person == one.subject && answer.field == all_columns[column].field;
            });
            row.cells.push_back(at == answers_.end() ? -1 : static_cast<int>(at - answers_.begin()));
        }
        rows_.push_back(std::move(row));
    }
    row_ = std::clamp(row_, 0, std::max(0, static_cast<int>(rows_.size()) - 1));
    column_ = std::clamp(column_, 0, std::max(0, static_cast<int>(columns_.size()) - 1));
    if (!field.empty()) {  // the cursor stays on its cell
        for (std::size_t r = 0; r < rows_.size(); ++r)
            for (std::size_t c = 0; c < columns_.size(); ++c)
                if (rows_[r].person == person && field == all_columns[columns_[c]].field) {
                    row_ = static_cast<int>(r);
                    column_ = static_cast<int>(c);
                }
    }
    const int height = empty() ? 0 : px(head_height) + shown_rows() * px(grid_row_height) + px(legend_height);
    if (GetMinSize().y != height) SetMinSize(wxSize(-1, height));
    native::name(*this, "世帯表");  // it takes keys once there is somebody in it
    if (HasFocus()) tell();
    Refresh();
}

int HouseholdGrid::shown_rows() const { return std::min(rows_max, static_cast<int>(rows_.size())); }

int HouseholdGrid::row_at(int y) const {
    return y < px(head_height) ? -1 : first_ + (y - px(head_height)) / px(grid_row_height);
}

const AnswerView* HouseholdGrid::current() const {
    if (row_ >= static_cast<int>(rows_.size()) || column_ >= static_cast<int>(columns_.size()))
        return nullptr;
    const int at = rows_[static_cast<std::size_t>(row_)].cells[static_cast<std::size_t>(column_)];
    return at < 0 ? nullptr : &answers_[static_cast<std::size_t>(at)];
}

bool HouseholdGrid::focus(const std::string& field, forms::Subject person) {
    for (std::size_t r = 0; r < rows_.size(); ++r)
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            if (rows_[r].person != person || field != all_columns[columns_[c]].field) continue;
            row_ = static_cast<int>(r);
            column_ = static_cast<int>(c);
            SetFocus();
            tell();
            return true;
        }
    return false;
}

void HouseholdGrid::tell() {
    if (empty()) return;
    first_ = std::clamp(first_, std::max(0, row_ - rows_max + 1), row_);
    const Row& row = rows_[static_cast<std::size_t>(row_)];
    const AnswerView* answer = current();
    native::describe(*this, row.name + "、" + all_columns[columns_[static_cast<std::size_t>(column_)]].title +
                                "、" + (answer != nullptr ? cell_words(*answer) : "対象外") + "、" +
                                legend());
    if (answer != nullptr && HasFocus() && told_.came) told_.came(*answer);
    Refresh();
}

void HouseholdGrid::move(int rows, int columns) {
    row_ = std::clamp(row_ + rows, 0, static_cast<int>(rows_.size()) - 1);
    column_ = std::clamp(column_ + columns, 0, static_cast<int>(columns_.size()) - 1);
    zeros_ = 0;
    tell();
}

// The next person of this column who is asked and has not answered; past the last one the owner decides.
void HouseholdGrid::go_down() {
    for (int row = row_ + 1; row < static_cast<int>(rows_.size()); ++row) {
        const int at = rows_[static_cast<std::size_t>(row)].cells[static_cast<std::size_t>(column_)];
        if (at < 0 || !answers_[static_cast<std::size_t>(at)].text.empty()) continue;
        row_ = row;
        return tell();
    }
    if (told_.at_end) told_.at_end();
}

bool HouseholdGrid::digit(int n) {
    const AnswerView* answer = current();
    if (answer == nullptr) return true;
    if (conflict(*answer)) return false;
    if (n == 0) {
        ++zeros_;
        return true;
    }
    const auto options = options_of(*answer);
    const auto index = static_cast<std::size_t>(zeros_ * 9 + n - 1);
    zeros_ = 0;
    if (index >= options.size()) return true;
    told_.answered(*answer, options[index].first);
    return true;
}

void HouseholdGrid::on_key(wxKeyEvent& event) {
    const int code = event.GetKeyCode();
    if (event.ControlDown() || event.AltDown() || empty()) return event.Skip();
    if (code >= '0' && code <= '9' && digit(code - '0')) return;
    if (code >= WXK_NUMPAD0 && code <= WXK_NUMPAD9 && digit(code - WXK_NUMPAD0)) return;
    if (event.GetUnicodeKey() == '/' && current() != nullptr) return told_.skip(*current());
    switch (code) {
        case WXK_UP:
            return move(-1, 0);
        case WXK_DOWN:
            return move(1, 0);
        case WXK_LEFT:
            return move(0, -1);
        case WXK_RIGHT:
            return move(0, 1);
        case WXK_RETURN:
        case WXK_NUMPAD_ENTER:
            return told_.opened(rows_[static_cast<std::size_t>(row_)].person);
        case WXK_TAB:
            Navigate(event.ShiftDown() ? wxNavigationKeyEvent::IsBackward : wxNavigationKeyEvent::IsForward);
            return;
        default:
            event.Skip();
    }
}

std::string HouseholdGrid::cell_words(const AnswerView& answer) const {
    if (conflict(answer)) return "▲食い違い";
    if (answer.text.empty()) return "□";
    for (const auto& [value, label] : options_of(answer))
        if (value == answer.text || label == answer.text)
            return label + (answer.source == forms::Source::derived ? "*" : "");
    return answer.text;
}

std::string HouseholdGrid::legend() const {
    const AnswerView* answer = current();
    if (answer == nullptr) return "この人にはお聞きしません";
    if (conflict(*answer)) return "Enter で開いて、正しいほうを数字で選んでください";
    std::string out;
    const auto options = options_of(*answer);
    for (std::size_t i = 0; i < options.size(); ++i)
        out += (i > 0 ? "　" : "") + std::string(i / 9, '0') + std::to_string(i % 9 + 1) + " " +
               options[i].second;
    return out;
}

int HouseholdGrid::name_room(wxDC& dc) const {
    int rest = GetClientSize().x - 2 * px(16) - px(age_width);
    for (const std::size_t column : columns_) rest -= px(all_columns[column].width);
    dc.SetFont(font(Face::name, theme::body_px));
    int widest = px(name_width) - px(8);
    for (const Row& row : rows_) widest = std::max(widest, dc.GetTextExtent(to_wx(row.name)).x);
    return std::max(px(name_width), std::min(widest + px(8), rest));
}

void HouseholdGrid::on_paint() {
    wxAutoBufferedPaintDC dc(this);
    dc.SetBackground(wxBrush(colour(theme::ground)));
    dc.Clear();
    if (empty()) return;
    const int left = px(16);
    const int names = name_room(dc);
    const auto x_of = [&](std::size_t column) {
        int x = left + names + px(age_width);
        for (std::size_t c = 0; c < column; ++c) x += px(all_columns[columns_[c]].width);
        return x;
    };
    dc.SetFont(font(Face::strong, theme::small_px));
    dc.SetTextForeground(colour(theme::text_soft));
    dc.DrawText(to_wx("世帯の人"), left, px(4));
    dc.DrawText(to_wx("年齢"), left + names, px(4));
    for (std::size_t c = 0; c < columns_.size(); ++c)
        dc.DrawText(to_wx(all_columns[columns_[c]].title), x_of(c) + px(6), px(4));
    int y = px(head_height);
    const int last = std::min(first_ + shown_rows(), static_cast<int>(rows_.size()));
    for (int r = first_; r < last; ++r, y += px(grid_row_height)) {
        const Row& row = rows_[static_cast<std::size_t>(r)];
        if (r == row_) {
            dc.SetPen(*wxTRANSPARENT_PEN);
            dc.SetBrush(wxBrush(colour(theme::chosen)));
            dc.DrawRectangle(0, y, GetClientSize().x, px(grid_row_height));
        }
        dc.SetPen(wxPen(colour(theme::line), 1));
        dc.DrawLine(0, y, GetClientSize().x, y);
        dc.SetTextForeground(colour(theme::text));
        draw_name(dc, to_wx(row.name), wxRect(left, y + 1, names - px(8), px(grid_row_height) - 1));
        dc.SetFont(font(Face::interface, theme::body_px));
        dc.DrawText(to_wx(row.age), left + names, y + px(5));
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            const int at = row.cells[c];
            const wxRect cell(x_of(c), y + 1, px(all_columns[columns_[c]].width), px(grid_row_height) - 1);
            const AnswerView* answer = at < 0 ? nullptr : &answers_[static_cast<std::size_t>(at)];
            const bool open = answer != nullptr && (answer->text.empty() || conflict(*answer));
            dc.SetTextForeground(colour(answer == nullptr ? theme::text_smallest
                                        : open            ? theme::warning
                                                          : theme::text));
            const std::string words = answer == nullptr ? "－" : cell_words(*answer);
            dc.DrawText(paint::fit(dc, to_wx(words), cell.width - px(8)), cell.x + px(6), y + px(5));
            if (HasFocus() && r == row_ && static_cast<int>(c) == column_) paint::focus_ring(dc, cell);
        }
    }
    dc.SetPen(wxPen(colour(theme::line), 1));
    dc.DrawLine(0, y, GetClientSize().x, y);
    dc.SetFont(font(Face::interface, theme::small_px));
    dc.SetTextForeground(colour(HasFocus() ? theme::text : theme::text_help));
    const std::string below =
        HasFocus() ? legend() : "Alt＋0 で世帯表　数字で答えると下の人へ進みます　* は自動で入った値";
    const auto lines = paint::wrap(dc, to_wx(below), GetClientSize().x - 2 * left);
    for (std::size_t i = 0; i < lines.size(); ++i)
        dc.DrawText(lines[i], left, y + px(4) + static_cast<int>(i) * px(legend_line));
}

}  // namespace app::desk
