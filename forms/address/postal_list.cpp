#include "forms/address/postal_list.h"

#include <algorithm>

#include "forms/address/postal_layout.h"
#include "forms/catalog/check_numbers.h"

namespace forms {

namespace {

std::string padded(std::uint32_t value, std::size_t digits) {
    std::string out = std::to_string(value);
    return std::string(digits - std::min(digits, out.size()), '0') + out;
}

core::Error broken(const char* what) { return core::corrupt("address.list_broken", what); }

}  // namespace

std::uint32_t PostalList::number(std::size_t at, std::size_t bytes) const {
    std::uint32_t value = 0;
    for (std::size_t i = bytes; i-- > 0;) value = (value << 8) | file_[at + i];
    return value;
}

std::string PostalList::text(std::uint32_t ref) const {
    const std::size_t at = pool_at_ + ref;
    const auto begin = file_.begin() + static_cast<std::ptrdiff_t>(at + postal::text_head);
    return {begin, begin + static_cast<std::ptrdiff_t>(number(at, postal::text_head))};
}

core::Result<PostalList> PostalList::open(core::Bytes file) {
    PostalList list;
    list.file_ = std::move(file);
    const std::size_t size = list.file_.size();
    const auto holds = [&](std::size_t at, std::size_t bytes) { return at <= size && bytes <= size - at; };
    std::size_t at = postal::magic.size();
    if (!holds(0, at + postal::text_head) ||
        !std::equal(postal::magic.begin(), postal::magic.end(), list.file_.begin()))
        return broken("not a list of postal codes");
    const std::size_t edition = list.number(at, postal::text_head);
    at += postal::text_head;
    if (!holds(at, edition + 10)) return broken("cut short in its head");
    list.edition_.assign(list.file_.begin() + static_cast<std::ptrdiff_t>(at),
                         list.file_.begin() + static_cast<std::ptrdiff_t>(at + edition));
    at += edition;
    const std::size_t cities = list.number(at, 2);
    list.entries_ = list.number(at + 2, 4);
    const std::size_t pool = list.number(at + 6, 4);
    at += 10;
    const std::size_t cities_at = at;
    list.groups_at_ = cities_at + cities * postal::city_bytes;
    list.entries_at_ = list.groups_at_ + postal::groups * 4;
    if (list.entries_ > size / postal::entry_bytes) return broken("fewer entries than it says");
    list.pool_at_ = list.entries_at_ + list.entries_ * postal::entry_bytes;
    if (list.pool_at_ > size || size - list.pool_at_ != pool) return broken("not as long as it says");

    const auto is_text = [&](std::uint32_t ref) {
        const std::size_t where = list.pool_at_ + ref;
        return holds(where, postal::text_head) &&
               holds(where + postal::text_head, list.number(where, postal::text_head));
    };
    std::uint32_t before = 0;
    for (std::size_t g = 0; g < postal::groups; ++g) {
        const std::uint32_t first = list.number(list.groups_at_ + 4 * g, 4);
        if (first < before || first > list.entries_) return broken("index out of order");
        before = first;
    }
    if (list.number(list.groups_at_, 4) != 0 || before != list.entries_)
        return broken("index does not cover it");
    for (std::size_t i = 0; i < list.entries_; ++i) {
        const std::size_t e = list.entries_at_ + i * postal::entry_bytes;
        const bool good = list.number(e, 2) < 10000 && list.number(e + 2, 2) < cities &&
                          is_text(list.number(e + 4, 3)) && is_text(list.number(e + 7, 3));
        if (!good) return broken("an entry out of range");
    }
    for (std::size_t i = 0; i < cities; ++i) {
        const std::size_t c = cities_at + i * postal::city_bytes;
        for (std::size_t ref = 0; ref < 4; ++ref)
            if (!is_text(list.number(c + 4 + 3 * ref, 3))) return broken("a city out of range");
        list.cities_.push_back({padded(list.number(c, 4), 5), list.text(list.number(c + 4, 3)),
                                list.text(list.number(c + 7, 3)), list.text(list.number(c + 10, 3)),
                                list.text(list.number(c + 13, 3))});
    }
    return list;
}

PostalEntry PostalList::entry(std::size_t index, std::uint32_t group) const {
    const std::size_t e = entries_at_ + index * postal::entry_bytes;
    const PostalCity& city = cities_[number(e + 2, 2)];
    return {padded(group, 3) + padded(number(e, 2), 4),
            city.code,
            city.prefecture,
            city.prefecture_kana,
            city.name,
            city.kana,
            text(number(e + 4, 3)),
            text(number(e + 7, 3))};
}

std::uint32_t PostalList::group_of(std::size_t index) const {
    std::uint32_t low = 0, high = postal::groups - 1;
    while (high - low > 1) {
        const std::uint32_t middle = (low + high) / 2;
        (number(groups_at_ + 4 * middle, 4) <= index ? low : high) = middle;
    }
    return low;
}

std::vector<PostalEntry> PostalList::find(std::string_view code) const {
    std::vector<PostalEntry> out;
    if (!is_digits(code, 7)) return out;
    const auto group = static_cast<std::uint32_t>(std::stoul(std::string(code.substr(0, 3))));
    const auto last = static_cast<std::uint32_t>(std::stoul(std::string(code.substr(3))));
    std::size_t low = number(groups_at_ + 4 * group, 4);
    const std::size_t end = number(groups_at_ + 4 * (group + 1), 4);
    std::size_t high = end;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (number(entries_at_ + middle * postal::entry_bytes, 2) < last)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < end && number(entries_at_ + low * postal::entry_bytes, 2) == last; ++low)
        out.push_back(entry(low, group));
    return out;
}

std::vector<PostalEntry> PostalList::towns_of(std::size_t city) const {
    std::vector<PostalEntry> out;
    for (std::size_t i = 0; i < entries_; ++i)
        if (number(entries_at_ + i * postal::entry_bytes + 2, 2) == city)
            out.push_back(entry(i, group_of(i)));
    return out;
}

}  // namespace forms
