// A picture of a card's face to proposals: what stands in each field, how sure that is, and what else it may
// be. Never an accepted value: a person compares with the picture.
#pragma once

#include "app/devices/ocr/field_judge.h"
#include "app/devices/ocr/recogniser.h"
#include "forms/intake/identity.h"

namespace app {

struct PictureReading {
    std::string kind, document;
    // By name; of the persons on a sheet "person1.name" and so on. A row of a sheet in which nothing stands
    // has none.
    std::map<std::string, PictureItem> items;
    std::map<std::string, core::Bytes> crops;  // each field as a PNG, for the clerk to look at
    double turned_degrees{0}, dots_per_inch{0};
    std::size_t rows{0};  // of persons on a sheet; 0: a card, which is one person's
};

// Templates, lists of names and families, loaded once. Thread: any, it is only read.
struct PictureKnowledge {
    std::vector<CardTemplate> templates;
    NameLists names;
    forms::NameFamilies families;
    // `folder`: app/devices/ocr/data; `forms_folder`: forms/data. Errors: picture.templates, those of
    // NameFamilies::load.
    static core::Result<PictureKnowledge> load(const std::string& folder, const std::string& forms_folder);
};

// Where the templates and lists lie: installed, else in the tree this was built from.
std::string default_picture_folder();

// Errors: picture.kind (no template for it), those of recognise_picture.
core::Result<PictureReading> read_card_picture(const PictureKnowledge& knowledge,
                                               const Recogniser& recogniser, const std::string& kind,
                                               core::ByteView picture, int this_year);

// 照合番号B from a reading of a マイナンバーカード, if its three parts were read; a clerk confirms it before
// it costs a try. Never stored nor printed.
inline constexpr const char* security_code_item = "security_code";
std::optional<std::string> verification_b_of(const PictureReading& reading);

// For the intake: source 券面読取, of a sheet 書類; each attribute with its confidence. `row`: a person of a
// sheet, from 1; 0: the card's person, or what a sheet says of all.
forms::Identity identity_of(const PictureReading& reading, std::size_t row = 0);

// "person2.name": row 2 and "name"; "name": row 0.
std::pair<std::size_t, std::string> row_and_name(const std::string& item);

// The document that `card read --picture` prints.
std::string picture_json(const PictureReading& reading);

}  // namespace app
