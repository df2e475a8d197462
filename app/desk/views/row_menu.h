// What is done with a row of 受付一覧 without opening it: calling its number, notes to colleagues, a
// supervisor's decisions. Asks in the list's prompt and carries out what was chosen; what is offered is
// decided by app/service/row_actions. UI thread only.
#pragma once

#include <functional>

#include "app/desk/controls/prompt_bar.h"
#include "app/service/counter_room.h"
#include "app/service/row_actions.h"

namespace app::desk {

class RowMenu {
  public:
    struct Told {
        std::function<void(const core::CaseId&)> open;  // the case is wanted on screen
        std::function<void()> changed;                  // rows may be others now
    };
    RowMenu(wxWindow* list, Shell& shell, PromptBar& prompt, Told told)
        : list_(list), shell_(shell), prompt_(prompt), told_(std::move(told)) {}

    void offer(const QueueRow& row);       // F4
    void call(const QueueRow& row);        // the number goes to the waiting display
    void ask_called(const QueueRow& row);  // did they come?

  private:
    using Wish = std::function<core::Result<CaseView>(CounterRoom&)>;
    void carry_out(const QueueRow& row, RowAction action);
    void wish(const core::CaseId& id, Wish wish, std::function<void(const CaseView&)> done);
    void said(const QueueRow& row, Wish wish, const std::string& words);
    void write_note(const QueueRow& row);
    void decide(const QueueRow& row, bool approved);
    void assign(const QueueRow& row);
    void ask_reason(const QueueRow& row, const SeatView& seat);
    void cancel(const QueueRow& row);

    wxWindow* list_;
    Shell& shell_;
    PromptBar& prompt_;
    Told told_;
};

}  // namespace app::desk
