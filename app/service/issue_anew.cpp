#include "app/service/issue_anew.h"

#include <algorithm>

#include "storage/cases/act.h"
#include "storage/log/attachments.h"

namespace app {

namespace {

struct Written {
    storage::BatchHead head;
    core::VersionVector context;
    storage::PlainParts plain;
};

core::Result<Written> read(NodeStore& node, CaseKeys& keys, const core::BatchId& id) {
    auto stored = node.log().batch(id);
    if (!stored) return stored.error();
    auto context = node.log().context_at(id);
    if (!context) return context.error();
    storage::Batch& batch = stored->batch;
    Written out{batch.head, std::move(*context), storage::PlainParts(batch.parts.size())};
    storage::Attachments attachments(node.database().writer());
    for (std::size_t i = 0; i < batch.parts.size(); ++i) {
        if (!batch.parts[i] && batch.head.parts[i].length > storage::part_inline_max) {
            auto whole = attachments.whole(batch.head.parts[i].hash);
            if (!whole) return whole.error();
            batch.parts[i] = std::move(*whole);
        }
        if (!batch.parts[i]) continue;
        auto plain = keys.open(batch, i);
        if (!plain) return plain.error();
        out.plain[i] = std::move(*plain);
    }
    return out;
}

class Issuer {
  public:
    Issuer(NodeStore& node, CaseKeys& keys, storage::CaseStore& cases, const core::DeviceId& closed,
           std::uint64_t last_common)
        : node_(node),
          keys_(keys),
          cases_(cases),
          closed_(closed),
          last_common_(last_common),
          before_first_(node.log().heads().of(node.log().self())) {}

    core::Status issue(Written& old) {
        core::VersionVector seen = old.context;
        seen.set(closed_, std::min(seen.of(closed_), last_common_));
        storage::Draft draft = node_.log().draft_as(old.head.hlc, seen);
        storage::Batch batch{draft.head, {}, {}};
        batch.head.case_id = old.head.case_id;
        storage::PlainParts plain;
        for (std::size_t i = 0; i < old.plain.size(); ++i) {
            if (!old.plain[i]) continue;
            const std::uint32_t part_class = old.head.parts[i].part_class;
            const core::Bytes bytes = renamed(part_class, *old.plain[i]);
            if (auto added = keys_.ring().add_part(batch, node_.run(), part_class, bytes); !added)
                return added;
            plain.emplace_back(bytes);
        }
        if (auto stored = node_.log().append_own(batch); !stored) return stored;
        return cases_.apply_plain(batch, draft.context, plain);
    }

  private:
    core::Bytes renamed(std::uint32_t part_class, const core::Bytes& plain) const {
        if (part_class < storage::part_class::content) return plain;
        auto change = forms::decode_change(plain);
        if (!change) return plain;
        follow_batches(*change, closed_, last_common_, node_.log().self(), before_first_);
        return forms::encode_change(*change);
    }

    NodeStore& node_;
    CaseKeys& keys_;
    storage::CaseStore& cases_;
    core::DeviceId closed_;
    std::uint64_t last_common_;
    std::uint64_t before_first_;
};

core::Status forget_acts(storage::Connection& connection, const std::vector<std::int64_t>& places) {
    for (const auto place : places) {
        const auto first = place * static_cast<std::int64_t>(storage::acts_max);
        if (auto gone = connection.run("DELETE FROM act WHERE id >= ? AND id < ?", first,
                                       first + static_cast<std::int64_t>(storage::acts_max));
            !gone)
            return gone;
        if (auto gone = connection.run("DELETE FROM unread_batch WHERE place = ?", place); !gone) return gone;
    }
    return core::ok();
}

}  // namespace

void follow_batches(forms::Change& change, const core::DeviceId& from, std::uint64_t last_common,
                    const core::DeviceId& to, std::uint64_t before_first) {
    const auto follow = [&](core::Dot& dot) {
        if (dot.device != from || dot.seq <= last_common) return;
        dot.device = to;
        dot.seq = before_first + (dot.seq - last_common);
    };
    const auto follow_all = [&](std::vector<core::Dot>& dots) {
        for (auto& dot : dots) follow(dot);
        std::sort(dots.begin(), dots.end());
    };
    for (auto& item : change.items) {
        if (auto* write = std::get_if<forms::Write>(&item)) follow_all(write->unseen);
        if (auto* removal = std::get_if<forms::SetRemove>(&item)) follow_all(removal->dots);
        if (auto* event = std::get_if<forms::StatusEvent>(&item)) follow_all(event->saw);
        if (auto* fact = std::get_if<forms::Fact>(&item))
            for (auto& covered : fact->covers) follow(covered.dot);
    }
}

core::Result<IssuedAnew> issue_anew(NodeStore& node, CaseKeys& keys, storage::CaseStore& cases,
                                    std::uint64_t last_common, core::Instant now, core::Random& random) {
    const core::DeviceId closed = node.author().id;
    std::vector<Written> written;
    for (std::uint64_t seq = last_common + 1; seq <= node.log().heads().of(closed); ++seq) {
        auto one = read(node, keys, {closed, seq});
        if (!one) return one.error();
        written.push_back(std::move(*one));
    }
    auto block = node.gate().begin();
    if (!block) return block.error();
    auto aside = node.log().set_aside(closed, last_common, "identity.closed", now);
    if (!aside) return aside.error();
    if (auto gone = forget_acts(node.database().writer(), aside->places); !gone) return gone.error();
    keys.ring().forget();
    if (auto taken = node.take_new_identity(random); !taken) return taken.error();
    const auto issued = [&]() -> core::Status {
        Issuer issuer(node, keys, cases, closed, last_common);
        for (auto& old : written)
            if (auto done = issuer.issue(old); !done) return done;
        if (!written.empty())
            if (auto seal = node.log().seal(node.author().sign); !seal) return seal.error();
        if (auto folded = cases.refold(aside->cases); !folded) return folded;
        return block->commit();
    }();
    if (!issued) {
        node.keep_old_identity();
        return issued.error();
    }
    return IssuedAnew{written.size(), std::move(aside->cases)};
}

}  // namespace app
