#include "forms/catalog/condition.h"

namespace forms {

namespace {

std::vector<std::string> accepted_values(const DataNode& node) {
    const auto one = [](const DataNode& item) -> std::string {
        if (item.kind == DataNode::Kind::boolean) return item.boolean ? "true" : "false";
        return item.text;
    };
    if (!node.is_list()) return {one(node)};
    std::vector<std::string> out;
    for (const auto& item : node.items) out.push_back(one(item));
    return out;
}

std::vector<Condition> read_parts(const DataNode& node, const std::string& file, Problems& problems) {
    std::vector<Condition> parts;
    if (node.is_list())
        for (const auto& item : node.items) parts.push_back(read_condition(item, file, problems));
    else
        parts.push_back(read_condition(node, file, problems));
    return parts;
}

void read_limits(const DataNode& node, Condition& out) {
    out.at_least = static_cast<int>(node.number_of("at_least", -1));
    out.at_most = static_cast<int>(node.number_of("at_most", -1));
    if (const auto* below = node.find("below"); below && below->is_number())
        out.at_most = static_cast<int>(below->number) - 1;
}

Condition read_member(const std::string& key, const DataNode& node, const std::string& file,
                      Problems& problems) {
    using Kind = Condition::Kind;
    Condition out;
    out.line = node.line;
    static const std::pair<std::string_view, Kind> groups[] = {{"any", Kind::any},
                                                               {"all", Kind::all},
                                                               {"not", Kind::none_of},
                                                               {"some_person", Kind::some_person},
                                                               {"every_person", Kind::every_person}};
    for (const auto& [name, kind] : groups) {
        if (key != name) continue;
        out.kind = kind;
        out.parts = read_parts(node, file, problems);
        return out;
    }
    static const std::pair<std::string_view, Kind> lists[] = {
        {"event", Kind::event}, {"procedure", Kind::procedure}, {"form", Kind::form}};
    for (const auto& [name, kind] : lists) {
        if (key != name) continue;
        out.kind = kind;
        out.values = accepted_values(node);
        return out;
    }
    if (key == "persons" || key == "age") {
        out.kind = key == "age" ? Kind::age : Kind::persons;
        read_limits(node, out);
        out.fiscal_year_end = node.text_of("as") == "fiscal_year_end";
        if (const auto* where = node.find("where")) out.parts = read_parts(*where, file, problems);
        if (out.at_least < 0 && out.at_most < 0)
            problems.push_back({file, node.line, "forms.condition_empty", key});
        return out;
    }
    out.kind = key == "late" ? Kind::late : Kind::field;
    out.name = key == "late" ? node.text : key;
    if (out.kind == Kind::field) out.values = accepted_values(node);
    return out;
}

}  // namespace

Condition read_condition(const DataNode& node, const std::string& file, Problems& problems) {
    if (!node.is_object()) {
        problems.push_back({file, node.line, "forms.condition_shape", ""});
        return {};
    }
    std::vector<Condition> parts;
    for (const auto& [key, value] : node.members) parts.push_back(read_member(key, value, file, problems));
    if (parts.empty()) return {};
    if (parts.size() == 1) return parts.front();
    Condition all;
    all.kind = Condition::Kind::all;
    all.line = node.line;
    all.parts = std::move(parts);
    return all;
}

}  // namespace forms
