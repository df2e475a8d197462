// The line at the counter: in which order tickets are called, what a supervisor is wanted for, how much waits
// for each skill, and what the waiting display shows. Pure: rows in, order and words out.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/service/counter_settings.h"
#include "app/service/counter_views.h"
#include "storage/cases/case_views.h"

namespace app {

// Rows of the queue in the order of the counter, as CaseViews gave them; those that nobody holds and that
// wait are put in the order of their turn: by reception, but a ticket that did not answer stands where it
// came back.
void put_in_turn(std::vector<storage::CaseListRow>& rows);

// Waits at the counter and may be called: received, held by nobody.
bool waits(const storage::CaseListRow& row);

// 呼出中(B), 引継ぎ中(子育て支援の窓口) …: the state of a row in words.
// `plain`: as state_words() says it.
std::string row_state_words(const storage::CaseListRow& row, const std::string& plain);

// What a supervisor is wanted for: 判断待ち, 署名後の食い違い, 担当なし; "" if nothing.
std::string wanted_of(const storage::CaseListRow& row);

// Beside each skill group: how many wait and since when the first of them does (4人・25分); "0人" if nobody.
std::map<std::string, std::string> skill_loads(const CounterSettings& settings,
                                               const std::vector<storage::CaseListRow>& rows,
                                               std::int64_t now_ms);

// What the waiting display shows, the newest call first: the ticket's number, or the reception number without
// one.
std::vector<CalledTicket> called_now(const std::vector<storage::CaseListRow>& rows);

// The reason under which a clerk lays a case before the supervisor (set_aside).
inline constexpr const char* wants_decision = "係長の判断待ち";

}  // namespace app
