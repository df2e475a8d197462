// Between a case and the interview: the shown values of a case as answers, and what was typed into a box as a
// write. Pure.
#pragma once

#include "app/service/desk_service.h"
#include "forms/catalog/catalog.h"
#include "forms/interview/answer_view.h"
#include "forms/interview/answers.h"

namespace app {

// Persons in the order they were added; the life event from its register.
forms::Answers answers_of(const forms::CaseFile& file);

// What the interview's rules know of a case on a day (case_day). Keeps what its view looks at, so it stays
// where it was made; the catalogue must outlive it.
class CaseKnowledge {
  public:
    CaseKnowledge(const forms::Catalog& catalog, const forms::CaseFile& file, core::Date day);
    CaseKnowledge(const CaseKnowledge&) = delete;
    CaseKnowledge& operator=(const CaseKnowledge&) = delete;

    const forms::AnswerView& view() const { return view_; }

  private:
    forms::Answers answers_;
    forms::InterviewContext context_;
    forms::AnswerView view_;
};

// Subjects of set_number::persons, in order of adding.
std::vector<forms::Subject> persons_of(const forms::CaseFile& file);
std::string subject_text(forms::Subject subject);  // 16 hex digits, as the set holds it

// Where a field's answer stands.
core::Result<forms::Place> place_of(const forms::Catalog& catalog, const std::string& field,
                                    forms::Subject person);

// The write that an input means over the case as it stands; an empty text takes the answer away. Dates accept
// what core::parse_date_entry accepts, or 不詳 and its phrases; choices their value or label; lists one
// option a line, counted ones "value:2". Reasons: field.unknown, field.not_kept (個人番号), date.*,
// choice.unknown, kana.shape, phone.shape, postal.shape, number.shape, text.malformed, text.too_long.
core::Result<forms::Write> write_of(const forms::Catalog& catalog, const forms::CaseFile& file,
                                    const AnswerInput& input, core::Date today);

// As shown in a box and accepted back by write_of.
std::string box_text(const forms::FieldInfo& field, const forms::Value& value);

// The same with a choice by its label: 男, not the value behind it.
std::string shown_text(const forms::Catalog& catalog, const std::string& field, const forms::Value& value);

}  // namespace app
