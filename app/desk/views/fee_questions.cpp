#include "app/desk/views/fee_questions.h"

#include <algorithm>

#include "app/desk/views/case_words.h"

namespace app::desk {

namespace {

constexpr const char* paid = "paid";
constexpr const char* take_back = "take_back";

std::string due_words(const FeesView& fees) {
    std::string out;
    for (const FeeDueView& due : fees.due)
        out += (out.empty() ? "" : "、") + due.label + " " + std::to_string(due.count) + "通" +
               (due.known ? "×" + yen(due.unit_yen) : "（料金表になし）");
    return out;
}

bool known_due(const FeesView& fees) {
    return std::any_of(fees.due.begin(), fees.due.end(), [](const FeeDueView& due) { return due.known; });
}

}  // namespace

std::string yen(std::int64_t amount) {
    std::string digits = std::to_string(amount < 0 ? -amount : amount);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
    return (amount < 0 ? "−" : "") + digits + "円";
}

std::vector<PaneLine> fee_lines(const CaseView& view) {
    using Kind = PaneLine::Kind;
    const FeesView& fees = view.counter.fees;
    if (!fees.table)
        return {{Kind::body, "手数料　料金表未登録（金額は券売機・レジで確かめてください）", "・"}};
    std::vector<PaneLine> lines;
    std::string head = "手数料（" + fees.tariff + "）";
    if (fees.due.empty() && fees.booked.empty()) head += "　証明書を選ぶと計算します";
    if (!fees.due.empty()) head += "　これから " + yen(fees.due_yen) + "：" + due_words(fees) + "　F4 で納付";
    lines.push_back({Kind::body, head, "・"});
    if (fees.booked.empty()) return lines;
    std::string booked = "この来庁の計 " + yen(fees.total_yen) + "：";
    for (const FeeView& fee : fees.booked) {
        booked += (booked.ends_with("：") ? "" : "、") + fee.label + " " +
                  (fee.corrects.empty() ? std::to_string(fee.count) + "通 " : "") + yen(fee.amount_yen);
        if (!fee.corrects.empty()) {
            booked += "（取消）";
        } else if (!fee.exemption.empty()) {
            booked += "（免除 " + fee.exemption + "）";
        } else {
            booked += "（領収書 " + fee.receipt + " " + clock_words(fee.at_ms) + "）";
        }
    }
    lines.push_back({Kind::good, booked, "✓"});
    return lines;
}

void FeeQuestions::ask() {
    const CaseView* view = shell_.opened();
    if (view == nullptr) return;
    const FeesView& fees = view->counter.fees;
    if (!fees.table) return shell_.say("料金表が登録されていません。金額は券売機・レジで確かめてください。");
    ChoiceBox::Options options;
    if (known_due(fees)) {
        options.emplace_back(paid, "領収書の番号を入れる");
        for (const auto& [id, rule] : fees.exemptions) options.emplace_back(id, "免除 " + rule);
    }
    const bool lines = std::any_of(fees.booked.begin(), fees.booked.end(), [](const FeeView& fee) {
        return fee.corrects.empty() && !fee.taken_back;
    });
    if (lines) options.emplace_back(take_back, "記録した行を取り消す");
    if (options.empty()) return shell_.say("納める手数料はありません。証明書と通数を確かめてください。");
    prompt_.ask({.words = known_due(fees) ? "手数料 " + yen(fees.due_yen) + "（" + due_words(fees) + "）"
                                          : "手数料は記録してあります。",
                 .options = std::move(options),
                 .chosen = [this](const std::string& value, const std::string&) {
                     if (value == paid) return ask_receipt();
                     if (value == take_back) return ask_line();
                     book(value, "");
                 }});
}

void FeeQuestions::ask_receipt() {
    prompt_.ask({.words = "領収書の番号を入れて Enter を押してください。",
                 .options = {{"book", "記録する"}},
                 .box_label = "領収書",
                 .words_wanted = true,
                 .chosen = [this](const std::string&, const std::string& receipt) { book("", receipt); }});
}

void FeeQuestions::book(const std::string& exemption, const std::string& receipt) {
    const CaseView* view = shell_.opened();
    if (view == nullptr) return;
    std::vector<FeeInput> inputs;
    for (const FeeDueView& due : view->counter.fees.due)
        if (due.known) inputs.push_back({due.item, due.count, exemption, receipt});
    change_case(
        shell_, view_,
        [id = view->id, inputs](DeskService& service) { return service.counter().book_fee(id, inputs); },
        [this](bool done) {
            if (done) shell_.say("手数料を記録しました。");
        });
}

void FeeQuestions::ask_line() {
    const CaseView* view = shell_.opened();
    if (view == nullptr) return;
    ChoiceBox::Options options;
    for (const FeeView& fee : view->counter.fees.booked)
        if (fee.corrects.empty() && !fee.taken_back)
            options.emplace_back(fee.line, fee.label + " " + std::to_string(fee.count) + "通 " +
                                               yen(fee.amount_yen) + " " + fee.receipt);
    prompt_.ask(
        {.words = "どの行を取り消しますか。元の行は残り、取消の行が加わります。",
         .options = std::move(options),
         .chosen = [this, id = view->id](const std::string& line, const std::string&) {
             change_case(
                 shell_, view_,
                 [id, line](DeskService& service) { return service.counter().take_back_fee(id, line); },
                 [this](bool done) {
                     if (done) shell_.say("取消の行を加えました。");
                 });
         }});
}

}  // namespace app::desk
