#include "app/service/counter_settings.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <optional>

#include "forms/catalog/data_node.h"

namespace app {

namespace {

using forms::DataNode;

constexpr double yen_max = 1'000'000;
const DataNode nothing;

core::Error broken(const char* reason, const DataNode& at, std::string what) {
    return core::Error{core::ErrorCode::invalid_input, reason, std::move(what), at.line};
}

const std::vector<DataNode>& list_in(const DataNode& tree, std::string_view key) {
    const DataNode* list = tree.find(key);
    return list != nullptr && list->is_list() ? list->items : nothing.items;
}

core::Result<FeeTable> fee_table(const DataNode& node) {
    const auto from = core::parse_iso(node.text_of("from"));
    if (!from) return broken("fees.data_broken", node, "from");
    FeeTable table{node.text_of("tariff"), *from, {}, {}};
    if (table.tariff.empty()) return broken("fees.data_broken", node, "tariff");
    for (const DataNode& price : list_in(node, "items")) {
        const double yen = price.number_of("yen", -1);
        const std::string item = price.text_of("item");
        if (item.empty() || yen < 0 || yen > yen_max || yen != std::floor(yen))
            return broken("fees.data_broken", price, item.empty() ? "item" : item);
        table.prices.push_back({item, static_cast<std::int64_t>(yen)});
    }
    for (const DataNode& exemption : list_in(node, "exemptions")) {
        FeeExemption one{exemption.text_of("id"), exemption.text_of("rule")};
        if (one.id.empty() || one.rule.empty()) return broken("fees.data_broken", exemption, "exemptions");
        table.exemptions.push_back(std::move(one));
    }
    return table;
}

std::optional<std::string> text_of_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

std::optional<std::string> nearest(const std::string& store, const std::string& data, const char* name) {
    auto own = text_of_file(store + "/" + name);
    return own ? own : text_of_file(data + "/" + name);
}

}  // namespace

core::Status read_counter(CounterSettings& into, std::string_view json) {
    const auto tree = forms::parse_data(json);
    if (!tree) return tree.error();
    into.waiting_limit_min = static_cast<int>(tree->number_of("waiting_limit_min", 20));
    into.absences_max = static_cast<int>(tree->number_of("absences_max", 3));
    into.skills.clear();
    into.relations.clear();
    for (const DataNode& node : list_in(*tree, "skills")) {
        into.skills.push_back({node.text_of("label"), node.texts_of("events")});
        if (into.skills.back().label.empty()) return broken("counter.data_broken", node, "label");
    }
    if (const DataNode* documents = tree->find("documents")) {
        into.without_expiry = documents->texts_of("without_expiry");
        into.ended.clear();
        for (const DataNode& node : list_in(*documents, "ended")) {
            const auto until = core::parse_iso(node.text_of("until"));
            if (!until) return broken("counter.data_broken", node, "until");
            into.ended.push_back({node.text_of("kind"), *until});
        }
    }
    into.places.clear();
    for (const DataNode& node : list_in(*tree, "places")) {
        const std::string counter = node.text_of("counter");
        if (counter.empty()) return broken("counter.data_broken", node, "places");
        into.places.insert_or_assign(counter, node.text_of("place"));
    }
    for (const DataNode& node : list_in(*tree, "relations")) {
        into.relations.push_back({node.text_of("relation"), node.texts_of("papers"),
                                  node.flag_of("delegation"), node.texts_of("not_for")});
        if (into.relations.back().relation.empty()) return broken("counter.data_broken", node, "relation");
    }
    return core::ok();
}

std::string counter_with_place(const std::map<std::string, std::string>& places, const std::string& counter) {
    const auto at = places.find(counter);
    return at == places.end() || at->second.empty() ? counter : counter + "（" + at->second + "）";
}

core::Status read_fees(CounterSettings& into, std::string_view json) {
    const auto tree = forms::parse_data(json);
    if (!tree) return tree.error();
    std::vector<FeeTable> tables;
    for (const DataNode& node : list_in(*tree, "tables")) {
        auto table = fee_table(node);
        if (!table) return table.error();
        tables.push_back(std::move(*table));
    }
    std::stable_sort(tables.begin(), tables.end(),
                     [](const FeeTable& a, const FeeTable& b) { return a.from < b.from; });
    into.fees = std::move(tables);
    return core::ok();
}

core::Result<CounterSettings> load_counter(const std::string& store_folder, const std::string& data_folder) {
    CounterSettings settings;
    if (const auto counter = nearest(store_folder, data_folder, "counter.json"))
        if (auto read = read_counter(settings, *counter); !read) return read.error();
    if (const auto fees = nearest(store_folder, data_folder, "fees.json"))
        if (auto read = read_fees(settings, *fees); !read) return read.error();
    return settings;
}

std::string skill_of(const CounterSettings& settings, const std::string& life_event) {
    for (const SkillGroup& group : settings.skills)
        if (std::find(group.events.begin(), group.events.end(), life_event) != group.events.end())
            return group.label;
    return {};
}

const RelationRule* relation_rule(const CounterSettings& settings, const std::string& relation) {
    const auto at = std::find_if(settings.relations.begin(), settings.relations.end(),
                                 [&](const RelationRule& rule) { return rule.relation == relation; });
    return at == settings.relations.end() ? nullptr : &*at;
}

const FeeTable* table_on(const CounterSettings& settings, core::Date day) {
    const FeeTable* found = nullptr;
    for (const FeeTable& table : settings.fees)
        if (table.from <= day) found = &table;
    return found;
}

}  // namespace app
