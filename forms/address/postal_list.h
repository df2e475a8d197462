// The public list of postal codes as one compact file with an index, so that a look-up reads a few dozen
// bytes.
//
//   file   = "KKPOST1\n"  edition: text  cities: u16  entries: u32  pool: u32 (bytes)
//            cities × city   1001 × u32 (first entry of each three-digit beginning; the last is the number of
//            entries) entries × entry   pool
//   city   = code: u32 (JIS X 0402, five digits)  prefecture: ref  prefecture_kana: ref  name: ref  kana: ref
//   entry  = last four digits: u16  city: u16 (index)  town: ref  town_kana: ref       sorted by postal code
//   ref    = u24, a place in the pool where a text stands;  text = length: u16  UTF-8     all numbers
//   little-endian
//
// Kana are full-width katakana; a town has one only where the list it was made from has. Immutable after
// opening; any thread. Source: Japan Post's list, whose edition the file names. tests/forms/address makes one
// and takes it apart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/core/bytes.h"
#include "forms/core/result.h"

namespace forms {

struct PostalEntry {
    std::string code;       // seven digits
    std::string city_code;  // five digits
    std::string prefecture, prefecture_kana;
    std::string city, city_kana;
    std::string town, town_kana;  // town empty: the rest of the city
    bool operator==(const PostalEntry&) const = default;
};

struct PostalCity {
    std::string code, prefecture, prefecture_kana, name, kana;
};

class PostalList {
  public:
    // Every length and reference is checked here once. "address.list_broken".
    static core::Result<PostalList> open(core::Bytes file);

    const std::string& edition() const { return edition_; }  // as its maker named it: "2026-04"
    std::size_t size() const { return entries_; }

    std::vector<PostalEntry> find(std::string_view code) const;  // seven digits; empty: none
    const std::vector<PostalCity>& cities() const { return cities_; }
    std::vector<PostalEntry> towns_of(std::size_t city) const;  // index in cities(), by postal code

  private:
    std::uint32_t number(std::size_t at, std::size_t bytes) const;
    std::string text(std::uint32_t ref) const;
    PostalEntry entry(std::size_t index, std::uint32_t group) const;
    std::uint32_t group_of(std::size_t index) const;

    core::Bytes file_;
    std::string edition_;
    std::vector<PostalCity> cities_;
    std::size_t entries_{0}, groups_at_{0}, entries_at_{0}, pool_at_{0};
};

}  // namespace forms
