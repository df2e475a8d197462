// 所要時間調査: how long each step of a visit took, from the marks and facts that counter work leaves anyway.
// Nothing here holds a name, a number of a case or a clerk; groups too small to hide one visit say only that
// they are small. Pure.
//
// A step lasts from its first trace to the first trace of another step (a step may come up again: its parts
// add up). Traces are, besides explicit step marks: the first value off a card (読取), other first answers
// (質問), the clerk's check (確認), a signature (署名), a print (出力), something handed over (手渡し), and
// the events of the status. Time on hold, in custody or at another section is no step; it stands apart.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "forms/casework/case_file.h"

namespace forms {

enum class Step : std::uint8_t { call, read, question, confirm, sign, print, handover };
inline constexpr std::array all_steps{Step::call, Step::read,  Step::question, Step::confirm,
                                      Step::sign, Step::print, Step::handover};
std::string_view step_word(Step step);               // 呼出 …
std::optional<Step> step_of(std::string_view mark);  // call, read, question … as marks are written

struct VisitTimes {
    std::string procedure;           // life event, or the first form where none was chosen
    std::int64_t received_ms{0};     // for the day alone
    std::map<Step, double> seconds;  // steps that happened
    double hold_s{0};
    double whole_s{0};  // from the first step to the end, holds apart
};

// Of one visit that is finished; nothing for an open or cancelled case, or for one without any step.
std::optional<VisitTimes> times_of(const CaseFile& file);

struct StepFigure {
    std::string procedure;
    std::optional<Step> step;  // nothing: the whole visit
    std::uint64_t visits{0};
    bool suppressed{false};  // fewer visits than may be published: the figures below are 0
    double median_s{0};
    double p90_s{0};
    bool operator==(const StepFigure&) const = default;
};

// Procedures that stay below this count may not be published by default.
inline constexpr std::uint64_t least_visits = 5;

// Procedure by procedure, steps in their order and the whole visit last, holds as a step of their own are not
// shown; see hold_figures.
std::vector<StepFigure> time_study(std::span<const VisitTimes> visits, std::uint64_t least = least_visits);
std::vector<StepFigure> hold_figures(std::span<const VisitTimes> visits, std::uint64_t least = least_visits);

struct ComparedFigure {
    StepFigure before;
    StepFigure after;
    std::optional<double> ratio;  // after ÷ before of the medians, where both may be published
};
// What stands in either, in the order of `before`, then what only `after` has.
std::vector<ComparedFigure> compare_studies(std::span<const StepFigure> before,
                                            std::span<const StepFigure> after);

}  // namespace forms
