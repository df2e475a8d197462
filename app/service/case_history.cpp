#include "app/service/case_history.h"

#include <algorithm>
#include <map>

namespace app {

namespace {

std::string part(const forms::Fact& fact, const std::string& name) {
    const auto at = fact.parts.find(name);
    return at == fact.parts.end() ? std::string() : at->second;
}

std::string form_title(const forms::Fact& fact, const Surroundings& around) {
    const std::string id = part(fact, "form");
    const auto* form = around.catalog.form(id, around.today);
    return form != nullptr ? form->title : id;
}

std::string print_words(const forms::Fact& fact, const Surroundings& around) {
    static const std::map<std::string, std::string> kinds{
        {"draft", "下書き"}, {"final", "正"}, {"again", "再"}, {"practice", "練習・見本"}};
    const auto kind = kinds.find(part(fact, "kind"));
    const std::string reason = part(fact, "reason");
    return "印刷 " + form_title(fact, around) + "（" + (kind == kinds.end() ? "" : kind->second) +
           (reason.empty() ? "" : "・" + reason) + "）";
}

std::string call_words(const forms::Fact& fact) {
    const std::string state = part(fact, "state");
    return state == "called"   ? "呼出（窓口" + part(fact, "desk") + "）"
           : state == "absent" ? "呼出に応答なし（列へ戻す）"
                               : "呼出をやめる";
}

std::string fact_words(const forms::Fact& fact, const Surroundings& around) {
    switch (fact.kind) {
        case forms::fact_kind::identity_check:
            return "本人確認（" + part(fact, "kinds") + "）";
        case forms::fact_kind::delegation:
            return "代理権の確認";
        case forms::fact_kind::fee:
            return (part(fact, "corrects").empty() ? "手数料 " : "手数料の取消 ") + part(fact, "item") + " " +
                   part(fact, "count") + "通 " + part(fact, "amount") + "円";
        case forms::fact_kind::handed_over:
            return "手渡し " + part(fact, "item");
        case forms::fact_kind::export_state:
            return "基幹連携 " + part(fact, "profile");
        case forms::fact_kind::signature:
            return "署名 " + form_title(fact, around) +
                   (part(fact, "method") == "paper" ? "（紙）" : "（画面）");
        case forms::fact_kind::print:
            return print_words(fact, around);
        case forms::fact_kind::clerk_check:
            return "職員確認 " + form_title(fact, around);
        case forms::fact_kind::glyph_decision:
            return "文字の決定 " + part(fact, "character");
        case forms::fact_kind::note:
            return "メモ「" + part(fact, "text") + "」";
        case forms::fact_kind::ticket_call:
            return call_words(fact);
        case forms::fact_kind::decision:
            return (part(fact, "decision") == "approved" ? "係長の承認" : "係長の差戻し") +
                   (part(fact, "words").empty() ? std::string() : "（" + part(fact, "words") + "）");
        default:
            return "";
    }
}

}  // namespace

std::vector<HistoryLine> history_of(const forms::CaseFile& file, const Surroundings& around) {
    std::vector<HistoryLine> out;
    const auto add = [&](const forms::Stamp& stamp, std::string what, bool effective) {
        if (!what.empty())
            out.push_back({stamp.hlc.unix_ms(), around.name_of(stamp.by), around.desk_of(stamp.dot.device),
                           std::move(what), effective});
    };
    std::map<core::Dot, bool> effective;
    for (const auto& verdict : forms::status_of(file).history) effective[verdict.dot] = verdict.effective;
    for (const auto& past : file.events()) {
        std::string what(forms::stage_word(past.event.to));
        if (!past.event.reason.empty()) what += "（" + past.event.reason + "）";
        add(past.stamp, std::move(what), effective[past.stamp.dot]);
    }
    for (const auto& past : file.facts()) add(past.stamp, fact_words(past.fact, around), true);
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.at_ms < b.at_ms; });
    return out;
}

}  // namespace app
