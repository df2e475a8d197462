#include "app/service/sheet_state.h"

#include <algorithm>
#include <cstdlib>

#include "app/service/case_answers.h"
#include "app/service/case_viewer.h"
#include "app/service/value_sentences.h"
#include "forms/interview/cross_check.h"

namespace app {

namespace {

std::string part(const forms::Fact& fact, const std::string& name) {
    const auto at = fact.parts.find(name);
    return at == fact.parts.end() ? std::string() : at->second;
}

const forms::FormField* column_of(const forms::FormField& table, const std::string& id) {
    const auto at =
        std::find_if(table.columns.begin(), table.columns.end(), [&](const auto& c) { return c.id == id; });
    return at == table.columns.end() ? nullptr : &*at;
}

// Latest stamp of a fact of this kind on this form that `wanted` accepts.
template <class Wanted>
std::optional<forms::Stamp> latest(const forms::CaseFile& file, std::uint32_t kind, const std::string& form,
                                   Wanted wanted) {
    std::optional<forms::Stamp> found;
    for (const auto& past : file.facts()) {
        if (past.fact.kind != kind || part(past.fact, "form") != form || !wanted(past.fact)) continue;
        if (!found || found->hlc < past.stamp.hlc) found = past.stamp;
    }
    return found;
}

std::string state_word(const SheetView& sheet, forms::SignatureState signature, bool printed_since) {
    if (signature == forms::SignatureState::before_change) return "差替え";
    if (printed_since) return "印刷済";
    if (signature == forms::SignatureState::valid) return "署名済";
    return sheet.clerk_checked ? "確認済" : "未確認";
}

// What is wrong with values that stand at these places; warnings may stay.
std::vector<std::string> errors_at(const std::vector<forms::Place>& places, const forms::Catalog& catalog,
                                   const std::vector<forms::FieldFinding>& findings) {
    std::vector<std::string> out;
    for (const auto& found : findings) {
        const auto* field = catalog.field(found.field);
        if (found.finding.warning || field == nullptr) continue;
        if (std::find(places.begin(), places.end(), forms::Place{found.person, field->number}) !=
            places.end())
            out.push_back(value_sentence(found.finding));
    }
    return out;
}

// Of the newest print; prints of older releases did not note it.
std::uint32_t pages_printed(const forms::CaseFile& file, const std::string& form) {
    const forms::PastFact* newest = nullptr;
    for (const auto& past : file.facts()) {
        if (past.fact.kind != forms::fact_kind::print || part(past.fact, "form") != form) continue;
        if (newest == nullptr || newest->stamp.hlc < past.stamp.hlc) newest = &past;
    }
    if (newest == nullptr) return 0;
    const unsigned long pages = std::strtoul(part(newest->fact, "pages").c_str(), nullptr, 10);
    return static_cast<std::uint32_t>(std::min<unsigned long>(pages, 999));
}

SheetView sheet_of(const forms::CaseFile& file, const forms::AnswerView& view,
                   const std::vector<forms::FieldFinding>& findings, const forms::FormDefinition& form,
                   const forms::NeededSheet& needed) {
    SheetView sheet;
    sheet.form = forms::sheet_key(needed);
    sheet.title = form.title;
    if (needed.person != forms::the_visit) sheet.title += "（" + view.name_of(needed.person) + "）";
    sheet.edition = form.edition;
    sheet.because = form.law;
    const forms::FilledForm filled = forms::fill_form(form, view, needed.person);
    for (const auto& path : filled.missing) sheet.missing.push_back(path_label(form, path));
    const auto places = printed_places(view.catalog(), filled);
    for (const auto& place : forms::blocking(file, places)) {
        const auto* field = view.catalog().field_of(place.field, "", place.subject != 0);
        if (field == nullptr) field = view.catalog().field_of(place.field, "text", place.subject != 0);
        sheet.blocked_by.push_back(field != nullptr ? field->label : std::to_string(place.field));
    }
    sheet.errors = errors_at(places, view.catalog(), findings);
    const auto any = [](const forms::Fact&) { return true; };
    const auto paper = [](const forms::Fact& fact) {
        return part(fact, "kind") == "final" || part(fact, "kind") == "again";
    };
    const auto signature = forms::signature_on(file, sheet.form);
    const auto printed = latest(file, forms::fact_kind::print, sheet.form, paper);
    const bool since = printed && signature.fact != nullptr && signature.fact->stamp.hlc < printed->hlc;
    sheet.clerk_checked = latest(file, forms::fact_kind::clerk_check, sheet.form, any).has_value();
    sheet.printed = static_cast<std::uint32_t>(
        std::count_if(file.facts().begin(), file.facts().end(), [&](const auto& past) {
            return past.fact.kind == forms::fact_kind::print && part(past.fact, "form") == sheet.form &&
                   paper(past.fact);
        }));
    sheet.pages = pages_printed(file, sheet.form);
    sheet.state = state_word(sheet, signature.state, since);
    sheet.may_sign = sheet.blocked_by.empty() && sheet.errors.empty();
    sheet.may_print = sheet.blocked_by.empty() && signature.state == forms::SignatureState::valid;
    return sheet;
}

}  // namespace

std::string path_label(const forms::FormDefinition& form, const std::string& path) {
    const auto bracket = path.find('[');
    const auto* field = form.field(path.substr(0, bracket));
    if (field == nullptr) return path;
    if (bracket == std::string::npos) return field->label;
    const int row = std::atoi(path.c_str() + bracket + 1) + 1;
    const auto* column = column_of(*field, path.substr(path.find('.') + 1));
    return field->label + " " + std::to_string(row) + "人目 " + (column != nullptr ? column->label : "");
}

std::vector<SheetView> sheets_of(const forms::CaseFile& file, const forms::AnswerView& view, core::Date day) {
    std::vector<SheetView> out;
    const auto findings = forms::findings_of(view);
    for (const auto& needed : forms::needed_sheets(view)) {
        if (const auto* form = view.catalog().form(needed.form, day))
            out.push_back(sheet_of(file, view, findings, *form, needed));
    }
    return out;
}

const SheetView* sheet_in(const std::vector<SheetView>& sheets, const std::string& key) {
    const auto at = std::find_if(sheets.begin(), sheets.end(), [&](const auto& sheet) {
        return sheet.form == key || (sheet.form.starts_with(key) && sheet.form[key.size()] == '.');
    });
    return at == sheets.end() ? nullptr : &*at;
}

std::string sheet_key_in(const std::vector<SheetView>& sheets, const std::string& key) {
    const SheetView* sheet = sheet_in(sheets, key);
    return sheet != nullptr ? sheet->form : key;
}

std::vector<forms::Place> places_on(const forms::Catalog& catalog, const forms::CaseFile& file,
                                    const std::string& key, core::Date today) {
    const core::Date day = case_day(file, today);
    const auto* definition = catalog.form(key, day);
    if (definition == nullptr) return {};
    const CaseKnowledge knowledge(catalog, file, day);
    const forms::AnswerView& view = knowledge.view();
    return printed_places(catalog, forms::fill_form(*definition, view, forms::person_of_sheet(key)));
}

}  // namespace app
