// The service over this machine's store: puts catalogue, engine, devices and paper together. Thin: what is
// decided is decided in forms/casework, forms/interview and the pure units beside this file.
//
// Invariants: nothing is open before the first sign-in; after it the store stays open and syncing until the
// object ends. One call at a time is served (mutex_), so that the steps of one act stay together; calls never
// wait for the network.
#pragma once

#include <memory>
#include <mutex>
#include <set>

#include "app/devices/card/card_readers.h"
#include "app/node/store_rekey.h"
#include "app/service/case_viewer.h"
#include "app/service/counter_room.h"
#include "app/service/desk_engine.h"
#include "app/service/desk_service.h"
#include "app/service/paper_work.h"
#include "app/service/print_settings.h"
#include "app/service/protection_room.h"
#include "forms/address/address_book.h"
#include "forms/intake/prefill.h"
#include "storage/accounts/role.h"
#include "storage/accounts/session.h"
#include "storage/cases/log_truncation.h"
#include "storage/env/system_environment.h"
#include "storage/keys/key_slots.h"
#include "storage/keys/sign_in_guard.h"

namespace app {

class PictureDesk;
struct CounterSettings;

class LocalDeskService final : public DeskService, public ProtectionRoom {
  public:
    // `data`: forms/data as installed. Loads catalogue and fonts; opens nothing yet. "store.missing",
    // "forms.*", "font.*".
    static core::Result<std::unique_ptr<LocalDeskService>> create(const std::string& folder,
                                                                  const std::string& data);
    ~LocalDeskService() override;

    CounterRoom& counter() override { return *counter_; }
    core::Result<SessionView> sign_in(const std::string& account, const storage::Secret& password) override;
    void sign_out() override;
    std::optional<SessionView> session() const override;

    ProtectionRoom& protection() override { return *this; }
    core::Status protect(const core::CaseId& id) override;
    core::Status release(const core::CaseId& id, const ReleaseInput& input) override;
    core::Status end_protection(const core::CaseId& id) override;
    std::vector<std::pair<std::string, std::string>> clerks() override;
    std::vector<std::string> reasons() const override;

    core::Result<std::vector<QueueRow>> queue(const std::string& filter) override;
    core::Result<SiteView> site() override;
    void on_change(std::function<void(const ChangeNotice&)> told) override;
    std::vector<std::pair<std::string, std::string>> life_events() const override;
    core::Result<std::vector<AddressView>> addresses(const std::string& typed) override;

    core::Result<core::CaseId> receive(const NewReception& reception) override;
    core::Result<CaseView> look(const core::CaseId& id) override;
    core::Result<CaseView> again(const core::CaseId& id) override;
    core::Result<CaseView> take(const core::CaseId& id, const std::string& reason) override;
    core::Result<CaseView> answer(const core::CaseId& id, const std::vector<AnswerInput>& inputs) override;
    core::Result<CaseView> add_person(const core::CaseId& id, forms::Subject& added) override;
    core::Result<CaseView> remove_person(const core::CaseId& id, forms::Subject person) override;
    core::Result<CaseView> choose_event(const core::CaseId& id, const std::string& life_event) override;
    core::Result<CaseView> check_identity(const core::CaseId& id, const std::vector<std::string>& documents,
                                          const std::string& method) override;
    core::Result<CaseView> move_to(const core::CaseId& id, forms::Stage to,
                                   const std::string& reason) override;
    core::Result<CaseView> settle(const core::CaseId& id, const forms::Place& place,
                                  const core::Dot& chosen) override;
    core::Result<CaseView> undo(const core::CaseId& id, const forms::Place& place) override;
    core::Result<CaseView> mark_step(const core::CaseId& id, const std::string& step) override;

    core::Result<std::vector<CardLook>> cards() override;
    core::Result<CardResult> read_card(const core::CaseId& id, CardAsk ask) override;
    core::Result<CaseView> accept_card(const core::CaseId& id, forms::Subject person,
                                       const std::vector<CardProposal>& accepted, AddressIs address) override;

    std::vector<PictureKindView> picture_kinds() const override;
    core::Result<PictureResult> read_picture(const core::CaseId& id, const PictureAsk& ask) override;
    core::Result<storage::Secret> picture_code(const core::CaseId& id) override;
    core::Result<CaseView> accept_picture(const core::CaseId& id, const PictureAccept& accepted) override;

    core::Result<Document> preview(const core::CaseId& id, const std::string& form, PrintKind kind) override;
    core::Result<ResidentSheet> resident_sheet(const core::CaseId& id, const std::string& form) override;
    std::vector<ResidentLanguage> languages() const override { return languages_; }
    core::Result<CaseView> confirm_sheet(const core::CaseId& id, const std::string& form) override;
    core::Result<CaseView> decide_glyphs(const core::CaseId& id, const std::string& form,
                                         const std::string& reason) override;
    core::Result<CaseView> sign(const core::CaseId& id, const SignatureInput& input) override;
    core::Result<PrintResult> print(const core::CaseId& id, const PrintInput& input) override;
    core::Result<std::vector<std::string>> printers() override;
    core::Result<CaseView> hand_over(const core::CaseId& id, const std::vector<std::string>& items) override;
    core::Result<std::vector<PrinterStateView>> printer_states() override;
    core::Result<PrintJobView> print_job(const std::string& printer, int job) override;
    core::Result<Document> guide(const core::CaseId& id) override;
    core::Result<CaseView> finish(const core::CaseId& id) override;

    core::Result<ExportResult> export_csv(const std::string& profile, const std::string& folder,
                                          const std::string& from_day, const std::string& to_day) override;
    core::Result<std::vector<ReportRow>> report(const std::string& from_day,
                                                const std::string& to_day) override;
    core::Result<std::vector<ActRow>> acts(const std::string& filter) override;

    // For the administrator's side (desk_site.h): the open engine, slots and session. nullptr unless somebody
    // has signed in and not out.
    DeskEngine* engine() { return engine_.get(); }
    storage::KeySlots* slots() { return slots_ ? &*slots_ : nullptr; }
    const storage::Secret& store_key() const { return store_key_; }
    const storage::Session& acting() const { return session_; }
    core::Status may(storage::Permission permission);
    const std::string& data_folder() const { return data_; }
    std::string form_title(const std::string& form) const;  // the id itself if there is none
    core::Status note_report();                             // the trace that a report was made
    const core::Clock& clock() const { return clock_; }
    core::Random& random() { return random_; }
    // Closes the store, seals it anew under a fresh key and opens it again; calls wait meanwhile. engine() is
    // another one afterwards, or nullptr if the store could not be opened again.
    core::Result<Rekeyed> rekey();
    // Likewise closes the store, drops from its log what the state snapshot in `archive` stands for and all
    // but the last `days` days of it (log_trim.h), and opens it again.
    core::Result<storage::Truncated> trim_log(const std::string& archive, std::int64_t days);
    std::recursive_mutex& mutex() { return mutex_; }

  private:
    friend class LocalCounterRoom;  // the same store, session and lock
    LocalDeskService(std::string folder, std::string data)
        : folder_(std::move(folder)), data_(std::move(data)) {}

    // session
    core::Status open_engine(const storage::Secret& store_key);
    core::Result<core::AccountId> let_in(const std::string& account, const storage::Secret& password);
    enum class Holder : std::uint8_t { me, nobody };  // of a new reception; nobody: it waits in the line
    core::Result<core::CaseId> receive_for(const NewReception& reception, Holder holder);
    void slots_follow_roster();
    void end_listening();  // before the engine goes
    void close_engine();
    core::Status open_again();

    // shared steps
    core::Date today() const;  // in Japan
    std::string my_letter();
    core::AccountId me() const;
    Surroundings surroundings();
    core::Result<CaseView> shown(const core::CaseId& id);
    core::Result<CaseView> shown(const core::CaseId& id, const core::Result<forms::CaseFile>& file);
    storage::Act act(storage::ActKind kind, const forms::CaseFile* file = nullptr, std::string form = {},
                     std::int64_t amount = 0) const;
    using Items = std::vector<forms::Item>;
    using Make = std::function<core::Result<Items>(const forms::CaseFile&)>;
    // The case as it stands after it.
    core::Result<forms::CaseFile> change(const core::CaseId& id, storage::ActKind kind,
                                         const std::string& form, const Make& make,
                                         core::Bytes restricted = {});
    core::Status advance_to(const core::CaseId& id, forms::Stage to);
    core::Status note(storage::Act act);
    // Protected cases: case.protected, protection.other_form.
    core::Status guard(const forms::CaseFile& file, const std::string& form = {});
    core::Result<forms::CaseFile> file_for_me(const core::CaseId& id, const std::string& form = {});
    core::Status note_protected(const core::CaseId& id);
    core::Status protect_known(const forms::CaseFile& now, Items& items);
    void spend_release(const forms::CaseFile& now, const std::string& sheet, Items& items);
    core::Status sign_off_protection(const core::CaseId& id, const ReleaseInput& input,
                                     const core::AccountId& clerk, const Make& make);
    QueueRow row_of(const storage::CaseListRow& row, const storage::Roster& roster);

    // paper
    core::Result<Document> render(const forms::CaseFile& file, const std::string& form, PrintKind kind,
                                  bool with_ink);
    std::string own_sheet(const forms::CaseFile& file, const std::string& form) const;
    core::Result<std::optional<Strokes>> ink_of(const forms::CaseFile& file, const std::string& form);
    struct PrintPlan;  // what goes where, made before the print service is asked
    core::Result<PrintPlan> plan_print(const core::CaseId& id, const PrintInput& input);
    core::Status render_plan(PrintPlan& plan) const;  // needs no lock
    core::Status send(const PrintPlan& plan, PrintResult& result);
    core::Result<PrintResult> print_slip(const core::CaseId& id, const std::string& folder);
    core::Status note_print(const core::CaseId& id, const PrintPlan& plan, const PrintInput& input);

    std::string folder_;
    std::string data_;
    storage::SystemClock clock_;
    storage::SystemRandom random_;
    storage::SystemFileSystem files_;
    mutable std::recursive_mutex mutex_;
    std::unique_ptr<forms::Catalog> catalog_;
    forms::NameFamilies families_;
    std::vector<ResidentLanguage> languages_;
    std::unique_ptr<PaperWork> paper_;
    std::shared_ptr<const CounterSettings> counter_settings_;
    std::unique_ptr<CounterRoom> counter_;
    std::mutex addresses_mutex_;
    std::optional<forms::AddressBook> addresses_;  // read at the first question
    std::unique_ptr<CardReaders> readers_;
    std::optional<storage::KeySlots> slots_;
    std::optional<storage::SignInGuard> guard_;
    storage::Secret store_key_;
    storage::Session session_;
    SessionView session_view_;
    struct ReadIdentity {
        forms::Identity identity;
        bool pin_known{false};  // the resident has entered the card's PIN
    };
    std::set<core::CaseId> shown_;                          // in this session
    std::map<core::CaseId, ReadIdentity> read_identities_;  // read and not yet accepted
    struct ChipExpiry {
        std::string kind;   // of document
        std::string until;  // ISO
    };
    std::map<core::CaseId, ChipExpiry> chip_expiries_;  // of the visitor's card, accepted in this session
    // What the chip says of a document of this kind; "" if it has not been read. Nobody types it again.
    std::string expiry_on_chip(const core::CaseId& id, const std::string& kind) const;
    std::shared_ptr<PictureDesk> pictures_;  // templates, and what was read and not yet accepted
    std::set<std::string> printing_;         // sheets on their way to the print service: case and sheet
    std::mutex told_mutex_;
    std::function<void(const ChangeNotice&)> told_;
    std::shared_ptr<DeskEngine> engine_;  // ends first
};

}  // namespace app
