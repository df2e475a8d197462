// The interview: from life events and answers to procedures, open questions, what to bring and what each form
// still lacks. Pure: the same answers and day give the same result, in any order of answering. Questions may
// be jumped to and skipped; nothing here is a wizard.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "forms/interview/procedures.h"

namespace forms {

// Why a question is open.
struct Reason {
    std::string form;       // F03; empty: it decides about a procedure
    std::string field;      // label of the field on that form, or of the deciding field
    std::string procedure;  // id
    std::string because;    // the rule: 住民基本台帳法22条
};

struct OpenQuestion {
    const Question* question{nullptr};
    Subject person{the_visit};
    std::string ask;                  // with the person's name filled in
    std::vector<std::string> fields;  // those of the question that are wanted now and not known
    std::vector<Reason> reasons;      // at least one
    bool skipped{false};
};

struct BringEntry {
    std::string what;
    std::string why;
    std::string procedure;
};

// What a form still lacks.
struct FormState {
    std::string form;
    std::string procedure;
    Subject person{the_visit};  // of a form with one sheet for each person
    int open_fields{0};         // required and not known
    bool complete() const { return open_fields == 0; }
};

struct Progress {
    std::vector<NeededProcedure> procedures;
    std::vector<OpenQuestion> open;  // in the order to ask; skipped ones last
    std::vector<BringEntry> bring;
    std::vector<FormState> forms;
    int answered{0};  // questions that have been answered, for "nn 問"

    const OpenQuestion* next() const { return open.empty() ? nullptr : &open.front(); }
};

// Question id and person; a skipped question is asked last.
using Skipped = std::set<std::pair<std::string, Subject>>;

Progress advance(const AnswerView& view, const Skipped& skipped = {});

}  // namespace forms
