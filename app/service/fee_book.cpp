#include "app/service/fee_book.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "app/service/record_part.h"

namespace app {

namespace {

constexpr int copies_max = 99;

// Whole numbers within what a counter can take in; anything else counts as nothing.
std::int64_t number(const std::string& text) {
    std::int64_t out = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    constexpr std::int64_t bound = 100'000'000;
    return read.ec == std::errc() && out >= -bound && out <= bound ? out : 0;
}

std::string name_of(const core::Dot& dot) {
    return dot.device.hex().substr(0, 8) + ":" + std::to_string(dot.seq) + ":" + std::to_string(dot.index);
}

FeeView line_of(const forms::PastFact& past) {
    const forms::Record& parts = past.fact.parts;
    FeeView line;
    line.line = name_of(past.stamp.dot);
    line.label = record_part(parts, "label");
    line.count = static_cast<int>(number(record_part(parts, "count")));
    line.unit_yen = number(record_part(parts, "unit"));
    line.amount_yen = number(record_part(parts, "amount"));
    line.exemption = record_part(parts, "exemption");
    line.receipt = record_part(parts, "receipt");
    line.at_ms = past.stamp.hlc.unix_ms();
    line.corrects = record_part(parts, "corrects");
    return line;
}

std::vector<FeeView> booked_in(const forms::CaseFile& file) {
    std::vector<FeeView> out;
    for (const auto& past : file.facts())
        if (past.fact.kind == forms::fact_kind::fee) out.push_back(line_of(past));
    std::stable_sort(out.begin(), out.end(),
                     [](const FeeView& a, const FeeView& b) { return a.at_ms < b.at_ms; });
    for (FeeView& line : out)
        line.taken_back = std::any_of(out.begin(), out.end(),
                                      [&](const FeeView& other) { return other.corrects == line.line; });
    // Two desks may have taken the same line back while they were cut off: it counts once.
    std::vector<std::string> seen;
    for (FeeView& line : out) {
        if (line.corrects.empty()) continue;
        if (std::find(seen.begin(), seen.end(), line.corrects) != seen.end()) line.amount_yen = 0;
        seen.push_back(line.corrects);
    }
    return out;
}

const FeePrice* price_of(const FeeTable& table, const std::string& item) {
    const auto at = std::find_if(table.prices.begin(), table.prices.end(),
                                 [&](const FeePrice& price) { return price.item == item; });
    return at == table.prices.end() ? nullptr : &*at;
}

}  // namespace

WantedItems wanted_items(const std::string& lines) {
    WantedItems out;
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);) {
        const auto colon = line.rfind(':');
        const int copies = colon == std::string::npos ? 1 : static_cast<int>(number(line.substr(colon + 1)));
        if (copies > 0) out.emplace_back(line.substr(0, colon), std::min(copies, copies_max));
    }
    return out;
}

std::int64_t total_of(const std::vector<FeeView>& lines) {
    std::int64_t total = 0;
    for (const FeeView& line : lines) total += line.amount_yen;
    return total;
}

FeesView fees_of(const forms::CaseFile& file, const WantedItems& wanted, const CounterSettings& settings,
                 core::Date day) {
    FeesView view;
    const FeeTable* table = table_on(settings, day);
    view.table = table != nullptr;
    if (table != nullptr) {
        view.tariff = table->tariff;
        for (const FeeExemption& one : table->exemptions) view.exemptions.emplace_back(one.id, one.rule);
    }
    view.booked = booked_in(file);
    view.total_yen = total_of(view.booked);
    for (const auto& [item, copies] : wanted) {
        FeeDueView due{item, item, copies, 0, false};
        for (const FeeView& line : view.booked)
            if (line.label == item && !line.taken_back && line.corrects.empty()) due.count -= line.count;
        if (due.count <= 0) continue;
        if (const FeePrice* price = table != nullptr ? price_of(*table, item) : nullptr) {
            due.unit_yen = price->yen;
            due.known = true;
        }
        view.due_yen += due.unit_yen * due.count;
        view.due.push_back(std::move(due));
    }
    return view;
}

core::Result<forms::Fact> fee_fact(const CounterSettings& settings, core::Date day, const std::string& item,
                                   int count, const std::string& exemption, const std::string& receipt) {
    const FeeTable* table = table_on(settings, day);
    if (table == nullptr) return core::Error{core::ErrorCode::not_found, "fees.no_table"};
    const FeePrice* price = price_of(*table, item);
    if (price == nullptr) return core::Error{core::ErrorCode::not_found, "fees.no_price", item};
    if (count < 1 || count > copies_max) return core::Error{core::ErrorCode::invalid_input, "fees.no_count"};
    std::string rule;
    for (const FeeExemption& one : table->exemptions)
        if (one.id == exemption) rule = one.rule;
    if (!exemption.empty() && rule.empty())
        return core::Error{core::ErrorCode::not_found, "fees.no_exemption", exemption};
    if (exemption.empty() && receipt.empty())
        return core::Error{core::ErrorCode::invalid_input, "fees.no_receipt"};
    const std::int64_t amount = exemption.empty() ? price->yen * count : 0;
    return forms::Fact{forms::fact_kind::fee,
                       {{"item", item},
                        {"label", item},
                        {"count", std::to_string(count)},
                        {"unit", std::to_string(price->yen)},
                        {"amount", std::to_string(amount)},
                        {"tariff", table->tariff},
                        {"exemption", rule},
                        {"receipt", receipt},
                        {"received_on", core::to_iso(day)}},
                       {}};
}

core::Result<forms::Fact> correcting_fact(const forms::CaseFile& file, const std::string& line,
                                          core::Date day) {
    for (const FeeView& booked : booked_in(file)) {
        if (booked.line != line || !booked.corrects.empty()) continue;
        if (booked.taken_back) return core::Error{core::ErrorCode::conflict, "fees.taken_back"};
        return forms::Fact{forms::fact_kind::fee,
                           {{"item", booked.label},
                            {"label", booked.label},
                            {"count", std::to_string(-booked.count)},
                            {"unit", std::to_string(booked.unit_yen)},
                            {"amount", std::to_string(-booked.amount_yen)},
                            {"exemption", booked.exemption},
                            {"receipt", booked.receipt},
                            {"received_on", core::to_iso(day)},
                            {"corrects", line}},
                           {}};
    }
    return core::Error{core::ErrorCode::not_found, "fees.no_line"};
}

}  // namespace app
