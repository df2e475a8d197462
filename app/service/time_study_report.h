// 所要時間調査 as what a city publishes: CSV, JSON, a page of bars. Pure; small groups stay unnamed figures.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "forms/casework/time_study.h"
#include "forms/pdf/bar_chart.h"

namespace app {

struct TimeStudy {
    std::string from, to;                    // days, ISO
    std::string before_from, before_to;      // "": no comparison
    std::vector<forms::StepFigure> figures;  // of from–to
    std::vector<forms::StepFigure> holds;
    std::vector<forms::StepFigure> before;
    std::uint64_t least{forms::least_visits};
};
using ProcedureName = std::function<std::string(const std::string& id)>;  // 転入

std::string time_study_csv(const TimeStudy& study, const ProcedureName& name_of);
nlohmann::json time_study_json(const TimeStudy& study, const ProcedureName& name_of);
forms::pdf::BarChart time_study_chart(const TimeStudy& study, const ProcedureName& name_of);

}  // namespace app
