#include "app/admin/print_commands.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/service/open_desk.h"
#include "app/service/print_settings.h"
#include "forms/catalog/catalog.h"
#include "storage/env/system_environment.h"

namespace app {

namespace {

using Json = nlohmann::json;

std::optional<int> number(const std::string& text, int least, int most) {
    int value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size() || value < least || value > most)
        return std::nullopt;
    return value;
}

Reply shown(const PrintSettings& settings) {
    Json forms = Json::object(), printers = Json::object();
    for (const auto& [form, how] : settings.forms)
        forms[form] = {{"printer", how.printer},
                       {"tray", how.tray},
                       {"copies", how.copies},
                       {"duplex", how.duplex ? Json(*how.duplex) : Json(nullptr)},
                       {"preprinted", how.preprinted}};
    for (const auto& [printer, offset] : settings.printers)
        printers[printer] = {{"offset_x", offset.x}, {"offset_y", offset.y}};
    return {0, Json{{"forms", forms}, {"printers", printers}}.dump(2), {}, {}, 0};
}

// Nothing if an option says something it cannot.
std::optional<FormPrinting> changed(FormPrinting how, const Command& command) {
    how.printer = command.option("printer", how.printer);
    how.tray = command.option("tray", how.tray);
    if (const std::string copies = command.option("copies"); !copies.empty()) {
        const auto count = number(copies, 1, 99);
        if (!count) return std::nullopt;
        how.copies = *count;
    }
    for (const char* name : {"duplex", "preprinted"}) {
        const std::string word = command.option(name);
        if (word.empty()) continue;
        if (word != "yes" && word != "no") return std::nullopt;
        if (std::string_view(name) == "duplex") how.duplex = word == "yes";
        if (std::string_view(name) == "preprinted") how.preprinted = word == "yes";
    }
    return how;
}

}  // namespace

Reply run_print_command(Command& command, const std::string& store) {
    if (store.empty()) return usage("保存データのフォルダーを --store で指定してください。");
    storage::SystemFileSystem files;
    auto settings = load_print_settings(files, store);
    if (!settings) return refused(settings.error());
    const std::string name = command.name();
    if (name == "print form") {
        const auto catalog = forms::Catalog::load(default_data_folder());
        if (!catalog) return refused(catalog.error());
        const auto* form = catalog->form(command.argument(0), core::make_date(9999, 12, 31));
        if (form == nullptr)
            return refused({core::ErrorCode::not_found, "form.unknown", command.argument(0)});
        const auto how = changed(settings->forms[form->id], command);
        if (!how) return usage("部数は1から99、両面と市の用紙は yes か no で指定してください。");
        settings->forms[form->id] = *how;
    }
    if (name == "print offset") {
        const auto x = number(command.option("offset-x", "0"), -500, 500),
                   y = number(command.option("offset-y", "0"), -500, 500);
        if (command.argument(0).empty() || !x || !y)
            return usage("プリンターと、0.1mm単位の整数（-500から500）のずれを指定してください。");
        settings->printers[command.argument(0)] = {*x, *y};
    }
    if (name != "print settings")
        if (auto kept = save_print_settings(files, store, *settings); !kept) return refused(kept.error());
    return shown(*settings);
}

}  // namespace app
