// The reader of every data file of the forms: whatever the bytes, it answers or refuses with a line, and what
// it read as a condition or a layout can be read without the catalogue's help.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "forms/catalog/condition.h"
#include "forms/catalog/data_node.h"
#include "forms/catalog/form_definition.h"
#include "forms/catalog/layout_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto root = forms::parse_data(text);
    if (!root) {
        if (root.error().count < 0) std::abort();
        return 0;
    }
    forms::Problems problems;
    forms::FormDefinition form;
    form.id = "F01";
    forms::FormField field;
    field.id = "a";
    field.options = {{"b", "b", ""}, {"その他", "その他", ""}};
    form.fields.push_back(field);
    field.id = "rows";
    field.type = forms::FieldType::persons;
    field.rows = 2;
    field.columns.push_back(form.fields.front());
    form.fields.push_back(field);
    static_cast<void>(forms::read_layout(*root, "layouts/fuzz.json", form, problems));
    static_cast<void>(forms::read_condition(*root, "fuzz.json", problems));
    return 0;
}
