// The part of CatalogReader that reads procedures, life events and questions.
#include <algorithm>

#include "forms/catalog/catalog_reader.h"

namespace forms {

namespace {

void collect_fields(const Condition& condition, std::vector<std::string>& out) {
    if (condition.kind == Condition::Kind::field &&
        std::find(out.begin(), out.end(), condition.name) == out.end())
        out.push_back(condition.name);
    if (condition.kind == Condition::Kind::age &&
        std::find(out.begin(), out.end(), "birth_date") == out.end())
        out.push_back("birth_date");
    for (const auto& part : condition.parts) collect_fields(part, out);
}

}  // namespace

Clock CatalogReader::read_clock(const DataNode& node) {
    Clock clock;
    clock.id = node.text_of("id");
    clock.label = node.text_of("label");
    clock.from_field = node.text_of("from");
    clock.days = static_cast<int>(node.number_of("days", 14));
    clock.before = node.flag_of("before");
    clock.counts_first_day = node.flag_of("counts_first_day");
    clock.law = node.text_of("law");
    return clock;
}

void CatalogReader::read_procedure(const DataNode& root, const std::string& name) {
    Procedure procedure;
    procedure.id = root.text_of("id");
    procedure.label = root.text_of("label");
    procedure.form = root.text_of("form");
    procedure.counter = root.text_of("counter");
    procedure.ticks = root.text_of("ticks");
    procedure.per_person = root.text_of("per") == "person";
    procedure.because = root.text_of("because");
    procedure.asks = root.texts_of("asks");
    procedure.file = name;
    procedure.line = root.line;
    if (const auto* when = root.find("when")) procedure.when = read_condition(*when, name, problems_);
    if (const auto* whom = root.find("for_whom")) procedure.for_whom = read_condition(*whom, name, problems_);
    if (const auto* clocks = root.find("clocks"))
        for (const auto& node : clocks->items) procedure.clocks.push_back(read_clock(node));
    if (const auto* bring = root.find("bring"))
        for (const auto& node : bring->items) {
            BringItem item;
            item.what = node.is_text() ? node.text : node.text_of("what");
            item.why = node.text_of("why");
            if (const auto* when = node.find("when")) item.when = read_condition(*when, name, problems_);
            procedure.bring.push_back(std::move(item));
        }
    collect_fields(procedure.when, procedure.deciding);
    collect_fields(procedure.for_whom, procedure.deciding);
    if (procedure.id.empty()) report(name, root, "forms.id_missing", "procedure");
    if (catalog_.procedure(procedure.id)) report(name, root, "forms.id_twice", procedure.id);
    catalog_.procedures_.push_back(std::move(procedure));
}

void CatalogReader::read_life_event(const DataNode& root, const std::string& name) {
    LifeEvent event;
    event.id = root.text_of("id");
    event.label = root.text_of("label");
    event.says = root.text_of("says");
    event.procedures = root.texts_of("procedures");
    event.order = static_cast<int>(root.number_of("order", 100));
    event.file = name;
    event.line = root.line;
    if (const auto* sets = root.find("sets"))
        for (const auto& [key, value] : sets->members) event.sets.emplace_back(key, value.text);
    if (event.id.empty()) report(name, root, "forms.id_missing", "life event");
    if (catalog_.life_event(event.id)) report(name, root, "forms.id_twice", event.id);
    const auto place = std::find_if(catalog_.life_events_.begin(), catalog_.life_events_.end(),
                                    [&](const auto& other) { return other.order > event.order; });
    catalog_.life_events_.insert(place, std::move(event));
}

void CatalogReader::read_question(const DataNode& node, const std::string& name) {
    Question question;
    question.id = node.text_of("id");
    question.fields = node.texts_of("fields");
    question.of_person = node.text_of("of") == "person";
    question.ask = node.text_of("ask");
    question.hint = node.text_of("hint");
    if (const auto* variants = node.find("ask_when"))
        for (const auto& variant : variants->items)
            if (const auto* when = variant.find("when"))
                question.ask_when.emplace_back(read_condition(*when, name, problems_),
                                               variant.text_of("ask"));
    question.order = static_cast<int>(node.number_of("order"));
    question.initial = node.text_of("initial");
    question.file = name;
    question.line = node.line;
    if (const auto* when = node.find("when")) question.when = read_condition(*when, name, problems_);
    if (const auto* whom = node.find("for_whom")) question.for_whom = read_condition(*whom, name, problems_);
    if (question.id.empty() || question.fields.empty() || question.ask.empty())
        report(name, node, "forms.id_missing", "question " + question.id);
    if (catalog_.question(question.id)) report(name, node, "forms.id_twice", question.id);
    for (const auto& field : question.fields)
        if (catalog_.question_for(field)) report(name, node, "forms.asked_twice", field);
    catalog_.questions_.push_back(std::move(question));
}

}  // namespace forms
