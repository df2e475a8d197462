// What the scripted service shows a resident: the paper that a test wrote to <folder>/resident_<form>.json,
// with the answers that were given since; else the answers of the case.
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/service/resident_sheet.h"
#include "tests/support/scripted_desk_service.h"

namespace test_support {

namespace {

using Json = nlohmann::json;

app::ResidentLine line_of(const Json& json) {
    app::ResidentLine line;
    line.field = json.value("field", "");
    line.person = json.value("person", std::uint64_t{0});
    line.group = json.value("group", "");
    line.number = json.value("number", 0);
    line.label = json.value("label", "");
    line.text = json.value("text", "");
    line.western = json.value("western", "");
    line.chosen = json.value("chosen", std::vector<std::string>{});
    line.copies = json.value("copies", std::vector<int>{});
    line.register_glyphs = json.value("register_glyphs", false);
    return line;
}

app::ResidentSheet sheet_of(const Json& json, const std::string& form) {
    app::ResidentSheet sheet;
    sheet.form = form;
    sheet.title = json.value("title", "");
    for (const Json& line : json.value("lines", Json::array())) sheet.lines.push_back(line_of(line));
    for (const Json& consent : json.value("consents", Json::array()))
        sheet.consents.push_back({consent.value("id", ""), consent.value("key", ""),
                                  consent.value("text", ""), consent.value("answer", ""), false});
    return sheet;
}

}  // namespace

core::Result<app::ResidentSheet> ScriptedDeskService::resident_sheet(const core::CaseId& id,
                                                                     const std::string& form) {
    const std::lock_guard lock(guard_);
    told("resident_sheet " + form);
    const ScriptedCase* one = find(id);
    if (one == nullptr) return core::Error{core::ErrorCode::not_found, "case.not_found"};
    app::ResidentSheet sheet;
    std::ifstream in(pdf_folder_ + "/resident_" + form + ".json");
    if (in) {
        const Json json = Json::parse(in, nullptr, false);
        if (json.contains("refused"))
            return core::Error{core::ErrorCode::not_permitted, json["refused"].get<std::string>()};
        sheet = sheet_of(json, form);
    } else {
        sheet.form = form;
        for (const auto& answer : scripted_view(*one).answers)
            if (!answer.text.empty() && answer.kind != "check")
                sheet.lines.push_back({answer.field,
                                       answer.person,
                                       "",
                                       0,
                                       answer.label,
                                       answer.text,
                                       "",
                                       {},
                                       {},
                                       answer.kind == "text"});
    }
    for (auto& line : sheet.lines)
        if (const auto now = one->values.find(line.field);
            now != one->values.end() && line.person == 0 && line.chosen.empty())
            line.text = now->second.first;
    for (auto& consent : sheet.consents) consent.agreed = one->values.contains(consent.id);
    return sheet;
}

std::vector<app::ResidentLanguage> ScriptedDeskService::languages() const {
    const auto languages = forms::Languages::load(std::string(KAKANAI_SOURCE_DIR) + "/forms/data");
    return languages ? app::resident_languages(*languages) : std::vector<app::ResidentLanguage>{};
}

}  // namespace test_support
