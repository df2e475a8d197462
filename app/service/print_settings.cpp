#include "app/service/print_settings.h"

#include <nlohmann/json.hpp>

namespace app {

namespace {

using Json = nlohmann::json;

constexpr std::size_t most_bytes = 256U << 10;
constexpr int most_offset = 500;
constexpr int most_copies = 99;

std::string path_in(const std::string& folder) { return folder + "/printing.json"; }

int within(const Json& json, const char* key, int otherwise, int least, int most) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number_integer()) return otherwise;
    const auto value = found->get<std::int64_t>();
    return value < least || value > most ? otherwise : static_cast<int>(value);
}

std::string text(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<bool> flag(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_boolean() ? std::optional(found->get<bool>()) : std::nullopt;
}

template <class Each>
bool each_member(const Json& root, const char* key, const Each& each) {
    const auto found = root.find(key);
    if (found == root.end()) return true;
    if (!found->is_object()) return false;
    for (const auto& [name, value] : found->items()) {
        if (!value.is_object()) return false;
        each(name, value);
    }
    return true;
}

}  // namespace

core::Result<PrintSettings> load_print_settings(core::FileSystem& files, const std::string& folder) {
    auto bytes = files.read(path_in(folder), most_bytes);
    if (!bytes && bytes.error().code == core::ErrorCode::not_found) return PrintSettings{};
    if (!bytes) return bytes.error();
    const Json root = Json::parse(core::text(*bytes), nullptr, false);
    const core::Error broken{core::ErrorCode::invalid_input, "print.settings_broken", path_in(folder)};
    if (!root.is_object()) return broken;
    PrintSettings out;
    const bool forms = each_member(root, "forms", [&](const std::string& form, const Json& json) {
        out.forms[form] = {text(json, "printer"), text(json, "tray"),
                           within(json, "copies", 1, 1, most_copies), flag(json, "duplex"),
                           flag(json, "preprinted").value_or(false)};
    });
    const bool printers = each_member(root, "printers", [&](const std::string& printer, const Json& json) {
        out.printers[printer] = {within(json, "offset_x", 0, -most_offset, most_offset),
                                 within(json, "offset_y", 0, -most_offset, most_offset)};
    });
    if (!forms || !printers) return broken;
    return out;
}

core::Status save_print_settings(core::FileSystem& files, const std::string& folder,
                                 const PrintSettings& settings) {
    Json forms = Json::object(), printers = Json::object();
    for (const auto& [form, how] : settings.forms) {
        forms[form] = {{"printer", how.printer},
                       {"tray", how.tray},
                       {"copies", how.copies},
                       {"preprinted", how.preprinted}};
        if (how.duplex) forms[form]["duplex"] = *how.duplex;
    }
    for (const auto& [printer, offset] : settings.printers)
        printers[printer] = {{"offset_x", offset.x}, {"offset_y", offset.y}};
    const std::string whole = Json{{"forms", forms}, {"printers", printers}}.dump(2) + "\n";
    return files.write_whole(path_in(folder), core::view(whole));
}

}  // namespace app
