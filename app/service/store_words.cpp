#include "app/service/store_words.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace app {

namespace {

struct Words {
    std::string_view what;  // {who}: a device, case or name; {n}: a number
    Remedy remedy;
};

const std::map<std::string_view, Words>& table() {
    using enum Remedy;
    static const std::map<std::string_view, Words> words{
        {"check.page", {"保存データの{n}ページ目が壊れています", replace_store}},
        {"check.unreadable", {"記録の一部が読めません", replace_store}},
        {"check.gap", {"端末{who}の記録が{n}番の前で欠けています", replace_store}},
        {"check.chain", {"端末{who}の記録の連なりが{n}番で合いません", replace_store}},
        {"check.seal", {"端末{who}の{n}番の封印が本物ではありません", replace_store}},
        {"check.order", {"端末{who}の{n}番の記録が、もとになる記録より前にあります", replace_store}},
        {"check.part", {"端末{who}の{n}番の記録の中身が書き換わっています", replace_store}},
        {"check.hollow", {"端末{who}の{n}番の記録の中身が、消去の決定なしに失われています", replace_store}},
        {"check.key", {"端末{who}の{n}番の記録の鍵が、消去の決定なしに失われています", replace_store}},
        {"check.attachment", {"署名などの画像{who}が書き換わっています", replace_store}},
        {"check.head", {"端末{who}の記録の末尾が控えと合いません", replace_store}},
        {"check.unknown", {"登録簿にない端末{who}の記録があります", ask}},
        {"check.unsealed", {"端末{who}の{n}番からの記録に封印がありません", ask}},
        {"check.unread", {"{n}番目の記録の中身がこの端末の鍵では開けません", ask}},
        {"check.state", {"案件{who}の内容が記録と合いません", rebuild}},
        {"check.row", {"案件{who}の一覧の行が記録と合いません", rebuild}},
        {"check.words", {"案件{who}の検索の語が記録と合いません", rebuild}},
        {"check.lines", {"案件{who}の件数の行が記録と合いません", rebuild}},
        {"check.acts", {"{n}番目の記録の操作の一覧が記録と合いません", rebuild}},
    };
    return words;
}

std::string filled(std::string text, std::string_view hole, const std::string& with) {
    if (const auto at = text.find(hole); at != std::string::npos) text.replace(at, hole.size(), with);
    return text;
}

std::string_view next_step(Remedy remedy) {
    switch (remedy) {
        case Remedy::rebuild:
            return "kakanai-admin store rebuild で作り直してください。";
        case Remedy::replace_store:
            return "この端末の使用をやめ、ほかの端末に記録があることを確かめてから、端末を登録し直してくださ"
                   "い。";
        case Remedy::ask:
            break;
    }
    return "ほかの端末とつないでから、もう一度検査してください。";
}

}  // namespace

std::string finding_words(const storage::Finding& finding) {
    const auto at = table().find(finding.reason);
    std::string text(at == table().end() ? "{who}に異常があります" : at->second.what);
    const bool is_id = finding.reason != "check.page" && finding.reason != "check.unreadable";
    const std::string who = is_id ? finding.subject.substr(0, 8) : std::string();
    return filled(filled(std::move(text), "{who}", who), "{n}", std::to_string(finding.number)) + "。";
}

Remedy remedy_of(const storage::Finding& finding) {
    const auto at = table().find(finding.reason);
    return at == table().end() ? Remedy::ask : at->second.remedy;
}

std::string findings_sentence(const std::vector<storage::Finding>& findings, std::int64_t found) {
    const auto weight = [](Remedy remedy) {
        return remedy == Remedy::replace_store ? 2 : remedy == Remedy::rebuild ? 1 : 0;
    };
    const auto worst = std::max_element(findings.begin(), findings.end(), [&](const auto& a, const auto& b) {
        return weight(remedy_of(a)) < weight(remedy_of(b));
    });
    if (worst == findings.end()) return {};
    std::string text = finding_words(*worst);
    text.resize(text.size() - std::string_view("。").size());
    if (found > 1) text += "（ほか" + std::to_string(found - 1) + "件）";
    return text + "。" + std::string(next_step(remedy_of(*worst)));
}

}  // namespace app
