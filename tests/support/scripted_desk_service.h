// A desk service in memory with a plausible morning in it, for tests of the window. It keeps what it is told,
// writes every call as one line to a file that the test reads, and decides as little as the window needs.
// Calls may come from several threads and are taken one after another.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "app/service/counter_room.h"
#include "app/service/desk_service.h"
#include "app/service/protection_room.h"

namespace test_support {

struct ScriptedField {
    const char* id;
    const char* label;
    const char* kind;
    bool required;
    bool counted;
    std::vector<std::pair<std::string, std::string>> options;
};

struct ScriptedCase {
    core::CaseId id;
    std::string number;
    std::string ticket;
    std::string life_event;
    forms::Stage stage{forms::Stage::received};
    std::string held_by;  // "" = this desk
    std::string state;
    std::string deadline;
    std::int64_t waiting_min{0};
    bool reachable{true};
    bool conflict{false};
    bool twin{false};
    std::map<std::string, std::pair<std::string, forms::Source>> values;
    std::vector<std::pair<std::string, std::string>> others;  // name, kana of further persons
    std::vector<std::string> documents;
    std::set<std::string> checked;
    std::set<std::string> is_signed;
    std::map<std::string, std::uint32_t> printed;
};

class ScriptedDeskService : public app::DeskService, public app::ProtectionRoom {
  public:
    ScriptedDeskService(std::string call_file, std::string pdf_folder);

    app::CounterRoom& counter() override { return *room_; }
    core::Result<app::SessionView> sign_in(const std::string& account,
                                           const storage::Secret& password) override;
    void sign_out() override;
    std::optional<app::SessionView> session() const override;
    app::ProtectionRoom& protection() override { return *this; }
    core::Status protect(const core::CaseId& id) override;
    core::Status release(const core::CaseId& id, const app::ReleaseInput& input) override;
    core::Status end_protection(const core::CaseId& id) override;
    std::vector<std::pair<std::string, std::string>> clerks() override { return {{"sato", "佐藤"}}; }
    std::vector<std::string> reasons() const override { return {"係長の判断"}; }
    core::Result<std::vector<app::QueueRow>> queue(const std::string& filter) override;
    core::Result<app::SiteView> site() override;
    void on_change(std::function<void(const app::ChangeNotice&)> told) override;
    std::vector<std::pair<std::string, std::string>> life_events() const override;
    core::Result<core::CaseId> receive(const app::NewReception& reception) override;
    core::Result<app::CaseView> look(const core::CaseId& id) override;
    core::Result<app::CaseView> again(const core::CaseId& id) override;  // takes half a second
    core::Result<app::CaseView> take(const core::CaseId& id, const std::string& reason) override;
    core::Result<app::CaseView> answer(const core::CaseId& id,
                                       const std::vector<app::AnswerInput>& inputs) override;
    core::Result<app::CaseView> add_person(const core::CaseId& id, forms::Subject& added) override;
    core::Result<app::CaseView> remove_person(const core::CaseId& id, forms::Subject person) override;
    core::Result<app::CaseView> choose_event(const core::CaseId& id, const std::string& life_event) override;
    core::Result<app::CaseView> check_identity(const core::CaseId& id,
                                               const std::vector<std::string>& documents,
                                               const std::string& method) override;
    core::Result<app::CaseView> move_to(const core::CaseId& id, forms::Stage to,
                                        const std::string& reason) override;
    core::Result<app::CaseView> settle(const core::CaseId& id, const forms::Place& place,
                                       const core::Dot& chosen) override;
    core::Result<app::CaseView> undo(const core::CaseId& id, const forms::Place& place) override;
    core::Result<app::CaseView> mark_step(const core::CaseId& id, const std::string& step) override;
    core::Result<std::vector<app::CardLook>> cards() override;
    core::Result<app::CardResult> read_card(const core::CaseId& id, app::CardAsk ask) override;
    core::Result<app::CaseView> accept_card(const core::CaseId& id, forms::Subject person,
                                            const std::vector<app::CardProposal>& accepted,
                                            app::AddressIs address) override;
    std::vector<app::PictureKindView> picture_kinds() const override;
    core::Result<app::PictureResult> read_picture(const core::CaseId& id,
                                                  const app::PictureAsk& ask) override;
    core::Result<storage::Secret> picture_code(const core::CaseId& id) override;
    core::Result<app::CaseView> accept_picture(const core::CaseId& id,
                                               const app::PictureAccept& accepted) override;
    core::Result<app::Document> preview(const core::CaseId& id, const std::string& form,
                                        app::PrintKind kind) override;
    core::Result<app::ResidentSheet> resident_sheet(const core::CaseId& id, const std::string& form) override;
    std::vector<app::ResidentLanguage> languages() const override;
    core::Result<app::CaseView> confirm_sheet(const core::CaseId& id, const std::string& form) override;
    core::Result<app::CaseView> sign(const core::CaseId& id, const app::SignatureInput& input) override;
    core::Result<app::PrintResult> print(const core::CaseId& id, const app::PrintInput& input) override;
    core::Result<std::vector<std::string>> printers() override;
    core::Result<std::vector<app::PrinterStateView>> printer_states() override;
    core::Result<app::CaseView> decide_glyphs(const core::CaseId& id, const std::string& form,
                                              const std::string& reason) override;
    core::Result<app::PrintJobView> print_job(const std::string& printer, int job) override;
    core::Result<app::Document> guide(const core::CaseId& id) override;
    core::Result<std::vector<app::AddressView>> addresses(const std::string& typed) override;
    core::Result<app::CaseView> hand_over(const core::CaseId& id,
                                          const std::vector<std::string>& items) override;
    core::Result<app::CaseView> finish(const core::CaseId& id) override;
    core::Result<app::ExportResult> export_csv(const std::string& profile, const std::string& folder,
                                               const std::string& from_day,
                                               const std::string& to_day) override;
    core::Result<std::vector<app::ReportRow>> report(const std::string& from_day,
                                                     const std::string& to_day) override;
    core::Result<std::vector<app::ActRow>> acts(const std::string& filter) override;

  private:
    void told(const std::string& line) const;
    ScriptedCase* find(const core::CaseId& id);
    core::Result<app::CaseView> shown(const core::CaseId& id);
    void seed();

    std::string call_file_;
    std::string pdf_folder_;  // <form>.pdf is the page of a form
    mutable std::recursive_mutex guard_;
    std::unique_ptr<app::CounterRoom> room_;
    std::optional<app::SessionView> session_;
    std::vector<ScriptedCase> cases_;
    std::function<void(const app::ChangeNotice&)> on_change_;
    int counter_{14};
};

// The counter's room of the same desk: notes down what it is asked and shows the case.
std::unique_ptr<app::CounterRoom> scripted_counter(
    ScriptedDeskService& desk, std::function<void(const std::string&)> told);  // scripted_counter.cpp
app::CaseView scripted_view(const ScriptedCase& one);  // tests/support/scripted_case_view.cpp
std::string scripted_purpose(const std::string& life_event);

}  // namespace test_support
