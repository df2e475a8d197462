#include "forms/catalog/catalog_check.h"

#include <algorithm>
#include <map>
#include <set>

#include "forms/catalog/layout_check.h"

namespace forms {

namespace {

class CatalogCheck {
  public:
    CatalogCheck(const Catalog& catalog, std::span<const std::string_view> derivations,
                 std::span<const std::string_view> validations, Problems& problems)
        : catalog_(catalog), derivations_(derivations), validations_(validations), problems_(problems) {}

    void run() {
        for (const auto& field : catalog_.fields()) check_field(field);
        for (const auto& form : catalog_.forms()) check_form(form);
        for (const auto& procedure : catalog_.procedures()) check_procedure(procedure);
        for (const auto& event : catalog_.life_events()) check_event(event);
        for (const auto& question : catalog_.questions()) check_question(question);
        for (const auto& procedure : catalog_.procedures())
            if (!opened_.contains(procedure.id))
                report(procedure.file, procedure.line, "forms.procedure_unreachable", procedure.id);
    }

  private:
    void report(const std::string& file, int line, std::string reason, std::string detail) {
        problems_.push_back({file, line, std::move(reason), std::move(detail)});
    }

    template <class Names>
    static bool holds(const Names& names, std::string_view name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    }

    void check_field(const FieldInfo& field) {
        const std::string file = "fields.json";
        if (!field.derive.empty() && !holds(derivations_, field.derive))
            report(file, field.line, "forms.derivation_unknown", field.derive);
        if (!field.check.empty() && !holds(validations_, field.check))
            report(file, field.line, "forms.validation_unknown", field.check);
        for (const auto& other : field.needs)
            if (!is_obtainable(other)) report(file, field.line, "forms.never_asked", other);
        for (const auto& other : field.from)
            if (!catalog_.field(other)) report(file, field.line, "forms.field_unknown", other);
        const bool chooses = field.type == FieldType::choice || field.type == FieldType::check;
        if (chooses && field.options.empty()) report(file, field.line, "forms.options_missing", field.id);
        if (field.number == 0) report(file, field.line, "forms.number_missing", field.id);
        std::set<std::string> values;
        for (const auto& option : field.options)
            if (!values.insert(option.value).second)
                report(file, field.line, "forms.option_twice", option.value);
        // Numbers below 1000 are the program's own (forms/casework/value.h).
        const auto [known, fresh] =
            type_of_part_.try_emplace({field.number, field.of_person}, field.part.empty());
        if (!fresh && known->second != field.part.empty())
            report(file, field.line, "forms.record_and_value", field.id);
    }

    void check_form(const FormDefinition& form) {
        check_form_fields(form, form.fields, form.per_person);
        check_layout(form, problems_);
    }

    void check_form_fields(const FormDefinition& form, const std::vector<FormField>& fields, bool columns) {
        for (const auto& field : fields) {
            check_condition(field.when, form.file);
            check_condition(field.rows_of, form.file);
            if (field.type == FieldType::persons) {
                if (field.lines_of.empty()) check_form_fields(form, field.columns, true);
                if (!field.lines_of.empty() && !catalog_.question_for(field.lines_of))
                    report(form.file, field.line, "forms.never_asked", field.lines_of);
                continue;
            }
            if (filled_by_hand(field.type)) continue;
            for (const auto& id : field.from) check_source(form, field, id, columns);
            if (!field.same_as.empty() && !form.field(field.same_as))
                report(form.file, field.line, "forms.field_unknown", field.same_as);
            check_askable(form, field);
        }
    }

    void check_source(const FormDefinition& form, const FormField& field, const std::string& id,
                      bool columns) {
        const auto* info = catalog_.field(id);
        if (!info) return report(form.file, field.line, "forms.field_unknown", id);
        if (info->of_person && !columns) report(form.file, field.line, "forms.person_field_outside_rows", id);
        for (const auto& option : field.options)
            if (!info->options.empty() &&
                std::none_of(info->options.begin(), info->options.end(),
                             [&](const auto& o) { return o.value == option.value; }))
                report(form.file, field.line, "forms.option_unknown", option.value);
    }

    // What must be filled must be obtainable: a question, another field, or a derivation.
    void check_askable(const FormDefinition& form, const FormField& field) {
        if (field.need != Need::always && field.need != Need::when) return;
        const bool obtainable = std::any_of(field.from.begin(), field.from.end(),
                                            [&](const auto& id) { return is_obtainable(id); });
        if (!obtainable) report(form.file, field.line, "forms.never_asked", field.id);
    }

    bool is_obtainable(const std::string& id) const {
        const auto* info = catalog_.field(id);
        if (catalog_.question_for(id) || (info && (!info->derive.empty() || !info->from.empty())))
            return true;
        return std::any_of(catalog_.life_events().begin(), catalog_.life_events().end(),
                           [&](const auto& event) {
                               return std::any_of(event.sets.begin(), event.sets.end(),
                                                  [&](const auto& set) { return set.first == id; });
                           });
    }

    void check_condition(const Condition& condition, const std::string& file) {
        using Kind = Condition::Kind;
        for (const auto& part : condition.parts) check_condition(part, file);
        if (condition.kind == Kind::field) check_compared(condition, file);
        for (const auto& value : condition.values) {
            const bool known = condition.kind == Kind::event       ? catalog_.life_event(value) != nullptr
                               : condition.kind == Kind::procedure ? catalog_.procedure(value) != nullptr
                               : condition.kind == Kind::form      ? has_form(value)
                                                                   : true;
            if (!known) report(file, condition.line, "forms.condition_unknown", value);
        }
    }

    bool has_form(std::string_view id) const {
        return std::any_of(catalog_.forms().begin(), catalog_.forms().end(),
                           [&](const auto& f) { return f.id == id; });
    }

    void check_compared(const Condition& condition, const std::string& file) {
        const auto* info = catalog_.field(condition.name);
        if (!info) return report(file, condition.line, "forms.field_unknown", condition.name);
        for (const auto& value : condition.values) {
            if (value == "*" || value.empty() || info->options.empty()) continue;
            if (std::none_of(info->options.begin(), info->options.end(),
                             [&value = value](const auto& o) { return o.value == value; }))
                report(file, condition.line, "forms.option_unknown", condition.name + " " + value);
        }
    }

    void check_procedure(const Procedure& procedure) {
        if (!procedure.form.empty() && !has_form(procedure.form))
            report(procedure.file, procedure.line, "forms.form_unknown", procedure.form);
        if (procedure.because.empty())
            report(procedure.file, procedure.line, "forms.reason_missing", procedure.id);
        check_condition(procedure.when, procedure.file);
        check_condition(procedure.for_whom, procedure.file);
        for (const auto& item : procedure.bring) check_condition(item.when, procedure.file);
        for (const auto& clock : procedure.clocks)
            if (!catalog_.field(clock.from_field))
                report(procedure.file, procedure.line, "forms.field_unknown", clock.from_field);
        for (const auto& id : procedure.asks)
            if (!catalog_.question_for(id)) report(procedure.file, procedure.line, "forms.never_asked", id);
        for (const auto& id : procedure.deciding) {
            if (catalog_.field(id) && !is_obtainable(id))
                report(procedure.file, procedure.line, "forms.never_asked", id);
        }
    }

    void check_event(const LifeEvent& event) {
        for (const auto& id : event.procedures) {
            opened_.insert(id);
            if (!catalog_.procedure(id)) report(event.file, event.line, "forms.procedure_unknown", id);
        }
        for (const auto& [id, value] : event.sets) {
            const auto* info = catalog_.field(id);
            if (!info)
                report(event.file, event.line, "forms.field_unknown", id);
            else if (!info->options.empty() &&
                     std::none_of(info->options.begin(), info->options.end(),
                                  [&value = value](const auto& o) { return o.value == value; }))
                report(event.file, event.line, "forms.option_unknown", id + " " + value);
        }
    }

    void check_question(const Question& question) {
        check_condition(question.when, question.file);
        check_condition(question.for_whom, question.file);
        for (const auto& variant : question.ask_when) check_condition(variant.first, question.file);
        for (const auto& id : question.fields) {
            const auto* info = catalog_.field(id);
            if (!info)
                report(question.file, question.line, "forms.field_unknown", id);
            else if (info->of_person != question.of_person)
                report(question.file, question.line, "forms.person_field_outside_rows", id);
        }
    }

    const Catalog& catalog_;
    std::span<const std::string_view> derivations_;
    std::span<const std::string_view> validations_;
    Problems& problems_;
    std::set<std::string> opened_;
    std::map<std::pair<std::uint32_t, bool>, bool> type_of_part_;
};

const std::map<std::string_view, std::string_view> words{
    {"forms.data_missing", "this file or folder is not there"},
    {"forms.data_broken", "this is not readable as JSON, or a key stands twice"},
    {"forms.id_missing", "an id is missing"},
    {"forms.id_twice", "this id stands twice"},
    {"forms.number_twice", "this number and part already name another field"},
    {"forms.number_missing", "a field without a number"},
    {"forms.record_and_value", "this number holds a record under one id and a plain value under another"},
    {"forms.type_unknown", "no such type"},
    {"forms.field_unknown", "no field has this id"},
    {"forms.fields_missing", "the list of fields is missing"},
    {"forms.block_unknown", "no block has this name"},
    {"forms.word_unknown", "no such word here"},
    {"forms.style_unknown", "no such style"},
    {"forms.element_unknown", "no such element"},
    {"forms.element_without_place", "this element says no place, or not all of it"},
    {"forms.page_unknown", "no such page"},
    {"forms.layout_without_page", "a layout without a page"},
    {"forms.cell_outside_grid", "this cell lies outside its grid"},
    {"forms.cells_overlap", "this cell lies over another"},
    {"forms.options_too_wide", "the options do not fit into their box"},
    {"forms.rows_impossible", "this number of rows is not possible"},
    {"forms.rows_differ", "form and layout differ in the number of rows"},
    {"forms.outside_page", "this lies outside its page or row"},
    {"forms.boxes_overlap", "these two boxes lie over each other"},
    {"forms.option_too_long", "the box is too small for this option"},
    {"forms.not_on_paper", "the form has this field but the sheet does not show it"},
    {"forms.edition_missing", "no edition, or one without name or title"},
    {"forms.edition_twice", "this edition, or its day, stands twice"},
    {"forms.date_broken", "this is not a date"},
    {"forms.condition_shape", "a condition must be an object"},
    {"forms.condition_empty", "this condition says no limit"},
    {"forms.condition_unknown", "the condition names something that does not exist"},
    {"forms.option_unknown", "the field has no such option"},
    {"forms.option_twice", "this option stands twice"},
    {"forms.options_missing", "a choice without options"},
    {"forms.derivation_unknown", "the program knows no derivation of this name"},
    {"forms.validation_unknown", "the program knows no validation of this name"},
    {"forms.person_field_outside_rows",
     "a person's field where the visit's is meant, or the other way round"},
    {"forms.never_asked", "this must be filled but nothing asks for it"},
    {"forms.asked_twice", "two questions ask for this field"},
    {"forms.form_unknown", "no such form"},
    {"forms.procedure_unknown", "no such procedure"},
    {"forms.procedure_unreachable", "no life event opens this procedure"},
    {"forms.reason_missing", "a procedure without the rule that asks for it"},
};

}  // namespace

Problems check_catalog(const std::string& folder, std::span<const std::string_view> derivations,
                       std::span<const std::string_view> validations) {
    Problems problems;
    const Catalog catalog = Catalog::read(folder, problems);
    CatalogCheck(catalog, derivations, validations, problems).run();
    return problems;
}

std::string describe(const Problem& problem) {
    const auto found = words.find(problem.reason);
    std::string text = problem.file + ":" + std::to_string(problem.line) + ": ";
    text += found == words.end() ? problem.reason : std::string(found->second);
    return problem.detail.empty() ? text : text + " (" + problem.detail + ")";
}

}  // namespace forms
