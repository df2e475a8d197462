// Lists: the queue, the site's state in one sentence, and what else is shown without opening a case.
#include <algorithm>
#include <set>

#include "app/node/old_part.h"
#include "app/service/counter_line.h"
#include "app/service/local_desk_service.h"
#include "app/service/wording.h"
#include "forms/core/text.h"

namespace app {

namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::size_t rows_max = 5000;
constexpr std::size_t closed_max = 500;

PeerView peer_view(const peers::PeerStatus& peer) {
    PeerView view;
    view.device = peer.device;
    view.name = peer.name;
    view.backup = peer.backup;
    view.connected = peer.linked;
    view.last_seen_ms = peer.ever_heard ? peer.last_seen.unix_ms : 0;
    view.waiting = peer.waiting_of_ours;
    view.clock_ahead_ms = peer.clock_ahead_ms.value_or(0);
    view.turned_away = peer.turned_away;
    view.cannot_serve = peer.begins_above;
    view.left_behind = peer.stands_below;
    return view;
}

// Asks the store step by step, so that a clerk's save finds its way between.
core::Result<SiteView> site_of(DeskEngine& engine) {
    const auto state = engine.state_digest();
    if (!state) return state.error();
    const auto log = engine.log_digest();
    if (!log) return log.error();
    const auto conflicts = engine.read([](storage::CaseViews& views) { return views.conflicts(1000); });
    if (!conflicts) return conflicts.error();
    const auto roster = engine.roster();
    const auto status = engine.host().status();
    SiteView view;
    view.site_name = roster.name();
    const auto* self = roster.member(engine.device());
    view.desk_letter = self != nullptr ? self->letter : "";
    view.practice = roster.practice();
    for (const auto& peer : status.peers) {
        view.peers.push_back(peer_view(peer));
        const auto* member = roster.member(peer.device);
        if (member != nullptr && !member->letter.empty()) view.peers.back().name = member->letter;
    }
    view.only_here = status.unacknowledged;
    view.identity_closed = engine.identity_closed();
    view.old_part = word(where_old_part_is(status));
    view.clock_behind = engine.clock_is_behind();
    view.compared = status.own_head_compared && !view.identity_closed;
    view.log_digest = core::to_hex(*log);
    view.state_digest = core::to_hex(*state);
    view.cases_only_here = engine.cases_only_here(status.unacknowledged);
    view.batches = engine.batch_count();
    view.conflicts = conflicts->size();
    view.bytes_sent = status.bytes_out;
    view.sentence = site_sentence(view);
    return view;
}

// Same reading and birth date twice within the day.
void mark_twins(std::vector<QueueRow>& rows, const std::vector<storage::CaseListRow>& raw,
                const std::set<std::int64_t>& guarded) {
    std::map<std::string, std::vector<std::size_t>> seen;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (!raw[i].kana.empty() && !raw[i].birth_date.empty() && !guarded.contains(raw[i].n))
            seen[raw[i].kana + raw[i].birth_date].push_back(i);
    }
    for (const auto& [person, places] : seen) {
        if (places.size() < 2) continue;
        for (const auto i : places) rows[i].same_day_twin = true;
    }
}

// The number to call by, and nothing else: visitors can see the list.
void cover(QueueRow& row) {
    row.purposes = "係長確認";
    row.forms.clear();
    row.guarded = true;
    row.state_words = "－";
    row.conflicts = 0;
    row.next_deadline.clear();
    row.notes = 0;
    row.wanted.clear();
    row.skill.clear();
    row.skill_load.clear();
}

}  // namespace

QueueRow LocalDeskService::row_of(const storage::CaseListRow& row, const storage::Roster& roster) {
    const auto* account = row.clerk.is_nil() ? nullptr : roster.account(row.clerk);
    QueueRow out;
    out.id = row.id;
    out.reception_number = row.reception;
    out.ticket = row.ticket;
    out.purposes = purposes_of(*catalog_, row.life_event, row.procedures);
    out.forms = row.procedures;
    out.stage = row.stage;
    out.desk = row.desk;
    out.state_words = row_state_words(
        row, state_words(row.stage, row.reason, row.desk, account != nullptr ? account->record.shown : ""));
    out.held = !row.clerk.is_nil();
    out.call_desk = waits(row) ? row.call.desk : "";
    out.absences = row.call.absences;
    out.last_call = static_cast<int>(row.call.absences) + 1 >= counter_settings_->absences_max;
    out.notes = row.notes;
    out.wanted = wanted_of(row);
    out.skill = skill_of(*counter_settings_, row.life_event);
    const std::int64_t until = row.finished_ms != 0 ? row.finished_ms : clock_.now().unix_ms;
    out.waiting_min = std::max<std::int64_t>(0, (until - row.received_ms) / minute_ms);
    out.over_limit =
        out.waiting_min > counter_settings_->waiting_limit_min && row.stage == forms::Stage::received;
    out.conflicts = row.conflicts;
    out.mine = row.clerk == me() && row.desk == session_view_.desk_letter;
    return out;
}

core::Result<std::vector<QueueRow>> LocalDeskService::queue(const std::string& filter) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(filter.empty() ? storage::Permission::see_queue : storage::Permission::search);
        !allowed)
        return allowed.error();
    const auto roster = engine_->roster();
    auto raw =
        engine_->read([&](storage::CaseViews& views) -> core::Result<std::vector<storage::CaseListRow>> {
            if (filter == "*") return views.newest(rows_max);
            if (!filter.empty()) return views.search_text(filter, 200);
            auto page = views.queue({me(), true, rows_max});
            if (!page) return page.error();
            auto closed = views.closed_on(storage::japan_day(clock_.now().unix_ms), closed_max);
            if (!closed) return closed.error();
            page->rows.insert(page->rows.end(), closed->begin(), closed->end());
            return std::move(page->rows);
        });
    if (!raw) return raw.error();
    put_in_turn(*raw);
    const auto loads = skill_loads(*counter_settings_, *raw, clock_.now().unix_ms);
    const auto guarded = engine_->read([](storage::CaseViews& views) { return views.guarded(); });
    if (!guarded) return guarded.error();
    std::set<std::string> unreachable;
    for (const auto& peer : engine_->host().status().peers) {
        const auto* member = roster.member(peer.device);
        if (!peer.linked && member != nullptr) unreachable.insert(member->letter);
    }
    std::vector<QueueRow> rows;
    for (const auto& row : *raw) {
        rows.push_back(row_of(row, roster));
        rows.back().reachable = !unreachable.contains(row.desk);
        if (const auto load = loads.find(rows.back().skill); load != loads.end())
            rows.back().skill_load = load->second;
    }
    mark_twins(rows, *raw, *guarded);
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (guarded->contains((*raw)[i].n)) cover(rows[i]);
    if (!filter.empty() && filter != "*") {
        if (auto noted =
                note(act(storage::ActKind::searched, nullptr, {}, static_cast<std::int64_t>(rows.size())));
            !noted)
            return noted.error();
    }
    return rows;
}

core::Result<SiteView> LocalDeskService::site() {
    std::shared_ptr<DeskEngine> open;
    {
        const std::lock_guard lock(mutex_);
        open = engine_;
    }
    if (!open) return core::denied("auth.not_signed_in");
    return site_of(*open);  // may read every case, the first time: a clerk's save does not wait
}

void LocalDeskService::on_change(std::function<void(const ChangeNotice&)> told) {
    const std::lock_guard lock(told_mutex_);
    told_ = std::move(told);
}

core::Result<std::vector<AddressView>> LocalDeskService::addresses(const std::string& typed) {
    const std::lock_guard lock(addresses_mutex_);
    if (!addresses_) {
        auto book = forms::AddressBook::load(files_, data_ + "/addresses", forms::own_city_code);
        if (!book) return book.error();
        addresses_ = std::move(*book);
    }
    const bool is_code = core::to_half_width(typed).find_first_not_of("0123456789-") == std::string::npos;
    std::vector<AddressView> out;
    for (const auto& found : is_code ? addresses_->by_code(typed) : addresses_->by_parts(typed))
        out.push_back({found.postal_code, found.text(), found.reading});
    return out;
}

std::vector<std::pair<std::string, std::string>> LocalDeskService::life_events() const {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& event : catalog_->life_events()) out.emplace_back(event.id, event.label);
    return out;
}

}  // namespace app
