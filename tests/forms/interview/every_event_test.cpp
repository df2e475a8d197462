// A visitor who has an answer to everything comes with every life event, with households of one to seven, and
// gives each time other answers. Whatever the answers: no question comes twice, the interview ends, and then
// no form that is needed lacks anything.
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "forms/interview/fill.h"
#include "forms/interview/interview.h"

using namespace forms;

namespace {

const Catalog& catalog() {
    static const Catalog loaded = *Catalog::load(std::string(KAKANAI_SOURCE_DIR) + "/forms/data");
    return loaded;
}

const core::Date today = core::make_date(2026, 11, 24);

struct Talkative {
    unsigned state;
    unsigned next(unsigned n) {
        state = state * 1103515245u + 12345u;
        return (state >> 16) % n;
    }

    Value answer(const FieldInfo& field, Subject person) {
        switch (field.type) {
            case FieldType::date: {
                if (field.id.find("birth") == std::string::npos)
                    return Value{DateValue::of(2026, 11, 1 + next(20))};
                static const int years[] = {1948, 1975, 1990, 2005, 2010, 2019, 2025};
                return Value{DateValue::of(years[(person + next(7)) % 7], 1 + next(12), 1 + next(28))};
            }
            case FieldType::choice:
                return Value{field.options[next(static_cast<unsigned>(field.options.size()))].value};
            case FieldType::check: {
                const auto& option = field.options[next(static_cast<unsigned>(field.options.size()))].value;
                return field.counted ? Value{Record{{option, "1"}}} : Value{List{option}};
            }
            case FieldType::flag:
                return Value{next(2) == 1};
            case FieldType::num:
            case FieldType::money:
                return Value{std::int64_t{1}};
            case FieldType::kana:
                return Value{std::string("ミホン")};
            default:
                return Value{std::string(field.check == "name" ? "見本　花子" : "見本")};
        }
    }
};

// Answers at random may leave nobody for a row; everything else must be there.
bool is_table(const FormDefinition& form, const std::string& field) {
    const auto* found = form.field(field);
    return found && found->type == FieldType::persons;
}

struct Outcome {
    int asked{0};
};

Outcome talk_through(const LifeEvent& event, Subject size, unsigned seed) {
    CAPTURE(event.id);
    CAPTURE(size);
    CAPTURE(seed);
    Talkative person_at_the_counter{seed * 7919u + 17u};
    InterviewContext context;
    context.today = today;
    Answers answers;
    answers.set_life_events({event.id});
    for (Subject person = 1; person <= size; ++person) answers.add_person(person);
    answers.put(catalog(), 1, "is_visitor", Value{true}, Source::derived);
    std::set<std::pair<std::string, Subject>> asked;
    Outcome outcome;
    for (;;) {
        const AnswerView view(catalog(), answers, context);
        const Progress progress = advance(view);
        const auto* open = progress.next();
        if (!open) break;
        ++outcome.asked;
        const bool fresh = asked.insert({open->question->id, open->person}).second;
        if (!fresh) MESSAGE("field " << open->fields.front());
        REQUIRE_MESSAGE(fresh, open->question->id << " was asked twice");
        REQUIRE(asked.size() < 1000);
        for (const auto& id : open->question->fields)
            answers.put(catalog(), open->person, id,
                        person_at_the_counter.answer(*catalog().field(id), open->person), Source::interview);
    }
    const AnswerView view(catalog(), answers, context);
    for (const auto& sheet : needed_sheets(view)) {
        const auto filled = fill_form(*catalog().form(sheet.form, today), view, sheet.person);
        for (const auto& missing : filled.missing)
            if (!is_table(*catalog().form(sheet.form, today), missing))
                FAIL_CHECK(sheet.form << " lacks " << missing);
    }
    return outcome;
}

}  // namespace

TEST_CASE("whatever is answered, nothing is asked twice and no form lacks anything") {
    for (const auto& event : catalog().life_events())
        for (Subject size = 1; size <= 7; ++size)
            for (unsigned seed = 0; seed < 12; ++seed) talk_through(event, size, seed);
}
