#include "storage/roster/roster.h"

#include <algorithm>

namespace storage {

core::Result<Roster> Roster::fold(std::span<const RosterEntry> entries) {
    Roster roster;
    const auto first = std::find_if(entries.begin(), entries.end(), [](const RosterEntry& entry) {
        const auto body = decode_body(entry.body);
        return body && body->kind == roster_kind::genesis;
    });
    if (first == entries.end()) return core::corrupt("roster.gap", "no first entry");
    if (auto status = roster.add(*first); !status) return status.error();

    std::vector<const RosterEntry*> waiting;
    for (const auto& entry : entries) waiting.push_back(&entry);
    while (!waiting.empty()) {
        std::vector<const RosterEntry*> still;
        for (const RosterEntry* entry : waiting) {
            auto status = roster.add(*entry);
            if (status) continue;
            if (status.error().reason != "roster.gap") return status.error();
            still.push_back(entry);
        }
        if (still.size() == waiting.size()) return core::corrupt("roster.gap");
        waiting.swap(still);
    }
    roster.refresh();
    return roster;
}

core::Status Roster::admit(const RosterEntry& entry) {
    if (auto status = add(entry); !status) return status;
    refresh();
    return core::ok();
}

core::Status Roster::add(const RosterEntry& entry) {
    auto body = decode_body(entry.body);
    if (!body) return body.error();
    const Digest digest = entry_digest(entry.body);
    if (index_.contains(digest)) return core::ok();
    if (nodes_.empty()) return add_first(entry, std::move(*body));
    if (body->site != site()) return core::denied("roster.wrong_site");
    const auto parent = index_.find(body->previous);
    if (parent == index_.end()) return core::corrupt("roster.gap");
    if (nodes_[parent->second].leaf) return core::invalid("roster.not_fitting", "nothing follows a leaf");

    Node node{entry, std::move(*body), digest, parent->second, {}, false, {}, {}};
    node.leaf = node.body.kind == roster_kind::account_blob;
    return place(std::move(node));
}

core::Status Roster::add_first(const RosterEntry& entry, RosterBody body) {
    auto state = RosterState::begin(entry, body);
    if (!state) return state.error();
    state_ = std::move(*state);
    nodes_.push_back({entry, std::move(body), entry_digest(entry.body), 0, {}, false, {}, {}});
    index_[nodes_.front().digest] = 0;
    followed_ = {0};
    return core::ok();
}

core::Status Roster::place(Node node) {
    // The state in force is the parent's own where no fork is open: the usual case, and the quick one.
    RosterState state = !forked_ && tip_ == node.parent ? state_ : state_at(node.parent);
    std::optional<Settling> settling;
    Withdrawals also;
    if (node.body.kind == roster_kind::settle) {
        auto read = settling_of(node);
        if (!read) return read.error();
        settling = std::move(*read);
        also = withdrawals_of(settling->closed);
    }
    if (auto status = state.check_signers(node.entry, node.body, also); !status) return status;
    if (settling) {
        if (auto status = check_settlers(node, *settling); !status) return status;
    }
    if (node.leaf) {
        node.leaf_key = state.accounts.at(*node.body.signers.front().account).record.sign_key;
    } else {
        auto withdrawals = state.withdrawals_of(node.body);
        if (!withdrawals) return withdrawals.error();
        node.withdrawals = std::move(*withdrawals);
        if (auto status = state.apply(node.body); !status) return status;
        state.apply(also);
    }

    const std::size_t place = nodes_.size();
    index_[node.digest] = place;
    if (!node.leaf) nodes_[node.parent].children.push_back(place);
    if (settling) settlings_[place] = std::move(*settling);
    if (!forked_ && !node.leaf && tip_ == node.parent && nodes_[tip_].children.size() == 1) {
        state_ = std::move(state);
        tip_ = place;
        followed_.insert(place);
    } else if (!node.leaf) {
        forked_ = true;  // until refresh() has looked
    }
    std::optional<core::AccountId> touched;  // whose blob may be another now
    if (node.leaf) {
        touched = node.body.signers.front().account;
        leaves_[*touched].push_back(place);
    }
    nodes_.push_back(std::move(node));
    if (touched) take_leaves(*touched);
    if (nodes_[place].body.kind == roster_kind::account_put)
        take_leaves(fact_from<AccountPutFact>(nodes_[place].body.fields)->account.id);
    return core::ok();
}

// Sets the newest of the account's blobs: highest generation, then its own entry before leaves, then the leaf
// with the highest digest. Looks at all anew, so the order of arrival does not matter.
void Roster::take_leaves(const core::AccountId& id) {
    const auto found = state_.accounts.find(id);
    const auto leaves = leaves_.find(id);
    if (found == state_.accounts.end() || leaves == leaves_.end()) return;
    Account& account = found->second;
    account.blob = account.first_blob;
    Digest best_digest;
    best_digest.fill(0xff);
    for (const std::size_t at : leaves->second) {
        if (nodes_[at].leaf_key != account.record.sign_key) continue;  // of keys since replaced
        const auto blob = fact_from<AccountBlobFact>(nodes_[at].body.fields)->blob;
        const bool newer = !account.blob || blob.generation > account.blob->generation ||
                           (blob.generation == account.blob->generation && nodes_[at].digest > best_digest);
        if (!newer) continue;
        account.blob = blob;
        best_digest = nodes_[at].digest;
    }
}

core::Result<Roster::Settling> Roster::settling_of(const Node& node) const {
    auto fact = fact_from<SettleFact>(node.body.fields);
    if (!fact) return fact.error();
    Settling out;
    out.fork = node.parent;
    out.recovery = !node.body.signers.empty() && node.body.signers.front() == RosterSigner{};
    const auto line = line_to(node.parent);
    const std::set<std::size_t> own(line.begin(), line.end());
    const auto collect = [&](const std::vector<Digest>& heads, std::set<std::size_t>& into) {
        for (const auto& head : heads) {
            const auto it = index_.find(head);
            if (it == index_.end()) return false;
            std::size_t at = it->second;
            for (; !own.contains(at); at = nodes_[at].parent) into.insert(at);
            out.fork = std::min(out.fork, at);  // a parent's place is always lower than its child's
        }
        return true;
    };
    if (!collect(fact->closed, out.closed) || !collect(fact->voided, out.voided))
        return core::corrupt("roster.gap", "a settled branch is missing");
    if (out.closed.empty() && out.voided.empty())
        return core::invalid("roster.not_fitting", "nothing to settle");
    const auto by_recovery = [&](std::size_t at) {
        const auto it = settlings_.find(at);
        return it != settlings_.end() && it->second.recovery;
    };
    const bool overrides = std::any_of(out.closed.begin(), out.closed.end(), by_recovery) ||
                           std::any_of(out.voided.begin(), out.voided.end(), by_recovery);
    if (!out.recovery && (overrides || !out.voided.empty()))
        return core::denied("roster.not_allowed", "asks for the recovery key");
    return out;
}

// Nobody who became an administrator on one of the branches helps to choose among them.
core::Status Roster::check_settlers(const Node& node, const Settling& settling) const {
    if (settling.recovery || node.body.signers.empty()) return core::ok();
    const RosterState before = state_at(settling.fork);
    const RosterState now = state_at(node.parent);
    std::size_t count = 0;
    for (const auto& signer : node.body.signers) {
        const auto then = before.accounts.find(*signer.account);
        const bool was = then != before.accounts.end() && then->second.may_administrate() &&
                         then->second.record.sign_key == now.accounts.at(*signer.account).record.sign_key;
        count += was ? 1 : 0;
    }
    if (count >= 2) return core::ok();
    return core::denied("roster.not_allowed", "settling asks for two of before the fork");
}

Withdrawals Roster::withdrawals_of(const std::set<std::size_t>& nodes) const {
    Withdrawals out;
    for (const std::size_t at : nodes) {
        out.add(nodes_[at].withdrawals);
        const auto settled = settlings_.find(at);
        if (settled != settlings_.end()) out.add(withdrawals_of(settled->second.closed));
    }
    return out;
}

std::vector<std::size_t> Roster::line_to(std::size_t node) const {
    std::vector<std::size_t> line{node};
    while (line.back() != 0) line.push_back(nodes_[line.back()].parent);
    std::reverse(line.begin(), line.end());
    return line;
}

std::set<std::size_t> Roster::below(std::size_t node) const {
    std::set<std::size_t> out;
    std::vector<std::size_t> todo{node};
    while (!todo.empty()) {
        const std::size_t at = todo.back();
        todo.pop_back();
        out.insert(at);
        todo.insert(todo.end(), nodes_[at].children.begin(), nodes_[at].children.end());
    }
    return out;
}

void Roster::apply_to(RosterState& state, std::size_t node) const {
    if (nodes_[node].leaf) return;
    (void)state.apply(nodes_[node].body);  // it was checked when it came
    const auto settled = settlings_.find(node);
    if (settled != settlings_.end()) state.apply(withdrawals_of(settled->second.closed));
}

RosterState Roster::state_at(std::size_t node) const {
    RosterState state = *RosterState::begin(nodes_.front().entry, nodes_.front().body);
    for (const std::size_t at : line_to(node)) {
        if (at != 0) apply_to(state, at);
    }
    return state;
}

// The child to follow at a fork: the one that holds the settling entries that know of the fork and that no
// later one has closed.
std::optional<std::size_t> Roster::decide(std::size_t fork) const {
    std::map<std::size_t, bool> candidates;  // child, whether the recovery key settled there
    for (const std::size_t child : nodes_[fork].children) {
        const auto branch = below(child);
        for (const auto& entry : settlings_) {
            const std::size_t at = entry.first;
            const Settling& settling = entry.second;
            if (!branch.contains(at)) continue;
            const auto knows = [&](const std::set<std::size_t>& heads) {
                return std::any_of(heads.begin(), heads.end(),
                                   [&](std::size_t head) { return nodes_[head].parent == fork; });
            };
            if (!knows(settling.closed) && !knows(settling.voided)) continue;
            const bool closed_later =
                std::any_of(settlings_.begin(), settlings_.end(), [&](const auto& other) {
                    return other.second.closed.contains(at) || other.second.voided.contains(at);
                });
            if (!closed_later) candidates[child] = candidates[child] || settling.recovery;
        }
    }
    if (candidates.size() == 1) return candidates.begin()->first;
    std::erase_if(candidates, [](const auto& candidate) { return !candidate.second; });
    if (candidates.size() == 1) return candidates.begin()->first;
    return std::nullopt;
}

void Roster::refresh() {
    if (!forked_) return;
    forked_ = false;
    tip_ = 0;
    while (!nodes_[tip_].children.empty()) {
        const auto& children = nodes_[tip_].children;
        const auto next = children.size() == 1 ? std::optional(children.front()) : decide(tip_);
        if (!next) {
            forked_ = true;
            break;
        }
        tip_ = *next;
    }
    const auto line = line_to(tip_);
    followed_ = std::set<std::size_t>(line.begin(), line.end());
    state_ = state_at(tip_);
    if (forked_) {
        auto open = below(tip_);
        open.erase(tip_);
        state_.apply(withdrawals_of(open));
    }
    for (const auto& [id, places] : leaves_) take_leaves(id);
}

}  // namespace storage
