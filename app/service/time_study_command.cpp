#include "app/service/time_study_command.h"

#include <nlohmann/json.hpp>

#include "app/service/time_study_report.h"
#include "forms/pdf/page_layout.h"
#include "forms/pdf/pdf_writer.h"

namespace app {

namespace {

std::int32_t day_number(const std::string& iso, std::int32_t otherwise) {
    const auto date = core::parse_iso(iso);
    if (!date) return otherwise;
    return static_cast<std::int32_t>(static_cast<int>(date->year()) * 10000 +
                                     static_cast<int>(static_cast<unsigned>(date->month())) * 100 +
                                     static_cast<int>(static_cast<unsigned>(date->day())));
}

core::Result<std::vector<forms::VisitTimes>> visits_of(DeskEngine& engine, const std::string& from,
                                                       const std::string& to) {
    auto rows = engine.read([&](storage::CaseViews& views) {
        return views.received_on(day_number(from, 0), day_number(to, 99'999'999));
    });
    if (!rows) return rows.error();
    std::vector<forms::VisitTimes> out;
    for (const auto& row : *rows) {
        const auto file = engine.file(row.id);
        if (!file) continue;  // erased meanwhile
        if (auto times = forms::times_of(*file)) out.push_back(std::move(*times));
    }
    return out;
}

core::Result<core::Bytes> chart_pdf(const TimeStudy& study, const ProcedureName& name_of,
                                    const std::string& data) {
    const auto fonts = forms::pdf::FontBook::shared(data + "/fonts.json");
    if (!fonts) return fonts.error();
    const auto document = forms::pdf::bar_chart_document(time_study_chart(study, name_of));
    const auto laid = forms::pdf::lay_out(document, **fonts);
    if (!laid) return laid.error();
    return forms::pdf::write_pdf(document.title, laid->pages, **fonts);
}

}  // namespace

Reply time_study(LocalDeskService& desk, const Command& command) {
    if (auto allowed = desk.may(storage::Permission::report); !allowed) return refused(allowed.error());
    TimeStudy study;
    study.from = command.option("from", "2000-01-01");
    study.to = command.option("to", "2099-12-31");
    study.before_from = command.option("before-from");
    study.before_to = command.option("before-to", study.before_from.empty() ? "" : study.from);
    const auto now = visits_of(*desk.engine(), study.from, study.to);
    if (!now) return refused(now.error());
    study.figures = forms::time_study(*now, study.least);
    study.holds = forms::hold_figures(*now, study.least);
    if (!study.before_from.empty()) {
        const auto before = visits_of(*desk.engine(), study.before_from, study.before_to);
        if (!before) return refused(before.error());
        study.before = forms::time_study(*before, study.least);
    }
    const auto name_of = [&desk](const std::string& id) {
        for (const auto& [event, label] : desk.life_events())
            if (event == id) return label;
        return desk.form_title(id);
    };
    storage::SystemFileSystem files;
    if (const std::string csv = command.option("csv"); !csv.empty()) {
        if (auto kept = files.write_whole(csv, core::view(time_study_csv(study, name_of))); !kept)
            return refused(kept.error());
    }
    if (const std::string chart = command.option("chart"); !chart.empty()) {
        auto pdf = chart_pdf(study, name_of, desk.data_folder());
        if (!pdf) return refused(pdf.error());
        if (auto kept = files.write_whole(chart, *pdf); !kept) return refused(kept.error());
    }
    if (auto noted = desk.note_report(); !noted) return refused(noted.error());
    return {0, time_study_json(study, name_of).dump(2), "", "", 0};
}

}  // namespace app
