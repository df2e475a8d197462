#include "forms/linkage/linkage_profile.h"

#include <nlohmann/json.hpp>
#include <set>

namespace forms {

namespace {

using Json = nlohmann::json;

core::Error malformed(const std::string& detail) { return core::invalid("linkage.malformed", detail); }

std::string text_at(const Json& json, const char* key) {
    const auto at = json.find(key);
    return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

bool flag_at(const Json& json, const char* key) {
    const auto at = json.find(key);
    return at != json.end() && at->is_boolean() && at->get<bool>();
}

core::Result<LinkageColumn> column_from(const Json& json) {
    static const std::set<std::string> shapes{"text", "wide", "date", "wareki7", "digits", "code", "fixed"};
    LinkageColumn column{text_at(json, "header"),  text_at(json, "item"), text_at(json, "shape"), {}, 0,
                         flag_at(json, "required")};
    if (column.header.empty()) return malformed("a column without a header");
    if (!shapes.contains(column.shape)) return malformed(column.header + ": unknown shape " + column.shape);
    if (const auto codes = json.find("codes"); codes != json.end() && codes->is_object()) {
        for (const auto& [value, code] : codes->items()) {
            if (!code.is_string()) return malformed(column.header + ": a code is not text");
            column.codes[value] = code.get<std::string>();
        }
    }
    if (const auto max = json.find("max"); max != json.end() && max->is_number_unsigned()) {
        column.letters_max = max->get<std::size_t>();
    }
    return column;
}

core::Result<LinkageGroup> group_from(const Json& json) {
    LinkageGroup group{
        text_at(json, "id"), text_at(json, "form"), text_at(json, "file"), flag_at(json, "per_person"), {}};
    if (group.id.empty() || group.form.empty() || group.file.empty())
        return malformed("a group lacks id, form or file");
    const auto columns = json.find("columns");
    if (columns == json.end() || !columns->is_array() || columns->empty())
        return malformed(group.id + ": no columns");
    for (const Json& entry : *columns) {
        auto column = column_from(entry);
        if (!column) return column.error();
        group.columns.push_back(std::move(column).value());
    }
    return group;
}

}  // namespace

core::Result<LinkageProfile> parse_profile(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return malformed("not a JSON object");
    LinkageProfile profile{
        text_at(json, "id"), text_at(json, "title"), text_at(json, "charset"), flag_at(json, "bom"), {}};
    if (profile.id.empty()) return malformed("no id");
    if (profile.charset != "UTF-8" && profile.charset != "CP932")
        return malformed("unknown charset " + profile.charset);
    const auto groups = json.find("groups");
    if (groups == json.end() || !groups->is_array()) return malformed("no groups");
    for (const Json& entry : *groups) {
        auto group = group_from(entry);
        if (!group) return group.error();
        profile.groups.push_back(std::move(group).value());
    }
    return profile;
}

core::Result<std::map<std::string, std::string>> parse_substitutes(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return malformed("not a JSON object");
    std::map<std::string, std::string> out;
    for (const auto& [from, to] : json.items()) {
        if (!to.is_string()) return malformed("the substitute of " + from + " is not text");
        out[from] = to.get<std::string>();
    }
    return out;
}

}  // namespace forms
