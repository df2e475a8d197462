#include "app/desk/views/certificate_view.h"

#include <wx/sizer.h>
#include <wx/stattext.h>

#include <algorithm>
#include <array>

#include "app/desk/control_ids.h"
#include "app/desk/native_widgets.h"
#include "app/desk/views/paper_steps.h"
#include "app/desk/views/queue_columns.h"
#include "app/service/certificate_menu.h"

namespace app::desk {

namespace {

constexpr const char* form = "F01";
constexpr int list_width = 330;
constexpr int page_width = 400;
constexpr int limits_height = 40;       // with the fee alone
constexpr int limits_line_height = 27;  // for each line more
constexpr std::size_t limits_lines_max = 5;
constexpr int page_pause_ms = 250;

// What is asked of everybody stands first; the rest follows in the order of the form.
int rank(const AnswerView& answer) {
    static constexpr std::array<std::string_view, 5> first{
        "purpose", "cert_juminhyo_show", "cert_juminhyo_number_reason", "seal_card_no", "visitor_role_cert"};
    const auto at = std::find(first.begin(), first.end(), answer.field);
    return static_cast<int>(at - first.begin());
}

std::vector<AnswerView> options_of(const CaseView& view) {
    std::vector<AnswerView> out;
    for (const AnswerView& answer : view.answers)
        if (answer.person == 0 && !is_menu_field(answer.field) && answer.field != "application_date")
            out.push_back(answer);
    std::stable_sort(out.begin(), out.end(),
                     [](const AnswerView& a, const AnswerView& b) { return rank(a) < rank(b); });
    return out;
}

wxStaticText* heading(wxWindow* parent, const std::string& words) {
    auto* out = new wxStaticText(parent, wxID_ANY, to_wx(words));
    out->SetFont(font(Face::strong, theme::label_px));
    return out;
}

}  // namespace

CertificateView::CertificateView(wxWindow* parent, Shell& shell)
    : CasePage(parent, shell, control::certificate_question),
      fees_(this, shell, prompt()),
      watch_(this, shell) {
    auto* column = new wxBoxSizer(wxVERTICAL);
    column->Add(&prompt(), 0, wxEXPAND);
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    auto* left = new wxBoxSizer(wxVERTICAL);
    left->Add(heading(this, "1 証明書　番号 Enter 通数 Enter"), 0, wxLEFT | wxTOP, px(gap::medium));
    list_ = new ChoiceBox(this, control::certificate_list, "証明書と通数", certificate_menu(), true, true);
    list_->one_below_another();
    list_->on({.changed =
                   [this] {
                       if (!list_->pending()) save_certificates();
                   },
               .entered = [this](int) { options_->focus_first_open(); },
               .tabbed =
                   [this](int direction) {
                       if (direction > 0) options_->focus_first_open();
                       return direction > 0;
                   },
               .came = {},
               .left = {}});
    list_->fit_width(px(list_width));
    left->Add(list_, 0, wxALL, px(gap::hair));
    row->Add(left, 0, wxEXPAND);
    row->Add(new Rule(this), 0, wxEXPAND);
    auto* middle = new wxBoxSizer(wxVERTICAL);
    middle->Add(heading(this, "2 使いみちと記載事項"), 0, wxLEFT | wxTOP, px(gap::medium));
    options_ = new BoxSheet(this, control::certificate_options, "使いみちと記載事項", shell, 1);
    options_->on_end([this] { this->shell().keys_changed(); });
    middle->Add(options_, 1, wxEXPAND);
    row->Add(middle, 1, wxEXPAND);
    row->Add(new Rule(this), 0, wxEXPAND);
    page_ = new SheetPage(this, control::certificate_page, shell, [this] { show_limits(); });
    page_->SetMinSize(wxSize(px(page_width), -1));
    row->Add(page_, 0, wxEXPAND);
    column->Add(row, 1, wxEXPAND);
    limits_ = new TextPane(this, control::certificate_limits, "手数料と出せないもの");
    limits_->SetMinSize(wxSize(-1, px(limits_height)));
    limits_->SetBackgroundColour(colour(theme::ground_soft));
    column->Add(limits_, 0, wxEXPAND);
    handover_ = new HandoverPanel(this, shell, control::certificate_handover);
    column->Add(handover_, 0, wxEXPAND);
    SetSizer(column);
    page_pause_.Bind(wxEVT_TIMER, [this](wxTimerEvent&) { show_page(); });
}

void CertificateView::entered() {
    page_->forget();
    case_changed();
    Layout();
    if (handover_->open()) {
        handover_->put_focus();
    } else {
        list_->SetFocus();
    }
}

void CertificateView::case_changed() {
    const CaseView* view = opened();
    if (view == nullptr) return;
    if (!list_->pending()) list_->put(certificates_of(*view));
    options_->show(options_of(*view));
    handover_->show(*view);
    limits_->Show(view->handover.empty() ||
                  !view->counter.fees.due.empty());  // after the print only the fee is left
    Layout();
    show_limits();
    page_pause_.StartOnce(page_pause_ms);
}

const SheetView* CertificateView::sheet() const {
    const CaseView* view = opened();
    if (view == nullptr) return nullptr;
    for (const SheetView& one : view->sheets)
        if (one.form == form) return &one;
    return nullptr;
}

void CertificateView::show_page() {
    if (const CaseView* view = opened(); view != nullptr && IsShown()) page_->show_sheet(*view, sheet());
}

void CertificateView::save_certificates() {
    const CaseView* view = opened();
    if (view == nullptr) return;
    const auto inputs = certificate_answers(*view, list_->text());
    change_case(shell(), this,
                [id = view->id, inputs](DeskService& service) { return service.answer(id, inputs); });
}

void CertificateView::show_limits() {
    using Kind = PaneLine::Kind;
    const CaseView* view = opened();
    if (view == nullptr) return;
    std::vector<PaneLine> lines = fee_lines(*view);
    for (const std::string& words : not_issuable(*view)) lines.push_back({Kind::warning, words, "▲"});
    if (const SheetView* at = sheet()) {
        for (const std::string& label : at->blocked_by)
            lines.push_back(
                {Kind::error, "「" + label + "」の値が食い違っています。上の欄で選んでください。", "▲"});
        if (!at->missing.empty()) {
            std::string missing;
            for (const std::string& label : at->missing) missing += (missing.empty() ? "" : "、") + label;
            lines.push_back({Kind::help, "紙に書いていただく項目：" + missing, "□"});
        }
    }
    for (const std::string& glyph : page_->missing_glyphs())
        lines.push_back({Kind::error,
                         "どの書体にもない文字：" + glyph + "。決めるまで印刷できません（F12 で決めます）。",
                         "▲"});
    if (!view->identity.done) lines.push_back({Kind::warning, "本人確認がまだです。F2 で記録します。", "▲"});
    const int more = static_cast<int>(std::min(lines.size(), limits_lines_max)) - 1;
    const int height = px(limits_height) + more * px(limits_line_height);
    if (limits_->GetMinSize().y != height) {
        limits_->SetMinSize(wxSize(-1, height));
        Layout();
    }
    limits_->show(std::move(lines));
}

CertificateView::Next CertificateView::next() const {
    const SheetView* at = sheet();
    if (at == nullptr || busy_) return Next::none;
    if (at->printed == 0 || !at->may_print) return Next::print;
    return handover_->open() ? Next::hand_over : Next::finish;
}

std::string CertificateView::main_action() const {
    switch (next()) {
        case Next::print:
            return "印刷して署名をいただく";
        case Next::hand_over:
            return "手渡しを確かめる";
        case Next::finish:
            return "終了する";
        case Next::none:
            break;
    }
    return "";
}

void CertificateView::print() {
    const CaseView* view = opened();
    const SheetView* at = sheet();
    if (view == nullptr || at == nullptr || busy_) return;
    if (!at->blocked_by.empty()) return shell().say("食い違いのある項目を先に選んでください。");
    if (certificates_of(*view).empty()) return shell().say("証明書を番号で選んでください。");
    const std::string digest = page_->digest(form);
    if (digest.empty() && !page_->missing_glyphs().empty()) return shell().go(Screen::review);
    busy_ = true;
    shell().say("申請書を印刷しています。");
    shell().keys_changed();
    struct Printed {
        core::Result<PrintResult> result;
        core::Result<CaseView> view;
    };
    Shell& desk = shell();
    desk.slow().run(
        this,
        [&desk, id = view->id, digest] {
            auto result = print_for_signing_on_paper(desk.service(), id, form, digest, desk.print_folder());
            return Printed{std::move(result), desk.service().look(id)};
        },
        [this](Printed printed) {
            busy_ = false;
            if (printed.view) shell().newest(std::move(*printed.view));
            if (!printed.result) return shell().complain(printed.result.error());
            watch_.follow(*printed.result, "署名をいただき、証明書をお渡しします。");
            shell().keys_changed();
            handover_->put_focus();
        });
}

void CertificateView::print_again() {
    const SheetView* at = sheet();
    if (at == nullptr || busy_) return;
    if (at->printed == 0) return print();
    shell().go(Screen::review);
    shell().obey(Command::print);
}

void CertificateView::finish() {
    const CaseView* view = opened();
    if (view == nullptr) return;
    Shell& desk = shell();
    desk.work().run(
        this, [&desk, id = view->id] { return desk.service().finish(id); },
        [this](core::Result<CaseView> result) {
            if (!result) return shell().complain(result.error());
            shell().close_case();
            shell().say("受付を終了しました。紙に署名をいただいた申請書が原本です。");
        });
}

bool CertificateView::jump(int n) {
    if (n == 1) {
        list_->SetFocus();
    } else if (n == 2) {
        options_->focus_first_open();
    } else if (n == 3) {
        handover_->put_focus();
    } else {
        return false;
    }
    return true;
}

bool CertificateView::offers_also(Command command) const {
    return command == Command::candidates || command == Command::card || command == Command::enlarge ||
           command == Command::print;
}

std::string CertificateView::help_words() const {
    return "番号 Enter 通数 Enter で証明書を選び、使いみちを数字で押して F12 で印刷します。Alt＋1 "
           "証明書、Alt＋2 記載事項、Alt＋3 手渡し。";
}

void CertificateView::step_back() { shell().close_case(); }

bool CertificateView::own(Command command) {
    switch (command) {
        case Command::main_action:
            switch (next()) {
                case Next::print:
                    print();
                    break;
                case Next::hand_over:
                    handover_->put_focus();
                    break;
                case Next::finish:
                    finish();
                    break;
                case Next::none:
                    break;
            }
            return true;
        case Command::print:
            print_again();
            return true;
        case Command::candidates:
            fees_.ask();
            return true;
        case Command::enlarge:
            shell().go(Screen::review);
            return true;
        case Command::card:
            shell().go(Screen::people);
            return shell().obey(Command::card);
        case Command::undo:
            return options_->undo();
        default:
            return false;
    }
}

}  // namespace app::desk
