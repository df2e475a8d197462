// What desks do in the simulated world: write cases with the product's own changes and fold them, learn of
// erasures and revocations, and what must be true in the end.
#include <algorithm>

#include "forms/casework/status.h"
#include "tests/sim/sim_host.h"

namespace sim {

namespace {

constexpr std::uint64_t cases_max = 12;
constexpr std::uint64_t fields_max = 3;
// Only newer builds know these; older ones carry them along.
constexpr std::uint32_t newer_field = 9001;
constexpr std::uint32_t newer_set = 901;
constexpr std::uint64_t newer_op = 77;

core::CaseId case_number(std::uint64_t n) {
    core::CaseId id;
    id.bytes[0] = static_cast<std::uint8_t>(n + 1);
    return id;
}

void add_part(storage::Batch& batch, std::uint32_t part_class, core::Bytes bytes) {
    batch.head.parts.push_back({part_class, {batch.head.device, 1}, bytes.size(), storage::hash(bytes)});
    batch.parts.push_back(std::move(bytes));
}

}  // namespace

std::optional<core::CaseId> World::some_case(std::size_t node) {
    const auto id = case_number(random_.below(cases_max));
    if (node == 0 || hosts_[node]->log->erased(id)) return std::nullopt;
    return id;
}

// One action of a clerk, over what this desk shows now.
forms::Change World::some_change(std::size_t node, const core::CaseId& id, std::uint64_t seq) {
    const forms::CaseFile& file = hosts_[node]->book.file(id);
    forms::Change change;
    const std::string value = std::to_string(node) + "." + std::to_string(seq);
    const auto field = static_cast<std::uint32_t>(random_.below(fields_max));
    const forms::Place place{0, is_newer(node) && random_.below(4) == 0 ? newer_field : 100 + field};
    std::optional<std::set<core::Dot>> seen;
    if (random_.below(5) == 0) {  // something arrived while the clerk was typing
        seen.emplace();
        for (const auto& standing : file.standing(place))
            if (random_.below(2) == 0) seen->insert(standing.stamp.dot);
    }
    change.items.push_back(
        forms::write_over(file, place, {value, forms::Source::interview, "", false}, seen));
    const auto dice = random_.below(10);
    const std::uint32_t set = is_newer(node) && dice == 0 ? newer_set : forms::set_number::procedures;
    if (dice < 2) change.items.push_back(forms::SetAdd{set, forms::Record{{"id", value}}});
    if (dice == 2 && !file.members(set).empty())
        change.items.push_back(forms::SetRemove{set, {file.members(set).front().stamp.dot}});
    if (dice >= 8) {
        const auto to = static_cast<forms::Stage>(1 + random_.below(13));
        if (auto event = forms::next_event(file, to)) change.items.push_back(*event);
    }
    if (dice == 7) change.items.push_back(forms::Fact{forms::fact_kind::step_mark, {{"step", value}}, {}});
    if (dice == 6 && is_newer(node)) change.items.push_back(forms::UnknownItem{newer_op, 2, {1, 2, 3}});
    return change;
}

void World::write(std::size_t node, std::size_t batches) {
    auto& host = *hosts_[node];
    if (!host.node || host.revoked) return;
    storage::SealedRun run;
    run.device = host.device;
    std::uint64_t seq = host.log->heads().of(host.device);
    core::Digest chain = host.log->chain_of(host.device);
    for (std::size_t i = 0; i < batches; ++i) {
        storage::Batch batch;
        auto& head = batch.head;
        head.device = host.device;
        head.seq = ++seq;
        if (host.run_seq == 0) {
            host.run_seq = seq;
            head.run = core::fresh_id<core::RunId>(random_);
        }
        head.run_seq = host.run_seq;
        head.hlc = host.hlc = core::next_hlc(host.hlc, now(node).wall);
        head.case_id = some_case(node);
        for (const auto& [device, known] : host.log->heads().entries())
            if (device != host.device && host.told.of(device) < known)
                head.context.push_back({device, known});
        host.told.merge(host.log->heads());
        if (is_newer(node) && random_.below(6) == 0) head.extensions.push_back({90, {7}});
        core::VersionVector saw = host.told;
        saw.set(host.device, seq - 1);
        if (head.case_id) {
            const auto change = some_change(node, *head.case_id, seq);
            add_part(batch, storage::part_class::content, forms::encode_change(change));
            truth_.note(*head.case_id, head, change, saw);
            host.book.apply(batch, saw);
        }
        if (!head.case_id || random_.below(400) == 0) {
            core::Bytes part(16 + random_.below(random_.below(400) == 0 ? 200'000 : 60));
            random_.fill(part);
            add_part(batch, storage::part_class::restricted, std::move(part));
        }
        chain = storage::next_chain(chain, storage::hash(storage::encode_head(head)));
        run.batches.push_back(std::move(batch));
    }
    run.seal = {seq, chain, host.signing.sign(storage::seal_message(site_, host.device, seq, chain))};
    host.chains.resize(seq);
    host.chains.back() = chain;
    const auto wrong = host.log->append(run, chain);
    if (!wrong.empty() && broken_.empty()) broken_ = "a desk wrote " + wrong;
    host.acknowledged = seq;
    give(node, peers::LocalStored{std::move(run)});
}

void World::fold(std::size_t node, const storage::Batch& batch, const core::VersionVector& context) {
    if (node == 0) return;  // the backup node is blind
    if (options_.canary == "forgotten" && random_.below(60) == 0) return;
    hosts_[node]->book.apply(batch, context);
}

void World::erase(std::size_t node) {
    const auto id = case_number(random_.below(cases_max));
    learn(node, {core::Bytes{erase_item, id.bytes[0]}});
}

// Items beside the roster and entries of it, as they come from peers or are made here.
void World::learn(std::size_t node, const std::vector<core::Bytes>& items) {
    auto& host = *hosts_[node];
    bool cut = false;
    std::vector<core::CaseId> erased;
    for (const auto& item : items) {
        if (!host.roster.insert(item).second) continue;
        core::Reader in(item);
        if (item.front() == erase_item) {
            in.u8();
            erased.push_back({{in.u8()}});
            host.log->erase(erased.back());
            host.book.forget(erased.back());
            host.base.forget(erased.back());
        } else if (item.size() > 1 && options_.canary != "revoked") {
            const auto n = static_cast<std::size_t>(in.varint());
            cut = host.log->cut_back(hosts_[n]->device, in.varint()) || cut;
        }
    }
    if (!host.node) return;
    give(node, roster_of(node));
    if (!erased.empty()) give(node, peers::CasesErased{erased});
    if (!cut) return;
    host.book = host.base;
    (void)host.log->replay([&](const storage::Batch& batch, const core::VersionVector& context) {
        if (node != 0) host.book.apply(batch, context);
    });
    const std::uint64_t before = host.generation++;
    give(node, peers::StoreFailed{before, host.log->log_heads(), true});
}

core::VersionVector World::held_by_all(std::size_t node, Joiner joiner) const {
    core::VersionVector held = hosts_[node]->log->heads();
    for (const auto& peer : status(node).peers) {
        const bool joins = peer.device == hosts_.back()->device && !hosts_.back()->begun;
        if (joins && joiner == Joiner::left_out) continue;
        const core::VersionVector before = held;
        for (const auto& [device, seq] : before.entries())
            held.set(device, std::min(seq, peer.durable.of(device)));
    }
    return held;
}

// The backup node keeps everything: who was away longer than the desks keep takes it from there. The store is
// closed for it, and what was on its way to it is void.
void World::drop_below(std::size_t node) {
    auto& host = *hosts_[node];
    if (node == 0 || !host.node || host.revoked) return;
    const auto held = held_by_all(node, Joiner::holds_nothing);
    stop(node);
    host.log->drop_below(held, [&](const storage::Batch& batch, const core::VersionVector& context) {
        if (options_.canary != "base") host.base.apply(batch, context);
    });
    start(node);
}

// Only of what all hold, so that no later revocation can end a log below it.
void World::snapshot(std::size_t node) {
    const auto& host = *hosts_[node];
    if (node == 0 || !host.node || host.revoked ||
        !(held_by_all(node, Joiner::left_out) == host.log->heads()))
        return;
    snapshot_ = std::make_unique<StateSnapshot>(StateSnapshot{*host.log, host.book});
}

bool World::begun(std::size_t node) const { return hosts_[node]->begun; }

void World::join_by_state(std::size_t node) {
    auto& host = *hosts_[node];
    if (!snapshot_ || node == 0 || begun(node) || host.revoked) return;
    const auto erased_here = host.log->erasures();
    host.log->begin_where(snapshot_->log);
    host.book = snapshot_->book;
    for (const auto& id : erased_here) host.book.forget(id);
    if (options_.canary == "begun") host.book.clear();
    host.base = host.book;
    start(node);
}

// A donor whose disk has rotted.
void World::spoil(std::vector<storage::SealedRun>& runs) {
    for (auto& run : runs)
        for (auto& batch : run.batches)
            for (auto& part : batch.parts)
                if (part && !part->empty() && random_.below(8) == 0) part->back() ^= 1;
}

bool World::is_newer(std::size_t node) const { return options_.two_versions && node % 2 == 1; }

std::string World::check_end() const {
    const Host* first = nullptr;
    for (std::size_t i = 0; i < hosts_.size(); ++i) {
        const auto& host = *hosts_[i];
        if (host.revoked) continue;
        const std::string name = "node " + std::to_string(i);
        for (const auto& other : hosts_)
            if (!other->revoked && host.log->heads().of(other->device) < other->acknowledged)
                return name + " lacks an acknowledged batch";
        for (const auto& id : host.log->erasures())
            if (host.log->holds_content_of(id) || host.base.cases().contains(id))
                return name + " holds content of an erased case";
        if (i == 0) continue;
        if (auto wrong = truth_.check(host.book, host.log->heads(), host.log->erasures()); !wrong.empty())
            return name + ": " + wrong;
        if (first == nullptr) first = &host;
        if (auto differs = host.book.difference(first->book); !differs.empty())
            return name + " differs in " + differs;
    }
    return {};
}

}  // namespace sim
