// What a city decides about its counter, as data: counter.json (skill groups, waiting limit, what each
// relation must bring) and fees.json (prices by effective day). A file in the store's folder goes before the
// one that came with the product. Pure but for the reading of the two files.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "forms/core/calendar.h"
#include "forms/core/result.h"

namespace app {

struct SkillGroup {
    std::string label;                // 住民異動
    std::vector<std::string> events;  // ids of forms/data/life_events
};

struct RelationRule {
    std::string relation;              // 任意代理人
    std::vector<std::string> papers;   // 委任状
    bool delegation{false};            // the papers name matters, which are ticked one by one
    std::vector<std::string> not_for;  // forms that this relation cannot ask for
};

struct EndedDocument {
    std::string kind;
    core::Date until;  // the last day on which it counted
};

struct FeePrice {
    std::string item;  // as certificate_menu() names it
    std::int64_t yen{0};
};
struct FeeExemption {
    std::string id;
    std::string rule;  // 公用（手数料条例第5条第1号）
};
struct FeeTable {
    std::string tariff;  // edition, printed beside the amounts
    core::Date from;     // first day in force
    std::vector<FeePrice> prices;
    std::vector<FeeExemption> exemptions;
};

struct CounterSettings {
    int waiting_limit_min{20};
    int absences_max{3};  // after so many calls without anybody the window proposes to cancel
    std::vector<SkillGroup> skills;
    std::vector<std::string> without_expiry;  // kinds of identity documents that are not asked for one
    std::vector<EndedDocument> ended;         // kinds that exist no longer
    std::vector<RelationRule> relations;      // in the order of their digits
    std::vector<FeeTable> fees;               // by first day, the oldest first
    std::map<std::string, std::string>
        places;  // where a counter of the guide slip is: 子育て支援の窓口 → 2階 8番
};

// "counter.data_broken", "fees.data_broken": detail is what is wrong, count the line.
core::Status read_counter(CounterSettings& into, std::string_view json);
core::Status read_fees(CounterSettings& into, std::string_view json);
// A file that is missing decides nothing: no skills, no papers, no fees.
core::Result<CounterSettings> load_counter(const std::string& store_folder, const std::string& data_folder);

// With its place, where the city has said it: 子育て支援の窓口（2階 8番）.
std::string counter_with_place(const std::map<std::string, std::string>& places, const std::string& counter);

// The group that a life event belongs to; "" if none.
std::string skill_of(const CounterSettings& settings, const std::string& life_event);
const RelationRule* relation_rule(const CounterSettings& settings, const std::string& relation);
// The table in force on that day; null before the first.
const FeeTable* table_on(const CounterSettings& settings, core::Date day);

}  // namespace app
