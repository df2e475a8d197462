#include "app/service/answer_lines.h"

#include <algorithm>
#include <set>

#include "app/service/case_answers.h"
#include "app/service/value_sentences.h"
#include "app/service/wording.h"
#include "forms/core/date_words.h"
#include "forms/interview/cross_check.h"

namespace app {

namespace {

std::string kind_word(forms::FieldType type) {
    using enum forms::FieldType;
    switch (type) {
        case kana:
            return "kana";
        case date:
            return "date";
        case choice:
            return "choice";
        case check:
        case consent:
            return "check";
        case flag:
            return "flag";
        case num:
        case money:
        case digits:
            return "num";
        case phone:
            return "phone";
        case postal:
            return "postal";
        case address:
            return "address";
        default:
            return "text";
    }
}

// Fields that the needed forms print, staff boxes apart, and which of them they require.
struct Wanted {
    std::set<std::string> fields;
    std::set<std::string> required;
};

void want(const forms::FormField& field, Wanted& wanted) {
    if (field.need == forms::Need::staff) return;
    const auto& from = field.from.empty() ? std::vector<std::string>{field.id} : field.from;
    wanted.fields.insert(from.begin(), from.end());
    if (field.need == forms::Need::always) wanted.required.insert(from.front());
    for (const auto& column : field.columns) want(column, wanted);
}

Wanted wanted_by(const forms::Catalog& catalog, const std::vector<SheetView>& sheets, core::Date day) {
    Wanted wanted;
    for (const auto& sheet : sheets) {
        const auto* form = catalog.form(sheet.form, day);
        if (form == nullptr) continue;
        for (const auto& field : form->fields) want(field, wanted);
    }
    return wanted;
}

class LineMaker {
  public:
    LineMaker(const forms::CaseFile& file, const forms::AnswerView& view, const Wanted& wanted,
              const Surroundings& around)
        : file_(file), view_(view), wanted_(wanted), around_(around) {}

    std::optional<AnswerView> line(const forms::FieldInfo& field, forms::Subject subject) const {
        const forms::Place place{subject, field.number};
        const auto* known = view_.find(field.id, subject);
        const bool wanted = wanted_.fields.contains(field.id);
        const bool answered = !file_.standing(place).empty();
        if (!wanted && !answered) return std::nullopt;
        AnswerView out;
        out.place = place;
        out.field = field.id;
        out.person = subject;
        out.label = field.label;
        out.kind = kind_word(field.type);
        out.counted = field.counted;
        out.required = wanted_.required.contains(field.id);
        for (const auto& option : field.options) out.options.emplace_back(option.value, option.label);
        if (names_somebody(field)) out.candidates = names_here();
        if (known != nullptr) fill(out, field, *known);
        for (const auto& standing : file_.standing(place)) out.seen.insert(standing.stamp.dot);
        if (forms::in_conflict(file_, place)) add_choices(out, field, place);
        return out;
    }

  private:
    // Head, insured, guardian …: most often somebody who is here, whose name a card or an answer holds.
    static bool names_somebody(const forms::FieldInfo& field) {
        return field.check == "name" && !field.of_person && !field.id.starts_with("visitor_");
    }
    std::vector<std::string> names_here() const {  // who stands at the counter first
        std::vector<std::string> out;
        const auto visitor = view_.visitor();
        if (visitor) out.push_back(view_.text("name", *visitor));
        for (const auto person : view_.answers().persons())
            if (person != visitor) out.push_back(view_.text("name", person));
        std::erase(out, std::string());
        return out;
    }
    void fill(AnswerView& out, const forms::FieldInfo& field, const forms::Known& known) const {
        out.text = box_text(field, known.value);
        out.source = known.source;
        out.source_word = source_word(known.source);
        out.confirmed = known.confirmed;
        if (const auto* date = std::get_if<forms::DateValue>(&known.value)) {
            out.beside =
                core::other_calendar(date->given, around_.today, field.number == forms::field::birth_date);
        }
    }
    void add_choices(AnswerView& out, const forms::FieldInfo& field, const forms::Place& place) const {
        for (const auto& conflict : forms::conflicts_of(file_)) {
            if (conflict.place != place) continue;
            for (const auto& choice : conflict.choices) {
                out.choices.push_back({choice.stamp.dot, box_text(field, choice.answer.value),
                                       around_.name_of(choice.stamp.by),
                                       around_.desk_of(choice.stamp.dot.device), choice.stamp.hlc.unix_ms(),
                                       choice.answer.source});
            }
        }
    }

    const forms::CaseFile& file_;
    const forms::AnswerView& view_;
    const Wanted& wanted_;
    const Surroundings& around_;
};

void add_remarks(const forms::AnswerView& view, std::vector<AnswerView>& lines) {
    for (const auto& found : forms::findings_of(view))
        for (auto& line : lines) {
            if (line.field != found.field || line.person != found.person) continue;
            line.remark = value_sentence(found.finding);
            line.remark_is_warning = found.finding.warning;
        }
}

}  // namespace

std::vector<AnswerView> answer_lines(const forms::CaseFile& file, const forms::AnswerView& view,
                                     const forms::Progress& progress, const std::vector<SheetView>& sheets,
                                     core::Date day, const Surroundings& around) {
    Wanted wanted = wanted_by(view.catalog(), sheets, day);
    for (const auto& open : progress.open) wanted.fields.insert(open.fields.begin(), open.fields.end());
    const LineMaker maker(file, view, wanted, around);
    std::vector<AnswerView> out;
    for (const auto& field : view.catalog().fields()) {
        if (field.of_person) continue;
        if (auto line = maker.line(field, 0)) out.push_back(std::move(*line));
    }
    for (const auto person : persons_of(file)) {
        for (const auto& field : view.catalog().fields()) {
            if (!field.of_person) continue;
            if (auto line = maker.line(field, person)) out.push_back(std::move(*line));
        }
    }
    add_remarks(view, out);
    return out;
}

}  // namespace app
