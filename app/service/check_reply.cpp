#include "app/service/check_reply.h"

#include <nlohmann/json.hpp>

#include "app/service/store_words.h"

namespace app {

namespace {

using Json = nlohmann::json;

Json counts_of(const storage::LogCheck& log) {
    return {{"devices", log.devices}, {"batches", log.batches}, {"seals", log.seals},
            {"parts", log.parts},     {"hollow", log.hollow},   {"attachments", log.attachments}};
}

std::string log_words(const storage::LogCheck& log) {
    return "端末" + counted(log.devices) + "台の記録" + counted(log.batches) + "件と封印" +
           counted(log.seals) + "件";
}

Reply told(Json json, const std::string& whole_words, std::int64_t found,
           const std::vector<storage::Finding>& findings) {
    if (found == 0) return {0, json.dump(2), whole_words, {}, 0};
    return {1, json.dump(2), findings_sentence(findings, found), findings.front().reason, found};
}

}  // namespace

std::string counted(std::int64_t n) {
    std::string digits = std::to_string(n);
    for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), 1, ',');
    return digits;
}

Reply chains_reply(const storage::LogCheck& log) {
    Json json = counts_of(log);
    json["found"] = log.found;
    json["faults"] = Json::array();
    for (const auto& finding : log.findings) json["faults"].push_back(finding_words(finding));
    return told(std::move(json), log_words(log) + "を検査し、連なりにも封印にも異常はありませんでした。",
                log.found, log.findings);
}

Reply check_reply(const NodeCheck& node, std::int64_t found, const std::vector<storage::Finding>& findings,
                  const CasesSeen* cases) {
    Json json = counts_of(node.log);
    json["whole"] = found == 0;
    json["pages"] = node.pages;
    json["found"] = found;
    json["findings"] = Json::array();
    for (const auto& finding : findings)
        json["findings"].push_back({{"reason", finding.reason},
                                    {"subject", finding.subject},
                                    {"number", finding.number},
                                    {"says", finding_words(finding)}});
    std::string words = "保存データのページ" + counted(node.pages) + "枚、" + log_words(node.log);
    if (cases != nullptr) {
        json["cases"] = cases->cases;
        json["acts"] = cases->acts;
        words += "、案件" + counted(cases->cases) + "件の一覧";
    }
    return told(std::move(json), words + "をすべて検査し、異常はありませんでした。", found, findings);
}

Reply rekeyed_reply(std::uint32_t epoch, std::int64_t bytes) {
    return {0,
            Json{{"epoch", epoch}, {"bytes", bytes}}.dump(2),
            "保存データを新しい鍵（第" + std::to_string(epoch) + "期）で作り直しました。",
            {},
            0};
}

}  // namespace app
