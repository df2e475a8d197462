#include "forms/casework/time_study.h"

#include <algorithm>

#include "forms/casework/case_summary.h"
#include "forms/casework/status.h"

namespace forms {

namespace {

struct Trace {
    std::int64_t at_ms{0};
    Step step{Step::call};
};

struct Span {
    std::int64_t from_ms{0};
    std::int64_t to_ms{0};
};

std::optional<Step> step_of_stage(Stage stage) {
    switch (stage) {
        case Stage::interview:
            return Step::question;
        case Stage::review:
            return Step::confirm;
        case Stage::signed_off:
            return Step::sign;
        case Stage::printed:
            return Step::print;
        case Stage::awaiting_handover:
            return Step::handover;
        default:
            return std::nullopt;
    }
}

bool is_apart(Stage stage) {
    return stage == Stage::on_hold || stage == Stage::in_custody || stage == Stage::handed_on;
}

std::string part(const Fact& fact, const char* name) {
    const auto at = fact.parts.find(name);
    return at == fact.parts.end() ? std::string() : at->second;
}

std::optional<Step> step_of_fact(const Fact& fact) {
    switch (fact.kind) {
        case fact_kind::step_mark:
            return step_of(part(fact, "step"));
        case fact_kind::clerk_check:
            return Step::confirm;
        case fact_kind::signature:
            return Step::sign;
        case fact_kind::print:
            return Step::print;
        case fact_kind::handed_over:
            return Step::handover;
        default:
            return std::nullopt;
    }
}

// Answers that a person gave; what the program derived or an earlier visit held takes no time.
std::optional<Step> step_of_answer(Source source) {
    switch (source) {
        case Source::card_chip:
        case Source::card_face:
            return Step::read;
        case Source::document:
        case Source::interview:
        case Source::resident:
            return Step::question;
        default:
            return std::nullopt;
    }
}

// Number, ticket, claim and clock times are the desk's own bookkeeping: nobody was asked.
bool is_asked(const Place& place) {
    return place.field >= field::name || place.field == field::filing_date ||
           place.field == field::event_date;
}

std::vector<Trace> traces_of(const CaseFile& file) {
    std::vector<Trace> out;
    const auto put = [&out](const Stamp& stamp, std::optional<Step> step) {
        if (step) out.push_back({stamp.hlc.unix_ms(), *step});
    };
    for (const auto& past : file.facts()) put(past.stamp, step_of_fact(past.fact));
    for (const auto& past : file.events()) put(past.stamp, step_of_stage(past.event.to));
    for (const auto& write : file.all_standing())
        if (is_asked(write.place)) put(write.stamp, step_of_answer(write.answer.source));
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.at_ms < b.at_ms; });
    return out;
}

std::vector<Span> times_apart(const CaseFile& file, std::int64_t end_ms) {
    std::vector<std::pair<std::int64_t, Stage>> events;
    for (const auto& past : file.events()) events.emplace_back(past.stamp.hlc.unix_ms(), past.event.to);
    std::sort(events.begin(), events.end());
    std::vector<Span> out;
    std::optional<std::int64_t> since;
    for (const auto& [at_ms, stage] : events) {
        if (is_apart(stage) && !since) since = at_ms;
        if (!is_apart(stage) && since) {
            out.push_back({*since, at_ms});
            since.reset();
        }
    }
    if (since) out.push_back({*since, end_ms});
    return out;
}

std::int64_t apart_between(const std::vector<Span>& apart, std::int64_t from_ms, std::int64_t to_ms) {
    std::int64_t out = 0;
    for (const auto& span : apart)
        out += std::max<std::int64_t>(0, std::min(to_ms, span.to_ms) - std::max(from_ms, span.from_ms));
    return out;
}

// The middle one, and the one that nine of ten do not exceed; the lower of two.
double share_of(std::vector<double> seconds, double share) {
    std::sort(seconds.begin(), seconds.end());
    const auto at = static_cast<std::size_t>(share * static_cast<double>(seconds.size() - 1));
    return seconds[at];
}

StepFigure figure_of(const std::string& procedure, std::optional<Step> step,
                     const std::vector<double>& seconds, std::uint64_t least) {
    StepFigure out{procedure, step, seconds.size(), seconds.size() < least, 0, 0};
    if (out.suppressed || seconds.empty()) return out;
    out.median_s = share_of(seconds, 0.5);
    out.p90_s = share_of(seconds, 0.9);
    return out;
}

}  // namespace

std::string_view step_word(Step step) {
    static constexpr std::array words{"呼出", "読取", "質問", "確認", "署名", "出力", "手渡し"};
    return words[static_cast<std::size_t>(step)];
}

std::optional<Step> step_of(std::string_view mark) {
    static constexpr std::array marks{"call", "read", "question", "confirm", "sign", "print", "handover"};
    for (const Step step : all_steps)
        if (marks[static_cast<std::size_t>(step)] == mark) return step;
    return std::nullopt;
}

std::optional<VisitTimes> times_of(const CaseFile& file) {
    const CaseSummary summary = summarize(file);
    const auto traces = traces_of(file);
    if (summary.stage != Stage::done || traces.empty()) return std::nullopt;
    const std::int64_t end_ms = std::max(summary.finished_ms, traces.back().at_ms);
    const auto apart = times_apart(file, end_ms);
    VisitTimes out;
    out.procedure = !summary.life_event.empty()   ? summary.life_event
                    : !summary.procedures.empty() ? summary.procedures.front()
                                                  : "";
    out.received_ms = summary.received_ms;
    for (std::size_t i = 0; i < traces.size(); ++i) {
        const std::int64_t from_ms = traces[i].at_ms;
        const std::int64_t to_ms = i + 1 < traces.size() ? traces[i + 1].at_ms : end_ms;
        out.seconds[traces[i].step] +=
            static_cast<double>(to_ms - from_ms - apart_between(apart, from_ms, to_ms)) / 1000.0;
    }
    for (const auto& span : apart) out.hold_s += static_cast<double>(span.to_ms - span.from_ms) / 1000.0;
    for (const auto& [step, seconds] : out.seconds) out.whole_s += seconds;
    return out;
}

std::vector<StepFigure> time_study(std::span<const VisitTimes> visits, std::uint64_t least) {
    std::map<std::string, std::vector<const VisitTimes*>> by_procedure;
    for (const auto& visit : visits) by_procedure[visit.procedure].push_back(&visit);
    std::vector<StepFigure> out;
    for (const auto& [procedure, group] : by_procedure) {
        for (const Step step : all_steps) {
            std::vector<double> seconds;
            for (const auto* visit : group)
                if (const auto at = visit->seconds.find(step); at != visit->seconds.end())
                    seconds.push_back(at->second);
            if (!seconds.empty()) out.push_back(figure_of(procedure, step, seconds, least));
        }
        std::vector<double> whole;
        for (const auto* visit : group) whole.push_back(visit->whole_s);
        out.push_back(figure_of(procedure, std::nullopt, whole, least));
    }
    return out;
}

std::vector<StepFigure> hold_figures(std::span<const VisitTimes> visits, std::uint64_t least) {
    std::map<std::string, std::vector<double>> by_procedure;
    for (const auto& visit : visits)
        if (visit.hold_s > 0) by_procedure[visit.procedure].push_back(visit.hold_s);
    std::vector<StepFigure> out;
    for (const auto& [procedure, seconds] : by_procedure)
        out.push_back(figure_of(procedure, std::nullopt, seconds, least));
    return out;
}

std::vector<ComparedFigure> compare_studies(std::span<const StepFigure> before,
                                            std::span<const StepFigure> after) {
    const auto same = [](const StepFigure& a, const StepFigure& b) {
        return a.procedure == b.procedure && a.step == b.step;
    };
    std::vector<ComparedFigure> out;
    for (const auto& one : before) {
        ComparedFigure figure{one, {one.procedure, one.step, 0, true, 0, 0}, std::nullopt};
        const auto at =
            std::find_if(after.begin(), after.end(), [&](const auto& other) { return same(one, other); });
        if (at != after.end()) figure.after = *at;
        const bool both = !figure.before.suppressed && !figure.after.suppressed && figure.before.median_s > 0;
        if (both) figure.ratio = figure.after.median_s / figure.before.median_s;
        out.push_back(std::move(figure));
    }
    for (const auto& other : after) {
        const bool known =
            std::any_of(before.begin(), before.end(), [&](const auto& one) { return same(one, other); });
        if (!known) out.push_back({{other.procedure, other.step, 0, true, 0, 0}, other, std::nullopt});
    }
    return out;
}

}  // namespace forms
