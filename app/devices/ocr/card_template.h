// Where the fields of a card's face stand and what may be written there: data (data/card_templates.json) that
// a city corrects for its own cards and scanner.
#pragma once

#include <string>
#include <vector>

#include "app/devices/ocr/recogniser_protocol.h"

namespace app {

enum class FieldContent : std::uint8_t {
    kana,           // katakana, a full-width blank between
    japanese_name,  // surname, full-width blank, given name
    latin_name,     // capitals, as on residence cards
    address,
    date,              // Japanese or Western
    date_in_brackets,  // the one with four digits of a year, among others
    digits,            // so many
    word,              // one of a few
    residence_number,  // two letters, eight digits, two letters
    sex,
    text,
    mrz,  // two lines of 44, as in passports: gives several items
};

struct FieldTemplate {
    std::string item;
    FieldContent content{FieldContent::text};
    double x_mm{0}, y_mm{0}, width_mm{0}, height_mm{0};
    int lines{1};
    std::size_t digits{0};
    std::string check{};               // of forms/catalog/validate.h: what it refuses is never sure
    std::vector<std::string> words{};  // of a word
    int sure{95};                      // percent: from here on a value needs no second look
};

struct CardTemplate {
    std::string
        kind;  // mynumber | licence | driving_history | residence | special_permanent | passport | transfer
    std::string document;              // 運転免許証
    double width_mm{0}, height_mm{0};  // of the card; of a sheet, its outer frame of ruled lines
    std::size_t rows{0};               // a sheet: persons at most; their items are "person1.name" …
    std::vector<FieldTemplate> fields;
};

// Errors: picture.templates (detail names the entry).
core::Result<std::vector<CardTemplate>> load_card_templates(const std::string& path);

const CardTemplate* find_template(const std::vector<CardTemplate>& templates, const std::string& kind);

// What the recogniser is asked: places, model and characters that may stand there.
RecogniserRequest request_for(const CardTemplate& card);

}  // namespace app
