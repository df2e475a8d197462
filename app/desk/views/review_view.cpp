#include "app/desk/views/review_view.h"

#include <wx/dc.h>
#include <wx/sizer.h>

#include "app/desk/control_ids.h"
#include "app/desk/controls/paint.h"
#include "app/desk/native_widgets.h"
#include "app/desk/resident/resident_review.h"
#include "app/desk/views/case_screens.h"
#include "app/desk/views/case_words.h"
#include "app/desk/views/paper_steps.h"
#include "app/desk/views/queue_columns.h"

namespace app::desk {

namespace {

constexpr int title_line_px = 24;
constexpr int sheet_row_px = 108;  // three lines of title, one of state

constexpr int sheets_width = 290;
constexpr int checks_width = 320;

bool is_signed(const SheetView& sheet) { return sheet.state == "署名済" || sheet.state == "印刷済"; }

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : "、") + word;
    return out;
}

}  // namespace

ReviewView::ReviewView(wxWindow* parent, Shell& shell)
    : CasePage(parent, shell, control::review_reason), watch_(this, shell) {
    auto* column = new wxBoxSizer(wxVERTICAL);
    column->Add(&prompt(), 0, wxEXPAND);
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    sheets_ = new RowList(
        this, control::review_sheets, "書類の一覧", sheet_row_px,
        {.draw = [this](wxDC& dc, const wxRect& rect, std::size_t at, bool) { draw_sheet(dc, rect, at); },
         .is_heading = {},
         .words =
             [this](std::size_t at) {
                 return at < shown_.size() ? shown_[at].title + "、" + shown_[at].state : std::string();
             },
         .chosen =
             [this](int) {
                 show_checks();
                 load_page();
                 this->shell().keys_changed();
             },
         .opened = [this](int) { do_next(); }});
    sheets_->SetMinSize(wxSize(px(sheets_width), -1));
    row->Add(sheets_, 0, wxEXPAND);
    row->Add(new Rule(this), 0, wxEXPAND);
    page_ = new SheetPage(this, control::review_page, shell, [this] { show_checks(); });
    row->Add(page_, 1, wxEXPAND);
    row->Add(new Rule(this), 0, wxEXPAND);
    checks_ = new TextPane(this, control::review_checks, "確認すること");
    checks_->SetMinSize(wxSize(px(checks_width), -1));
    checks_->SetBackgroundColour(colour(theme::ground));
    row->Add(checks_, 0, wxEXPAND);
    column->Add(row, 1, wxEXPAND);
    handover_ = new HandoverPanel(this, shell, control::review_handover);
    column->Add(handover_, 0, wxEXPAND);
    SetSizer(column);
}

void ReviewView::entered() {
    large_ = heard_ = false;
    sheets_->Show();
    checks_->Show();
    Layout();
    page_->forget();
    case_changed();
    sheets_->SetFocus();
}

void ReviewView::left() {}

void ReviewView::case_changed() {
    const CaseView* view = opened();
    if (view == nullptr) return;
    shown_ = view->sheets;
    // The sheet stays chosen while its case changes; another case begins at its first.
    const bool stays = view->id == shown_case_ && sheets_->row() < static_cast<int>(shown_.size());
    sheets_->show(shown_.size(), stays ? std::max(0, sheets_->row()) : 0);
    shown_case_ = view->id;
    handover_->show(*view);
    show_checks();
    load_page();
}

const SheetView* ReviewView::sheet() const {
    const int at = sheets_->row();
    return at >= 0 && at < static_cast<int>(shown_.size()) ? &shown_[static_cast<std::size_t>(at)] : nullptr;
}

void ReviewView::draw_sheet(wxDC& dc, const wxRect& rect, std::size_t at) const {
    if (at >= shown_.size()) return;
    const SheetView& sheet = shown_[at];
    dc.SetFont(font(Face::strong, theme::body_px));
    dc.SetTextForeground(colour(theme::text));
    int y = rect.y + px(6);
    for (const wxString& line : paint::wrap(dc, to_wx(sheet.title), rect.width - px(32))) {
        dc.DrawText(line, rect.x + px(16), y);
        y += px(title_line_px);
    }
    dc.SetFont(font(Face::interface, theme::small_px));
    const bool stuck = !sheet.blocked_by.empty();
    const bool done = sheet.printed > 0;
    dc.SetTextForeground(colour(stuck ? theme::warning : done ? theme::success : theme::text_soft));
    std::string state = (stuck ? "▲ 食い違い　" : sheet.clerk_checked || done ? "✓ " : "□ ") + sheet.state;
    if (sheet.pages > 0) state += "　" + std::to_string(sheet.pages) + "ページ";
    if (sheet.printed > 1) state += "　" + std::to_string(sheet.printed) + "回";
    if (!sheet.missing.empty()) state += "　未記入 " + std::to_string(sheet.missing.size());
    dc.DrawText(paint::fit(dc, to_wx(state), rect.width - px(32)), rect.x + px(16), y);
}

void ReviewView::show_checks() {
    using Kind = PaneLine::Kind;
    const CaseView* view = opened();
    if (view == nullptr) return;
    if (heard_) return checks_->show(heard_lines(*view));
    std::vector<PaneLine> lines;
    if (const SheetView* at = sheet()) {
        lines.push_back({Kind::title, at->title, ""});
        lines.push_back({Kind::help, "様式 " + at->edition + "　" + at->because, ""});
        if (!at->missing.empty()) lines.push_back({Kind::warning, "未記入：" + joined(at->missing), "▲"});
        if (!at->blocked_by.empty())
            lines.push_back({Kind::error,
                             "食い違いのある項目：" + joined(at->blocked_by) + "。聞き取りで選んでください。",
                             "▲"});
        for (const std::string& error : at->errors) lines.push_back({Kind::error, error, "▲"});
        if (!page_->missing_glyphs().empty())
            lines.push_back({Kind::error,
                             glyphs_open() ? "印刷できない文字：" + joined(page_->missing_glyphs()) +
                                                 "。決めるまで印刷できません。"
                                           : "〓で印刷する文字：" + joined(page_->missing_glyphs()),
                             "▲"});
        if (at->missing.empty() && at->blocked_by.empty() && at->errors.empty() &&
            page_->missing_glyphs().empty())
            lines.push_back({Kind::good, "この書類に不足はありません", "✓"});
        lines.push_back({at->clerk_checked ? Kind::good : Kind::body,
                         at->clerk_checked ? "職員の確認　済" : "職員の確認　まだ",
                         at->clerk_checked ? "✓" : "□"});
        lines.push_back({is_signed(*at) ? Kind::good : Kind::body, is_signed(*at) ? "署名　済" : "署名　まだ",
                         is_signed(*at) ? "✓" : "□"});
        lines.push_back({at->printed > 0 ? Kind::good : Kind::body,
                         at->printed > 0
                             ? "印刷　" + std::to_string(at->printed) + "回" +
                                   (at->pages > 0 ? "　" + std::to_string(at->pages) + "ページ" : "")
                             : "印刷　まだ",
                         at->printed > 0 ? "✓" : "□"});
    }
    std::string heard;
    for (const AnswerView& answer : view->answers)
        if (only_heard(answer) && heard.size() < 240) heard += (heard.empty() ? "" : "、") + answer.label;
    if (!heard.empty()) {
        lines.push_back({Kind::heading, "聞き取りだけの項目（Ctrl+G で読み上げる一覧）", ""});
        lines.push_back({Kind::body, heard, ""});
    }
    for (PaneLine& line : open_point_lines(*view)) lines.push_back(std::move(line));
    checks_->show(std::move(lines));
}

void ReviewView::load_page() {
    const CaseView* view = opened();
    if (view != nullptr && IsShown()) page_->show_sheet(*view, sheet());
}

ReviewView::Next ReviewView::next() const {
    const SheetView* at = sheet();
    if (at == nullptr || busy_) return Next::none;
    if (glyphs_open() && !is_signed(*at)) return Next::glyphs;
    if (!at->clerk_checked && !is_signed(*at)) return Next::check;
    if (!is_signed(*at)) return Next::sign;
    if (at->printed == 0) return Next::print;
    for (const SheetView& other : shown_)
        if (other.printed == 0) return Next::none;
    return handover_->open() ? Next::hand_over : Next::finish;
}

std::string ReviewView::main_action() const {
    switch (next()) {
        case Next::glyphs:
            return "ない文字を決める";
        case Next::check:
            return "この書類を確認した";
        case Next::sign:
            return "署名へ進む";
        case Next::print:
            return "印刷する";
        case Next::hand_over:
            return "手渡しを確かめる";
        case Next::finish:
            return "終了する";
        case Next::none:
            break;
    }
    return "";
}

bool ReviewView::glyphs_open() const {
    const SheetView* at = sheet();
    return at != nullptr && !page_->missing_glyphs().empty() && page_->digest(at->form).empty();
}

void ReviewView::ask_glyphs() {
    prompt().ask({.words = "どの書体にもない文字：" + joined(page_->missing_glyphs()) +
                           "。〓（げた）で印刷して、お客様に書き入れていただきますか。",
                  .options = {{"本人に確認", "〓で印刷する（ご本人に確認した）"}, {"no", "まだ決めない"}},
                  .box_label = "",
                  .chosen = [this](const std::string& value, const std::string&) {
                      const CaseView* view = opened();
                      const SheetView* at = sheet();
                      if (value == "no" || view == nullptr || at == nullptr) return;
                      change_case(
                          shell(), this,
                          [id = view->id, form = at->form, value](DeskService& service) {
                              return service.decide_glyphs(id, form, value);
                          },
                          [this](bool) {
                              page_->forget();
                              load_page();
                          });
                  }});
}

void ReviewView::check() {
    const CaseView* view = opened();
    const SheetView* at = sheet();
    if (view == nullptr || at == nullptr) return;
    change_case(
        shell(), this,
        [id = view->id, form = at->form](DeskService& service) { return service.confirm_sheet(id, form); },
        [this](bool done) {
            if (done) go_to_unchecked();
        });
}

void ReviewView::go_to_unchecked() {
    for (std::size_t i = 0; i < shown_.size(); ++i)
        if (!shown_[i].clerk_checked && !is_signed(shown_[i]))
            return sheets_->show(shown_.size(), static_cast<int>(i));
}

void ReviewView::ask_sign() {
    const SheetView* at = sheet();
    if (at == nullptr) return;
    if (!at->may_sign)
        return shell().say("まだ署名できません。右の「確認すること」にある点を先に片付けてください。");
    if (page_->digest(at->form).empty())
        return shell().say("紙面を表示してから署名します。しばらくお待ちください。");
    prompt().ask({.words = at->title + "の署名は、どちらにしますか。",
                  .options = {{"screen", "画面に署名"}, {"paper", "紙に書く"}},
                  .box_label = "",
                  .chosen = [this](const std::string& value, const std::string&) {
                      if (value == "paper") return sign(true, {}, {});
                      const CaseView* view = opened();
                      const SheetView* now = sheet();
                      if (view == nullptr || now == nullptr) return;
                      shell().resident_review().begin(
                          view->id, now->form,
                          {.signed_here =
                               [this](Strokes strokes, const std::string& digest) {
                                   sign(false, std::move(strokes), digest);
                               },
                           .on_paper = [this] { sign(true, {}, {}); },
                           .want_change =
                               [this](const std::string& field, forms::Subject person) {
                                   shell().open_box(field, person);
                                   shell().say("お客様が、この項目を直したいとおっしゃっています。");
                               }});
                  }});
}

void ReviewView::sign(bool on_paper, Strokes strokes, const std::string& shown_digest) {
    const SheetView* at = sheet();
    if (at == nullptr) return;
    const std::string digest = shown_digest.empty() ? page_->digest(at->form) : shown_digest;
    std::vector<SignatureInput> inputs{{at->form, digest, on_paper, std::move(strokes)}};
    // One answer for the paper: every sheet that the clerk has looked at and confirmed goes the same way.
    for (const SheetView& other : shown_)
        if (on_paper && other.form != at->form && other.clerk_checked && other.may_sign &&
            !is_signed(other) && !page_->digest(other.form).empty())
            inputs.push_back({other.form, page_->digest(other.form), true, {}});
    sign_all(std::move(inputs));
}

void ReviewView::sign_all(std::vector<SignatureInput> inputs) {
    const CaseView* view = opened();
    if (view == nullptr || busy_) return;
    busy_ = true;
    shell().keys_changed();
    change_case(
        shell(), this,
        [id = view->id, inputs](DeskService& service) {
            core::Result<CaseView> now = core::Error{core::ErrorCode::invalid_input, "form.not_needed"};
            for (const SignatureInput& input : inputs) {
                now = service.sign(id, input);
                if (!now) break;
            }
            return now;
        },
        [this, on_paper = inputs.front().on_paper, count = inputs.size()](bool done) {
            busy_ = false;
            if (done)
                shell().say(!on_paper    ? "署名を記録しました。F12 で印刷します。"
                            : count == 1 ? "紙に署名していただきます。F12 で印刷します。"
                                         : "紙に署名していただきます（" + std::to_string(count) +
                                               "枚）。F12 で印刷します。");
            shell().keys_changed();
            sheets_->SetFocus();
        });
}

void ReviewView::print() {
    const SheetView* at = sheet();
    if (at == nullptr || busy_) return;
    if (!at->may_print) return shell().say("正式な印刷は、署名のあとでできます。");
    if (at->printed == 0) return print_signed();
    prompt().ask({.words = "もう一度印刷する理由を選んでください。",
                  .options = {{"破れ", "破れ・汚れ"}, {"誤り", "誤り"}, {"控え", "控え"}},
                  .box_label = "",
                  .chosen = [this, form = at->form](const std::string& reason, const std::string&) {
                      PrintInput again;
                      again.form = form;
                      again.kind = PrintKind::again;
                      again.reason = reason;
                      print_all({std::move(again)});
                  }});
}

void ReviewView::print_signed() {
    std::vector<PrintInput> inputs;
    for (const SheetView& one : shown_) {
        if (one.printed > 0 || !one.may_print) continue;
        PrintInput input;
        input.form = one.form;
        input.kind = PrintKind::final;
        inputs.push_back(std::move(input));
    }
    print_all(std::move(inputs));
}

void ReviewView::print_all(std::vector<PrintInput> inputs) {
    const CaseView* view = opened();
    if (view == nullptr || inputs.empty() || busy_) return;
    for (PrintInput& input : inputs) input.folder = shell().print_folder();
    busy_ = true;
    shell().say(inputs.size() == 1 ? "印刷しています。"
                                   : std::to_string(inputs.size()) + "枚を印刷しています。");
    shell().keys_changed();
    struct Printed {
        core::Result<PrintResult> result;
        core::Result<CaseView> view;
    };
    Shell& desk = shell();
    desk.slow().run(
        this,
        [&desk, id = view->id, inputs] {
            core::Result<PrintResult> result = core::Error{core::ErrorCode::device, "print.no_printer"};
            for (const PrintInput& input : inputs) {
                result = print_where_possible(desk.service(), id, input);
                if (!result) break;
            }
            return Printed{std::move(result), desk.service().look(id)};
        },
        [this](Printed printed) {
            busy_ = false;
            if (printed.view) shell().newest(std::move(*printed.view));
            if (printed.result) {
                watch_.follow(*printed.result);
            } else {
                shell().complain(printed.result.error());
            }
            shell().keys_changed();
            if (handover_->open()) handover_->put_focus();
        });
}

void ReviewView::finish() {
    const CaseView* view = opened();
    if (view == nullptr) return;
    Shell& at = shell();
    at.work().run(
        this, [&at, id = view->id] { return at.service().finish(id); },
        [this](core::Result<CaseView> result) {
            if (!result) return shell().complain(result.error());
            shell().close_case();
            shell().say("受付を終了しました。");
        });
}

void ReviewView::enlarge() {
    large_ = !large_;
    sheets_->Show(!large_);
    checks_->Show(!large_);
    Layout();
    page_->forget();
    load_page();
    (large_ ? static_cast<wxWindow*>(page_) : sheets_)->SetFocus();
}

void ReviewView::step(int by) { sheets_->step(by); }

bool ReviewView::jump(int n) {
    if (n < 1 || n > static_cast<int>(shown_.size())) return false;
    sheets_->show(shown_.size(), n - 1);
    return true;
}

bool ReviewView::offers_also(Command command) const {
    return command == Command::enlarge || command == Command::print;
}

std::string ReviewView::help_words() const {
    return "F12 が次の作業です。PageDown で次の書類、F11 で紙面を大きくします。";
}

void ReviewView::step_back() {
    if (large_) return enlarge();
    if (const CaseView* view = opened()) shell().go(questions_screen(*view));
}

void ReviewView::question_given_up() { sheets_->SetFocus(); }

void ReviewView::do_next() {
    switch (next()) {
        case Next::glyphs:
            return ask_glyphs();
        case Next::check:
            return check();
        case Next::sign:
            return ask_sign();
        case Next::print:
            return print();
        case Next::hand_over:
            return handover_->put_focus();
        case Next::finish:
            return finish();
        case Next::none:
            return;
    }
}

bool ReviewView::own(Command command) {
    switch (command) {
        case Command::main_action:
            do_next();
            return true;
        case Command::print:
            print();
            return true;
        case Command::enlarge:
            enlarge();
            return true;
        case Command::heard:
            heard_ = !heard_;
            show_checks();
            return true;
        case Command::page_down:
            step(1);
            return true;
        case Command::page_up:
            step(-1);
            return true;
        default:
            return false;
    }
}

}  // namespace app::desk
