#include "app/service/desk_engine.h"

#include <algorithm>
#include <set>

#include "app/service/issue_anew.h"
#include "storage/log/attachments.h"

namespace app {

namespace {

using storage::part_class::content;
using storage::part_class::restricted;

}  // namespace

core::Result<std::unique_ptr<DeskEngine>> DeskEngine::open(const EngineOptions& options,
                                                           const storage::Secret& store_key,
                                                           const core::Clock& clock, core::Random& random) {
    std::unique_ptr<DeskEngine> engine(new DeskEngine(clock, random));
    auto node = NodeStore::open(options.folder, store_key, NodeKind::desk, random, options.durability);
    if (!node) return node.error();
    engine->node_ = std::move(*node);
    engine->device_ = engine->node_->author().id;
    engine->keys_ = std::make_unique<CaseKeys>(*engine->node_, random);
    auto digest_key = engine->keys_->digest_key();
    if (!digest_key) return digest_key.error();
    engine->cases_ =
        std::make_unique<storage::CaseStore>(engine->node_->log(), *engine->keys_, std::move(*digest_key));
    auto stale = engine->cases_->needs_rebuild();
    if (!stale) return stale.error();
    if (*stale) {
        if (auto rebuilt = engine->cases_->rebuild(); !rebuilt) return rebuilt.error();
    }
    auto reader = engine->node_->database().reader();
    if (!reader) return reader.error();
    engine->reader_ = std::move(*reader);

    HostHooks hooks;
    DeskEngine* self = engine.get();
    hooks.stored = [self](const storage::Batch& batch, const core::VersionVector& context) {
        return self->cases_->apply(batch, context);
    };
    hooks.changed = [self](const std::vector<core::CaseId>& cases) { self->tell(cases); };
    hooks.roster_changed = [self] { self->follow_roster(); };
    hooks.admit = [self](const peers::JoinRequested& ask) -> core::Result<peers::JoinDecided> {
        if (!self->join_) return core::denied("enrolment.declined");
        return self->join_(ask);
    };
    hooks.peers_changed = [self] { self->tell({}); };
    hooks.erasing = [self](const storage::EraseTarget& target) { return self->forget_case(target); };
    hooks.cut_back = [self](const storage::BatchLog::Cut& cut) {
        self->keys_->ring().forget();
        return self->cases_->cut_back(cut);
    };
    hooks.erased = [self](const std::vector<core::CaseId>& cases) { self->note_erased(cases.size()); };
    hooks.state_digest = [self] { return self->state_digest(); };
    hooks.identity_closed = [self] { self->tell({}); };
    hooks.issue_anew = [self](std::uint64_t last_common) { return self->issue_own_anew(last_common); };
    auto host = NodeHost::start(*engine->node_, engine->thread_, options.network(*engine->node_), clock,
                                random, std::move(hooks));
    if (!host) return host.error();
    engine->thread_.ask([&] { engine->host_ = std::move(*host); });
    return engine;
}

DeskEngine::~DeskEngine() {
    thread_.ask([this] { closing_ = true; });
    host_.reset();
    thread_.ask([this] {
        reader_.reset();
        cases_.reset();
        keys_.reset();
        node_.reset();
    });
}

// Within the block of an erasure: all of a case, or what is left of it without one class.
core::Status DeskEngine::forget_case(const storage::EraseTarget& target) {
    keys_->ring().forget();
    if (target.part_class == storage::every_content_class) return cases_->erase(target.case_id);
    return cases_->refold(target.case_id);
}

// The desk's own word in its log that it has erased; the case is not named in it again.
void DeskEngine::note_erased(std::size_t cases) {
    keys_->ring().forget();
    if (!host_ || closing_) return;
    storage::Act act;
    act.kind = storage::ActKind::erased;
    act.amount = static_cast<std::int64_t>(cases);
    (void)write_now({std::nullopt, std::nullopt, {act}, {}, {}});
}

core::Result<forms::CaseFile> DeskEngine::change(const core::CaseId& id, const Decide& decide) {
    thread_.somebody_waits();
    return thread_.ask([&]() -> core::Result<forms::CaseFile> {
        auto file = cases_->find(id);
        if (!file) return file.error();
        auto writing = decide(**file);
        if (!writing) return writing.error();
        writing->case_id = id;
        if (auto written = write_now(*writing); !written) return written.error();
        auto after = cases_->find(id);
        if (!after) return after.error();
        return **after;
    });
}

core::Result<forms::CaseFile> DeskEngine::file(const core::CaseId& id) {
    return thread_.ask([&]() -> core::Result<forms::CaseFile> {
        auto found = cases_->find(id);
        if (!found) return found.error();
        return **found;
    });
}

core::Result<forms::CaseFile> DeskEngine::file_or_empty(const core::CaseId& id) {
    auto found = file(id);
    if (found || found.error().reason != "case.not_found") return found;
    return forms::CaseFile{};
}

core::Result<std::optional<forms::Answer>> DeskEngine::before_last_write(const core::CaseId& id,
                                                                         const forms::Place& place) {
    return thread_.ask([&]() -> core::Result<std::optional<forms::Answer>> {
        auto now = cases_->find(id);
        if (!now) return now.error();
        const auto* standing = (*now)->shown(place);
        if (standing == nullptr) return std::optional<forms::Answer>{};
        const core::BatchId last = standing->stamp.dot.batch();
        const auto number = node_->log().find_case(id);
        if (!number) return number.error();
        std::optional<forms::Answer> before;
        forms::CaseFile past;
        auto walked = node_->log().for_case(**number, [&](storage::StoredBatch& stored) -> core::Status {
            if (stored.batch.head.id() == last) {
                if (const auto* old = past.shown(place)) before = old->answer;
                return core::ok();
            }
            for (std::size_t i = 0; i < stored.batch.head.parts.size(); ++i) {
                if (stored.batch.head.parts[i].part_class < content) continue;
                auto plain = keys_->open(stored.batch, i);
                if (!plain || !*plain) continue;
                auto change = forms::decode_change(**plain);
                auto context = node_->log().context_at(stored.batch.head.id());
                if (change && context)
                    past.apply({stored.batch.head.id(), stored.batch.head.hlc, *context}, *change);
            }
            return core::ok();
        });
        if (!walked) return walked.error();
        return before;
    });
}

core::Result<core::Bytes> DeskEngine::restricted_part(const core::BatchId& id) {
    return thread_.ask([&]() -> core::Result<core::Bytes> {
        auto stored = node_->log().batch(id);
        if (!stored) return stored.error();
        for (std::size_t i = 0; i < stored->batch.head.parts.size(); ++i) {
            const storage::PartInfo& info = stored->batch.head.parts[i];
            if (info.part_class != restricted) continue;
            auto& part = stored->batch.parts[i];
            if (!part && info.length > storage::part_inline_max) {
                auto whole = storage::Attachments(node_->database().writer()).whole(info.hash);
                if (!whole) return whole.error();
                part = std::move(*whole);
            }
            return keys_->ring().open_part(stored->batch, i);
        }
        return core::Error{core::ErrorCode::not_found, "part.absent"};
    });
}

core::Result<std::int64_t> DeskEngine::next_number(const std::string& name, std::int32_t day) {
    return thread_.ask([&] { return node_->counters().next(name, day); });
}

core::Result<std::int64_t> DeskEngine::next_reception(core::Date day) {
    const auto number = static_cast<std::int32_t>(static_cast<int>(day.year()) * 10000 +
                                                  static_cast<int>(static_cast<unsigned>(day.month())) * 100 +
                                                  static_cast<int>(static_cast<unsigned>(day.day())));
    return thread_.ask([&]() -> core::Result<std::int64_t> {
        auto newest = node_->counters().newest_day("reception");
        if (!newest) return newest.error();
        return node_->counters().next("reception", std::max(number, *newest));
    });
}

std::uint64_t DeskEngine::batch_count() {
    return thread_.ask([&] {
        const core::VersionVector heads = node_->log().heads();
        std::uint64_t count = 0;
        for (const auto& [device, seq] : heads.entries()) count += seq;
        return count;
    });
}

std::uint64_t DeskEngine::cases_only_here(std::uint64_t unacknowledged) {
    return thread_.ask([&] {
        const core::DeviceId self = node_->author().id;
        const std::uint64_t head = node_->log().heads().of(self);
        std::set<core::CaseId> cases;
        for (std::uint64_t seq = head - std::min<std::uint64_t>({head, unacknowledged, 2000}) + 1;
             seq <= head; ++seq) {
            auto stored = node_->log().batch({self, seq});
            if (stored && stored->batch.head.case_id) cases.insert(*stored->batch.head.case_id);
        }
        return static_cast<std::uint64_t>(cases.size());
    });
}

core::DeviceId DeskEngine::device() const {
    const std::lock_guard lock(told_mutex_);
    return device_;
}

bool DeskEngine::identity_closed() {
    return thread_.ask([&] { return node_->closed_identity().has_value(); });
}

bool DeskEngine::clock_is_behind() {
    constexpr std::int64_t hour_ms = 3'600'000;
    return thread_.ask([&] {
        const core::Instant now = clock_.now();
        return node_->log().draft(now).head.hlc.unix_ms() > now.unix_ms + hour_ms;
    });
}

core::Status DeskEngine::issue_own_anew(std::uint64_t last_common) {
    auto issued = issue_anew(*node_, *keys_, *cases_, last_common, clock_.now(), random_);
    if (!issued) return issued.error();
    {
        const std::lock_guard lock(told_mutex_);
        device_ = node_->device().id;
    }
    tell(issued->cases);
    return core::ok();
}

core::Result<core::Digest> DeskEngine::log_digest() {
    return thread_.ask([&] { return node_->log().digest(); });
}

// In steps, since a desk may hold years of cases and a clerk may want to save meanwhile.
core::Result<core::Digest> DeskEngine::state_digest() {
    constexpr std::int64_t cases_a_step = 500;
    for (;;) {
        auto ready = thread_.ask([&] { return cases_->prepare_digest(cases_a_step); }, Urgency::background);
        if (!ready) return ready.error();
        if (*ready) break;
    }
    return thread_.ask([&]() -> core::Result<core::Digest> {
        auto buckets = cases_->state_digest();
        if (!buckets) return buckets.error();
        return storage::digest_of(*buckets);
    });
}

storage::Roster DeskEngine::roster() const { return *node_->roster_copy(); }

void DeskEngine::on_change(std::function<void(const std::vector<core::CaseId>&)> told) {
    const std::lock_guard lock(told_mutex_);
    told_ = std::move(told);
}

void DeskEngine::follow_roster() {
    keys_->roster_changed();
    const std::lock_guard lock(told_mutex_);
    if (roster_told_) roster_told_();
}

void DeskEngine::roster_changed_here() {
    follow_roster();
    host_->roster_changed();
}

void DeskEngine::on_roster_change(std::function<void()> told) {
    const std::lock_guard lock(told_mutex_);
    roster_told_ = std::move(told);
}

void DeskEngine::on_join(
    std::function<core::Result<peers::JoinDecided>(const peers::JoinRequested&)> decide) {
    thread_.ask([&] { join_ = std::move(decide); });
}

void DeskEngine::tell(const std::vector<core::CaseId>& cases) {
    const std::lock_guard lock(told_mutex_);
    if (told_) told_(cases);
}

}  // namespace app
