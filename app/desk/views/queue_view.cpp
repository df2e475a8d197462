#include "app/desk/views/queue_view.h"

#include <wx/dc.h>
#include <wx/sizer.h>
#include <wx/stattext.h>

#include <cctype>

#include "app/desk/control_ids.h"
#include "app/desk/controls/paint.h"
#include "app/desk/native_widgets.h"
#include "app/desk/views/case_screens.h"
#include "app/desk/views/case_words.h"
#include "app/desk/views/protection_prompt.h"
#include "app/desk/views/set_aside.h"
#include "app/service/sentences.h"

namespace app::desk {

namespace {

constexpr int detail_width = 396;
constexpr int detail_width_supervisor = 310;  // two columns more beside it
constexpr int detail_pause_ms = 250;
constexpr int ticket_pause_ms = 1500;

}  // namespace

QueueView::QueueView(wxWindow* parent, Shell& shell) : View(parent, shell) {
    auto* left = new wxBoxSizer(wxVERTICAL);
    auto* bar = new wxBoxSizer(wxHORIZONTAL);
    auto* label = new wxStaticText(this, wxID_ANY, to_wx("絞り込み"));
    label->SetFont(font(Face::strong, theme::label_px));
    bar->Add(label, 0, wxALIGN_CENTER_VERTICAL | wxLEFT | wxRIGHT, px(gap::medium));
    filter_ = new TextBox(this, control::queue_filter, "絞り込み", shell);
    native::name(*filter_, "絞り込み（カナ、番号札、生年月日）", label);
    filter_->SetMinSize(wxSize(px(240), px(theme::field_px)));
    filter_->on({.entered = [this](int) { list_->SetFocus(); },
                 .left = {},
                 .came = {},
                 .typed = [this] { reload(); },
                 .key =
                     [this](wxKeyEvent& event) {
                         if (event.GetKeyCode() != WXK_DOWN) return false;
                         list_->SetFocus();
                         return true;
                     }});
    bar->Add(filter_, 0, wxALIGN_CENTER_VERTICAL);
    auto* hint = new wxStaticText(
        this, wxID_ANY, to_wx("カナ・番号札・生年月日　Insert 受付　Shift+Insert 列へ　Ctrl+R 業務報告"));
    hint->SetFont(font(Face::interface, theme::small_px));
    hint->SetForegroundColour(colour(theme::text_help));
    bar->Add(hint, 1, wxALIGN_CENTER_VERTICAL | wxLEFT, px(gap::medium));
    left->Add(bar, 0, wxEXPAND | wxTOP | wxBOTTOM, px(6));
    prompt_ = new PromptBar(this, shell, control::queue_purpose, control::queue_ticket);
    left->Add(prompt_, 0, wxEXPAND);
    header_ = new QueueHeader(this);
    left->Add(header_, 0, wxEXPAND);
    list_ = new RowList(
        this, control::queue_list, "受付の一覧", theme::row_px,
        {.draw = [this](wxDC& dc, const wxRect& rect, std::size_t at, bool on) { draw(dc, rect, at, on); },
         .is_heading = {},
         .words = [this](std::size_t at) { return words(at); },
         .chosen = [this](int at) { chosen(at); },
         .opened = [this](int at) { open_row(at); }});
    deadlines_ = std::make_unique<DeadlineColumn>(list_, shell, [this] {
        for (QueueRow& row : rows_) row.next_deadline = deadlines_->of(row);
        list_->show(entries_.size(), list_->row());
    });
    menu_ = std::make_unique<RowMenu>(
        list_, shell, *prompt_,
        RowMenu::Told{[this](const core::CaseId& id) { open_case(id); }, [this] { reload(); }});
    list_->Bind(wxEVT_CHAR_HOOK, [this](wxKeyEvent& event) {
        const int code = event.GetKeyCode();
        if (!event.ShiftDown() || (code != WXK_INSERT && code != WXK_NUMPAD_INSERT)) return event.Skip();
        new_reception(true);
    });
    list_->Bind(wxEVT_CHAR, [this](wxKeyEvent& event) {
        const auto letter = event.GetUnicodeKey();
        if (letter < 0x20 || letter == 0x7f || event.ControlDown() || event.AltDown()) return event.Skip();
        filter_->SetFocus();
        filter_->AppendText(wxString(static_cast<wxUniChar>(letter)));
    });
    left->Add(list_, 1, wxEXPAND);
    detail_ = new TextPane(this, control::queue_detail, "選んだ受付の内容");
    detail_->SetMinSize(wxSize(px(detail_width), -1));
    detail_->SetBackgroundColour(colour(theme::ground));
    auto* both = new wxBoxSizer(wxHORIZONTAL);
    both->Add(left, 1, wxEXPAND);
    both->Add(new Rule(this), 0, wxEXPAND);
    both->Add(detail_, 0, wxEXPAND);
    SetSizer(both);
    detail_pause_.Bind(wxEVT_TIMER, [this](wxTimerEvent&) { show_detail(); });
    ticket_pause_.Bind(wxEVT_TIMER, [this](wxTimerEvent&) { typed_ticket_.clear(); });
}

void QueueView::entered() {
    detailed_.reset();  // the case that was worked on has changed
    show_for_role();
    list_->SetFocus();
    reload();
}

bool QueueView::supervisor() const { return shell().session() && shell().session()->role == "supervisor"; }

void QueueView::show_for_role() {
    header_->show_for(supervisor());
    detail_->SetMinSize(wxSize(px(supervisor() ? detail_width_supervisor : detail_width), -1));
    Layout();
}

bool QueueView::offers(Command command) const {
    return command == Command::candidates || command == Command::enlarge || command == Command::help ||
           command == Command::search || command == Command::person || command == Command::hold ||
           command == Command::lock || command == Command::back;
}

std::string QueueView::key_word(Command command) const {
    if (command == Command::candidates) return "呼出・メモ";
    return command == Command::enlarge ? "番号表示" : "";
}

void QueueView::reload() {
    if (!shell().session()) return;
    if (loading_) {
        load_again_ = true;
        return;
    }
    loading_ = true;
    Shell& at = shell();
    at.work().run(
        this, [&at, filter = filter_->words()] { return at.service().queue(filter); },
        [this](core::Result<std::vector<QueueRow>> result) {
            loading_ = false;
            if (result) {
                rows_ = std::move(*result);
                for (QueueRow& row : rows_) row.next_deadline = deadlines_->of(row);
                deadlines_->list_read();
                arrange();
            } else {
                shell().complain(result.error());
            }
            if (std::exchange(load_again_, false)) reload();
        });
}

void QueueView::arrange() {
    std::map<Group, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        using enum forms::Stage;
        const forms::Stage stage = rows_[i].stage;
        const Group group = stage == on_hold                      ? Group::hold
                            : stage == in_custody                 ? Group::custody
                            : stage == handed_on                  ? Group::handed_on
                            : stage == done || stage == cancelled ? Group::closed
                                                                  : Group::open;
        groups[group].push_back(i);
    }
    entries_.clear();
    for (const auto& [group, members] : groups) {
        if (group != Group::open) entries_.push_back({group, {}});
        const bool filtering = !filter_->IsEmpty();
        if (group != Group::open && !filtering && !unfolded_.contains(group)) continue;
        for (const std::size_t row : members) entries_.push_back({group, row});
    }
    int keep = entries_.empty() ? -1 : 0;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const Entry& entry = entries_[i];
        const bool same = entry.row ? chosen_ && rows_[*entry.row].id == *chosen_
                                    : !chosen_ && chosen_group_ == entry.group;
        if (same) keep = static_cast<int>(i);
    }
    list_->show(entries_.size(), keep);
    if (entries_.empty())
        detail_->show({{PaneLine::Kind::heading,
                        filter_->IsEmpty() ? "受付はありません" : "当てはまる受付はありません", ""},
                       {PaneLine::Kind::body, "Insert を押すと、新しい受付を始めます。", ""}});
}

const QueueRow* QueueView::row_at(int at) const {
    if (at < 0 || at >= static_cast<int>(entries_.size())) return nullptr;
    const auto& row = entries_[static_cast<std::size_t>(at)].row;
    return row ? &rows_[*row] : nullptr;
}

void QueueView::draw(wxDC& dc, const wxRect& rect, std::size_t at, bool) const {
    const Entry& entry = entries_[at];
    if (entry.row) {
        deadlines_->drawn(rows_[*entry.row]);
        return draw_queue_row(dc, rect, rows_[*entry.row], supervisor());
    }
    dc.SetFont(font(Face::strong, theme::body_px));
    dc.SetTextForeground(colour(theme::text_soft));
    dc.DrawText(to_wx(words(at)), rect.x + px(gap::medium), rect.y + (rect.height - dc.GetCharHeight()) / 2);
}

std::string QueueView::words(std::size_t at) const {
    const Entry& entry = entries_[at];
    if (entry.row) return queue_row_words(rows_[*entry.row], supervisor());
    static const std::map<Group, std::string> names{{Group::hold, "保留"},
                                                    {Group::custody, "預かり（翌開庁日に処理）"},
                                                    {Group::handed_on, "他課へ引継ぎ"},
                                                    {Group::closed, "完了・取消"}};
    std::size_t count = 0;
    for (const QueueRow& row : rows_) {
        using enum forms::Stage;
        count += (entry.group == Group::hold && row.stage == on_hold) ||
                 (entry.group == Group::custody && row.stage == in_custody) ||
                 (entry.group == Group::handed_on && row.stage == handed_on) ||
                 (entry.group == Group::closed && (row.stage == done || row.stage == cancelled));
    }
    const bool open = unfolded_.contains(entry.group) || !filter_->IsEmpty();
    return (open ? "▼ " : "▶ ") + names.at(entry.group) + "　" + std::to_string(count) + "件" +
           (open ? "" : "　（Enter で開く）");
}

void QueueView::chosen(int at) {
    const QueueRow* row = row_at(at);
    const std::optional<core::CaseId> now = row ? std::optional(row->id) : std::nullopt;
    chosen_ = now;
    const bool heading = !row && at >= 0 && at < static_cast<int>(entries_.size());
    chosen_group_ = heading ? std::optional(entries_[static_cast<std::size_t>(at)].group) : std::nullopt;
    if (now && now == detailed_) return;
    detailed_.reset();
    detail_->show({});
    detail_pause_.StartOnce(detail_pause_ms);
}

void QueueView::show_detail() {
    if (!chosen_ || !IsShownOnScreen()) return;
    Shell& at = shell();
    at.work().run(
        this, [&at, id = *chosen_] { return at.service().look(id); },
        [this](core::Result<CaseView> result) {
            if (!result) return detail_->show({{PaneLine::Kind::warning, sentence(result.error()), "▲"}});
            if (!chosen_ || !(result->id == *chosen_)) return;
            detailed_ = result->id;
            detail_->show(summary_lines(*result));
        });
}

void QueueView::open_row(int at) {
    if (const QueueRow* row = row_at(at)) {
        if (!row->guarded) return open_case(row->id);
        return ask_protected(*prompt_, shell(), row->id, [this, id = row->id] { open_case(id); });
    }
    if (at < 0 || at >= static_cast<int>(entries_.size())) return;
    const Group group = entries_[static_cast<std::size_t>(at)].group;
    if (unfolded_.erase(group) == 0) unfolded_.insert(group);
    arrange();
}

void QueueView::open_case(const core::CaseId& id) {
    Shell& at = shell();
    at.work().run(
        this, [&at, id] { return at.service().look(id); },
        [this, keys = native::hold_keys()](core::Result<CaseView> result) {
            if (!result) return shell().complain(result.error());
            if (!result->held_by.empty() && !result->mine) return ask_held(*result);
            using enum forms::Stage;
            const bool closed = result->summary.stage == done || result->summary.stage == cancelled;
            const bool aside = result->summary.stage == on_hold || result->summary.stage == in_custody;
            if ((result->mine && !aside) || closed) return shell().open(*result, screen_for(*result));
            take(result->id, "");
        });
}

void QueueView::ask_held(const CaseView& view) {
    bool reachable = true;
    for (const QueueRow& row : rows_)
        if (row.id == view.id) reachable = row.reachable;
    const std::string since =
        view.history.empty() ? "" : "（最後の操作 " + clock_words(view.history.back().at_ms) + "）";
    prompt_->ask(
        {.words = view.summary.reception_number + "は " + view.held_by + " が担当しています" + since + "。" +
                  (reachable ? "" : "いまその窓口とつながっていないため、重複対応の可能性があります。") +
                  "どうしますか。",
         .options = {{"look", "見るだけ"}, {"take", "引き継いで担当する"}, {"back", "戻る"}},
         .box_label = "",
         .chosen = [this, view](const std::string& value, const std::string&) {
             if (value == "look") return shell().open(view, screen_for(view));
             if (value != "take") return list_->SetFocus();
             prompt_->ask({.words = "引き継ぐ理由を選んでください（相手の窓口に伝わります）。",
                           .options = {{"担当の交代", "担当の交代"},
                                       {"窓口の混雑", "窓口の混雑"},
                                       {"相手の窓口とつながらない", "相手の窓口とつながらない"}},
                           .box_label = "",
                           .chosen = [this, id = view.id](const std::string& reason, const std::string&) {
                               take(id, reason);
                           }});
         }});
}

void QueueView::take(const core::CaseId& id, const std::string& reason) {
    Shell& at = shell();
    at.work().run(
        this, [&at, id, reason] { return at.service().take(id, reason); },
        [this, keys = native::hold_keys()](core::Result<CaseView> result) {
            if (!result) return shell().complain(result.error());
            const Screen screen = screen_for(*result);
            shell().open(std::move(*result), screen);
        });
}

void QueueView::new_reception(bool into_line) {
    ChoiceBox::Options options = shell().life_events();
    options.emplace_back("", "用件はあとで決める");
    prompt_->ask(
        {.words = std::string(into_line ? "待ちの列へ" : "新しい受付") + "　ご用件を数字で選んでください。",
         .options = std::move(options),
         .box_label = "番号札（空でもよい）",
         .chosen = [this, into_line](const std::string& value, const std::string& ticket) {
             if (into_line) return put_in_line({ticket, value});
             receive({ticket, value});
         }});
}

void QueueView::receive(const NewReception& reception) {
    Shell& at = shell();
    at.work().run(
        this,
        [&at, reception]() -> core::Result<CaseView> {
            const auto made = at.service().receive(reception);
            if (!made) return made.error();
            return at.service().look(*made);
        },
        [this, keys = native::hold_keys()](core::Result<CaseView> result) {
            if (!result) return shell().complain(result.error());
            chosen_ = result->id;
            const Screen screen = screen_for(*result);
            shell().open(std::move(*result), screen);
        });
}

void QueueView::put_in_line(const NewReception& reception) {
    Shell& at = shell();
    at.work().run(
        this, [&at, reception] { return at.service().counter().put_in_line(reception); },
        [this](core::Result<core::CaseId> made) {
            if (!made) return shell().complain(made.error());
            chosen_ = *made;
            shell().say("待ちの列に入れました。どの窓口からも F12 で呼べます。");
            list_->SetFocus();
            reload();
        });
}

void QueueView::hold() {
    if (!chosen_) return;
    ask_set_aside(*prompt_, shell(), *chosen_, [this](const CaseView& after) {
        shell().say(after.summary.reception_number + "は「" + after.stage_word + "」になりました。");
        reload();
    });
}

void QueueView::next_one() {
    const auto& session = shell().session();
    const QueueRow* row = session ? next_to_serve(rows_, session->desk_letter) : nullptr;
    if (row == nullptr) return shell().say("お待ちの方はいません。新しい受付は Insert で始めます。");
    if (row->mine) return open_case(row->id);
    chosen_ = row->id;
    arrange();
    if (row->call_desk == session->desk_letter) return menu_->ask_called(*row);
    menu_->call(*row);
}

bool QueueView::obey(Command command) {
    switch (command) {
        case Command::reception:
            new_reception(false);
            return true;
        case Command::candidates:
            if (const QueueRow* row = row_at(list_->row())) menu_->offer(*row);
            return true;
        case Command::enlarge:
            shell().waiting_display();
            return true;
        case Command::search:
        case Command::person:
            filter_->SetFocus();
            filter_->SelectAll();
            return true;
        case Command::main_action:
            next_one();
            return true;
        case Command::hold:
            hold();
            return true;
        case Command::report:
            shell().go(Screen::report);
            return true;
        case Command::help:
            shell().say(
                "↑↓ か番号札の数字で選び、Enter で開きます。F12 で次の方を呼び、F4 でメモなど、F11 "
                "で番号表示です。");
            return true;
        case Command::back:
            if (prompt_->asking()) {
                prompt_->give_up();
                list_->SetFocus();
            } else {
                filter_->put("");
                list_->SetFocus();
                reload();
            }
            return true;
        default:
            return false;
    }
}

bool QueueView::digit(int n) {
    typed_ticket_ += static_cast<char>('0' + n);
    ticket_pause_.StartOnce(ticket_pause_ms);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const QueueRow* row = row_at(static_cast<int>(i));
        if (!row || !row->ticket.starts_with(typed_ticket_)) continue;
        list_->show(entries_.size(), static_cast<int>(i));
        break;
    }
    return true;
}

}  // namespace app::desk
