// Out of the system: linkage files, reports, the record of acts. Each leaves a trace of its own.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/service/case_answers.h"
#include "app/service/linkage_records.h"
#include "app/service/local_desk_service.h"
#include "app/service/view_json.h"
#include "app/service/wording.h"

namespace app {

namespace {

using storage::ActKind;
using storage::Permission;

std::optional<std::string> slurp(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

std::int32_t day_number(const std::string& iso, std::int32_t otherwise) {
    const auto date = core::parse_iso(iso);
    if (!date) return otherwise;
    return static_cast<std::int32_t>(static_cast<int>(date->year()) * 10000 +
                                     static_cast<int>(static_cast<unsigned>(date->month())) * 100 +
                                     static_cast<int>(static_cast<unsigned>(date->day())));
}

std::string iso_of(std::int32_t day) {
    char out[32];
    std::snprintf(out, sizeof out, "%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100);
    return out;
}

core::Result<forms::LinkageProfile> load_profile(const std::string& data, const std::string& id) {
    const bool plain =
        !id.empty() && id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string::npos;
    const auto text = plain ? slurp(data + "/linkage/" + id + ".json") : std::nullopt;
    if (!text) return core::Error{core::ErrorCode::not_found, "linkage.unknown_profile", id};
    return forms::parse_profile(*text);
}

}  // namespace

core::Result<ExportResult> LocalDeskService::export_csv(const std::string& profile_id,
                                                        const std::string& folder,
                                                        const std::string& from_day,
                                                        const std::string& to_day) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::export_cases); !allowed) return allowed.error();
    auto profile = load_profile(data_, profile_id);
    if (!profile) return profile.error();
    const auto substitutes =
        forms::parse_substitutes(slurp(data_ + "/linkage/substitutes.json").value_or("{}"));
    if (!substitutes) return substitutes.error();
    auto rows = engine_->read([&](storage::CaseViews& views) {
        return views.received_on(day_number(from_day, 0), day_number(to_day, 99'999'999));
    });
    if (!rows) return rows.error();
    std::vector<forms::LinkageRecord> records;
    std::vector<core::CaseId> exported;
    std::uint64_t guarded = 0;
    const LinkageOperator who{session_view_.account_name, core::to_iso(today()),
                              utc_time(clock_.now().unix_ms).substr(11, 8)};
    for (const auto& row : *rows) {
        auto file = engine_->file(row.id);
        if (!file) continue;
        if (!guard(*file)) {  // a supervisor sends them
            ++guarded;
            continue;
        }
        auto made = linkage_records(*catalog_, row.id, *file, today(), who);
        if (!made.empty()) exported.push_back(row.id);
        records.insert(records.end(), std::make_move_iterator(made.begin()),
                       std::make_move_iterator(made.end()));
    }
    auto sequence = engine_->next_number("export." + profile_id, 0);
    if (!sequence) return sequence.error();
    auto files = forms::write_files(*profile, *substitutes, records, static_cast<std::uint64_t>(*sequence));
    if (!files) return files.error();
    auto result = keep_linkage_files(files_, folder, *profile, *files, *sequence, who);
    if (!result) return result;
    result->guarded = guarded;
    for (const auto& id : exported) {
        const auto done = change(id, ActKind::exported, profile_id, [&](const forms::CaseFile&) {
            return core::Result<Items>(Items{forms::Fact{
                forms::fact_kind::export_state,
                {{"profile", profile_id}, {"state", "sent"}, {"sequence", std::to_string(*sequence)}},
                {}}});
        });
        if (!done) return done.error();
    }
    if (auto noted =
            note(act(ActKind::exported, nullptr, profile_id, static_cast<std::int64_t>(result->rows)));
        !noted)
        return noted.error();
    return result;
}

std::string LocalDeskService::form_title(const std::string& form) const {
    const auto* definition = catalog_->form(form, today());
    return definition != nullptr ? definition->title : form;
}

core::Status LocalDeskService::note_report() { return note(act(ActKind::report_made)); }

core::Result<std::vector<ReportRow>> LocalDeskService::report(const std::string& from_day,
                                                              const std::string& to_day) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::report); !allowed) return allowed.error();
    auto lines = engine_->read([&](storage::CaseViews& views) {
        return views.report(day_number(from_day, 0), day_number(to_day, 99'999'999));
    });
    if (!lines) return lines.error();
    std::vector<ReportRow> out;
    for (const auto& line : *lines) {
        const auto* form = catalog_->form(line.procedure, today());
        out.push_back({iso_of(line.day), form != nullptr ? form->title : line.procedure, line.procedure,
                       line.desk, static_cast<std::uint64_t>(line.received),
                       static_cast<double>(line.median_minutes.value_or(0))});
    }
    if (auto noted = note(act(ActKind::report_made)); !noted) return noted.error();
    return out;
}

core::Result<std::vector<ActRow>> LocalDeskService::acts(const std::string& filter) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::see_acts); !allowed) return allowed.error();
    storage::ActQuery query;
    query.rows_max = 1000;
    if (const auto kind = storage::act_of_word(filter); kind != storage::ActKind::none) query.kind = kind;
    auto rows = engine_->read([&](storage::CaseViews& views) { return views.acts(query); });
    if (!rows) return rows.error();
    const Surroundings around = surroundings();
    std::vector<ActRow> out;
    for (const auto& row : *rows) {
        out.push_back({row.at_ms, around.name_of(row.act.account), around.desk_of(row.device),
                       std::string(storage::act_word(row.act.kind)), row.act.form, row.act.reception,
                       act_words(row.act.kind)});
    }
    if (auto noted = note(act(ActKind::acts_seen)); !noted) return noted.error();
    return out;
}

}  // namespace app
