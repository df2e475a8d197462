#include "app/service/row_actions.h"

#include <algorithm>

namespace app {

namespace {

bool waits(const QueueRow& row) { return row.stage == forms::Stage::received && !row.held; }

bool is_open(const QueueRow& row) {
    return row.stage != forms::Stage::done && row.stage != forms::Stage::cancelled;
}

bool with_colleague(const QueueRow& row) {
    using enum forms::Stage;
    return row.held && is_open(row) && row.stage != handed_on;
}

}  // namespace

std::vector<std::pair<RowAction, std::string>> row_actions(const QueueRow& row, const std::string& my_desk,
                                                           bool supervisor) {
    std::vector<std::pair<RowAction, std::string>> out;
    if (waits(row) && (row.call_desk.empty() || row.call_desk == my_desk))
        out.emplace_back(RowAction::call, "番号を呼ぶ");
    if (is_open(row)) out.emplace_back(RowAction::note, "メモを書く");
    if (row.stage == forms::Stage::handed_on) out.emplace_back(RowAction::take_in, "この窓口で受け取る");
    if (supervisor && row.stage == forms::Stage::on_hold && row.wanted == "判断待ち") {
        out.emplace_back(RowAction::approve, "承認する");
        out.emplace_back(RowAction::send_back, "差し戻す");
    }
    if (supervisor && row.conflicts > 0) out.emplace_back(RowAction::settle, "食い違いを開く");
    if (supervisor && is_open(row)) out.emplace_back(RowAction::assign, "担当を替える");
    if (supervisor && with_colleague(row)) out.emplace_back(RowAction::release, "担当を外す");
    if (waits(row)) out.emplace_back(RowAction::cancel, "取り消す");
    return out;
}

std::vector<std::pair<RowAction, std::string>> after_call(const QueueRow& row) {
    std::vector<std::pair<RowAction, std::string>> out{{RowAction::came, "来られた"},
                                                       {RowAction::again, "もう一度呼ぶ"},
                                                       {RowAction::absent, "不在（列のうしろへ）"},
                                                       {RowAction::stop, "呼ぶのをやめる"}};
    if (row.last_call) out.emplace_back(RowAction::cancel, "取り消す（不在）");
    return out;
}

std::string called_number(const QueueRow& row) {
    return row.ticket.empty() ? row.reception_number : row.ticket;
}

const QueueRow* next_to_serve(const std::vector<QueueRow>& rows, const std::string& my_desk) {
    const auto first = [&](auto wanted) -> const QueueRow* {
        const auto at = std::find_if(rows.begin(), rows.end(), wanted);
        return at == rows.end() ? nullptr : &*at;
    };
    using enum forms::Stage;
    const auto* mine = first([](const QueueRow& row) {
        return row.mine && is_open(row) && row.stage != on_hold && row.stage != in_custody &&
               row.stage != handed_on;
    });
    if (mine != nullptr) return mine;
    const auto* called = first([&](const QueueRow& row) { return waits(row) && row.call_desk == my_desk; });
    if (called != nullptr) return called;
    return first([](const QueueRow& row) { return waits(row) && row.call_desk.empty(); });
}

}  // namespace app
