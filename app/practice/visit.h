// One visit at a practice desk, done as a clerk would: the card, the questions, the check, the signature, the
// paper.
#pragma once

#include <set>

#include "app/practice/card_table.h"
#include "app/practice/practice_site.h"
#include "app/practice/residents.h"

namespace app {

// An answer that the screen called saved.
struct Acknowledged {
    std::string case_id;
    std::string field;
    std::uint64_t person{0};
    std::string text;
};

struct VisitPlan {
    std::string desk;
    const Resident* visitor{nullptr};
    std::vector<const Resident*> household;  // visitor included
    bool with_card{true};
    bool sign_on_screen{false};
    std::string forms_folder;
    std::string ticket;
};

struct VisitResult {
    std::string case_id;
    std::string reception_number;
    std::vector<std::string> forms;  // files
    double card_to_form_s{0};
    int questions{0};
    bool card_read{false};
};

class Visit {
  public:
    Visit(PracticeSite& site, CardTable* card, std::vector<Acknowledged>& acknowledged)
        : site_(site), card_(card), acknowledged_(acknowledged) {}

    // Begins to finish. An error names the step in detail.
    core::Result<VisitResult> all(const VisitPlan& plan);

    // The same in three parts, for stories that interrupt it.
    core::Status begin(const VisitPlan& plan);      // reception and card
    core::Status talk(int questions_max = 100);     // people, then questions
    core::Status talk_on(int questions_max = 100);  // questions alone: after an interruption
    core::Status finish();                          // check, signature, paper, end
    const VisitResult& result() const { return result_; }

    // "card.removed" and the like, as the desk said it; the card is laid again afterwards.
    core::Error pulled_card(const VisitPlan& plan);

  private:
    core::Result<nlohmann::json> tell(std::vector<std::string> words, std::vector<std::string> arguments = {},
                                      std::map<std::string, std::string> options = {},
                                      const std::map<std::string, std::string>& secrets = {});
    core::Status read_card();
    core::Status set(const std::map<std::string, std::string>& answers, std::uint64_t person = 0,
                     const std::string& source = "");
    core::Status add_people();
    std::map<std::string, std::string> own_sayings() const;
    static const std::map<std::string, std::string>& common_sayings();
    std::string answer_to(const nlohmann::json& question, const nlohmann::json& view) const;

    PracticeSite& site_;
    CardTable* card_;
    std::vector<Acknowledged>& acknowledged_;
    VisitPlan plan_;
    VisitResult result_;
    std::chrono::steady_clock::time_point start_;
};

// The answer to one question in what `case show` printed; null if there is none yet. It lives in the view.
const nlohmann::json* answer_in(const nlohmann::json& view, const std::string& field, std::uint64_t person);

// Practice residents by household, the visitor first.
std::vector<const Resident*> household_of(const std::vector<Resident>& residents, const Resident& visitor);

}  // namespace app
