// A picture of a document at a case: where it may come from, what was read in it beside what it shows, and
// what a person accepted of that. Plain values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "forms/casework/case_summary.h"
#include "forms/core/bytes.h"

namespace app {

// What the address on a document is to the person today; asked, never guessed.
enum class AddressIs : std::uint8_t { current = 1, previous = 2, neither = 3 };

enum class PictureFrom : std::uint8_t { file, scanner, camera };

struct PictureAsk {
    std::string
        kind;  // of the templates: mynumber, licence, driving_history, residence, passport, transfer …
    PictureFrom from{PictureFrom::file};
    std::string place;  // path of the file; name of the scanner or camera, "" = the first there is
};

// A kind of document that pictures are read of, and the word for it.
struct PictureKindView {
    std::string kind;
    std::string words;  // 運転経歴証明書
};

// One item of the document, waiting for a person. Nothing of it is in the case yet.
struct PictureProposal {
    std::string item;    // name, address …; of the second person of a sheet: person2.name
    std::size_t row{0};  // 0: the document itself; on a sheet of several persons 1 and on
    std::string label;   // 氏名
    std::string text;    // as a box shows it; "" = could not be read
    int confidence{0};   // percent
    bool sure{false};    // needs no second look beyond the ordinary one
    // What else it may be, the likelier first: other readings, and the other forms of its letters (高, 髙).
    std::vector<std::string> others;
    std::string now;         // what the case holds; "" if nothing
    std::string now_source;  // 券面IC, 前回 …
    bool differs{false};
    core::Bytes picture;  // the item as a PNG, PictureResult::dots_per_mm
};

// A person on the document.
struct PicturePerson {
    std::size_t row{0};
    std::string words;  // the name, or 2人目
    // Who of the case it is; none: nobody of the case, accepting adds a person.
    std::optional<forms::Subject> known;
};

struct PictureResult {
    std::string kind;
    std::string document;  // 運転免許証
    std::vector<PictureProposal> proposals;
    std::vector<PicturePerson> persons;  // of a card: one, in row 0
    std::vector<std::string> same;       // labels of items that say what the case holds already
    std::vector<std::string> remarks;    // sentences: expired, hardly anything could be read …
    bool asks_address{false};            // which address it is has to be asked (AddressIs)
    AddressIs address_default{AddressIs::current};
    double dots_per_mm{18};
};

// One item as a person accepted it: as it was read, another of the candidates, or typed anew.
struct PictureChoice {
    std::string item;
    std::string text;
};

struct PictureAccept {
    std::vector<PictureChoice> items;
    // Who a row's person is; a row that is missing here becomes a new person of the case.
    std::map<std::size_t, forms::Subject> persons;
    AddressIs address{AddressIs::current};
};

}  // namespace app
