#include "sync/node.h"

#include <algorithm>

#include "sync/node_impl.h"

namespace peers {

Node::Node(OwnIdentity self, core::Random& random, NodeLimits limits)
    : impl_(std::make_unique<Impl>(std::move(self), random, limits)) {}
Node::~Node() = default;
Node::Node(Node&&) noexcept = default;
Node& Node::operator=(Node&&) noexcept = default;

std::vector<Action> Node::step(Moment now, Input input) { return impl_->step(now, std::move(input)); }
NodeStatus Node::status(Moment now) const { return impl_->status(now); }

Node::Impl::Impl(OwnIdentity self, core::Random& random, NodeLimits limits)
    : self_(std::move(self)),
      random_(&random),
      limits_(limits),
      intake_(self_.site, self_.device, limits.parked_bytes) {}

std::vector<Action> Node::Impl::step(Moment now, Input input) {
    now_ = now;
    actions_.clear();
    std::visit([this](auto&& given) { on(std::move(given)); }, std::move(input));
    for (const LinkId id : std::exchange(gone_, {})) forget(id);
    plan_pull();
    for (auto& [id, link] : links_) flush(link);
    plan_wake();
    return std::move(actions_);
}

Node::Impl::Link* Node::Impl::find_link(LinkId id) {
    const auto it = links_.find(id);
    return it == links_.end() || it->second.closing ? nullptr : &it->second;
}

Node::Impl::Link* Node::Impl::link_to(const core::DeviceId& device) {
    for (auto& [id, link] : links_)
        if (link.ready && !link.closing && link.session.peer() == device) return &link;
    return nullptr;
}

void Node::Impl::report(std::string reason, std::optional<core::DeviceId> device, std::int64_t count) {
    actions_.push_back(Report{std::move(reason), device, count});
}

void Node::Impl::report_once(const std::string& reason, const core::DeviceId& device, std::int64_t count) {
    if (reported_.emplace(reason, device).second) report(reason, device, count);
}

void Node::Impl::say(Link& link, const Message& message) {
    link.outbox.add(Outbox::Queue::control, encode_message(message, members_.names()));
}

// Seals what waits, as far as the transport keeps up. A change of key stands at the end of its own frame.
void Node::Impl::flush(Link& link) {
    if (link.closing) return;
    core::Bytes out = link.session.take_output();
    while (link.session.established() && !link.outbox.empty() &&
           link.in_flight + out.size() < limits_.in_flight_bytes) {
        const auto frame = link.session.seal(link.outbox.next_payload());
        out.insert(out.end(), frame.begin(), frame.end());
    }
    if (link.ready && now_.steady_ms >= link.rekey_due_ms) {
        const auto frame = link.session.seal(encode_message(Rekey{}, members_.names()));
        out.insert(out.end(), frame.begin(), frame.end());
        link.session.rekey_sending();
        link.rekey_due_ms = now_.steady_ms + limits_.rekey_ms;
    }
    if (out.empty()) return;
    link.in_flight += out.size();
    bytes_out_ += out.size();
    actions_.push_back(SendBytes{link.id, std::move(out)});
}

// One timer for all: the earliest moment at which a link or the pull wants to be looked at again.
void Node::Impl::plan_wake() {
    std::int64_t at = now_.steady_ms + limits_.idle_check_ms;
    for (const auto& [id, link] : links_) {
        if (!link.ready) {
            at = std::min(at, link.opened_ms + limits_.handshake_ms);
            continue;
        }
        at = std::min({at, link.check_due_ms, link.relay_due_ms, link.heard_ms + limits_.silent_ms});
        if (!pull_ && link.behind_since_ms && room_to_pull())
            at = std::min(at,
                          std::max(*link.behind_since_ms + limits_.pull_grace_ms, link.pull_not_before_ms));
    }
    if (pull_) at = std::min(at, pull_->progress_ms + limits_.pull_timeout_ms);
    for (const auto& invitation : invitations_) at = std::min(at, invitation.until_ms);
    actions_.push_back(WakeAt{std::max(at, now_.steady_ms + 1)});
}

}  // namespace peers
