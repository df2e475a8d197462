#include "forms/catalog/catalog_reader.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "forms/catalog/layout_reader.h"

namespace forms {

const FieldType* field_type_named(std::string_view word) {
    static const std::pair<std::string_view, FieldType> types[] = {
        {"text", FieldType::text},         {"kana", FieldType::kana},       {"date", FieldType::date},
        {"choice", FieldType::choice},     {"check", FieldType::check},     {"flag", FieldType::flag},
        {"num", FieldType::num},           {"money", FieldType::money},     {"digits", FieldType::digits},
        {"mynumber", FieldType::mynumber}, {"phone", FieldType::phone},     {"postal", FieldType::postal},
        {"address", FieldType::address},   {"persons", FieldType::persons}, {"sign", FieldType::sign},
        {"consent", FieldType::consent}};
    for (const auto& [name, type] : types)
        if (name == word) return &type;
    return nullptr;
}

DataNode CatalogReader::file(const std::string& name, bool& found) {
    found = false;
    std::ifstream in(folder_ + "/" + name, std::ios::binary);
    if (!in) {
        problems_.push_back({name, 0, "forms.data_missing", name});
        return {};
    }
    std::ostringstream text;
    text << in.rdbuf();
    auto root = parse_data(text.str());
    if (!root) {
        problems_.push_back(
            {name, static_cast<int>(root.error().count), root.error().reason, root.error().detail});
        return {};
    }
    found = true;
    return std::move(*root);
}

std::vector<std::string> CatalogReader::files_in(const std::string& sub_folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/" + sub_folder, error))
        if (entry.path().extension() == ".json")
            names.push_back(sub_folder + "/" + entry.path().filename().string());
    if (error) problems_.push_back({sub_folder, 0, "forms.data_missing", sub_folder});
    std::sort(names.begin(), names.end());
    return names;
}

void CatalogReader::report(const std::string& name, const DataNode& node, std::string reason,
                           std::string detail) {
    problems_.push_back({name, node.line, std::move(reason), std::move(detail)});
}

Catalog CatalogReader::read() {
    bool found = false;
    if (const DataNode fields = file("fields.json", found); found) read_fields(fields, "fields.json");
    const DataNode blocks = file("forms/blocks.json", found);
    for (const auto& name : files_in("forms"))
        if (name != "forms/blocks.json")
            if (const DataNode root = file(name, found); found) read_form(root, name, blocks);
    for (const auto& name : files_in("procedures"))
        if (const DataNode root = file(name, found); found) {
            const auto* list = root.find("procedures");
            if (list)
                for (const auto& item : list->items) read_procedure(item, name);
            else
                read_procedure(root, name);
        }
    for (const auto& name : files_in("life_events"))
        if (const DataNode root = file(name, found); found) read_life_event(root, name);
    if (const DataNode root = file("questions.json", found); found)
        if (const auto* list = root.find("questions"))
            for (const auto& item : list->items) read_question(item, "questions.json");
    std::stable_sort(catalog_.forms_.begin(), catalog_.forms_.end(), [](const auto& a, const auto& b) {
        return std::tie(a.id, a.valid_from) < std::tie(b.id, b.valid_from);
    });
    std::stable_sort(catalog_.questions_.begin(), catalog_.questions_.end(),
                     [](const auto& a, const auto& b) { return a.order < b.order; });
    return std::move(catalog_);
}

std::vector<Option> CatalogReader::read_options(const DataNode& node) {
    if (node.is_text()) return option_sets_[node.text];
    std::vector<Option> options;
    std::string group;
    for (const auto& item : node.items) {
        if (item.is_text()) {
            options.push_back({item.text, item.text, group});
            continue;
        }
        if (item.find("group")) group = item.text_of("group");
        const std::string value = item.text_of("value");
        if (!value.empty()) options.push_back({value, item.text_of("label", value), group});
    }
    return options;
}

void CatalogReader::read_fields(const DataNode& root, const std::string& name) {
    if (const auto* sets = root.find("option_sets"))
        for (const auto& [key, list] : sets->members) option_sets_[key] = read_options(list);
    const auto* list = root.find("fields");
    if (!list) return report(name, root, "forms.fields_missing", "");
    for (const auto& node : list->items) {
        FieldInfo field;
        field.id = node.text_of("id");
        field.number = static_cast<std::uint32_t>(std::max(0.0, node.number_of("number")));
        field.part = node.text_of("part");
        field.of_person = node.text_of("of", "visit") == "person";
        field.label = node.text_of("label");
        field.counted = node.flag_of("counted");
        field.check = node.text_of("check");
        field.from = node.texts_of("from");
        field.derive = node.text_of("derive");
        field.needs = node.texts_of("needs");
        field.line = node.line;
        if (const auto* options = node.find("options")) field.options = read_options(*options);
        if (const auto* type = field_type_named(node.text_of("type", "text")))
            field.type = *type;
        else
            report(name, node, "forms.type_unknown", node.text_of("type"));
        if (field.id.empty()) {
            report(name, node, "forms.id_missing", "field");
            continue;
        }
        if (catalog_.field(field.id)) report(name, node, "forms.id_twice", field.id);
        if (field.number != 0 && catalog_.field_of(field.number, field.part, field.of_person))
            report(name, node, "forms.number_twice", field.id);
        catalog_.fields_.push_back(std::move(field));
    }
}

void CatalogReader::read_form(const DataNode& root, const std::string& name, const DataNode& blocks) {
    FormDefinition form;
    form.id = root.text_of("form");
    form.long_id = root.text_of("id", form.id);
    form.retention = root.text_of("retention");
    form.per_person = root.text_of("per") == "person";
    form.carries_my_number = root.flag_of("carries_my_number");
    form.file = name;
    if (const auto* aliases = root.find("aliases"))
        for (const auto& [other, node] : aliases->members) {
            const auto split = node.text.find('=');
            form.aliases.push_back({other, node.text.substr(0, split),
                                    split == std::string::npos ? "" : node.text.substr(split + 1)});
        }
    if (form.id.empty()) report(name, root, "forms.id_missing", "form");
    const auto* editions = root.find("editions");
    if (!editions || editions->items.empty()) return report(name, root, "forms.edition_missing", form.id);
    for (const auto& edition : editions->items) read_edition(edition, form, name, blocks);
}

void CatalogReader::read_edition(const DataNode& edition, FormDefinition form, const std::string& name,
                                 const DataNode& blocks) {
    form.line = edition.line;
    form.edition = edition.text_of("edition");
    form.title = edition.text_of("title");
    form.addressee = edition.text_of("addressee");
    form.law = edition.text_of("law");
    form.notes = edition.texts_of("notes");
    form.back = edition.texts_of("back");
    if (const auto date = core::parse_iso(edition.text_of("valid_from")))
        form.valid_from = *date;
    else
        report(name, edition, "forms.date_broken", edition.text_of("valid_from"));
    if (form.edition.empty() || form.title.empty()) report(name, edition, "forms.edition_missing", form.id);
    if (const auto* consents = edition.find("consents"))
        for (const auto& node : consents->items)
            form.consents.push_back({node.text_of("id"),
                                     static_cast<std::uint32_t>(node.number_of("version", 1)),
                                     node.text_of("text")});
    // An edition without fields of its own takes those of its "base", an edition that stands before it.
    for (const auto& other : catalog_.forms_)
        if (other.id == form.id && other.edition == edition.text_of("base")) form.fields = other.fields;
    if (const auto* fields = edition.find("fields"))
        read_form_fields(*fields, name, blocks, "", form.fields, 0);
    for (const auto& other : catalog_.forms_)
        if (other.id == form.id && (other.edition == form.edition || other.valid_from == form.valid_from))
            report(name, edition, "forms.edition_twice", form.id + " " + form.edition);
    const std::string layout = "layouts/" + edition.text_of("layout", form.id) + ".json";
    bool found = false;
    if (const DataNode root = file(layout, found); found)
        form.layout = read_layout(root, layout, form, problems_);
    else if (problems_.back().reason == "forms.data_missing")
        problems_.back() = {name, edition.line, "forms.data_missing", layout};  // who asked for it
    catalog_.forms_.push_back(std::move(form));
}

// {"block": "applicant"} stands for the fields of that block; {"section": "…", "fields": [ … ]} gives its
// fields that section.
void CatalogReader::read_form_fields(const DataNode& list, const std::string& name, const DataNode& blocks,
                                     const std::string& section, std::vector<FormField>& out, int depth) {
    for (const auto& node : list.items) {
        if (const auto* inner = node.find("fields")) {
            read_form_fields(*inner, name, blocks, node.text_of("section", section), out, depth);
            continue;
        }
        if (const auto* block = node.find("block")) {
            const auto* all = blocks.find("blocks");
            const auto* fields = all ? all->find(block->text) : nullptr;
            if (!fields || depth > 4)
                report(name, node, "forms.block_unknown", block->text);
            else
                read_form_fields(*fields, "forms/blocks.json", blocks, section, out, depth + 1);
            continue;
        }
        FormField field = read_form_field(node, name);
        field.section = section;
        // A form may say a block's field again in its own way.
        const auto same =
            std::find_if(out.begin(), out.end(), [&](const auto& f) { return f.id == field.id; });
        if (same == out.end())
            out.push_back(std::move(field));
        else if (depth == 0)
            *same = std::move(field);
        else
            report(name, node, "forms.id_twice", field.id);
    }
}

FormField CatalogReader::read_form_field(const DataNode& node, const std::string& name) {
    FormField field;
    field.id = node.text_of("id");
    field.line = node.line;
    field.from = node.texts_of("from");
    const auto* info = catalog_.field(field.from.empty() ? field.id : field.from.front());
    if (info) {
        field.type = info->type;
        field.label = info->label;
        field.options = info->options;
        field.counted = info->counted;
        field.check = info->check;
    }
    if (field.from.empty()) field.from = {field.id};
    field.label = node.text_of("label", field.label);
    if (const auto* type = field_type_named(node.text_of("type")))
        field.type = *type;
    else if (node.find("type"))
        report(name, node, "forms.type_unknown", node.text_of("type"));
    if (const auto* options = node.find("options")) field.options = read_options(*options);
    field.counted = node.flag_of("counted", field.counted);
    field.sources = node.texts_of("source");
    field.same_as = node.text_of("same_as");
    field.check = node.text_of("check", field.check);
    if (const auto* when = node.find("when")) {
        field.need = Need::when;
        field.when = read_condition(*when, name, problems_);
    }
    const std::string need = node.text_of("need", field.need == Need::when ? "when" : "always");
    if (need == "optional") field.need = Need::optional;
    if (need == "staff") field.need = Need::staff;
    if (need != "always" && need != "when" && need != "optional" && need != "staff")
        report(name, node, "forms.word_unknown", "need " + need);
    if (field.type == FieldType::persons) {
        field.rows = static_cast<int>(node.number_of("rows"));
        if (const auto* whose = node.find("rows_of")) field.rows_of = read_condition(*whose, name, problems_);
        field.lines_of = node.text_of("lines_of");
        if (const auto* columns = node.find("columns"))
            for (const auto& column : columns->items) field.columns.push_back(read_form_field(column, name));
    } else if (!info && !filled_by_hand(field.type)) {
        report(name, node, "forms.field_unknown", field.id);
    }
    return field;
}

}  // namespace forms
