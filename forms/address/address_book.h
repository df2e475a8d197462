// Addresses as a counter looks them up: the public list for the country, the city's own file for the city
// itself.
//
// Folder: forms/data/addresses, or what an administrator put in its place.
//   postal.list   (postal_list.h)        06206.tsv   (city_towns.h; the name says which city it is)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/address/city_towns.h"
#include "forms/address/postal_list.h"
#include "forms/core/environment.h"

namespace forms {

inline constexpr std::string_view own_city_code = "06206";  // 寒河江市

struct AddressCandidate {
    std::string postal_code;  // may be empty
    std::string prefecture, city, town;
    std::string reading;   // of the town; empty: the list has none
    std::string district;  // 行政区; only inside the city
    bool own_city{false};  // from the city's file
    std::string text() const { return prefecture + city + town; }
    bool operator==(const AddressCandidate&) const = default;
};

class AddressBook {
  public:
    // "address.list_missing", "address.list_broken", "address.towns_broken". Without a city file the public
    // list serves the city too.
    static core::Result<AddressBook> load(core::FileSystem& files, const std::string& folder,
                                          std::string_view city_code);

    // Seven digits of either width, with or without hyphen. Empty: no such code, which blocks nobody.
    std::vector<AddressCandidate> by_code(std::string_view typed) const;

    // Parts parted by spaces, each the beginning of prefecture, city and town in this order, in kana or as
    // written; any of them may be left out: "ト ヒ シ", "寒河江 中央", "やまがたけん かほくちょう". At most
    // `most`, the city's own first; a town without a reading in the list is offered behind those that match.
    std::vector<AddressCandidate> by_parts(std::string_view typed, std::size_t most = 50) const;

    // Town of the city by its name; null: none. Its kind of numbers decides the wording.
    const CityTown* town(std::string_view name) const;
    const std::string& edition() const { return list_.edition(); }
    std::size_t size() const { return list_.size(); }
    std::size_t own_towns() const { return towns_.size(); }

  private:
    AddressBook(PostalList list, std::vector<CityTown> towns, std::size_t own)
        : list_(std::move(list)), towns_(std::move(towns)), own_(own) {}
    AddressCandidate candidate(const PostalEntry& entry) const;
    AddressCandidate candidate(const CityTown& town) const;
    bool is_own(const PostalEntry& entry) const;

    PostalList list_;
    std::vector<CityTown> towns_;
    std::size_t own_;  // the city in list_.cities(); their number if it is not in there
};

}  // namespace forms
