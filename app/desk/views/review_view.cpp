#include "app/desk/views/review_view.h"

#include <wx/dc.h>
#include <wx/sizer.h>

#include "app/desk/control_ids.h"
#include "app/desk/controls/paint.h"
#include "app/desk/native_widgets.h"
#include "app/desk/resident/resident_review.h"
#include "app/desk/views/case_words.h"
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

// The first printer; without one the folder, if there is one; without both the reason.
core::Result<PrintResult> print_where_possible(DeskService& service, const core::CaseId& id,
                                               PrintInput input) {
    const auto printers = service.printers();
    if (printers && !printers->empty()) input.printer = printers->front();
    if (!input.printer.empty() || !input.folder.empty()) return service.print(id, input);
    if (!printers) return printers.error();
    return core::Error{core::ErrorCode::device, "print.no_printer"};
}

}  // namespace

ReviewView::ReviewView(wxWindow* parent, Shell& shell) : CasePage(parent, shell, control::review_reason) {
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
    page_ = new PageView(this, control::review_page, "書類の紙面");
    row->Add(page_, 1, wxEXPAND);
    row->Add(new Rule(this), 0, wxEXPAND);
    checks_ = new TextPane(this, control::review_checks, "確認すること");
    checks_->SetMinSize(wxSize(px(checks_width), -1));
    checks_->SetBackgroundColour(colour(theme::ground));
    row->Add(checks_, 0, wxEXPAND);
    column->Add(row, 1, wxEXPAND);
    SetSizer(column);
}

void ReviewView::entered() {
    large_ = false;
    sheets_->Show();
    checks_->Show();
    Layout();
    loaded_.clear();
    case_changed();
    sheets_->SetFocus();
}

void ReviewView::left() {}

void ReviewView::case_changed() {
    const CaseView* view = opened();
    if (view == nullptr) return;
    shown_ = view->sheets;
    sheets_->show(shown_.size(), std::max(0, sheets_->row()));
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
    if (sheet.printed > 1) state += "　" + std::to_string(sheet.printed) + "回";
    if (!sheet.missing.empty()) state += "　未記入 " + std::to_string(sheet.missing.size());
    dc.DrawText(paint::fit(dc, to_wx(state), rect.width - px(32)), rect.x + px(16), y);
}

void ReviewView::show_checks() {
    using Kind = PaneLine::Kind;
    const CaseView* view = opened();
    if (view == nullptr) return;
    std::vector<PaneLine> lines;
    if (const SheetView* at = sheet()) {
        lines.push_back({Kind::title, at->title, ""});
        lines.push_back({Kind::help, "様式 " + at->edition + "　" + at->because, ""});
        if (!at->missing.empty()) lines.push_back({Kind::warning, "未記入：" + joined(at->missing), "▲"});
        if (!at->blocked_by.empty())
            lines.push_back({Kind::error,
                             "食い違いのある項目：" + joined(at->blocked_by) + "。聞き取りで選んでください。",
                             "▲"});
        if (!glyphs_.empty())
            lines.push_back({Kind::error,
                             "印刷できない文字：" + joined(glyphs_) + "。字形を決めるまで印刷できません。",
                             "▲"});
        if (at->missing.empty() && at->blocked_by.empty() && glyphs_.empty())
            lines.push_back({Kind::good, "この書類に不足はありません", "✓"});
        lines.push_back({at->clerk_checked ? Kind::good : Kind::body,
                         at->clerk_checked ? "職員の確認　済" : "職員の確認　まだ",
                         at->clerk_checked ? "✓" : "□"});
        lines.push_back({is_signed(*at) ? Kind::good : Kind::body, is_signed(*at) ? "署名　済" : "署名　まだ",
                         is_signed(*at) ? "✓" : "□"});
        lines.push_back({at->printed > 0 ? Kind::good : Kind::body,
                         at->printed > 0 ? "印刷　" + std::to_string(at->printed) + "回" : "印刷　まだ",
                         at->printed > 0 ? "✓" : "□"});
    }
    std::string heard;
    for (const AnswerView& answer : view->answers)
        if (answer.source == forms::Source::interview && !answer.text.empty() && heard.size() < 240)
            heard += (heard.empty() ? "" : "、") + answer.label;
    if (!heard.empty()) {
        lines.push_back({Kind::heading, "聞き取りだけの項目（読み上げて確かめます）", ""});
        lines.push_back({Kind::body, heard, ""});
    }
    for (PaneLine& line : open_point_lines(*view)) lines.push_back(std::move(line));
    checks_->show(std::move(lines));
}

void ReviewView::load_page() {
    const CaseView* view = opened();
    const SheetView* at = sheet();
    if (view == nullptr || !IsShown()) return;
    if (at == nullptr) return page_->show_words("書類はまだありません。聞き取りで用件を選んでください。");
    const int width = page_->page_width();
    const std::string wanted = view->id.hex() + at->form + at->state + std::to_string(width) +
                               std::to_string(view->summary.changed_ms) + std::to_string(at->missing.size());
    if (wanted == loaded_) return;
    loaded_ = wanted;
    struct Loaded {
        core::Result<Document> document;
        core::Result<std::vector<PageImage>> pages;
    };
    Shell& shell_at = shell();
    shell_at.slow().run(
        this,
        [&shell_at, id = view->id, form = at->form, width] {
            auto document = shell_at.service().preview(id, form, PrintKind::final);
            core::Result<std::vector<PageImage>> pages = std::vector<PageImage>{};
            if (document) pages = render_pdf(document->pdf, width);
            return Loaded{std::move(document), std::move(pages)};
        },
        [this, job = ++job_](Loaded loaded) {
            if (job != job_) return;
            if (!loaded.document || !loaded.pages) {
                page_->show_words("紙面を表示できません。");
                return shell().complain(!loaded.document ? loaded.document.error() : loaded.pages.error());
            }
            digests_[loaded.document->form] = loaded.document->digest;
            glyphs_ = loaded.document->missing_glyphs;
            page_->show(*loaded.pages,
                        loaded.document->form + "、" + std::to_string(loaded.pages->size()) + "ページ");
            show_checks();
        });
}

ReviewView::Next ReviewView::next() const {
    const SheetView* at = sheet();
    if (at == nullptr || busy_) return Next::none;
    if (!at->clerk_checked && !is_signed(*at)) return Next::check;
    if (!is_signed(*at)) return Next::sign;
    if (at->printed == 0) return Next::print;
    for (const SheetView& other : shown_)
        if (other.printed == 0) return Next::none;
    return Next::finish;
}

std::string ReviewView::main_action() const {
    switch (next()) {
        case Next::check:
            return "この書類を確認した";
        case Next::sign:
            return "署名へ進む";
        case Next::print:
            return "印刷する";
        case Next::finish:
            return "手渡して終了する";
        case Next::none:
            break;
    }
    return "";
}

void ReviewView::check() {
    const CaseView* view = opened();
    const SheetView* at = sheet();
    if (view == nullptr || at == nullptr) return;
    change_case(shell(), this, [id = view->id, form = at->form](DeskService& service) {
        return service.confirm_sheet(id, form);
    });
}

void ReviewView::ask_sign() {
    const SheetView* at = sheet();
    if (at == nullptr) return;
    if (!at->may_sign)
        return shell().say("まだ署名できません。右の「確認すること」にある点を先に片付けてください。");
    if (!digests_.contains(at->form))
        return shell().say("紙面を表示してから署名します。しばらくお待ちください。");
    prompt().ask({.words = at->title + "の署名は、どちらにしますか。",
                  .options = {{"screen", "画面に署名"}, {"paper", "紙に書く"}},
                  .box_label = "",
                  .chosen = [this](const std::string& value, const std::string&) {
                      if (value == "paper") return sign(true, {});
                      const CaseView* view = opened();
                      const SheetView* now = sheet();
                      if (view == nullptr || now == nullptr) return;
                      shell().resident_review().begin(
                          view->id, now->form,
                          {.signed_here =
                               [this, form = now->form](Strokes strokes, const std::string& digest) {
                                   digests_[form] = digest;
                                   sign(false, std::move(strokes));
                               },
                           .on_paper = [this] { sign(true, {}); },
                           .want_change =
                               [this](const std::string& field, forms::Subject person) {
                                   shell().open_box(field, person);
                                   shell().say("お客様が、この項目を直したいとおっしゃっています。");
                               }});
                  }});
}

void ReviewView::sign(bool on_paper, Strokes strokes) {
    const CaseView* view = opened();
    const SheetView* at = sheet();
    if (view == nullptr || at == nullptr || busy_) return;
    SignatureInput input{at->form, digests_[at->form], on_paper, std::move(strokes)};
    busy_ = true;
    shell().keys_changed();
    change_case(
        shell(), this, [id = view->id, input](DeskService& service) { return service.sign(id, input); },
        [this, on_paper](bool done) {
            busy_ = false;
            if (done)
                shell().say(on_paper ? "紙に署名していただきます。F12 で印刷します。"
                                     : "署名を記録しました。F12 で印刷します。");
            shell().keys_changed();
            sheets_->SetFocus();
        });
}

void ReviewView::print() {
    const SheetView* at = sheet();
    if (at == nullptr || busy_) return;
    if (!at->may_print) return shell().say("正式な印刷は、署名のあとでできます。");
    if (at->printed == 0) return print_as("");
    prompt().ask({.words = "もう一度印刷する理由を選んでください。",
                  .options = {{"破れ", "破れ・汚れ"}, {"誤り", "誤り"}, {"控え", "控え"}},
                  .box_label = "",
                  .chosen = [this](const std::string& reason, const std::string&) { print_as(reason); }});
}

void ReviewView::print_as(const std::string& reason) {
    const CaseView* view = opened();
    const SheetView* at = sheet();
    if (view == nullptr || at == nullptr) return;
    PrintInput input;
    input.form = at->form;
    input.kind = reason.empty() ? PrintKind::final : PrintKind::again;
    input.reason = reason;
    input.folder = shell().print_folder();
    busy_ = true;
    shell().say(at->title + "を印刷しています。");
    shell().keys_changed();
    struct Printed {
        core::Result<PrintResult> result;
        core::Result<CaseView> view;
    };
    Shell& shell_at = shell();
    shell_at.slow().run(
        this,
        [&shell_at, id = view->id, input] {
            auto result = print_where_possible(shell_at.service(), id, input);
            return Printed{std::move(result), shell_at.service().look(id)};
        },
        [this](Printed printed) {
            busy_ = false;
            if (printed.view) shell().newest(std::move(*printed.view));
            if (printed.result) {
                shell().say(printed.result->file.empty()
                                ? "印刷しました（印刷ジョブ " + std::to_string(printed.result->job) + "）。"
                                : "プリンターがないため、" + printed.result->file + " に保存しました。");
            } else {
                shell().complain(printed.result.error());
            }
            shell().keys_changed();
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
    loaded_.clear();
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
    shell().go(Screen::interview);
}

void ReviewView::question_given_up() { sheets_->SetFocus(); }

void ReviewView::do_next() {
    switch (next()) {
        case Next::check:
            return check();
        case Next::sign:
            return ask_sign();
        case Next::print:
            return print();
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
