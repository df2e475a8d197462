// The counter's room of LocalDeskService: the same store, session and lock; decides nothing that the pure
// units beside this file can decide.
#pragma once

#include "app/service/counter_room.h"
#include "app/service/local_desk_service.h"

namespace app {

class LocalCounterRoom final : public CounterRoom {
  public:
    explicit LocalCounterRoom(LocalDeskService& desk) : desk_(desk) {}

    core::Result<core::CaseId> put_in_line(const NewReception& reception) override;
    core::Result<CaseView> call(const core::CaseId& id) override;
    core::Result<CaseView> nobody_came(const core::CaseId& id) override;
    core::Result<CaseView> stop_calling(const core::CaseId& id) override;
    core::Result<std::vector<CalledTicket>> called() override;
    core::Result<std::map<core::CaseId, std::string>> next_deadlines(
        const std::vector<core::CaseId>& ids) override;

    core::Result<CaseView> add_note(const core::CaseId& id, const std::string& text) override;
    core::Result<std::vector<SeatView>> seats() override;
    core::Result<CaseView> assign(const core::CaseId& id, const SeatView& seat,
                                  const std::string& reason) override;
    core::Result<CaseView> decide(const core::CaseId& id, bool approved, const std::string& words) override;
    core::Result<CaseView> take_in(const core::CaseId& id) override;
    core::Result<PrintResult> print_slip(const core::CaseId& id, const std::string& folder) override {
        return desk_.print_slip(id, folder);
    }

    core::Result<CaseView> relate(const core::CaseId& id, const std::string& procedure,
                                  const std::string& relation) override;
    core::Result<CaseView> delegate(const core::CaseId& id, const std::string& date,
                                    const std::vector<std::string>& procedures) override;
    core::Result<CaseView> check_documents(const core::CaseId& id,
                                           const std::vector<DocumentInput>& documents) override;

    core::Result<CaseView> book_fee(const core::CaseId& id, const std::vector<FeeInput>& fees) override;
    core::Result<CaseView> take_back_fee(const core::CaseId& id, const std::string& line) override;
    core::Result<std::vector<FeeView>> fees_of_day(const std::string& day) override;

  private:
    using Make = LocalDeskService::Make;
    // One act of somebody who may do it, shown as it stands afterwards.
    core::Result<CaseView> act(storage::Permission permission, const core::CaseId& id, storage::ActKind kind,
                               const Make& make);
    core::Result<CaseView> mark_call(const core::CaseId& id, const char* state);

    LocalDeskService& desk_;
};

}  // namespace app
