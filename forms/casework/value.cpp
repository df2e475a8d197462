#include "forms/casework/value.h"

#include <cstdio>

#include "forms/casework/part_source.h"

namespace forms {

namespace {

// date := flags:u8 [year:zigzag] [month:u8] [day:u8] [era:u8] [phrase:blob] [internal:zigzag]
enum DateFlag : std::uint8_t {
    has_year = 1,
    has_month = 2,
    has_day = 4,
    has_phrase = 8,
    is_western = 16,
    has_internal = 32,
    has_era = 64,
    date_flags_known = 127
};

void encode_date(core::Writer& out, const DateValue& date) {
    const core::DateValue& given = date.given;
    int flags = 0;
    if (given.year) flags |= has_year;
    if (given.month) flags |= has_month;
    if (given.day) flags |= has_day;
    if (given.era) flags |= has_era;
    if (!given.phrase.empty()) flags |= has_phrase;
    if (given.calendar == core::Calendar::western) flags |= is_western;
    if (date.internal_day) flags |= has_internal;
    out.u8(static_cast<std::uint8_t>(flags));
    if (given.year) out.zigzag(*given.year);
    if (given.month) out.u8(static_cast<std::uint8_t>(*given.month));
    if (given.day) out.u8(static_cast<std::uint8_t>(*given.day));
    if (given.era) out.u8(static_cast<std::uint8_t>(*given.era));
    if (!given.phrase.empty()) out.blob(given.phrase);
    if (date.internal_day) out.zigzag(*date.internal_day);
}

std::optional<core::Era> read_era(core::Reader& in) {
    const std::uint8_t era = in.u8();
    if (era < 1 || era > core::era_table().size()) in.fail();
    return in.ok() ? std::optional(static_cast<core::Era>(era)) : std::nullopt;
}

DateValue decode_date(core::Reader& in) {
    DateValue date;
    core::DateValue& given = date.given;
    const std::uint8_t flags = in.u8();
    if ((flags & ~date_flags_known) != 0) in.fail();
    if (flags & has_year) given.year = static_cast<int>(in.zigzag());
    if (flags & has_month) given.month = in.u8();
    if (flags & has_day) given.day = in.u8();
    if (flags & has_era) given.era = read_era(in);
    if (flags & has_phrase) given.phrase = in.string(text_size_max);
    if (flags & is_western) given.calendar = core::Calendar::western;
    if (flags & has_internal) date.internal_day = static_cast<std::int32_t>(in.zigzag());
    return date;
}

std::size_t read_count(core::Reader& in) {
    const std::uint64_t count = in.varint();
    if (count > value_items_max) in.fail();
    return in.ok() ? static_cast<std::size_t>(count) : 0;
}

struct Encoder {
    core::Writer& out;
    void operator()(std::monostate) const {}
    void operator()(bool value) const { out.u8(value ? 1 : 0); }
    void operator()(std::int64_t value) const { out.zigzag(value); }
    void operator()(const std::string& value) const { out.blob(value); }
    void operator()(const DateValue& value) const { encode_date(out, value); }
    void operator()(const Record& value) const {
        out.varint(value.size());
        for (const auto& [part, text] : value) out.blob(part).blob(text);
    }
    void operator()(const List& value) const {
        out.varint(value.size());
        for (const auto& item : value) out.blob(item);
    }
};

Record decode_record(core::Reader& in) {
    Record record;
    for (std::size_t i = read_count(in); i > 0 && in.ok(); --i) {
        std::string part = in.string(text_size_max);
        record[std::move(part)] = in.string(text_size_max);
    }
    return record;
}

List decode_list(core::Reader& in) {
    List list;
    for (std::size_t i = read_count(in); i > 0 && in.ok(); --i) list.push_back(in.string(text_size_max));
    return list;
}

struct PlainText {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(bool value) const { return value ? "1" : "0"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(const DateValue& value) const { return value.iso() + value.given.phrase; }
    std::string operator()(const Record& value) const {
        std::string out;
        for (const auto& [part, text] : value)
            if (!is_source_mark(part)) append(out, text);
        return out;
    }
    std::string operator()(const List& value) const {
        std::string out;
        for (const auto& item : value) append(out, item);
        return out;
    }
    static void append(std::string& out, const std::string& next) {
        if (!out.empty() && !next.empty()) out += ' ';
        out += next;
    }
};

}  // namespace

DateValue DateValue::of(int year, unsigned month, unsigned day, core::Calendar calendar) {
    return {core::DateValue::of(core::make_date(year, month, day), calendar), std::nullopt};
}

std::string DateValue::iso() const {
    char out[40];
    std::snprintf(out, sizeof out, "%04d-%02u-%02u", given.year.value_or(0), given.month.value_or(0),
                  given.day.value_or(0));
    return out;
}

void encode_value(core::Writer& out, const Value& value) { std::visit(Encoder{out}, value); }

Value decode_value(core::Reader& in, ValueType type) {
    switch (type) {
        case ValueType::none:
            return std::monostate{};
        case ValueType::boolean:
            return in.u8() != 0;
        case ValueType::integer:
            return in.zigzag();
        case ValueType::text:
            return in.string(text_size_max);
        case ValueType::date:
            return decode_date(in);
        case ValueType::record:
            return decode_record(in);
        case ValueType::list:
            return decode_list(in);
    }
    in.fail();
    return std::monostate{};
}

std::string plain_text(const Value& value) { return std::visit(PlainText{}, value); }

}  // namespace forms
