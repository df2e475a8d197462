#include "app/admin/form_commands.h"

#include <charconv>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "app/service/open_desk.h"
#include "app/service/sentences.h"
#include "app/service/value_sentences.h"
#include "forms/address/city_towns.h"
#include "forms/address/postal_list.h"
#include "forms/catalog/catalog_check.h"
#include "forms/catalog/form_values_reader.h"
#include "forms/catalog/validate.h"
#include "forms/catalog/values_check.h"
#include "forms/core/text.h"
#include "forms/interview/derive.h"
#include "forms/pdf/font_book.h"
#include "forms/pdf/form_renderer.h"
#include "storage/env/system_environment.h"
#include "storage/keys/primitives.h"

namespace app {

namespace {

using Json = nlohmann::json;

constexpr std::size_t most_answer_bytes = 4U << 20;
constexpr std::size_t most_address_bytes = 64U << 20;
constexpr double tenth_mm = 0.1;
constexpr int most_offset = 500;  // tenths of a millimetre

core::Date today() {
    const auto now = std::chrono::system_clock::now() + std::chrono::hours(9);
    return core::Date(std::chrono::floor<std::chrono::days>(now));
}

Reply form_list() {
    auto catalog = forms::Catalog::load(default_data_folder());
    if (!catalog) return refused(catalog.error());
    Json out = Json::array();
    std::string lines;
    for (const auto& form : catalog->forms()) {
        out.push_back({{"form", form.id},
                       {"id", form.long_id},
                       {"edition", form.edition},
                       {"valid_from", core::to_iso(form.valid_from)},
                       {"title", form.title}});
        lines += (lines.empty() ? "" : "\n") + form.id + "　" + form.edition + "版（" +
                 core::to_iso(form.valid_from) + "から）　" + form.title;
    }
    return {0, out.dump(2), lines, {}, 0};
}

// The towns of each city that has a file, and the postal list.
void check_addresses(const std::string& data, forms::Problems& problems) {
    storage::SystemFileSystem files;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(data + "/addresses", none)) {
        const std::string name = "addresses/" + entry.path().filename().string();
        const auto bytes = files.read(entry.path().string(), most_address_bytes);
        if (!bytes) continue;
        core::Status good = core::ok();
        if (entry.path().extension() == ".tsv") {
            if (const auto towns = forms::read_city_towns(core::text(*bytes)); !towns) good = towns.error();
        } else if (const auto list = forms::PostalList::open(*bytes); !list) {
            good = list.error();
        }
        if (!good)
            problems.push_back({name, static_cast<int>(std::max<std::int64_t>(1, good.error().count)),
                                good.error().reason, good.error().detail});
    }
}

Reply form_check(const Command& command) {
    const std::string data = command.option("data", default_data_folder());
    auto problems = forms::check_catalog(data, forms::derivation_names(), forms::validation_names());
    check_addresses(data, problems);
    Json out = Json::array();
    std::string lines;
    for (const auto& problem : problems) {
        out.push_back({{"file", problem.file},
                       {"line", problem.line},
                       {"reason", problem.reason},
                       {"detail", problem.detail}});
        lines += forms::describe(problem) + "\n";
    }
    if (problems.empty()) return {0, out.dump(2), "帳票のデータに誤りはありません。", {}, 0};
    return {1, out.dump(2), lines + "帳票のデータに誤りがあります。上に示した行を直してください。",
            "forms.data_broken", static_cast<std::int64_t>(problems.size())};
}

// ---- render ----

struct Wish {
    forms::pdf::RenderOptions options;
    core::Date day{};
};

std::optional<int> whole_number(const std::string& text, int most) {
    int value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool good =
        failed == std::errc{} && end == text.data() + text.size() && value >= -most && value <= most;
    return good ? std::optional(value) : std::nullopt;
}

// Nothing with a sentence in `wrong` if an option says something it cannot.
std::optional<Wish> wish_of(const Command& command, std::string& wrong) {
    Wish wish;
    wish.options.print.ticket = command.option("ticket");
    wish.options.missing_decided = !command.option("decided").empty();
    wish.day = today();
    if (const std::string day = command.option("day"); !day.empty()) {
        const auto date = core::parse_iso(day);
        if (!date) wrong = "--day は YYYY-MM-DD で指定してください。";
        if (date) wish.day = *date;
    }
    static const std::map<std::string, forms::pdf::PrintState> states{
        {"draft", forms::pdf::PrintState::draft},
        {"final", forms::pdf::PrintState::final},
        {"again", forms::pdf::PrintState::reprint},
        {"practice", forms::pdf::PrintState::practice}};
    const auto state = states.find(command.option("state", "final"));
    if (state == states.end()) wrong = "--state は draft・final・again・practice のどれかです。";
    if (state != states.end()) wish.options.print.state = state->second;
    const std::string show = command.option("show", "all");
    if (show == "values") wish.options.layout.show = forms::pdf::Show::values;
    if (show == "sheet") wish.options.layout.show = forms::pdf::Show::sheet;
    if (show != "all" && show != "values" && show != "sheet")
        wrong = "--show は all・values・sheet のどれかです。";
    const auto x = whole_number(command.option("offset-x", "0"), most_offset),
               y = whole_number(command.option("offset-y", "0"), most_offset);
    if (!x || !y) wrong = "ずれは0.1mm単位の整数（-500から500）で指定してください。";
    wish.options.layout.offset_x_mm = x.value_or(0) * tenth_mm;
    wish.options.layout.offset_y_mm = y.value_or(0) * tenth_mm;
    return wrong.empty() ? std::optional(std::move(wish)) : std::nullopt;
}

Json remarks(const forms::FormDefinition& form, const forms::FormValues& values, core::Date day) {
    Json out = Json::array();
    for (const auto& found : forms::check_values(form, values, day)) {
        Json one{{"field", found.field},
                 {"reason", found.finding.reason},
                 {"warning", found.finding.warning},
                 {"sentence", value_sentence(found.finding)}};
        if (!found.table.empty()) one["table"] = found.table, one["row"] = found.row + 1;
        out.push_back(std::move(one));
    }
    return out;
}

// The sentence names the line; what stands there wrong is said too, since the file is the caller's own.
Reply not_read(const core::Error& error) {
    Reply reply = refused(error);
    if (!error.detail.empty() && error.reason.starts_with("forms."))
        reply.message += "（" + error.detail + "）";
    return reply;
}

// "U+5C71 U+E01EF 山", with the field where it stands.
Json names_of(const std::vector<forms::pdf::MissingGlyph>& missing) {
    Json out = Json::array();
    for (const auto& glyph : missing)
        out.push_back(forms::pdf::code_point_names(glyph.code_points) + " " + glyph.text + "（" +
                      glyph.field + "）");
    return out;
}

Reply form_render(const Command& command) {
    std::string wrong;
    if (command.argument(0).empty() || command.option("answers").empty() || command.option("out").empty())
        return usage("form render 帳票 --answers 答えのファイル --out 書き出し先 の形で指定してください。");
    const auto wish = wish_of(command, wrong);
    if (!wish) return usage(wrong);
    storage::SystemFileSystem files;
    auto catalog = forms::Catalog::load(default_data_folder());
    if (!catalog) return refused(catalog.error());
    const auto* form = catalog->form(command.argument(0), wish->day);
    if (form == nullptr) return refused({core::ErrorCode::not_found, "form.unknown", command.argument(0)});
    auto text = files.read(command.option("answers"), most_answer_bytes);
    if (!text) return refused(text.error());
    auto answers = forms::read_form_answers(core::text(*text), *form, *catalog);
    if (!answers) return not_read(answers.error());
    auto fonts = forms::pdf::FontBook::shared(default_data_folder() + "/fonts.json");
    if (!fonts) return refused(fonts.error());
    auto paper = forms::pdf::render_form(*form, answers->values, wish->options, **fonts);
    if (!paper) return refused(paper.error());
    const Json missing = names_of(paper->missing);
    if (!missing.empty() && !wish->options.missing_decided) {
        std::string names;
        for (const auto& glyph : missing) names += glyph.get<std::string>() + "\n";
        return {1, Json{{"missing_glyphs", missing}}.dump(2),
                names + sentence({core::ErrorCode::conflict, "glyph.missing"}), "glyph.missing",
                static_cast<std::int64_t>(missing.size())};
    }
    if (auto kept = files.write_whole(command.option("out"), paper->pdf); !kept) return refused(kept.error());
    Json overflowed = Json::array();
    for (const auto& moved : paper->overflowed) overflowed.push_back(moved.label);
    Json out{{"form", form->id},
             {"edition", form->edition},
             {"pages", paper->pages},
             {"bytes", paper->pdf.size()},
             {"sha256", core::to_hex(storage::sha256(paper->pdf))},
             {"overflowed", overflowed},
             {"passed_over", answers->passed_over},
             {"left_for_pen", answers->left_for_pen},
             {"remarks", remarks(*form, answers->values, wish->day)},
             {"out", command.option("out")}};
    if (!missing.empty())
        out["decided"] = {{"missing_glyphs", missing}, {"reason", command.option("decided")}};
    return {0, out.dump(2), {}, {}, 0};
}

// ---- glyphs ----

Reply form_glyphs(const Command& command) {
    if (command.argument(0).empty()) return usage("調べる文字を指定してください。");
    const std::string role = command.option("role", "mincho");
    auto fonts = forms::pdf::FontBook::shared(default_data_folder() + "/fonts.json");
    if (!fonts) return refused(fonts.error());
    if (!(*fonts)->has_role(role)) return usage("--role は mincho・gothic・title のどれかです。");
    Json out = Json::array();
    std::string lines;
    std::int64_t missing = 0;
    for (std::size_t i = 0; i < command.arguments.size(); ++i)
        for (const auto& cluster : forms::pdf::clusters_of(command.arguments[i])) {
            const auto picked = (*fonts)->pick(role, cluster);
            Json glyphs = Json::array();
            std::string font = "どの書体にもありません";
            if (picked) {
                font = (*fonts)->info(picked->face).name;
                for (const auto& glyph : picked->glyphs) {
                    glyphs.push_back(glyph.glyph);
                    font += " 字形 " + std::to_string(glyph.glyph);
                }
            }
            missing += picked ? 0 : 1;
            const std::string points = core::code_points_text(cluster.text);
            out.push_back({{"text", cluster.text},
                           {"code_points", points},
                           {"font", picked ? Json((*fonts)->info(picked->face).name) : Json(nullptr)},
                           {"glyphs", glyphs}});
            lines += cluster.text + "　" + points + "　" + font + "\n";
        }
    if (missing == 0) {
        if (!lines.empty()) lines.pop_back();
        return {0, out.dump(2), lines, {}, 0};
    }
    return {1, out.dump(2), lines + sentence({core::ErrorCode::conflict, "glyph.missing"}), "glyph.missing",
            missing};
}

}  // namespace

Reply run_form_command(Command& command) {
    const std::string name = command.name();
    if (name == "form list") return form_list();
    if (name == "form check") return form_check(command);
    if (name == "form render") return form_render(command);
    if (name == "form glyphs") return form_glyphs(command);
    return usage("この操作はありません。");
}

}  // namespace app
