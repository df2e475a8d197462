// One case: receiving, answering, persons, status, conflicts.
#include <algorithm>
#include <cstdio>

#include "app/service/case_answers.h"
#include "app/service/local_desk_service.h"

namespace app {

namespace {

using forms::Fact;
using forms::Item;
using forms::SetAdd;
using forms::SetRemove;
using forms::Write;
using storage::ActKind;
using storage::Permission;

Write own_write(const forms::CaseFile& file, std::uint32_t field, forms::Value value) {
    return forms::write_over(file, {0, field}, {std::move(value), forms::Source::derived, "", true});
}

std::string part(const forms::Value& value, const std::string& name) {
    const auto* record = std::get_if<forms::Record>(&value);
    if (record == nullptr) return {};
    const auto at = record->find(name);
    return at == record->end() ? std::string() : at->second;
}

// A copy to which writes of the same action can be put before they are a batch: it has seen all that stands.
class Draft {
  public:
    Draft(const forms::CaseFile& file, const core::AccountId& me) : file_(file), me_(me) {
        for (const auto& standing : file.all_standing())
            saw_.raise(standing.stamp.dot.device, standing.stamp.dot.seq);
    }
    void put(const Item& item) {
        const core::BatchId next{core::DeviceId{}, ++seq_};
        file_.apply({next, core::Hlc{~std::uint64_t{0}}, saw_}, {me_, {item}});
        saw_.raise(next.device, next.seq);
    }
    const forms::CaseFile& file() const { return file_; }

  private:
    forms::CaseFile file_;
    core::AccountId me_;
    core::VersionVector saw_;
    std::uint64_t seq_{0};
};

// The set of procedures follows what the interview is sure of; a form once added by hand is only removed by
// hand.
void follow_procedures(const forms::Catalog& catalog, const Draft& draft, core::Date today,
                       std::vector<Item>& items) {
    const auto needed = forms_needed(catalog, draft.file(), today);
    std::vector<std::string> held;
    for (const auto& member : draft.file().members(forms::set_number::procedures)) {
        const std::string form = part(member.element, "form");
        held.push_back(form);
        const bool wanted = std::find(needed.begin(), needed.end(), form) != needed.end();
        if (!wanted && part(member.element, "by") != "hand")
            items.push_back(SetRemove{forms::set_number::procedures, {member.stamp.dot}});
    }
    for (const auto& form : needed) {
        if (std::find(held.begin(), held.end(), form) == held.end()) {
            items.push_back(SetAdd{forms::set_number::procedures, forms::Record{{"form", form}}});
        }
    }
}

}  // namespace

core::Result<core::CaseId> LocalDeskService::receive(const NewReception& reception) {
    const std::lock_guard lock(mutex_);
    return receive_for(reception, Holder::me);
}

core::Result<core::CaseId> LocalDeskService::receive_for(const NewReception& reception, Holder holder) {
    if (auto allowed = may(Permission::receive); !allowed) return allowed.error();
    const auto id = core::fresh_id<core::CaseId>(random_);
    const core::Date day = today();
    auto number = engine_->next_reception(day);
    if (!number) return number.error();
    char text[32];
    std::snprintf(text, sizeof text, "%s-%03lld", my_letter().c_str(), static_cast<long long>(*number));
    const forms::CaseFile empty;
    std::vector<Item> items{own_write(empty, forms::field::reception_number, std::string(text)),
                            own_write(empty, forms::field::reception_time, clock_.now().unix_ms),
                            own_write(empty, forms::field::filing_date,
                                      forms::DateValue{core::DateValue::of(day), std::nullopt})};
    if (holder == Holder::me)
        items.push_back(own_write(empty, forms::field::claim,
                                  forms::Record{{"desk", my_letter()}, {"account", me().hex()}}));
    if (!reception.ticket.empty()) items.push_back(own_write(empty, forms::field::ticket, reception.ticket));
    Draft draft(empty, me());
    if (!reception.life_event.empty()) {
        items.push_back(own_write(empty, forms::field::life_event, reception.life_event));
        for (const auto& item : items) draft.put(item);
        follow_procedures(*catalog_, draft, day, items);
    }
    items.push_back(forms::StatusEvent{forms::Stage::none, forms::Stage::received, "", {}});
    storage::Act opened = act(ActKind::case_opened);
    opened.reception = text;
    auto written = engine_->write({id, forms::Change{me(), std::move(items)}, {opened}, {}});
    if (!written) return written.error();
    return id;
}

core::Result<CaseView> LocalDeskService::look(const core::CaseId& id) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::look); !allowed) return allowed.error();
    auto file = file_for_me(id);
    if (!file) return file.error();
    if (auto noted = note(act(ActKind::case_seen, &*file)); !noted) return noted.error();
    return shown(id);
}

core::Result<CaseView> LocalDeskService::again(const core::CaseId& id) {
    const std::lock_guard lock(mutex_);
    if (!shown_.contains(id)) return look(id);
    if (auto allowed = may(Permission::look); !allowed) return allowed.error();
    return shown(id);
}

core::Result<CaseView> LocalDeskService::take(const core::CaseId& id, const std::string& reason) {
    const std::lock_guard lock(mutex_);
    auto file = file_for_me(id);
    if (!file) return file.error();
    const auto summary = forms::summarize(*file);
    const bool elsewhere = !summary.clerk.is_nil() && (summary.clerk != me() || summary.desk != my_letter());
    if (auto allowed = may(elsewhere ? Permission::take_over : Permission::write); !allowed)
        return allowed.error();
    if (elsewhere && reason.empty()) return core::Error{core::ErrorCode::conflict, "case.held", summary.desk};
    const auto done =
        change(id, elsewhere ? ActKind::case_taken_over : ActKind::case_claimed, "",
               [&](const forms::CaseFile& now) {
                   forms::Record claim{{"desk", my_letter()}, {"account", me().hex()}};
                   if (elsewhere) claim["reason"] = reason;  // told to the other desk
                   Items items{own_write(now, forms::field::claim, std::move(claim))};
                   const auto stage = forms::status_of(now).stage;
                   if (stage == forms::Stage::on_hold || stage == forms::Stage::in_custody) {  // work goes on
                       if (auto event = forms::next_event(now, forms::Stage::interview))
                           items.emplace_back(std::move(*event));
                   }
                   return core::Result<Items>(std::move(items));
               });
    return shown(id, done);
}

// 支援措置 that a name and a birth date have brought is an act like that of a person.
core::Status LocalDeskService::note_protected(const core::CaseId& id) {
    const auto file = engine_->file(id);
    return file ? note(act(ActKind::protection_set, &*file)) : core::Status(file.error());
}

core::Result<CaseView> LocalDeskService::answer(const core::CaseId& id,
                                                const std::vector<AnswerInput>& inputs) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    bool known_again = false;
    const auto done =
        change(id, ActKind::case_changed, "", [&](const forms::CaseFile& file) -> core::Result<Items> {
            Draft draft(file, me());
            std::map<forms::Place, Write> writes;
            for (const auto& input : inputs) {
                auto write = write_of(*catalog_, draft.file(), input, today());
                if (!write) return write.error();
                // What was unseen is counted against the case, not against this action's own earlier writes.
                write->unseen = forms::write_over(file, write->place, {}, input.seen).unseen;
                if (input.over_own)
                    std::erase_if(write->unseen,
                                  [this](const core::Dot& dot) { return dot.device == engine_->device(); });
                draft.put(*write);
                writes.insert_or_assign(write->place, std::move(*write));
            }
            Items items;
            for (auto& [place, write] : writes) items.emplace_back(std::move(write));
            const std::size_t own = items.size();
            if (auto looked = protect_known(draft.file(), items); !looked) return looked.error();
            known_again = items.size() > own;
            follow_procedures(*catalog_, draft, today(), items);
            if (forms::status_of(file).stage == forms::Stage::received) {
                if (auto event = forms::next_event(file, forms::Stage::interview))
                    items.emplace_back(std::move(*event));
            }
            return items;
        });
    if (!done) return done.error();
    if (known_again)
        if (auto noted = note_protected(id); !noted) return noted.error();
    return shown(id, done);
}

core::Result<CaseView> LocalDeskService::choose_event(const core::CaseId& id, const std::string& life_event) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    if (catalog_->life_event(life_event) == nullptr)
        return core::Error{core::ErrorCode::not_found, "event.unknown", life_event};
    const auto done =
        change(id, ActKind::case_changed, "", [&](const forms::CaseFile& file) -> core::Result<Items> {
            Items items{forms::write_over(file, {0, forms::field::life_event},
                                          {life_event, forms::Source::interview, "", true})};
            Draft draft(file, me());
            draft.put(items.front());
            follow_procedures(*catalog_, draft, today(), items);
            return items;
        });
    return shown(id, done);
}

core::Result<CaseView> LocalDeskService::add_person(const core::CaseId& id, forms::Subject& added) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    std::array<std::uint8_t, 4> chance{};
    random_.fill(chance);
    added = (core::Reader(chance).u32() | 1u);
    const auto done = change(id, ActKind::case_changed, "", [&](const forms::CaseFile&) {
        return core::Result<Items>(
            Items{SetAdd{forms::set_number::persons, forms::Record{{"id", subject_text(added)}}}});
    });
    return shown(id, done);
}

core::Result<CaseView> LocalDeskService::remove_person(const core::CaseId& id, forms::Subject person) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    const auto done =
        change(id, ActKind::case_changed, "", [&](const forms::CaseFile& file) -> core::Result<Items> {
            SetRemove removal{forms::set_number::persons, {}};
            for (const auto& member : file.members(forms::set_number::persons)) {
                if (part(member.element, "id") == subject_text(person))
                    removal.dots.push_back(member.stamp.dot);
            }
            if (removal.dots.empty()) return core::Error{core::ErrorCode::not_found, "person.unknown"};
            return Items{removal};
        });
    return shown(id, done);
}

core::Result<CaseView> LocalDeskService::check_identity(const core::CaseId& id,
                                                        const std::vector<std::string>& documents,
                                                        const std::string& method) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    const auto done =
        change(id, ActKind::case_changed, "", [&](const forms::CaseFile& file) -> core::Result<Items> {
            Items items;
            for (const auto& kind : documents) {
                SetAdd add;  // by name: g++ 12 takes a moved temporary for uninitialised
                add.set = forms::set_number::documents;
                forms::Record record{{"kind", kind}};
                if (const auto until = expiry_on_chip(id, kind); !until.empty()) record["expiry"] = until;
                add.element = std::move(record);
                items.emplace_back(std::move(add));
            }
            Draft draft(file, me());
            for (const auto& item : items) draft.put(item);
            const auto identity = identity_of(*catalog_, draft.file(), counter_settings_.get(), today());
            std::string kinds;
            for (const auto& kind : identity.seen) kinds += (kinds.empty() ? "" : "・") + kind;
            const bool asked = method == "質問";
            items.emplace_back(Fact{forms::fact_kind::identity_check,
                                    {{"kinds", kinds},
                                     {"count", std::to_string(identity.seen.size())},
                                     {"method", method},
                                     {"state", identity.done || asked ? "done" : "open"}},
                                    {}});
            const std::string kind = asked                              ? "聞取"
                                     : !identity.done                   ? "未"
                                     : identity.words.starts_with("Ａ") ? "A1"
                                                                        : "B2";
            const std::map<std::string, forms::Value> staff_box{{"id_check_kind", kind},
                                                                {"id_check_docs", forms::List(identity.seen)},
                                                                {"id_check_by", session_view_.display_name}};
            for (const auto& [field, value] : staff_box) {
                if (const auto place = place_of(*catalog_, field, 0))
                    items.emplace_back(own_write(file, place->field, value));
            }
            return items;
        });
    return shown(id, done);
}

core::Result<CaseView> LocalDeskService::move_to(const core::CaseId& id, forms::Stage to,
                                                 const std::string& reason) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    const auto done =
        change(id, ActKind::status_changed, "", [&](const forms::CaseFile& file) -> core::Result<Items> {
            auto event = forms::next_event(file, to, reason);
            if (!event) return event.error();
            return Items{std::move(*event)};
        });
    return shown(id, done);
}

// Along the ordinary way, one event a step, as far as it is allowed.
core::Status LocalDeskService::advance_to(const core::CaseId& id, forms::Stage to) {
    using S = forms::Stage;
    static constexpr std::array way{S::received, S::interview, S::review, S::signed_off, S::printed};
    for (const S step : way) {
        auto file = file_for_me(id);
        if (!file) return file.error();
        const S now = forms::status_of(*file).stage;
        if (now == to || now > to) return core::ok();
        const S next = forms::may_follow(now, to) ? to : step;
        if (next <= now || !forms::may_follow(now, next)) continue;
        const auto done = change(id, ActKind::status_changed, "",
                                 [&](const forms::CaseFile& current) -> core::Result<Items> {
                                     auto event = forms::next_event(current, next);
                                     if (!event) return event.error();
                                     return Items{std::move(*event)};
                                 });
        if (!done) return done.error();
        if (next == to) return core::ok();
    }
    return core::ok();
}

core::Result<CaseView> LocalDeskService::settle(const core::CaseId& id, const forms::Place& place,
                                                const core::Dot& chosen) {
    const std::lock_guard lock(mutex_);
    auto file = file_for_me(id);
    if (!file) return file.error();
    if (auto allowed = may(forms::needs_supervisor(*file) ? Permission::settle_signed : Permission::settle);
        !allowed)
        return allowed.error();
    const auto done =
        change(id, ActKind::conflict_settled, "", [&](const forms::CaseFile& now) -> core::Result<Items> {
            for (const auto& standing : now.standing(place)) {
                if (standing.stamp.dot == chosen) return Items{forms::settle(now, place, standing.answer)};
            }
            return core::Error{core::ErrorCode::not_found, "conflict.no_such_choice"};
        });
    return shown(id, done);
}

core::Result<CaseView> LocalDeskService::undo(const core::CaseId& id, const forms::Place& place) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    auto file = file_for_me(id);
    if (!file) return file.error();
    if (!forms::may_undo(*file, place, me())) return core::Error{core::ErrorCode::conflict, "undo.not_mine"};
    auto before = engine_->before_last_write(id, place);
    if (!before) return before.error();
    const auto done =
        change(id, ActKind::case_changed, "", [&](const forms::CaseFile& now) -> core::Result<Items> {
            // Asked again where nothing can come between: a colleague's value may have arrived meanwhile.
            if (!std::ranges::equal(now.standing(place), file->standing(place)))
                return core::Error{core::ErrorCode::conflict, "undo.not_mine"};
            return Items{forms::write_over(now, place, before->value_or(forms::Answer{}))};
        });
    return shown(id, done);
}

core::Result<CaseView> LocalDeskService::mark_step(const core::CaseId& id, const std::string& step) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    const auto done = change(id, ActKind::case_changed, "", [&](const forms::CaseFile&) {
        return core::Result<Items>(Items{Fact{forms::fact_kind::step_mark,
                                              {{"step", step}, {"at", std::to_string(clock_.now().unix_ms)}},
                                              {}}});
    });
    return shown(id, done);
}

}  // namespace app
