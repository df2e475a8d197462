#include "forms/catalog/catalog.h"

#include <algorithm>

#include "forms/catalog/catalog_reader.h"

namespace forms {

namespace {

template <class Item>
const Item* by_id(const std::vector<Item>& items, std::string_view id) {
    for (const auto& item : items)
        if (item.id == id) return &item;
    return nullptr;
}

}  // namespace

const FormField* FormDefinition::field(std::string_view field_id) const { return by_id(fields, field_id); }
const Alias* FormDefinition::alias(std::string_view other_id) const { return by_id(aliases, other_id); }

core::Result<Catalog> Catalog::load(const std::string& folder) {
    Problems problems;
    Catalog catalog = read(folder, problems);
    if (problems.empty()) return catalog;
    const auto& first = problems.front();
    return core::Error{core::ErrorCode::invalid_input, first.reason, first.file + ": " + first.detail,
                       first.line};
}

Catalog Catalog::read(const std::string& folder, Problems& problems) {
    return CatalogReader(folder, problems).read();
}

const FormDefinition* Catalog::form(std::string_view id, core::Date on) const {
    const FormDefinition* found = nullptr;
    id = id.substr(0, id.find('.'));
    for (const auto& form : forms_)
        if ((form.id == id || form.long_id == id) && form.valid_from <= on) found = &form;
    return found;
}

const FieldInfo* Catalog::field(std::string_view id) const { return by_id(fields_, id); }

const FieldInfo* Catalog::field_of(std::uint32_t number, std::string_view part, bool of_person) const {
    for (const auto& field : fields_)
        if (field.number == number && field.part == part && field.of_person == of_person) return &field;
    return nullptr;
}

const Procedure* Catalog::procedure(std::string_view id) const { return by_id(procedures_, id); }
const LifeEvent* Catalog::life_event(std::string_view id) const { return by_id(life_events_, id); }
const Question* Catalog::question(std::string_view id) const { return by_id(questions_, id); }

const Question* Catalog::question_for(std::string_view field_id) const {
    for (const auto& question : questions_)
        if (std::find(question.fields.begin(), question.fields.end(), field_id) != question.fields.end())
            return &question;
    return nullptr;
}

}  // namespace forms
