// Line, notes, supervisor. People and fees: local_counter_papers.cpp.
#include "app/service/local_counter_room.h"

#include <algorithm>

#include "app/service/case_viewer.h"
#include "app/service/counter_line.h"
#include "app/service/counter_settings.h"
#include "forms/casework/protection.h"
#include "forms/core/text.h"

namespace app {

namespace {

using forms::Fact;
using storage::ActKind;
using storage::Permission;

constexpr std::size_t note_max = 2000;  // bytes
constexpr std::size_t line_max = 2000;
constexpr std::size_t sign_ins_looked_at = 500;

forms::Write claim(const forms::CaseFile& file, forms::Record record) {
    return forms::write_over(file, {0, forms::field::claim},
                             {std::move(record), forms::Source::derived, "", true});
}

}  // namespace

core::Result<CaseView> LocalCounterRoom::act(Permission permission, const core::CaseId& id, ActKind kind,
                                             const Make& make) {
    const std::lock_guard lock(desk_.mutex_);
    if (auto allowed = desk_.may(permission); !allowed) return allowed.error();
    return desk_.shown(id, desk_.change(id, kind, "", make));
}

core::Result<core::CaseId> LocalCounterRoom::put_in_line(const NewReception& reception) {
    const std::lock_guard lock(desk_.mutex_);
    return desk_.receive_for(reception, LocalDeskService::Holder::nobody);
}

core::Result<CaseView> LocalCounterRoom::mark_call(const core::CaseId& id, const char* state) {
    return act(Permission::write, id, ActKind::case_changed, [&](const forms::CaseFile&) {
        return core::Result<LocalDeskService::Items>(LocalDeskService::Items{
            Fact{forms::fact_kind::ticket_call, {{"state", state}, {"desk", desk_.my_letter()}}, {}}});
    });
}

core::Result<CaseView> LocalCounterRoom::call(const core::CaseId& id) {
    return act(
        Permission::write, id, ActKind::case_changed,
        [&](const forms::CaseFile& file) -> core::Result<LocalDeskService::Items> {
            const auto now = forms::summarize(file);
            if (!now.clerk.is_nil() || now.stage != forms::Stage::received)
                return core::Error{core::ErrorCode::conflict, "line.held", now.desk};
            if (!now.call.desk.empty() && now.call.desk != desk_.my_letter())
                return core::Error{core::ErrorCode::conflict, "line.called", now.call.desk};
            return LocalDeskService::Items{
                Fact{forms::fact_kind::ticket_call, {{"state", "called"}, {"desk", desk_.my_letter()}}, {}},
                Fact{forms::fact_kind::step_mark,
                     {{"step", "call"}, {"at", std::to_string(desk_.clock_.now().unix_ms)}},
                     {}}};
        });
}

core::Result<CaseView> LocalCounterRoom::nobody_came(const core::CaseId& id) {
    return mark_call(id, "absent");
}
core::Result<CaseView> LocalCounterRoom::stop_calling(const core::CaseId& id) {
    return mark_call(id, "stopped");
}

core::Result<std::vector<CalledTicket>> LocalCounterRoom::called() {
    const std::lock_guard lock(desk_.mutex_);
    if (auto allowed = desk_.may(Permission::see_queue); !allowed) return allowed.error();
    auto page = desk_.engine_->read([&](storage::CaseViews& views) {
        return views.queue({desk_.me(), false, line_max});
    });
    if (!page) return page.error();
    return called_now(page->rows);
}

// Weighed outside the lock: nobody's save waits for a list.
core::Result<std::map<core::CaseId, std::string>> LocalCounterRoom::next_deadlines(
    const std::vector<core::CaseId>& ids) {
    std::map<core::CaseId, forms::CaseFile> files;
    {
        const std::lock_guard lock(desk_.mutex_);
        if (auto allowed = desk_.may(Permission::see_queue); !allowed) return allowed.error();
        for (const auto& id : ids) {
            auto file = desk_.engine_->read([&](storage::CaseViews& views) { return views.file(id); });
            if (!file) return file.error();
            if (!*file || forms::is_protected(**file)) continue;
            files.emplace(id, std::move(**file));
        }
    }
    std::map<core::CaseId, std::string> out;
    for (const auto& [id, file] : files) out.emplace(id, next_deadline(*desk_.catalog_, file, desk_.today()));
    return out;
}

core::Result<CaseView> LocalCounterRoom::add_note(const core::CaseId& id, const std::string& text) {
    const std::string words = core::trim(text);
    if (words.empty()) return core::invalid("note.empty");
    if (words.size() > note_max) return core::invalid("note.long");
    return act(Permission::write, id, ActKind::case_changed, [&](const forms::CaseFile&) {
        return core::Result<LocalDeskService::Items>(
            LocalDeskService::Items{Fact{forms::fact_kind::note, {{"text", words}}, {}}});
    });
}

core::Result<std::vector<SeatView>> LocalCounterRoom::seats() {
    const std::lock_guard lock(desk_.mutex_);
    if (auto allowed = desk_.may(Permission::see_queue); !allowed) return allowed.error();
    storage::ActQuery query;
    query.kind = ActKind::signed_in;
    query.rows_max = sign_ins_looked_at;
    auto rows = desk_.engine_->read([&](storage::CaseViews& views) { return views.acts(query); });
    if (!rows) return rows.error();
    const auto roster = desk_.engine_->roster();
    std::vector<SeatView> out;
    for (const auto& row : *rows) {
        const auto* account = roster.account(row.act.account);
        const auto* member = roster.member(row.device);
        if (account == nullptr || member == nullptr || member->letter.empty()) continue;
        if (!account->in_force() || !storage::role_allows(account->record.role, Permission::write)) continue;
        const bool known = std::any_of(out.begin(), out.end(), [&](const SeatView& seat) {
            return seat.account == row.act.account || seat.desk == member->letter;
        });
        if (!known) out.push_back({row.act.account, account->record.shown, member->letter});
    }
    std::sort(out.begin(), out.end(), [](const SeatView& a, const SeatView& b) { return a.desk < b.desk; });
    return out;
}

core::Result<CaseView> LocalCounterRoom::assign(const core::CaseId& id, const SeatView& seat,
                                                const std::string& reason) {
    if (reason.empty()) return core::invalid("case.no_reason");
    return act(Permission::settle_signed, id, ActKind::case_taken_over, [&](const forms::CaseFile& file) {
        forms::Record record{{"reason", reason}};
        if (!seat.account.is_nil()) {
            record["desk"] = seat.desk;
            record["account"] = seat.account.hex();
        }
        return core::Result<LocalDeskService::Items>(LocalDeskService::Items{claim(file, std::move(record))});
    });
}

core::Result<CaseView> LocalCounterRoom::decide(const core::CaseId& id, bool approved,
                                                const std::string& words) {
    return act(Permission::settle_signed, id, ActKind::status_changed,
               [&](const forms::CaseFile& file) -> core::Result<LocalDeskService::Items> {
                   const auto now = forms::summarize(file);
                   if (now.stage != forms::Stage::on_hold || now.reason != wants_decision)
                       return core::Error{core::ErrorCode::conflict, "decision.not_wanted"};
                   auto event =
                       forms::next_event(file, forms::Stage::interview, approved ? "承認" : "差戻し");
                   if (!event) return event.error();
                   return LocalDeskService::Items{
                       Fact{forms::fact_kind::decision,
                            {{"decision", approved ? "approved" : "returned"}, {"words", core::trim(words)}},
                            {}},
                       std::move(*event)};
               });
}

core::Result<CaseView> LocalCounterRoom::take_in(const core::CaseId& id) {
    return act(Permission::write, id, ActKind::status_changed,
               [&](const forms::CaseFile& file) -> core::Result<LocalDeskService::Items> {
                   auto event = forms::next_event(file, forms::Stage::taken_over);
                   if (!event) return event.error();
                   return LocalDeskService::Items{
                       std::move(*event),
                       Fact{forms::fact_kind::handed_over,
                            {{"item", "案件"},
                             {"direction", "accepted"},
                             {"to", forms::summarize(file).reason},
                             {"by", desk_.session_view_.display_name}},
                            {}},
                       claim(file, {{"desk", desk_.my_letter()}, {"account", desk_.me().hex()}})};
               });
}

}  // namespace app
