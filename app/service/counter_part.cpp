#include "app/service/counter_part.h"

#include <algorithm>

#include "app/service/certificate_menu.h"
#include "app/service/counter_line.h"
#include "app/service/fee_book.h"
#include "app/service/identity_count.h"
#include "app/service/record_part.h"
#include "app/service/relations.h"

namespace app {

namespace {

std::vector<NoteView> notes_of(const forms::CaseFile& file, const Surroundings& around) {
    std::vector<NoteView> out;
    for (const auto& past : file.facts())
        if (past.fact.kind == forms::fact_kind::note)
            out.push_back({past.stamp.hlc.unix_ms(), around.name_of(past.stamp.by),
                           around.desk_of(past.stamp.dot.device), record_part(past.fact.parts, "text")});
    std::stable_sort(out.begin(), out.end(),
                     [](const NoteView& a, const NoteView& b) { return a.at_ms < b.at_ms; });
    return out;
}

// 「B・鈴木さんが引き継ぎました（窓口の混雑）」
std::string taken_over(const forms::CaseFile& file, const Surroundings& around) {
    const auto* claim = file.shown({0, forms::field::claim});
    const auto* record = claim != nullptr ? std::get_if<forms::Record>(&claim->answer.value) : nullptr;
    if (record == nullptr || record_part(*record, "reason").empty()) return {};
    const auto account = core::AccountId::from_hex(record_part(*record, "account"));
    const std::string to = !account || account->is_nil() ? "待ちの列に戻りました"
                                                         : record_part(*record, "desk") + "・" +
                                                               around.name_of(*account) + "が担当します";
    return to + "（" + record_part(*record, "reason") + "）";
}

}  // namespace

CounterPart counter_part(const CaseView& view, const forms::CaseFile& file, const Surroundings& around) {
    CounterPart out;
    out.call_desk = view.summary.call.desk;
    out.absences = view.summary.call.absences;
    out.notes = notes_of(file, around);
    out.taken_over = taken_over(file, around);
    if (view.summary.stage == forms::Stage::on_hold && view.summary.reason == wants_decision)
        out.wanted = wants_decision;
    out.documents = seen_documents(file, around.counter, around.today);
    if (around.counter == nullptr) return out;
    out.relations = relations_of(view, file, *around.counter);
    out.fees = fees_of(file, wanted_items(certificates_of(view)), *around.counter, around.today);
    return out;
}

}  // namespace app
