// Pictures of card faces for practice and tests: the printed text of an invented person's card at its places,
// in a chosen font, then worn by scanner or camera. Nobody in them exists.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "forms/core/bytes.h"
#include "forms/core/result.h"

namespace app {

// A text at its place on the card, millimetres from the left top corner; `size_mm` is the em.
struct FaceText {
    double x_mm{0}, y_mm{0}, size_mm{3};
    std::string text;
    bool label{false};    // printed in grey: part of the card, not of the person
    bool machine{false};  // OCR-B
};

// A ruled line, millimetres.
struct FaceLine {
    double x_mm{0}, y_mm{0}, to_x_mm{0}, to_y_mm{0};
};

struct CardFace {
    std::string
        kind;  // mynumber | licence | residence | special_permanent | driving_history | passport | transfer
    double width_mm{85.6}, height_mm{53.98};
    bool paper{false};  // white, and the picture ends where the sheet ends
    std::vector<FaceText> texts;
    std::vector<FaceLine> lines{};
    std::map<std::string, std::string> truth;  // what a right recognition gives, by item
    std::vector<std::string> never_read{};     // 個人番号 that stand on a sheet
};

// What is printed on the cards.
struct FacePerson {
    std::string surname, given;  // Latin in the case of a passport or a residence card
    std::string address;
    std::string birth_date;  // YYYY-MM-DD
    std::string sex;         // male | female
    std::string issued_on, expiry;
    std::string number;         // of a licence (12 digits), a residence card or a passport
    std::string nationality;    // ベトナム; VNM in a passport
    std::string security_code;  // マイナンバーカード
};

// Invented from the chance given: half of the surnames common, half put together from parts, so that no list
// of names holds them all.
FacePerson invent_person(std::mt19937& chance, const std::string& kind);

// Errors: practice.no_such_face.
core::Result<CardFace> card_face(const std::string& kind, const FacePerson& person);

// 転出証明書 of a household of one to five; A4, the persons one below the other.
CardFace transfer_sheet(std::mt19937& chance);

// A document of that kind about invented people. Errors: practice.no_such_face.
core::Result<CardFace> invented_face(std::mt19937& chance, const std::string& kind);

// A date as documents print it: 昭和60年 6月14日 with blanks for zeros, or 令和05年06月20日.
std::string era_text(const std::string& iso, char fill);

// How the picture was taken.
struct PictureWear {
    std::string font{"gothic"};  // gothic | mincho | sans | serif | mj
    int dots_per_inch{300};
    double turned_degrees{0};
    double noise{0};      // standard deviation of a grey value
    double shadow{0};     // share of light lost on the dark side
    int jpeg_quality{0};  // 0: PNG
};
PictureWear clean_picture(std::mt19937& chance);  // 300 dpi, one of the fonts
PictureWear worn_picture(std::mt19937& chance);   // 150 to 400 dpi, ±5°, noise, shadow, JPEG 60

// Errors: practice.no_font.
core::Result<core::Bytes> draw_card(const CardFace& face, const PictureWear& wear, std::mt19937& chance);

}  // namespace app
