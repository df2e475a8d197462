#include "forms/interview/interview.h"

#include <algorithm>
#include <map>

namespace forms {

namespace {

std::string with_name(std::string ask, const std::string& name) {
    const std::string_view mark = "{name}";
    for (auto at = ask.find(mark); at != std::string::npos; at = ask.find(mark, at + name.size()))
        ask.replace(at, mark.size(), name);
    return ask;
}

// Gathers which fields are wanted, for whom and why, and turns them into questions.
class Demand {
  public:
    explicit Demand(const AnswerView& view) : view_(view) {}

    void of_procedure(const NeededProcedure& needed) {
        const auto& procedure = *needed.procedure;
        const bool sure = needed.truth == Truth::yes;
        if (!sure) {
            decide(procedure, procedure.when, the_visit);
            if (procedure.per_person) decide(procedure, procedure.for_whom, needed.person);
            return;
        }
        for (const auto& id : procedure.asks) ask_for_its_own_sake(needed, id);
        if (const auto* form = view_.catalog().form(procedure.form, view_.context().today))
            of_form(procedure, *form, form->per_person ? needed.person : the_visit);
    }

    std::vector<OpenQuestion> questions(const Skipped& skipped) {
        for (auto& question : open_)
            question.skipped = skipped.contains({question.question->id, question.person});
        std::stable_sort(open_.begin(), open_.end(), [&](const auto& a, const auto& b) {
            return std::tuple(a.skipped, a.question->order, place(a.person)) <
                   std::tuple(b.skipped, b.question->order, place(b.person));
        });
        return std::move(open_);
    }

    std::vector<FormState> forms() { return std::move(forms_); }

  private:
    // Who stands at the counter is asked first: what they say of themselves answers for others.
    std::ptrdiff_t place(Subject person) const {
        if (person != the_visit && view_.visitor() == person) return -1;
        const auto& persons = view_.answers().persons();
        return std::find(persons.begin(), persons.end(), person) - persons.begin();
    }

    void ask_for_its_own_sake(const NeededProcedure& needed, const std::string& id) {
        const auto* field = view_.catalog().field(id);
        if (!field) return;
        const Reason reason{"", field->label, needed.procedure->id, needed.procedure->because};
        if (!field->of_person || needed.person != the_visit) {
            want(*field, needed.person, reason);
            return;
        }
        for (const Subject person : view_.answers().persons())
            if (weigh(needed.procedure->for_whom, view_, person) == Truth::yes) want(*field, person, reason);
    }

    // The fields on which an undecided condition hangs.
    void decide(const Procedure& procedure, const Condition& condition, Subject person) {
        if (weigh(condition, view_, person) != Truth::unknown) return;
        using Kind = Condition::Kind;
        if (condition.kind == Kind::field || condition.kind == Kind::age) {
            const auto* field =
                view_.catalog().field(condition.kind == Kind::age ? "birth_date" : condition.name);
            if (field && (!field->of_person || person != the_visit))
                want(*field, person, {"", field->label, procedure.id, procedure.because});
            return;
        }
        const bool scoped = condition.kind == Kind::some_person || condition.kind == Kind::every_person ||
                            condition.kind == Kind::persons;
        for (const auto& part : condition.parts) {
            if (!scoped) {
                decide(procedure, part, person);
                // One part that is not decided is asked at a time where all must hold, in the file's order.
                if (condition.kind == Kind::all && weigh(part, view_, person) == Truth::unknown) break;
                continue;
            }
            for (const Subject each : view_.answers().persons()) decide(procedure, part, each);
        }
    }

    void of_form(const Procedure& procedure, const FormDefinition& form, Subject person) {
        const auto same = [&](const auto& f) { return f.form == form.id && f.person == person; };
        if (std::any_of(forms_.begin(), forms_.end(), same)) return;
        FormState state;
        state.form = form.id;
        state.procedure = procedure.id;
        state.person = person;
        for (const auto& field : form.fields) {
            const Reason reason{form.id, field.label, procedure.id, procedure.because};
            if (field.need == Need::when && weigh(field.when, view_, person) != Truth::yes) continue;
            if (field.need == Need::optional || field.need == Need::staff) continue;
            if (field.type == FieldType::persons)
                of_rows(procedure, form, field, state);
            else if (!filled_by_hand(field.type))
                of_field(field, person, reason, state);
        }
        forms_.push_back(std::move(state));
    }

    void of_rows(const Procedure& procedure, const FormDefinition& form, const FormField& table,
                 FormState& state) {
        if (!table.lines_of.empty()) {
            if (view_.find(table.lines_of)) return;
            ++state.open_fields;
            if (const auto* lines = view_.catalog().field(table.lines_of))
                want(*lines, the_visit, {form.id, table.label, procedure.id, procedure.because});
            return;
        }
        for (const Subject person : view_.answers().persons()) {
            const Truth in_row = weigh(table.rows_of, view_, person);
            if (in_row == Truth::unknown) {
                ++state.open_fields;
                decide(procedure, table.rows_of, person);
            }
            if (in_row != Truth::yes) continue;
            for (const auto& column : table.columns) {
                if (column.need == Need::optional || column.need == Need::staff) continue;
                if (filled_by_hand(column.type)) continue;
                if (column.need == Need::when) {
                    const Truth truth = weigh(column.when, view_, person);
                    if (truth == Truth::unknown) decide(procedure, column.when, person);
                    if (truth != Truth::yes) continue;
                }
                of_field(column, person, {form.id, column.label, procedure.id, procedure.because}, state);
            }
        }
    }

    void of_field(const FormField& field, Subject person, const Reason& reason, FormState& state) {
        const auto known = std::any_of(field.from.begin(), field.from.end(),
                                       [&](const auto& id) { return view_.find(id, person) != nullptr; });
        if (known) return;
        ++state.open_fields;
        // The first source that can be asked for is asked for; the others only stand in where it is known.
        for (const auto& id : field.from)
            if (const auto* info = view_.catalog().field(id); info && want(*info, person, reason)) return;
    }

    // Opens the question of a field that is not known; false if nothing asks for it now. A field that another
    // one fills is asked through that one where it has no question of its own.
    bool want(const FieldInfo& field, Subject person, const Reason& reason) {
        if (view_.find(field.id, person)) return false;
        const auto* question = view_.catalog().question_for(field.id);
        if (!question) return want_what_it_follows_from(field, person, reason);
        const Subject whom = question->of_person ? person : the_visit;
        if (question->of_person && whom == the_visit) return false;
        const Truth when = weigh(question->when, view_, whom);
        if (when == Truth::no) return want_what_it_follows_from(field, person, reason);
        if (when == Truth::unknown) {
            decide_question(*question, whom, reason);
            return true;
        }
        if (question->of_person && weigh(question->for_whom, view_, whom) != Truth::yes) return false;
        add(*question, whom, field, reason);
        return true;
    }

    bool want_what_it_follows_from(const FieldInfo& field, Subject person, const Reason& reason) {
        bool wanted = false;
        for (const auto& id : field.from)
            if (const auto* info = view_.catalog().field(id); info && want(*info, person, reason))
                return true;
        for (const auto& id : field.needs) {
            const auto* info = view_.catalog().field(id);
            if (!info) continue;
            if (!info->of_person || person != the_visit) {
                wanted = want(*info, person, reason) || wanted;
                continue;
            }
            for (const Subject each : view_.answers().persons()) wanted = want(*info, each, reason) || wanted;
        }
        return wanted;
    }

    void add(const Question& question, Subject whom, const FieldInfo& field, const Reason& reason) {
        auto found = std::find_if(open_.begin(), open_.end(), [&](const auto& open) {
            return open.question == &question && open.person == whom;
        });
        if (found == open_.end()) found = open_.insert(open_.end(), opened(question, whom));
        if (std::find(found->fields.begin(), found->fields.end(), field.id) != found->fields.end()) return;
        found->fields.push_back(field.id);
        found->reasons.push_back(reason);
    }

    OpenQuestion opened(const Question& question, Subject whom) const {
        OpenQuestion open;
        open.question = &question;
        open.person = whom;
        std::string ask = question.ask;
        for (auto variant = question.ask_when.rbegin(); variant != question.ask_when.rend(); ++variant)
            if (weigh(variant->first, view_, whom) == Truth::yes) ask = variant->second;
        open.ask = whom == the_visit ? ask : with_name(ask, view_.name_of(whom));
        return open;
    }

    // A question whose own condition is open waits for the field that decides it.
    void decide_question(const Question& question, Subject whom, const Reason& reason) {
        if (weigh(question.when, view_, whom) != Truth::unknown || ++depth_ > 8) return;
        const auto* procedure = view_.catalog().procedure(reason.procedure);
        if (procedure) decide(*procedure, question.when, whom);
        --depth_;
    }

    const AnswerView& view_;
    std::vector<OpenQuestion> open_;
    std::vector<FormState> forms_;
    int depth_{0};
};

void add_bring(const NeededProcedure& needed, const AnswerView& view, std::vector<BringEntry>& out) {
    if (needed.truth != Truth::yes) return;
    for (const auto& item : needed.procedure->bring) {
        if (weigh(item.when, view, needed.person) == Truth::no) continue;
        if (std::any_of(out.begin(), out.end(), [&](const auto& entry) { return entry.what == item.what; }))
            continue;
        out.push_back({item.what, item.why, needed.procedure->id});
    }
}

int count_answered(const AnswerView& view) {
    int count = 0;
    const auto answered = [&](const Question& question, Subject subject) {
        return std::any_of(question.fields.begin(), question.fields.end(), [&](const auto& id) {
            const auto* known = view.find(id, subject);
            return known && known->own &&
                   (known->source == Source::interview || known->source == Source::resident);
        });
    };
    for (const auto& question : view.catalog().questions()) {
        if (!question.of_person) count += answered(question, the_visit) ? 1 : 0;
        for (const Subject person : view.answers().persons())
            if (question.of_person) count += answered(question, person) ? 1 : 0;
    }
    return count;
}

}  // namespace

Progress advance(const AnswerView& view, const Skipped& skipped) {
    Progress progress;
    progress.procedures = needed_procedures(view);
    Demand demand(view);
    for (const auto& needed : progress.procedures) {
        demand.of_procedure(needed);
        add_bring(needed, view, progress.bring);
    }
    progress.forms = demand.forms();
    progress.open = demand.questions(skipped);
    progress.answered = count_answered(view);
    return progress;
}

}  // namespace forms
