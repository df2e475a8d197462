#include "tests/app/site/town.h"

#include <signal.h>

#include <stdexcept>

#include "tests/app/site/program.h"

namespace tests {

std::string text_of(const core::Error& error) { return error.reason + ": " + error.detail; }

nlohmann::json must(const core::Result<nlohmann::json>& told, const std::string& what) {
    if (!told) throw std::runtime_error(what + ": " + text_of(told.error()));
    return *told;
}

void must(const core::Status& done, const std::string& what) {
    if (!done) throw std::runtime_error(what + ": " + text_of(done.error()));
}

Town::Town() {
    signal(SIGPIPE, SIG_IGN);
    for (const auto& folder : {tmp(), papers()}) std::filesystem::create_directories(folder);
    setenv("TMPDIR", tmp().c_str(), 1);
    auto residents =
        app::load_residents(std::string(KAKANAI_SOURCE_DIR) + "/app/practice/data/residents.json");
    if (!residents) throw std::runtime_error(text_of(residents.error()));
    residents_ = std::move(*residents);
    site_ = std::make_unique<app::PracticeSite>(
        app::SitePlaces{std::string(KAKANAI_BINARY_DIR) + "/bin", site_folder(), false, {}});
    must(site_->build(), "build the site");
}

std::string Town::visit(const std::string& desk, const app::Resident& visitor) {
    app::Visit visit(*site_, nullptr, acknowledged_);
    const int ticket = ++tickets_;
    auto done = visit.all({desk, &visitor, app::household_of(residents_, visitor), false, ticket % 2 == 0,
                           papers(), std::to_string(ticket)});
    if (!done) throw std::runtime_error("visit: " + text_of(done.error()));
    return done->case_id;
}

std::optional<std::string> Town::shown(const std::string& desk, const std::string& case_id,
                                       const std::string& field, std::uint64_t person) {
    const auto view = site_->tell(desk, {"case", "show"}, {case_id});
    if (!view) return std::nullopt;
    for (const auto& answer : (*view)["answers"]) {
        if (answer["field"] == field && answer["person"] == person) return answer["text"];
    }
    return std::nullopt;
}

bool Town::level() {
    return app::PracticeSite::wait_for([&] { return site_->digests_equal(); }, level_within_ms);
}

std::vector<std::string> Town::missing_on(const std::string& desk) {
    std::map<std::string, std::map<std::pair<std::string, std::uint64_t>, std::string>> last;
    for (const auto& saved : acknowledged_) last[saved.case_id][{saved.field, saved.person}] = saved.text;
    std::vector<std::string> missing;
    for (const auto& [id, answers] : last) {
        const auto view = site_->tell(desk, {"case", "show"}, {id});
        std::map<std::pair<std::string, std::uint64_t>, std::string> here;
        if (view) {
            for (const auto& answer : (*view)["answers"])
                here[{answer["field"], answer["person"].get<std::uint64_t>()}] = answer["text"];
        }
        for (const auto& [place, text] : answers) {
            const auto at = here.find(place);
            if (at == here.end() || at->second != text)
                missing.push_back(desk + " " + id + " " + place.first);
        }
    }
    return missing;
}

const app::Resident& resident(const Town& town, const std::string& id) {
    const auto* found = app::find_resident(town.residents(), id);
    if (found == nullptr) throw std::runtime_error("no resident " + id);
    return *found;
}

}  // namespace tests
