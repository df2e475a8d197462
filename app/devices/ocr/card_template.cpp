#include "app/devices/ocr/card_template.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

namespace app {
namespace {

using nlohmann::json;

struct ContentRule {
    FieldContent content;
    const char* model;
    const char* allowed;  // empty: any character
};

const std::map<std::string, ContentRule>& content_rules() {
    static constexpr const char* date = "0123456789年月日平成昭和大正明治令元生まで有効()（）";
    static constexpr const char* capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-'";
    static const std::map<std::string, ContentRule> rules{
        {"kana", {FieldContent::kana, "jpn", ""}},
        {"japanese_name", {FieldContent::japanese_name, "jpn", ""}},
        {"latin_name", {FieldContent::latin_name, "eng", capitals}},
        {"address", {FieldContent::address, "jpn", ""}},
        {"date", {FieldContent::date, "jpn", date}},
        {"date_in_brackets", {FieldContent::date_in_brackets, "jpn", date}},
        {"digits", {FieldContent::digits, "jpn", "0123456789第号"}},
        {"word", {FieldContent::word, "jpn", ""}},
        {"residence_number", {FieldContent::residence_number, "eng", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}},
        {"sex", {FieldContent::sex, "jpn", "性別男女MF."}},
        {"text", {FieldContent::text, "jpn", ""}},
        {"mrz", {FieldContent::mrz, "eng", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"}}};
    return rules;
}

FieldTemplate read_field(const json& entry) {
    FieldTemplate field;
    field.item = entry.at("item").get<std::string>();
    field.content = content_rules().at(entry.at("content").get<std::string>()).content;
    const json& box = entry.at("box_mm");
    field.x_mm = box.at(0).get<double>();
    field.y_mm = box.at(1).get<double>();
    field.width_mm = box.at(2).get<double>();
    field.height_mm = box.at(3).get<double>();
    field.lines = entry.value("lines", 1);
    field.digits = entry.value("digits", std::size_t{0});
    field.check = entry.value("check", std::string());
    field.words = entry.value("words", std::vector<std::string>());
    field.sure = entry.value("sure", 95);
    return field;
}

// {"count": 5, "step_mm": 26, "fields": [...]}: the fields of the first person, and how far below it the next
// ones stand.
void read_rows(const json& entry, CardTemplate& card) {
    card.rows = entry.at("count").get<std::size_t>();
    const double step = entry.at("step_mm").get<double>();
    for (std::size_t row = 0; row < card.rows; ++row) {
        for (const json& each : entry.at("fields")) {
            FieldTemplate field = read_field(each);
            field.item = "person" + std::to_string(row + 1) + "." + field.item;
            field.y_mm += step * static_cast<double>(row);
            card.fields.push_back(std::move(field));
        }
    }
}

}  // namespace

core::Result<std::vector<CardTemplate>> load_card_templates(const std::string& path) {
    std::ifstream file(path);
    const json document = json::parse(file, nullptr, false);
    if (document.is_discarded()) return core::invalid("face.templates", path);
    std::vector<CardTemplate> out;
    try {
        for (const json& entry : document.at("templates")) {
            CardTemplate card;
            card.kind = entry.at("kind").get<std::string>();
            card.document = entry.at("document").get<std::string>();
            card.width_mm = entry.at("card_mm").at(0).get<double>();
            card.height_mm = entry.at("card_mm").at(1).get<double>();
            for (const json& field : entry.at("fields")) card.fields.push_back(read_field(field));
            if (entry.contains("rows")) read_rows(entry.at("rows"), card);
            out.push_back(std::move(card));
        }
    } catch (const std::exception& problem) {
        return core::invalid("face.templates",
                             "entry " + std::to_string(out.size() + 1) + ": " + problem.what());
    }
    return out;
}

const CardTemplate* find_template(const std::vector<CardTemplate>& templates, const std::string& kind) {
    const auto at = std::find_if(templates.begin(), templates.end(),
                                 [&](const CardTemplate& card) { return card.kind == kind; });
    return at == templates.end() ? nullptr : &*at;
}

RecogniserRequest request_for(const CardTemplate& card) {
    RecogniserRequest request{card.width_mm, card.height_mm, {}};
    for (const FieldTemplate& field : card.fields) {
        const auto rule = std::find_if(content_rules().begin(), content_rules().end(), [&](const auto& each) {
            return each.second.content == field.content;
        });
        request.fields.push_back({field.item, field.x_mm, field.y_mm, field.width_mm, field.height_mm,
                                  field.lines, rule->second.model, rule->second.allowed});
    }
    return request;
}

}  // namespace app
