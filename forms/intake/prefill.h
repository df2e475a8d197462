// From a document to answers: proposals that a clerk accepts one by one or all at once. Disagreements with
// what is already known are listed, not hidden; nothing is changed here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "forms/intake/identity.h"
#include "forms/intake/name_family.h"
#include "forms/interview/answer_view.h"

namespace forms {

// What the address on a card is to the person today; asked, never guessed.
enum class AddressIs : std::uint8_t { current = 1, previous = 2, neither = 3 };

// A letter of a name that the document may have replaced: the clerk compares it with the picture of the face.
struct DoubtfulLetter {
    std::size_t place{0};  // counted in letters from 0
    std::string letter;
    std::vector<std::string> family;  // all forms, the common one first
};

struct Proposal {
    Subject person{the_visit};
    std::string field;  // visitor_name …, or the person's field
    Value value;
    std::string now;           // what the case holds as text; empty: nothing
    bool differs{false};       // holds something else
    bool variant_only{false};  // differs in variant characters or spaces only
    bool doubtful{false};      // read from a picture without certainty
    std::vector<DoubtfulLetter> letters;
};

// The default for the question about the address: in a move into the city the card still shows the previous
// one.
AddressIs address_default(const AnswerView& view);

// Proposals for that person (the_visit: the visitor). Items that the case already holds in the same words
// give none; the document's empty items neither. An address goes to the person's present address, to the
// previous address of the visit, or nowhere.
std::vector<Proposal> propose(const Identity& identity, Subject person, AddressIs address,
                              const AnswerView& view, const NameFamilies& families);

// The field, and of whom, that takes an item of that person's document (the_visit: the visitor's, or a sheet
// about the whole household). None: no box takes it.
struct ItemTarget {
    std::string field;
    Subject person{the_visit};
};
std::optional<ItemTarget> target_of(std::string_view item, Subject person, AddressIs address,
                                    const AnswerView& view);

// The person of the visit to whom the document belongs: same birth date and, but for variants, the same name.
// A second card of one person is found by this.
std::optional<Subject> recognise(const Identity& identity, const AnswerView& view,
                                 const NameFamilies& families);

// Names of items in which a document and a person of the visit disagree ("address", "name" …); variants of a
// letter do not count.
std::vector<std::string> disagreements(const Identity& identity, Subject person, const AnswerView& view,
                                       const NameFamilies& families);

// Puts accepted proposals into the answers, with the document's source; `confirmed` as the clerk said.
void accept(const std::vector<Proposal>& accepted, const Identity& identity, const Catalog& catalog,
            Answers& answers);

// "山形県寒河江市中央一丁目9番45号　さくらハイツ201号室": the part after the first space is the 方書.
std::pair<std::string, std::string> split_address(std::string_view text);

}  // namespace forms
