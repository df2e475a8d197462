// The counter around the cases: the line of tickets, notes to colleagues, what a supervisor decides in the
// list, how the visitor stands to each procedure, documents with their expiry, fees. A part of DeskService,
// with its rules: every call may block and is made from a lane; what returns as done is durable and goes to
// all desks; each change is one act with its trace.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/service/desk_service.h"

namespace app {

struct DocumentInput {
    std::string kind;
    std::string expiry;  // as typed, any accepted date; "" = none asked
};
struct FeeInput {
    std::string item;
    int count{1};
    std::string exemption;  // id of the city's rule; "" = paid
    std::string receipt;    // number; wanted unless exempt
};

class CounterRoom {
  public:
    virtual ~CounterRoom() = default;

    // ---- the line. A ticket without a number is called by its reception number.
    // A reception that nobody holds yet.
    virtual core::Result<core::CaseId> put_in_line(const NewReception& reception) = 0;
    virtual core::Result<CaseView> call(const core::CaseId& id) = 0;  // line.held, line.called (detail: desk)
    virtual core::Result<CaseView> nobody_came(
        const core::CaseId& id) = 0;  // back into the line, behind all others
    virtual core::Result<CaseView> stop_calling(const core::CaseId& id) = 0;
    virtual core::Result<std::vector<CalledTicket>> called() = 0;  // the newest first; leaves no trace

    // The nearest last day of each open case (11/24(火)), "" without one; protected cases are left out. Reads
    // and weighs each case, so ask for what is on screen. Leaves no trace: a day and no name.
    virtual core::Result<std::map<core::CaseId, std::string>> next_deadlines(
        const std::vector<core::CaseId>& ids) = 0;

    // ---- colleagues and supervisor
    virtual core::Result<CaseView> add_note(const core::CaseId& id,
                                            const std::string& text) = 0;  // note.empty
    virtual core::Result<std::vector<SeatView>> seats() = 0;
    // Supervisor: the case goes to a colleague, or back into the line (account nil). Told to both.
    virtual core::Result<CaseView> assign(const core::CaseId& id, const SeatView& seat,
                                          const std::string& reason) = 0;
    // Supervisor: answers a 係長の判断待ち; the case goes on with the clerk who asked.
    virtual core::Result<CaseView> decide(const core::CaseId& id, bool approved,
                                          const std::string& words) = 0;
    // What another section handed on is taken in here.
    virtual core::Result<CaseView> take_in(const core::CaseId& id) = 0;

    // The slip (保留票, 案内票) of a case that waits: why, what to bring, its number. To the usual printer,
    // else to `folder`.
    virtual core::Result<PrintResult> print_slip(const core::CaseId& id, const std::string& folder) = 0;

    // ---- people
    virtual core::Result<CaseView> relate(const core::CaseId& id, const std::string& procedure,
                                          const std::string& relation) = 0;  // relation.unknown
    // The 委任状: its date as typed and the procedures it names. Replaces what was recorded before.
    virtual core::Result<CaseView> delegate(const core::CaseId& id, const std::string& date,
                                            const std::vector<std::string>& procedures) = 0;
    virtual core::Result<CaseView> check_documents(const core::CaseId& id,
                                                   const std::vector<DocumentInput>& documents) = 0;

    // ---- fees
    virtual core::Result<CaseView> book_fee(const core::CaseId& id, const std::vector<FeeInput>& fees) = 0;
    virtual core::Result<CaseView> take_back_fee(const core::CaseId& id, const std::string& line) = 0;
    virtual core::Result<std::vector<FeeView>> fees_of_day(const std::string& day) = 0;  // ISO; a report
};

}  // namespace app
