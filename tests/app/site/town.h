// A practice site for stories of the whole: five processes in a folder of its own, without windows and
// without a card reader, and visits done as a clerk does them. Ends with the object.
#pragma once

#include "app/practice/visit.h"
#include "tests/support/temp_folder.h"

namespace tests {

constexpr int level_within_ms = 90'000;  // generous: two slow cores may carry all five

class Town {
  public:
    Town();  // throws std::runtime_error where the site does not come up

    app::PracticeSite& site() { return *site_; }
    const std::vector<app::Resident>& residents() const { return residents_; }
    std::vector<app::Acknowledged>& acknowledged() { return acknowledged_; }
    std::string folder() const { return folder_.path().string(); }
    std::string tmp() const { return folder_ / "tmp"; }  // TMPDIR of all its processes
    std::string site_folder() const { return folder_ / "site"; }
    std::string papers() const { return folder_ / "papers"; }

    // A whole visit; the case's id.
    std::string visit(const std::string& desk, const app::Resident& visitor);
    // What a desk shows for a field; nullopt where it shows none.
    std::optional<std::string> shown(const std::string& desk, const std::string& case_id,
                                     const std::string& field, std::uint64_t person = 0);
    bool level();  // waits until all five agree
    // Acknowledged answers that a desk does not show, as "desk case field". The newest of each field counts.
    std::vector<std::string> missing_on(const std::string& desk);

  private:
    support::TempFolder folder_;
    std::vector<app::Resident> residents_;
    std::vector<app::Acknowledged> acknowledged_;
    std::unique_ptr<app::PracticeSite> site_;
    int tickets_{0};
};

const app::Resident& resident(const Town& town, const std::string& id);
std::string text_of(const core::Error& error);  // for messages
// The answer or a failure that names what was asked.
nlohmann::json must(const core::Result<nlohmann::json>& told, const std::string& what);
void must(const core::Status& done, const std::string& what);

}  // namespace tests
