// What may be done with a row of 受付一覧 from the list itself, by digit: the same menu for clerks and
// supervisors, each sees what is theirs. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/service/desk_views.h"

namespace app {

enum class RowAction : std::uint8_t {
    call,
    came,
    again,
    absent,
    stop,
    cancel,
    note,
    take_in,
    approve,
    send_back,
    settle,
    assign,
    release
};

// In the order of the digits. `my_desk`: letter.
std::vector<std::pair<RowAction, std::string>> row_actions(const QueueRow& row, const std::string& my_desk,
                                                           bool supervisor);

// What follows a call: they came, once more, nobody; of a last call also 取消.
std::vector<std::pair<RowAction, std::string>> after_call(const QueueRow& row);

// The number that is called: the ticket's, or the reception number of those without one.
std::string called_number(const QueueRow& row);

// The next that this desk can serve: mine first, then the one it calls already, then the first that waits.
const QueueRow* next_to_serve(const std::vector<QueueRow>& rows, const std::string& my_desk);

}  // namespace app
