// A morning at the counter: a fixed story over a practice site, with a cut network, a killed desk and a
// pulled card, and what came of it as files and figures. Everything is done through the doors that clerks
// have.
#pragma once

#include "app/practice/visit.h"

namespace app {

struct MorningPlan {
    std::string
        out;  // folder for forms/, queue-*.json, conflicts.json, export/, report.csv, screens/, summary.json
    std::string residents;  // practice/data/residents.json
};

class Morning {
  public:
    Morning(PracticeSite& site, CardTable* card, MorningPlan plan)
        : site_(site), card_(card), plan_(std::move(plan)) {}

    core::Status run();

  private:
    core::Status open_hours();   // visits on four desks, all linked; the pulled card
    core::Status cut_off();      // two desks alone, a field changed on both sides
    core::Status killed_desk();  // SIGKILL in mid-case
    core::Status heal();         // merge, show, refuse, settle
    core::Status measure_delivery();
    core::Status papers();  // queues, exports, report, acts
    void pictures();
    core::Status summary();
    core::Status one_visit(const std::string& desk, const Resident& visitor, bool with_card);
    std::uint64_t missing_answers();
    void write(const std::string& name, const std::string& text) const;

    PracticeSite& site_;
    CardTable* card_;
    MorningPlan plan_;
    std::vector<Resident> residents_;
    std::vector<Acknowledged> acknowledged_;
    std::vector<VisitResult> visits_;
    std::size_t next_resident_{0};
    std::string shared_case_;
    nlohmann::json conflicts_ = nlohmann::json::array();
    std::vector<double> delivery_ms_;
    std::string pulled_sentence_;
    int cut_visits_{0};
    std::uint64_t conflicts_made_{0};
    std::uint64_t conflicts_settled_{0};
    std::uint64_t batches_before_kill_{0};
    std::uint64_t batches_after_kill_{0};
    bool level_{false};
};

}  // namespace app
