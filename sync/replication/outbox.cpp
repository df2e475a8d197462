#include "sync/replication/outbox.h"

#include <algorithm>

namespace peers {
namespace {
constexpr std::size_t piece_overhead_max = 24;  // kind, length, flags, id
}

std::deque<Outbox::Item>& Outbox::queue(Queue queue) {
    if (queue == Queue::control) return control_;
    return queue == Queue::live ? live_ : backlog_;
}

void Outbox::add(Queue to, core::Bytes record) {
    if (to == Queue::live) live_bytes_ += record.size();
    if (to == Queue::control) control_bytes_ += record.size();
    queue(to).push_back({std::move(record), nullptr, 0, 0});
}

void Outbox::add_run(Queue to, std::shared_ptr<const core::Bytes> run, std::uint64_t want_id) {
    if (to == Queue::live) live_bytes_ += run->size();
    queue(to).push_back({{}, std::move(run), 0, want_id});
}

// Puts one record or piece into the payload; false if nothing is left or it does not fit any more.
bool Outbox::move_one(Queue from, core::Bytes& payload) {
    auto& items = queue(from);
    if (items.empty()) return false;
    auto& item = items.front();
    const std::size_t room = payload_size_max - payload.size();
    std::size_t moved = 0;
    if (item.run) {
        if (room < piece_overhead_max + std::min<std::size_t>(item.size(), 1024)) return false;
        moved = std::min({item.size(), piece_size_max, room - piece_overhead_max});
        Piece piece{from == Queue::backlog, moved == item.size(), item.want_id,
                    core::ByteView(*item.run).subspan(item.at, moved)};
        const auto record = encode_message(piece, {});
        payload.insert(payload.end(), record.begin(), record.end());
        item.at += moved;
    } else {
        if (item.record.size() > room) return false;
        moved = item.record.size();
        payload.insert(payload.end(), item.record.begin(), item.record.end());
    }
    if (from == Queue::live) live_bytes_ -= moved;
    if (from == Queue::control) control_bytes_ -= moved;
    if (!item.run || item.at == item.run->size()) items.pop_front();
    return true;
}

core::Bytes Outbox::next_payload() {
    core::Bytes payload;
    for (const auto from : {Queue::control, Queue::live, Queue::backlog}) {
        while (move_one(from, payload)) {
        }
        if (!queue(from).empty()) break;  // the frame is full; what comes first goes first in the next
    }
    return payload;
}

}  // namespace peers
