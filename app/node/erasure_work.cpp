#include "app/node/erasure_work.h"

#include <algorithm>
#include <map>
#include <set>

namespace app {

namespace {

using storage::Digest;
using storage::EraseState;
using storage::EraseTarget;

constexpr std::uint8_t item_act = 1;
constexpr std::uint8_t item_mark = 2;
constexpr std::int64_t pages_a_slice = 256;
constexpr std::string_view pages_due = "erase.pages_due";  // 1: erased, and pages not given back yet

core::Bytes item_of(std::uint8_t kind, core::ByteView bytes) {
    core::Writer out;
    out.u8(0).u8(kind).raw(bytes);
    return out.take();
}

// Only signatures that hold are kept, so that nobody can spoil an act by adding a false one.
void drop_false_signatures(storage::SignedAct& act, const storage::Roster& roster) {
    const auto message = storage::act_message(act);
    std::erase_if(act.signatures, [&](const storage::ActSignature& signature) {
        const auto* account = roster.account(signature.account);
        return account == nullptr || !storage::verify(account->record.sign_key, message, signature.signature);
    });
}

}  // namespace

struct ErasureWork::Known {
    std::vector<storage::KeptAct> acts;
    std::map<Digest, std::set<core::DeviceId>> marks;  // that hold, of other members
    std::set<Digest> stopped;
};

core::Result<Clocks> ErasureWork::clocks(core::Instant now, core::Instant from_peers) {
    core::Instant elsewhere = from_peers;
    bool others = false;
    for (const auto& [id, member] : node_.roster().members()) {
        if (id == node_.device().id) continue;
        others = others || member.in_force();
        const auto* head = node_.log().head(id);
        if (head != nullptr) elsewhere = std::max(elsewhere, core::Instant{head->hlc.unix_ms()});
    }
    auto marks = node_.signed_acts().marks();
    if (!marks) return marks.error();
    for (const auto& mark : *marks)
        if (mark.device != node_.device().id) elsewhere = std::max(elsewhere, mark.at);
    return Clocks{now, others ? elsewhere : now};
}

core::Result<ErasureWork::Known> ErasureWork::known() {
    Known out;
    auto acts = node_.signed_acts().acts();
    if (!acts) return acts.error();
    out.acts = std::move(*acts);
    auto marks = node_.signed_acts().marks();
    if (!marks) return marks.error();
    for (const auto& mark : *marks) {
        const storage::EraseMark word{mark.act, mark.device, mark.at, mark.signature};
        if (mark.device != node_.device().id && storage::mark_holds(word, node_.roster()))
            out.marks[mark.act].insert(mark.device);
    }
    for (const auto& kept : out.acts) {
        auto act = storage::decode_act(kept.bytes);
        if (!act || act->kind != storage::act_kind::stop_erase) continue;
        auto what = storage::stopped_act(*act);
        if (what && storage::check_act(*act, node_.roster())) out.stopped.insert(*what);
    }
    return out;
}

core::Result<bool> ErasureWork::keep(storage::SignedAct act, std::optional<core::BatchId> batch,
                                     const Clocks& clocks) {
    if (act.site != node_.roster().site()) return false;
    drop_false_signatures(act, node_.roster());
    if (act.signatures.empty()) return false;
    auto table = node_.signed_acts();
    auto found = table.find(storage::act_digest(act));
    if (!found) return found.error();
    storage::KeptAct kept = *found ? **found : storage::KeptAct{storage::act_digest(act), {}, {}, {}, {}, {}};
    if (*found) {
        auto before = storage::decode_act(kept.bytes);
        if (!before) return before.error();
        for (const auto& signature : before->signatures)
            storage::add_signature(act, signature.account, signature.signature);
    }
    core::Bytes bytes = storage::encode_act(act);
    const bool fresh = bytes != kept.bytes;
    const bool confirmed = static_cast<bool>(storage::check_act(act, node_.roster()));
    if (!fresh && (kept.seen || !confirmed)) return false;
    kept.bytes = std::move(bytes);
    if (batch) kept.batch = batch;
    if (!kept.seen && confirmed) {
        kept.seen = clocks.now;
        kept.seen_elsewhere = clocks.elsewhere;
    }
    auto put = table.put(kept);
    return put ? core::Result<bool>(fresh) : put.error();
}

core::Result<bool> ErasureWork::take(const storage::Batch& batch, const Clocks& clocks) {
    bool news = false;
    for (const auto& extension : batch.head.extensions) {
        if (extension.tag != storage::head_extension_signed_act) continue;
        auto act = storage::decode_act(extension.bytes);
        if (!act) continue;  // a newer release's: kept in the head, and permits nothing here
        auto kept = keep(std::move(*act), batch.head.id(), clocks);
        if (!kept) return kept.error();
        news = news || *kept;
    }
    return news;
}

core::Result<bool> ErasureWork::take_item(core::ByteView item, const Clocks& clocks) {
    if (!is_item(item)) return false;
    const core::ByteView rest = item.subspan(2);
    auto block = node_.gate().begin();
    if (!block) return block.error();
    core::Result<bool> news = false;
    if (item[1] == item_act) {
        auto act = storage::decode_act(rest);
        if (act) news = keep(std::move(*act), std::nullopt, clocks);
    } else if (item[1] == item_mark) {
        auto mark = storage::decode_mark(rest);
        if (mark && storage::mark_holds(*mark, node_.roster()))
            news = node_.signed_acts().add_mark({mark->act, mark->device, mark->time, mark->signature});
    }
    if (!news || !*news) return news;
    auto done = block->commit();
    return done ? news : done.error();
}

core::Result<std::vector<core::Bytes>> ErasureWork::items() {
    auto acts = node_.signed_acts().acts();
    if (!acts) return acts.error();
    auto marks = node_.signed_acts().marks();
    if (!marks) return marks.error();
    std::vector<core::Bytes> out;
    for (const auto& act : *acts) out.push_back(item_of(item_act, act.bytes));
    for (const auto& mark : *marks)
        out.push_back(
            item_of(item_mark, storage::encode_mark({mark.act, mark.device, mark.at, mark.signature})));
    return out;
}

core::Result<EraseState> ErasureWork::state_of(const Known& known, const PendingErasure& pending,
                                               const EraseTarget& target, const Clocks& clocks) {
    auto newest = node_.log().newest_of_case(target.case_id);
    if (!newest) return newest.error();
    storage::EraseView view;
    view.now = clocks.now;
    view.newest_elsewhere = clocks.elsewhere;
    view.newest_head = *newest;
    view.stopped = known.stopped.contains(pending.digest);
    view.marks = pending.marks;
    view.first_seen = pending.seen.value_or(clocks.now);
    for (const auto& kept : known.acts)
        if (kept.digest == pending.digest) view.elsewhere_first = kept.seen_elsewhere;
    return storage::erase_state(pending.act, node_.roster(), view);
}

core::Result<std::vector<PendingErasure>> ErasureWork::pending(const Clocks& clocks) {
    auto all = known();
    if (!all) return all.error();
    std::vector<PendingErasure> out;
    for (const auto& kept : all->acts) {
        auto act = storage::decode_act(kept.bytes);
        if (!act || act->kind != storage::act_kind::erase) continue;
        PendingErasure one{kept.digest, std::move(*act), EraseState::ready, false, kept.seen, kept.done, 0};
        one.confirmed = static_cast<bool>(storage::check_act(one.act, node_.roster()));
        if (const auto at = all->marks.find(kept.digest); at != all->marks.end())
            one.marks = at->second.size();
        auto order = storage::erase_order(one.act);
        if (!order) continue;
        for (const auto& target : order->targets) {
            auto state = state_of(*all, one, target, clocks);
            if (!state) return state.error();
            one.state = std::min(one.state, *state);
        }
        out.push_back(std::move(one));
    }
    return out;
}

core::Result<std::vector<core::CaseId>> ErasureWork::may_come_hollow() {
    auto entries = storage::ErasureLedger(node_.database().writer()).entries();
    if (!entries) return entries.error();
    std::vector<core::CaseId> out;
    for (const auto& entry : *entries) out.push_back(entry.case_id);
    return out;
}

core::Result<std::vector<core::CaseId>> ErasureWork::past_retention(const Clocks& clocks,
                                                                    std::size_t count_max) {
    auto rows = node_.database().writer().query(
        "SELECT id FROM case_id WHERE id NOT IN (SELECT case_id FROM erasure WHERE part_class = 0) "
        "ORDER BY n");
    if (!rows) return rows.error();
    std::vector<core::CaseId> all;
    auto read = rows->each([&](storage::Statement& row) { all.push_back(row.id<core::CaseId>(0)); });
    if (!read) return read.error();
    const auto days = std::min<std::uint64_t>(node_.roster().minimum_retention_days(), 1'000'000);
    const std::int64_t latest =
        std::min(clocks.now, clocks.elsewhere).unix_ms - static_cast<std::int64_t>(days) * 86'400'000;
    std::vector<core::CaseId> out;
    for (const auto& id : all) {
        if (out.size() >= count_max) break;
        auto newest = node_.log().newest_of_case(id);
        if (!newest) return newest.error();
        if (newest->unix_ms > 0 && newest->unix_ms <= latest) out.push_back(id);
    }
    return out;
}

core::Status ErasureWork::carry_out(const storage::KeptAct& kept, const storage::EraseOrder& order,
                                    const std::vector<EraseTarget>& targets, const Clocks& clocks,
                                    const Projections& projections) {
    auto block = node_.gate().begin();
    if (!block) return block.error();
    for (const auto& target : targets) {
        const storage::Erasure erasure{target.case_id,
                                       target.part_class,
                                       clocks.now,
                                       order.rule,
                                       kept.batch.value_or(core::BatchId{}),
                                       0};
        if (auto gone = storage::carry_out(node_.log(), erasure); !gone) return gone.error();
        if (projections) {
            if (auto dropped = projections(target); !dropped) return dropped;
        }
    }
    if (auto due = node_.settings().set_number(pages_due, 1); !due) return due;
    if (targets.size() == order.targets.size()) {
        storage::KeptAct done = kept;
        done.done = clocks.now;
        auto table = node_.signed_acts();
        if (auto noted = table.put(done); !noted) return noted;
        const auto mark = storage::erase_mark(node_.roster().site(), kept.digest, node_.device().id,
                                              clocks.now, node_.device().sign);
        auto added = table.add_mark({mark.act, mark.device, mark.time, mark.signature});
        if (!added) return added.error();
    }
    return block->commit();
}

core::Result<std::vector<core::CaseId>> ErasureWork::carry_out_ready(const Clocks& clocks,
                                                                     const Projections& projections) {
    auto all = known();
    if (!all) return all.error();
    auto waiting = pending(clocks);
    if (!waiting) return waiting.error();
    storage::ErasureLedger ledger(node_.database().writer());
    std::vector<core::CaseId> gone;
    for (const auto& one : *waiting) {
        if (one.done) continue;
        auto order = storage::erase_order(one.act);
        if (!order) continue;
        std::vector<EraseTarget> ready;
        bool any = false;
        for (const auto& target : order->targets) {
            auto state = state_of(*all, one, target, clocks);
            if (!state) return state.error();
            if (*state != EraseState::ready) continue;
            auto before = ledger.covers(target.case_id, target.part_class);
            if (!before) return before.error();
            ready.push_back(target);
            if (*before) continue;
            any = true;
            gone.push_back(target.case_id);
        }
        if (!any && ready.size() < order->targets.size()) continue;
        const auto kept = std::find_if(all->acts.begin(), all->acts.end(),
                                       [&](const auto& act) { return act.digest == one.digest; });
        if (auto done = carry_out(*kept, *order, ready, clocks, projections); !done) return done.error();
    }
    (void)give_back_pages();  // where a reader is in the way: the next time
    return gone;
}

// Freed pages were overwritten when they were freed; here the file lets go of them, and the WAL of its
// frames.
core::Status ErasureWork::give_back_pages() {
    auto due = node_.settings().number(pages_due);
    if (!due) return due.error();
    if (due->value_or(0) == 0) return core::ok();
    for (;;) {
        auto given = node_.database().vacuum_slice(pages_a_slice);
        if (!given) return given.error();
        if (*given == 0) break;
    }
    // First the note, so that nothing lies in the WAL after the last checkpoint.
    if (auto done = node_.settings().set_number(pages_due, 0); !done) return done;
    auto truncated = node_.database().checkpoint(storage::Checkpoint::truncate);
    if (!truncated) (void)node_.settings().set_number(pages_due, 1);
    return truncated;
}

}  // namespace app
