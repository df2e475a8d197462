#include "app/service/certificate_menu.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

namespace app {

namespace {

constexpr const char* families_field = "cert_families";
constexpr const char* seal_field = "seal_copies";

struct Certificate {
    const char* label;
    const char* family;
    const char* field;  // counted list, or the number of seal certificates
};
constexpr const char* resident = "住民票";
constexpr const char* family_register = "戸籍";
constexpr const char* seal = "印鑑登録証明";
constexpr std::array<Certificate, 12> menu{{
    {"世帯全員の写し", resident, "cert_juminhyo_items"},
    {"世帯の一部（個人）の写し", resident, "cert_juminhyo_items"},
    {"印鑑登録証明書", seal, seal_field},
    {"戸籍全部事項証明書", family_register, "cert_koseki_items"},
    {"戸籍個人事項証明書", family_register, "cert_koseki_items"},
    {"住民票記載事項証明書", resident, "cert_juminhyo_items"},
    {"除籍謄本", family_register, "cert_koseki_items"},
    {"改製原戸籍謄本", family_register, "cert_koseki_items"},
    {"附票全部", family_register, "cert_koseki_items"},
    {"身分証明書", family_register, "cert_koseki_items"},
    {"除票の写し", resident, "cert_juminhyo_items"},
    {"広域交付の写し", resident, "cert_juminhyo_items"},
}};

using Copies = std::map<std::string, std::string>;  // label to number, as typed

Copies copies_in(const std::string& lines) {
    Copies out;
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);) {
        const auto colon = line.rfind(':');
        if (colon == std::string::npos) {
            out[line] = "1";
        } else {
            out[line.substr(0, colon)] = line.substr(colon + 1);
        }
    }
    return out;
}

const AnswerView* answer_of(const CaseView& view, std::string_view field) {
    for (const auto& answer : view.answers)
        if (answer.person == 0 && answer.field == field) return &answer;
    return nullptr;
}

std::string text_of(const CaseView& view, std::string_view field) {
    const auto* answer = answer_of(view, field);
    return answer != nullptr ? answer->text : std::string();
}

bool asks_for(const CaseView& view, std::string_view field, std::string_view option) {
    std::istringstream in(text_of(view, field));
    for (std::string line; std::getline(in, line);)
        if (line == option || line.substr(0, line.rfind(':')) == option) return true;
    return false;
}

// Certificates of a list that stand on no number of the menu stay as they are.
std::string unlisted(const CaseView& view, std::string_view field) {
    std::string out;
    for (const auto& [label, copies] : copies_in(text_of(view, field))) {
        const bool listed = std::any_of(menu.begin(), menu.end(), [&, name = label](const Certificate& one) {
            return field == one.field && name == one.label;
        });
        if (!listed) out += (out.empty() ? "" : "\n") + label + ":" + copies;
    }
    return out;
}

AnswerInput input(const CaseView& view, const std::string& field, std::string text) {
    AnswerInput out;
    out.field = field;
    out.text = std::move(text);
    out.confirmed = true;
    if (const auto* answer = answer_of(view, field)) out.seen = answer->seen;
    return out;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> certificate_menu() {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& one : menu) out.emplace_back(one.label, one.label);
    return out;
}

std::string certificates_of(const CaseView& view) {
    std::string out;
    for (const auto& one : menu) {
        std::string copies;
        if (one.field == std::string_view(seal_field)) {
            copies = text_of(view, seal_field);
        } else {
            const Copies list = copies_in(text_of(view, one.field));
            const auto at = list.find(one.label);
            if (at != list.end()) copies = at->second;
        }
        if (!copies.empty()) out += (out.empty() ? "" : "\n") + std::string(one.label) + ":" + copies;
    }
    return out;
}

std::vector<AnswerInput> certificate_answers(const CaseView& view, const std::string& lines) {
    const Copies wanted = copies_in(lines);
    std::map<std::string, std::string> texts;
    for (const char* field : {"cert_juminhyo_items", "cert_koseki_items"})
        texts[field] = unlisted(view, field);
    texts[seal_field] = "";
    std::set<std::string> families;
    for (const auto& one : menu) {
        const auto at = wanted.find(one.label);
        if (at == wanted.end()) continue;
        families.insert(one.family);
        std::string& text = texts[one.field];
        if (one.field == std::string_view(seal_field)) {
            text = at->second;
        } else {
            text += (text.empty() ? "" : "\n") + std::string(one.label) + ":" + at->second;
        }
    }
    if (!texts["cert_juminhyo_items"].empty()) families.insert(resident);
    if (!texts["cert_koseki_items"].empty()) families.insert(family_register);
    std::string all;
    for (const char* family : {resident, family_register, seal})
        if (families.contains(family)) all += (all.empty() ? "" : "\n") + std::string(family);
    std::vector<AnswerInput> out{input(view, families_field, all)};
    for (auto& [field, text] : texts)
        if (text != text_of(view, field)) out.push_back(input(view, field, std::move(text)));
    return out;
}

bool is_menu_field(const std::string& field) {
    return field == families_field || field == seal_field || field == "cert_juminhyo_items" ||
           field == "cert_koseki_items";
}

std::vector<std::string> not_issuable(const CaseView& view) {
    std::vector<std::string> out;
    const std::string role = text_of(view, "visitor_role_cert");
    const bool agent = role == "任意代理人" || role == "使者";
    const bool elsewhere = text_of(view, "cert_koseki_wide_area") == "true";
    if (!text_of(view, seal_field).empty() && text_of(view, "seal_card_no").empty())
        out.emplace_back(
            "印鑑登録証がないと、印鑑登録証明書は出せません。登録証を見せていただくか、再登録をご案内してくだ"
            "さい。");
    if (agent && (asks_for(view, "cert_juminhyo_show", "個人番号") ||
                  asks_for(view, "cert_juminhyo_show", "住民票コード")))
        out.emplace_back(
            "個人番号入りの住民票は、代理の方には窓口でお渡しできません。ご本人の住所へ郵送します。");
    if (elsewhere && (agent || role == "第三者"))
        out.emplace_back(
            "本籍がほかの市区町村の戸籍は、代理の方には出せません。本籍地へ請求していただきます。");
    if (elsewhere)
        for (const char* item : {"戸籍個人事項証明書", "附票全部", "身分証明書"})
            if (asks_for(view, "cert_koseki_items", item))
                out.emplace_back(std::string(item) +
                                 "は、本籍が寒河江市の方だけに出せます。本籍地へ請求していただきます。");
    if (asks_for(view, "cert_juminhyo_items", "広域交付の写し") &&
        asks_for(view, "cert_juminhyo_show", "本籍・筆頭者"))
        out.emplace_back("住民票の広域交付には、本籍・筆頭者を載せられません。記載事項から外してください。");
    if (agent && text_of(view, "delegation_doc").empty())
        out.emplace_back("委任状を確かめるまで、代理の方には出せません。委任状の有無を記録してください。");
    return out;
}

}  // namespace app
