#include "app/service/time_study_report.h"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace app {

namespace {

using Json = nlohmann::json;
using forms::StepFigure;

constexpr const char* whole_words = "全体";
constexpr const char* small_words = "件数が少ないため非公表";

std::string step_words(const StepFigure& figure) {
    return figure.step ? std::string(forms::step_word(*figure.step)) : whole_words;
}

std::string seconds_words(double seconds) {
    const auto whole = static_cast<int>(std::lround(seconds));
    if (whole < 60) return std::to_string(whole) + "秒";
    return std::to_string(whole / 60) + "分" + (whole % 60 == 0 ? "" : std::to_string(whole % 60) + "秒");
}

std::string number(double value, const char* format = "%.1f") {
    char out[32];
    std::snprintf(out, sizeof out, format, value);
    return out;
}

std::string cells(const StepFigure& figure) {
    if (figure.suppressed) return "非公表,,";
    return std::to_string(figure.visits) + "," + number(figure.median_s) + "," + number(figure.p90_s);
}

Json figure_json(const StepFigure& figure) {
    if (figure.suppressed) return {{"suppressed", true}};
    return {{"visits", figure.visits}, {"median_s", figure.median_s}, {"p90_s", figure.p90_s}};
}

std::vector<forms::ComparedFigure> compared(const TimeStudy& study) {
    if (!study.before_from.empty()) return forms::compare_studies(study.before, study.figures);
    std::vector<forms::ComparedFigure> out;
    for (const auto& figure : study.figures) out.push_back({{}, figure, std::nullopt});
    return out;
}

std::string bar_words(const StepFigure& figure) {
    if (figure.suppressed) return figure.visits == 0 ? "該当なし" : small_words;
    return seconds_words(figure.median_s) + "（" + std::to_string(figure.visits) + "件）";
}

std::optional<double> bar_of(const StepFigure& figure) {
    return figure.suppressed ? std::nullopt : std::optional(figure.median_s);
}

}  // namespace

std::string time_study_csv(const TimeStudy& study, const ProcedureName& name_of) {
    const bool two = !study.before_from.empty();
    std::string out = "業務,段階,件数,中央値（秒）,9割がこの秒数以内";
    out += two ? ",前の件数,前の中央値（秒）,前の9割,前との比\r\n" : "\r\n";
    for (const auto& one : compared(study)) {
        out += name_of(one.after.procedure) + "," + step_words(one.after) + "," + cells(one.after);
        if (two) out += "," + cells(one.before) + "," + (one.ratio ? number(*one.ratio, "%.2f") : "");
        out += "\r\n";
    }
    for (const auto& hold : study.holds) {
        out += name_of(hold.procedure) + ",保留・預かり（別掲）," + cells(hold);
        out += two ? ",,,,\r\n" : "\r\n";
    }
    return out;
}

Json time_study_json(const TimeStudy& study, const ProcedureName& name_of) {
    Json rows = Json::array();
    for (const auto& one : compared(study)) {
        Json row{{"procedure", one.after.procedure},
                 {"name", name_of(one.after.procedure)},
                 {"step", step_words(one.after)},
                 {"now", figure_json(one.after)}};
        if (!study.before_from.empty()) row["before"] = figure_json(one.before);
        if (one.ratio) row["ratio"] = *one.ratio;
        rows.push_back(std::move(row));
    }
    Json holds = Json::array();
    for (const auto& hold : study.holds)
        holds.push_back({{"procedure", hold.procedure}, {"now", figure_json(hold)}});
    return {{"from", study.from},
            {"to", study.to},
            {"least_visits", study.least},
            {"rows", rows},
            {"holds", holds}};
}

forms::pdf::BarChart time_study_chart(const TimeStudy& study, const ProcedureName& name_of) {
    forms::pdf::BarChart chart;
    chart.title = "窓口の所要時間";
    const std::string days = study.from + "〜" + study.to;
    const bool two = !study.before_from.empty();
    chart.subtitle = two ? "段階ごとの中央値。保留と預かりの時間を除きます。"
                         : days + "　段階ごとの中央値。保留と預かりの時間を除きます。";
    if (two) chart.before_label = "前　" + study.before_from + "〜" + study.before_to;
    chart.after_label = two ? "後　" + days : "";
    for (const auto& one : compared(study)) {
        if (chart.groups.empty() || chart.groups.back().title != name_of(one.after.procedure))
            chart.groups.push_back({name_of(one.after.procedure), {}});
        chart.groups.back().rows.push_back({step_words(one.after), bar_of(one.before), bar_of(one.after),
                                            two ? bar_words(one.before) : "", bar_words(one.after)});
    }
    chart.note = "件数が" + std::to_string(study.least) +
                 "件に満たない区分は、来庁者が分からないように数値を示しません。氏名・受付番号・職員は集計に"
                 "含みません。";
    return chart;
}

}  // namespace app
