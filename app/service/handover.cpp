#include "app/service/handover.h"

#include <algorithm>
#include <set>

#include "app/service/counter_settings.h"
#include "forms/interview/guide.h"

namespace app {

namespace {

using Places = std::map<std::string, std::string>;

constexpr const char* resident = "来庁者";

std::set<std::string> ticked(const forms::CaseFile& file) {
    std::set<std::string> out;
    for (const auto& past : file.facts()) {
        if (past.fact.kind != forms::fact_kind::handed_over) continue;
        if (const auto item = past.fact.parts.find("item"); item != past.fact.parts.end())
            out.insert(item->second);
    }
    return out;
}

// Whose work the sheet is: the procedure that asked for it. `form` may be the key of one of its sheets.
std::string section_of(const forms::Catalog& catalog, const std::string& form) {
    for (const auto& procedure : catalog.procedures())
        if (procedure.form == forms::form_of_sheet(form)) return procedure.label + "の担当";
    return "担当の課";
}

// Printed once more for the resident to keep.
bool has_copy(const forms::CaseFile& file, const std::string& sheet) {
    return std::any_of(file.facts().begin(), file.facts().end(), [&](const forms::PastFact& past) {
        const auto part = [&](const char* name) {
            const auto at = past.fact.parts.find(name);
            return at == past.fact.parts.end() ? std::string() : at->second;
        };
        return past.fact.kind == forms::fact_kind::print && part("form") == sheet && part("reason") == "控え";
    });
}

std::string next_counters(const forms::GuideSlip& slip, const Places& places) {
    std::vector<std::string> counters;
    for (const auto& stop : slip.stops)
        if (!stop.counter.empty() &&
            std::find(counters.begin(), counters.end(), stop.counter) == counters.end())
            counters.push_back(stop.counter);
    std::string out;
    for (const auto& counter : counters)
        out += (out.empty() ? "" : "・") + counter_with_place(places, counter);
    return out;
}

bool has(const std::vector<HandoverView>& list, const std::string& item) {
    return std::any_of(list.begin(), list.end(), [&](const HandoverView& line) { return line.item == item; });
}

}  // namespace

std::vector<HandoverView> handover_of(const CaseView& view, const forms::CaseFile& file,
                                      const forms::AnswerView& interview, const Places& places) {
    std::vector<HandoverView> out;
    const bool printed = std::all_of(view.sheets.begin(), view.sheets.end(),
                                     [](const SheetView& sheet) { return sheet.printed > 0; });
    if (view.sheets.empty() || !printed) return out;
    const bool certificate = std::any_of(view.sheets.begin(), view.sheets.end(), [](const SheetView& sheet) {
        return sheet.form == "F01" || sheet.form == "F02";
    });
    if (certificate) out.push_back({"証明書", "given", resident, "証明書をお渡しする", false});
    for (const auto& sheet : view.sheets)
        if (const std::string copy = sheet.title + "の控え"; has_copy(file, sheet.form))
            out.push_back({copy, "given", resident, copy + "をお渡しする", false});
    const forms::GuideSlip slip = forms::guide_slip(interview);
    if (const std::string next = next_counters(slip, places); !next.empty()) {
        out.push_back({"案内票", "given", resident, "案内票をお渡しする（次は " + next + "）", false});
    } else if (!slip.bring.empty()) {
        out.push_back({"案内票", "given", resident, "案内票をお渡しする（持ち物の案内）", false});
    }
    for (const FeeView& fee : view.counter.fees.booked)
        if (!fee.receipt.empty() && fee.corrects.empty() && !fee.taken_back &&
            !has(out, "領収書 " + fee.receipt))
            out.push_back({"領収書 " + fee.receipt, "given", resident,
                           "領収書 " + fee.receipt + " をお渡しする", false});
    for (const auto& kind : view.identity.seen)
        out.push_back({kind, "returned", resident, kind + "をお返しする", false});
    for (const auto& sheet : view.sheets) {
        const std::string to = section_of(interview.catalog(), sheet.form);
        out.push_back({sheet.title, "sent", to,
                       "送付票 " + view.summary.reception_number + "：" + sheet.title + " → " + to, false});
    }
    const auto done = ticked(file);
    for (auto& item : out) item.done = done.contains(item.item);
    return out;
}

}  // namespace app
