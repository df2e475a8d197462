// The form catalogue: everything under forms/data, read once, then immutable and shared by all threads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/catalog/data_node.h"
#include "forms/catalog/form_definition.h"
#include "forms/core/result.h"

namespace forms {

class Catalog {
  public:
    // Reads the folder (forms/data in the tree, or where it is installed). Error: the first finding, with its
    // line in Error::count and "file: detail" in Error::detail; forms.data_missing if a file or folder is not
    // there.
    static core::Result<Catalog> load(const std::string& folder);
    // As load, but goes on and reports every finding of the reading itself. catalog_check adds the others.
    static Catalog read(const std::string& folder, Problems& problems);

    // The edition in force on that day; `id` is short or long ("F03", "F03_resident_move"), or the key of one
    // of its sheets ("F05.2", forms/interview/procedures.h). Null: no such form or none in force yet. A day
    // before the oldest edition gives null.
    const FormDefinition* form(std::string_view id, core::Date on) const;
    const std::vector<FormDefinition>& forms() const {
        return forms_;
    }  // all editions, oldest first per form

    const FieldInfo* field(std::string_view id) const;
    // The field that shows this register (and part) of the visit or of a person; null if none does.
    const FieldInfo* field_of(std::uint32_t number, std::string_view part, bool of_person) const;
    const std::vector<FieldInfo>& fields() const { return fields_; }

    const Procedure* procedure(std::string_view id) const;
    const std::vector<Procedure>& procedures() const { return procedures_; }
    const LifeEvent* life_event(std::string_view id) const;
    const std::vector<LifeEvent>& life_events() const { return life_events_; }
    const Question* question(std::string_view id) const;
    const Question* question_for(
        std::string_view field_id) const;  // the one question that answers it, or null
    const std::vector<Question>& questions() const { return questions_; }  // in the order they are asked

  private:
    friend class CatalogReader;
    std::vector<FieldInfo> fields_;
    std::vector<FormDefinition> forms_;
    std::vector<Procedure> procedures_;
    std::vector<LifeEvent> life_events_;
    std::vector<Question> questions_;
};

}  // namespace forms
