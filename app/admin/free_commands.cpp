#include "app/admin/free_commands.h"

#include <nlohmann/json.hpp>

#include "app/admin/language_commands.h"
#include "app/devices/card/card_command.h"
#include "app/devices/card/pcsc_reader.h"
#include "app/service/open_desk.h"
#include "app/service/paper_work.h"
#include "app/service/sentences.h"
#include "forms/catalog/catalog_check.h"
#include "forms/catalog/form_values_reader.h"
#include "forms/catalog/validate.h"
#include "forms/interview/derive.h"
#include "forms/pdf/font_book.h"
#include "storage/env/system_environment.h"

namespace app {

namespace {

using Json = nlohmann::json;

Reply done(const Json& json, std::string message = {}) {
    return {0, json.dump(2), std::move(message), {}, 0};
}

core::Date today() {
    const auto now = std::chrono::system_clock::now() + std::chrono::hours(9);
    return core::Date(std::chrono::floor<std::chrono::days>(now));
}

Reply form_list() {
    auto catalog = forms::Catalog::load(default_data_folder());
    if (!catalog) return refused(catalog.error());
    Json out = Json::array();
    for (const auto& form : catalog->forms()) {
        out.push_back({{"form", form.id},
                       {"id", form.long_id},
                       {"edition", form.edition},
                       {"valid_from", core::to_iso(form.valid_from)},
                       {"title", form.title}});
    }
    return done(out);
}

Reply form_check(const Command& command) {
    const auto problems = forms::check_catalog(command.option("data", default_data_folder()),
                                               forms::derivation_names(), forms::validation_names());
    Json out = Json::array();
    std::string lines;
    for (const auto& problem : problems) {
        out.push_back({{"file", problem.file},
                       {"line", problem.line},
                       {"reason", problem.reason},
                       {"detail", problem.detail}});
        lines += forms::describe(problem) + "\n";
    }
    if (problems.empty()) return done(out, "帳票のデータに誤りはありません。");
    return {1, out.dump(2), lines + "帳票のデータに誤りがあります。上に示した行を直してください。",
            "forms.data_broken", static_cast<std::int64_t>(problems.size())};
}

Reply form_render(const Command& command) {
    storage::SystemFileSystem files;
    auto catalog = forms::Catalog::load(default_data_folder());
    if (!catalog) return refused(catalog.error());
    const auto* form = catalog->form(command.argument(0), today());
    if (form == nullptr) return refused({core::ErrorCode::not_found, "form.unknown", command.argument(0)});
    auto text = files.read(command.option("answers"), 4 * 1024 * 1024);
    if (!text) return refused(text.error());
    auto values = forms::read_form_values(core::text(*text), *form, *catalog);
    if (!values) return refused(values.error());
    auto paper = PaperWork::load(default_data_folder());
    if (!paper) return refused(paper.error());
    auto document = (*paper)->render(*form, *values, {form->id, PrintKind::final, false, std::nullopt}, "");
    if (!document) return refused(document.error());
    if (!document->missing_glyphs.empty()) {
        return {1, Json{{"missing_glyphs", document->missing_glyphs}}.dump(2),
                sentence({core::ErrorCode::conflict, "glyph.missing"}), "glyph.missing",
                static_cast<std::int64_t>(document->missing_glyphs.size())};
    }
    if (auto kept = files.write_whole(command.option("out"), document->pdf); !kept)
        return refused(kept.error());
    return done({{"form", document->form},
                 {"edition", document->edition},
                 {"pages", document->pages},
                 {"bytes", document->pdf.size()},
                 {"sha256", document->digest},
                 {"overflowed", document->overflowed},
                 {"out", command.option("out")}});
}

Reply form_glyphs(const Command& command) {
    auto fonts = forms::pdf::FontBook::shared(default_data_folder() + "/fonts.json");
    if (!fonts) return refused(fonts.error());
    Json out = Json::array();
    bool missing = false;
    for (const auto& cluster : forms::pdf::clusters_of(command.argument(0))) {
        const auto picked = (*fonts)->pick("mincho", cluster);
        missing = missing || !picked;
        Json glyphs = Json::array();
        if (picked) {
            for (const auto& glyph : picked->glyphs) glyphs.push_back(glyph.glyph);
        }
        Json entry{{"text", cluster.text}, {"glyphs", glyphs}};
        entry["font"] = picked ? Json((*fonts)->info(picked->face).name) : Json(nullptr);
        out.push_back(std::move(entry));
    }
    Reply reply = done(out);
    if (missing)
        reply = {1, out.dump(2), sentence({core::ErrorCode::conflict, "glyph.missing"}), "glyph.missing", 0};
    return reply;
}

Reply from_text(const core::Result<std::string>& json) {
    return json ? Reply{0, *json, {}, {}, 0} : refused(json.error());
}

core::ByteView secret_of(const Command& command, const std::string& name) {
    const auto at = command.secrets.find(name);
    return at == command.secrets.end() ? core::ByteView{} : at->second.view();
}

Reply card_read(const Command& command) {
    CardReadOptions options;
    options.kind = command.option("kind", "auto");
    options.reader = command.option("reader");
    const CardSecrets secrets{secret_of(command, "pin"), secret_of(command, "verification_b"),
                              secret_of(command, "pin1"), secret_of(command, "pin2"),
                              secret_of(command, "card_number")};
    return from_text(card_read_json(*make_pcsc_readers(), options, secrets));
}

}  // namespace

Reply run_free_command(Command& command) {
    const std::string name = command.name();
    if (name == "form list") return form_list();
    if (name == "form check") return form_check(command);
    if (name == "form languages") return form_languages(command);
    if (name == "form render") return form_render(command);
    if (name == "form glyphs") return form_glyphs(command);
    if (name == "card list") return from_text(card_list_json(*make_pcsc_readers()));
    if (name == "card read") return card_read(command);
    return usage("この操作はありません。");
}

}  // namespace app
