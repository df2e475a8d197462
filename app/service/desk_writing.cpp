// Clerk actions into the log: each a batch of its own with an answer of its own; those that waited for the
// store thread at the same time share a commit, a sync and a seal.
//
// Invariants: nobody is answered before the commit; a batch that cannot be written takes no other with it; a
// sealed stretch stays below stretch_bytes_max, so that it travels as one message.
#include <algorithm>

#include "app/service/desk_engine.h"

namespace app {

namespace {

using storage::part_class::content;
using storage::part_class::restricted;
using storage::part_class::trace;

constexpr std::size_t together_max = 64;
constexpr std::size_t stretch_bytes_max = 24 * 1024;

// The trace beside it, which outlives it, names the same account: once is enough.
core::Bytes encode_briefly(const forms::Change& change, const std::vector<storage::Act>& acts) {
    if (acts.empty() || acts.front().account != change.author) return forms::encode_change(change);
    return forms::encode_without_author(change.items);
}

std::size_t bytes_in(const storage::Batch& batch) {
    std::size_t bytes = 256;  // of its head
    for (const auto& part : batch.parts) bytes += part ? part->size() : 0;
    return bytes;
}

}  // namespace

// What stands in the open block.
struct DeskEngine::Staged {
    std::vector<core::BatchId> ids;
    std::vector<storage::Batch> open;  // after the last seal
    std::size_t open_bytes{0};
    std::vector<storage::SealedRun> runs;
    std::vector<core::CaseId> cases;
    bool acts{false};
};

// Its parts, sealed into the batch and plain beside it.
core::Status DeskEngine::add_parts(const Writing& writing, storage::Batch& batch,
                                   storage::PlainParts& plain) {
    core::Status status = core::ok();
    const auto add = [&](std::uint32_t part_class, core::Bytes bytes) {
        if (status) status = keys_->ring().add_part(batch, node_->run(), part_class, bytes);
        plain.emplace_back(std::move(bytes));
    };
    if (writing.change) add(content + 1, encode_briefly(*writing.change, writing.acts));
    if (!writing.restricted.empty()) add(restricted, writing.restricted);
    if (!writing.acts.empty()) add(trace, storage::encode_acts(writing.acts));
    return status;
}

core::Result<std::optional<storage::Seal>> DeskEngine::append(const storage::Batch& batch, bool seals) {
    if (!seals) {
        auto appended = node_->log().append_own(batch);
        return appended ? std::optional<storage::Seal>{}
                        : core::Result<std::optional<storage::Seal>>(appended.error());
    }
    auto sealed = node_->log().append_sealed(batch, node_->author().sign);
    if (!sealed) return sealed.error();
    return std::optional(*sealed);
}

core::Status DeskEngine::stage(const Writing& writing, bool last, Staged& staged) {
    storage::Draft draft = node_->log().draft(clock_.now());
    storage::Batch batch{draft.head, {}, {}};
    batch.head.case_id = writing.case_id;
    batch.head.extensions = writing.extensions;
    storage::PlainParts plain;
    if (auto status = add_parts(writing, batch, plain); !status) return status;
    staged.open_bytes += bytes_in(batch);
    auto seal = append(batch, last || staged.open_bytes > stretch_bytes_max);
    if (!seal) return seal.error();
    if (auto status = cases_->apply_plain(batch, draft.context, plain); !status) return status;
    if (!batch.head.extensions.empty()) {
        auto news = ErasureWork(*node_).take(batch, host_->clocks());
        if (!news) return news.error();
        staged.acts = staged.acts || *news;
    }
    staged.ids.push_back(batch.head.id());
    if (writing.case_id) staged.cases.push_back(*writing.case_id);
    staged.open.push_back(std::move(batch));
    if (!*seal) return core::ok();
    staged.runs.push_back({node_->author().id, std::exchange(staged.open, {}), **seal});
    staged.open_bytes = 0;
    return core::ok();
}

// Keys that the undone batches introduced are in no record: the ring must not write under them.
core::Error DeskEngine::undone(core::Error error) {
    keys_->ring().forget();
    return error;
}

core::Result<std::vector<core::BatchId>> DeskEngine::write_together(
    std::span<const Writing* const> writings) {
    Staged staged;
    auto block = node_->gate().begin();
    if (!block) return block.error();
    for (const Writing* writing : writings) {
        const bool last = writing == writings.back();
        if (auto status = stage(*writing, last, staged); !status) return undone(status.error());
    }
    if (auto durable = block->commit(); !durable) return undone(durable.error());
    for (auto& run : staged.runs) host_->own_stored(std::move(run));
    if (staged.acts) host_->acts_changed();
    tell(staged.cases);
    node_->rest(thread_.somebody_waited_lately());
    return std::move(staged.ids);
}

core::Result<core::BatchId> DeskEngine::write_now(const Writing& writing) {
    const Writing* only = &writing;
    auto ids = write_together({&only, 1});
    if (!ids) return ids.error();
    return ids->front();
}

core::Result<core::BatchId> DeskEngine::write(const Writing& writing) {
    thread_.somebody_waits();
    return thread_.ask([&] { return write_now(writing); });
}

std::future<core::Result<core::BatchId>> DeskEngine::post(Writing writing) {
    PostedWriting posted{std::move(writing), {}};
    auto answer = posted.done.get_future();
    {
        const std::lock_guard lock(posted_mutex_);
        posted_.push_back(std::move(posted));
    }
    thread_.somebody_waits();
    thread_.post(Urgency::clerk, [this] { write_posted(); });
    return answer;
}

// Whoever comes first writes for those behind him, whose own turns then find nothing.
void DeskEngine::write_posted() {
    std::vector<PostedWriting> posted;
    {
        const std::lock_guard lock(posted_mutex_);
        const auto end =
            posted_.begin() + static_cast<std::ptrdiff_t>(std::min(posted_.size(), together_max));
        posted.assign(std::move_iterator(posted_.begin()), std::move_iterator(end));
        posted_.erase(posted_.begin(), end);
    }
    if (posted.empty()) return;
    std::vector<const Writing*> writings;
    for (const auto& one : posted) writings.push_back(&one.writing);
    auto ids = write_together(writings);
    for (std::size_t i = 0; i < posted.size(); ++i)
        posted[i].done.set_value(ids ? core::Result<core::BatchId>((*ids)[i]) : write_now(posted[i].writing));
}

}  // namespace app
