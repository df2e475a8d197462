// Full-width print judged place by place: what the shapes say, whether Tesseract's readings agree, and what
// the neighbours allow where two characters look alike. Pure.
#pragma once

#include "app/devices/ocr/recogniser_protocol.h"

namespace app {

struct PlaceCandidate {
    std::string text;
    double points{0};  // likeness in percent, and up to `agreement_points` for readings that agree
};

// One place of the print, blanks left out.
struct Place {
    std::vector<PlaceCandidate> candidates;  // never empty, the likest first
    bool after_blank{false};
    double agreeing{0};  // share of Tesseract's readings that say the same as the first candidate
};

inline constexpr double agreement_points = 3;

// None unless the field was read by shape and most places resemble a character.
std::vector<Place> places_of(const ReadField& read);

// How far the first candidate leads, in points; twins do not count as rivals.
double lead_of(const Place& place);

// ニ and 二, ロ and 口, ー and 一 …: as the neighbours in the same word are. Applies it to the first
// candidates.
void settle_twins(std::vector<Place>& places);

// Where only katakana stand: the first candidate of each place becomes its likest katakana, if it has one.
void settle_kana(std::vector<Place>& places);

// The word of the list that the places spell, letter for letter and hardly behind what they resemble most; ""
// if none. Keeps of each place's candidates those that some word of the list has there, so that what is left
// are its rivals.
std::string spelt_word(std::vector<Place>& places, const std::vector<std::string>& words);

// Percent: how sure the first candidate is.
int confidence_of(const Place& place);

// ASCII letters and digits as full-width ones, as they are printed in full-width places.
std::string full_width(const std::string& letter);

}  // namespace app
