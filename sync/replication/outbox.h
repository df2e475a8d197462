// What waits to go out on one link. Three queues of whole records: control, live, backlog, served in that
// order, so a live batch overtakes a backlog at the next frame. Bounded: backlog by the asker's want, live by
// `live_queue_bytes`, all by the bytes in flight.
#pragma once

#include <deque>
#include <memory>

#include "sync/wire/message.h"

namespace peers {

class Outbox {
  public:
    enum class Queue : std::uint8_t { control, live, backlog };

    void add(Queue queue, core::Bytes record);
    // A run in pieces; the bytes are shared with other links.
    void add_run(Queue queue, std::shared_ptr<const core::Bytes> run, std::uint64_t want_id);

    bool empty() const { return control_.empty() && live_.empty() && backlog_.empty(); }
    std::size_t live_bytes() const { return live_bytes_; }
    std::size_t control_bytes() const { return control_bytes_; }

    // The next payload, at most payload_size_max; empty if nothing waits.
    core::Bytes next_payload();

  private:
    struct Item {
        core::Bytes record;                      // ready, or
        std::shared_ptr<const core::Bytes> run;  // to be cut into pieces
        std::size_t at{0};
        std::uint64_t want_id{0};
        std::size_t size() const { return run ? run->size() - at : record.size(); }
    };
    std::deque<Item>& queue(Queue queue);
    bool move_one(Queue from, core::Bytes& payload);

    std::deque<Item> control_, live_, backlog_;
    std::size_t live_bytes_{0};
    std::size_t control_bytes_{0};
};

}  // namespace peers
