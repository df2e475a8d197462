#include "app/devices/ocr/picture_reading.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "app/devices/card/mynumber_card.h"

namespace app {
namespace {

constexpr std::string_view picture_source = "券面読取";

// A card that was taken for lying elsewhere shows blank ground, or one field in the place of another, where
// fields are expected. Then nothing that was read is to be relied on.
void doubt_if_misplaced(PictureReading& reading) {
    constexpr int doubtful = 60;
    std::size_t readable = 0;
    for (const auto& [name, item] : reading.items) readable += item.value.empty() ? 0 : 1;
    if (readable * 4 >= reading.items.size() * 3) return;
    for (auto& [name, item] : reading.items) {
        item.confidence = std::min(item.confidence, doubtful);
        item.sure = false;
    }
}

// A row of a sheet in which nobody stands: hardly anything could be read there, and that is right.
void drop_empty_rows(PictureReading& reading) {
    constexpr std::size_t least = 2;  // of a person's items
    for (std::size_t row = 1; row <= reading.rows; ++row) {
        const auto of_row = [row](const auto& each) { return row_and_name(each.first).first == row; };
        const auto filled = std::count_if(reading.items.begin(), reading.items.end(), [&](const auto& each) {
            return of_row(each) && !each.second.value.empty();
        });
        if (static_cast<std::size_t>(filled) >= least) continue;
        std::erase_if(reading.items, of_row);
        std::erase_if(reading.crops, of_row);
    }
}

}  // namespace

core::Result<PictureKnowledge> PictureKnowledge::load(const std::string& folder,
                                                      const std::string& forms_folder) {
    PictureKnowledge out;
    auto templates = load_card_templates(folder + "/card_templates.json");
    if (!templates) return templates.error();
    auto names = NameLists::load(folder);
    if (!names) return names.error();
    auto families = forms::NameFamilies::load(forms_folder);
    if (!families) return families.error();
    out.templates = std::move(*templates);
    out.names = std::move(*names);
    out.families = std::move(*families);
    return out;
}

std::string default_picture_folder() {
    std::error_code none;
    return std::filesystem::exists(KAKANAI_OCR_INSTALLED, none) ? KAKANAI_OCR_INSTALLED : KAKANAI_OCR_BUILT;
}

core::Result<PictureReading> read_card_picture(const PictureKnowledge& knowledge,
                                               const Recogniser& recogniser, const std::string& kind,
                                               core::ByteView picture, int this_year) {
    const CardTemplate* card = find_template(knowledge.templates, kind);
    if (card == nullptr) return core::Error{core::ErrorCode::not_found, "face.kind", kind};
    auto answer = recognise_picture(recogniser, request_for(*card), picture);
    if (!answer) return answer.error();
    PictureReading reading;
    reading.kind = card->kind;
    reading.document = card->document;
    reading.rows = card->rows;
    reading.turned_degrees = answer->angle_degrees;
    reading.dots_per_inch = answer->dots_per_mm * 25.4;
    for (ReadField& read : answer->fields) {
        const auto field = std::find_if(card->fields.begin(), card->fields.end(),
                                        [&](const FieldTemplate& each) { return each.item == read.name; });
        if (field == card->fields.end()) continue;
        for (auto& [name, item] :
             judge_field(*field, read, {&knowledge.names, &knowledge.families, this_year}))
            reading.items[name] = std::move(item);
        reading.crops[read.name] = std::move(read.crop);
    }
    drop_empty_rows(reading);
    doubt_if_misplaced(reading);
    return reading;
}

std::optional<std::string> verification_b_of(const PictureReading& reading) {
    const auto text = [&](const char* name) {
        const auto at = reading.items.find(name);
        return at == reading.items.end() ? std::string() : at->second.value;
    };
    const std::string expiry = text("card_expiry");
    if (expiry.size() != 10) return std::nullopt;
    return verification_number_b(text("birth_date"), std::stoi(expiry.substr(0, 4)),
                                 text(security_code_item));
}

std::pair<std::size_t, std::string> row_and_name(const std::string& item) {
    constexpr std::string_view person = "person";
    const std::size_t dot = item.find('.');
    if (dot == std::string::npos || !item.starts_with(person)) return {0, item};
    return {std::strtoul(item.c_str() + person.size(), nullptr, 10), item.substr(dot + 1)};
}

forms::Identity identity_of(const PictureReading& reading, std::size_t row) {
    static const std::set<std::string> kept{
        "name",        "name_kana",     "address",         "birth_date",     "sex",
        "nationality", "old_head_name", "honseki_address", "hittousha_name", "planned_leave_date",
        "relation",    "juminhyo_code"};
    forms::Identity identity;
    identity.source = reading.rows > 0 ? forms::Source::document : forms::Source::card_face;
    identity.document = reading.document;
    if (const auto nation = reading.items.find("nationality"); nation != reading.items.end())
        identity.western_dates = !nation->second.value.empty() && nation->second.value != "JPN";
    for (const auto& [item, read] : reading.items) {
        const auto [whose, name] = row_and_name(item);
        if (whose != row || read.value.empty()) continue;
        if (name == "card_expiry") identity.valid_until = core::parse_iso(read.value);
        const std::string attribute = name == "stay_until" ? "residence_expiry" : name;
        if (!kept.contains(name) && attribute == name) continue;
        // 100 is a chip's certainty: what was read from a picture is always looked at by a person.
        identity.attributes.push_back(
            {attribute, read.value, static_cast<std::uint8_t>(std::clamp(read.confidence, 0, 99))});
    }
    return identity;
}

std::string picture_json(const PictureReading& reading) {
    using nlohmann::json;
    json items = json::object();
    for (const auto& [name, item] : reading.items) {
        if (name == security_code_item) continue;  // with birth date and expiry it opens the chip
        items[name] = {{"value", item.value},
                       {"source", picture_source},
                       {"confidence", item.confidence},
                       {"sure", item.sure},
                       {"others", item.others}};
    }
    json crops = json::object();
    for (const auto& [name, crop] : reading.crops) crops[name] = crop.size();
    const json document{{"kind", reading.kind},
                        {"proposal", true},
                        {"items", std::move(items)},
                        {"pictures", std::move(crops)},
                        {"signature", "not_checkable"},
                        {"tries_left", json::object()},
                        {"turned_degrees", reading.turned_degrees},
                        {"dots_per_inch", reading.dots_per_inch}};
    return document.dump(2, ' ', false, json::error_handler_t::replace);
}

}  // namespace app
