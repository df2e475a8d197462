// Opening the store, who acts, and the steps that all acts share.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "app/devices/card/pcsc_reader.h"
#include "app/node/network_settings.h"
#include "app/service/case_answers.h"
#include "app/service/counter_settings.h"
#include "app/service/local_counter_room.h"
#include "app/service/local_desk_service.h"
#include "app/service/picture_desk.h"
#include "app/service/resident_sheet.h"
#include "app/service/site_setup.h"
#include "forms/casework/protection.h"
#include "storage/keys/swap_check.h"

namespace app {

namespace {

constexpr std::int64_t japan_ahead_ms = 9LL * 3600 * 1000;

}  // namespace

core::Result<std::unique_ptr<LocalDeskService>> LocalDeskService::create(const std::string& folder,
                                                                         const std::string& data) {
    if (!std::filesystem::exists(slots_file(folder)))
        return core::Error{core::ErrorCode::not_found, "store.missing"};
    std::unique_ptr<LocalDeskService> service(new LocalDeskService(folder, data));
    auto catalog = forms::Catalog::load(data);
    if (!catalog) return catalog.error();
    service->catalog_ = std::make_unique<forms::Catalog>(std::move(*catalog));
    auto families = forms::NameFamilies::load(data);
    if (!families) return families.error();
    service->families_ = std::move(*families);
    const auto languages = forms::Languages::load(data);
    if (!languages) return languages.error();
    service->languages_ = resident_languages(*languages);
    auto paper = PaperWork::load(data);
    if (!paper) return paper.error();
    service->paper_ = std::move(*paper);
    auto counter = load_counter(folder, data);
    if (!counter) return counter.error();
    service->counter_settings_ = std::make_shared<CounterSettings>(std::move(*counter));
    service->counter_ = std::make_unique<LocalCounterRoom>(*service);
    service->readers_ = make_pcsc_readers();
    service->pictures_ = std::make_shared<PictureDesk>(data);
    return service;
}

LocalDeskService::~LocalDeskService() { end_listening(); }

void LocalDeskService::end_listening() {
    if (!engine_) return;
    engine_->on_change(nullptr);
    engine_->on_roster_change(nullptr);
}

// Only what site() reads without the lock may still hold the engine, and that ends by itself.
void LocalDeskService::close_engine() {
    end_listening();
    while (engine_.use_count() > 1) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    engine_.reset();
}

core::Status LocalDeskService::open_engine(const storage::Secret& store_key) {
    auto engine = DeskEngine::open({folder_, network_settings}, store_key, clock_, random_);
    if (!engine) return engine.error();
    // Before the first case is looked at. What practice sites hold is made up.
    if (!(*engine)->roster().practice())
        if (auto kept = storage::keep_memory_off_disk(); !kept) return kept;
    engine_ = std::move(*engine);
    engine_->on_change([this](const std::vector<core::CaseId>& cases) {
        const std::lock_guard lock(told_mutex_);
        if (told_) told_({!cases.empty(), true, cases});
    });
    engine_->on_roster_change([this] { slots_follow_roster(); });
    return core::ok();
}

// Store thread: a password changed elsewhere, or an account disabled, takes effect here.
void LocalDeskService::slots_follow_roster() {
    (void)refresh_slots(*slots_, store_key_, engine_->node().roster(), engine_->node().device());
}

core::Result<core::AccountId> LocalDeskService::let_in(const std::string& account,
                                                       const storage::Secret& password) {
    if (!slots_) {
        if (auto settled = settle_rekey(folder_); !settled) return settled.error();
        auto slots = storage::KeySlots::load(files_, slots_file(folder_));
        if (!slots) return slots.error();
        slots_ = std::move(*slots);
        guard_ = storage::SignInGuard::load(files_, folder_ + "/tries", clock_.now());
    }
    auto opened = storage::sign_in(*slots_, *guard_, clock_, account, password.view());
    if (!opened) return opened.error();
    if (!engine_) {
        store_key_ = std::move(opened->store_key);
        if (auto open = open_engine(store_key_); !open) return open.error();
    }
    const auto roster = engine_->roster();
    if (auto in = session_.sign_in(roster.account(opened->account), std::move(opened->keys), clock_.now());
        !in)
        return in.error();
    return opened->account;
}

core::Result<SessionView> LocalDeskService::sign_in(const std::string& account,
                                                    const storage::Secret& password) {
    const std::lock_guard lock(mutex_);
    auto in = let_in(account, password);
    if (!in) {
        if (engine_) (void)note(act(storage::ActKind::sign_in_refused));
        return in.error();
    }
    const auto roster = engine_->roster();
    const auto& record = roster.account(*in)->record;
    if (*in != session_view_.account) shown_.clear();
    session_view_ = {
        *in,         record.name,   record.shown,     std::string(storage::role_word(record.role)),
        my_letter(), roster.name(), roster.practice()};
    if (auto noted = note(act(storage::ActKind::signed_in)); !noted) return noted.error();
    return session_view_;
}

void LocalDeskService::sign_out() {
    const std::lock_guard lock(mutex_);
    if (session_.signed_in()) (void)note(act(storage::ActKind::signed_out));
    session_.sign_out();
    shown_.clear();
    read_identities_.clear();
    chip_expiries_.clear();
    pictures_->forget();
    if (engine_) close_engine();
    store_key_ = {};
}

std::optional<SessionView> LocalDeskService::session() const {
    const std::lock_guard lock(mutex_);
    return session_.signed_in() ? std::optional(session_view_) : std::nullopt;
}

core::Status LocalDeskService::may(storage::Permission permission) {
    if (!engine_ || !session_.signed_in()) return core::denied("auth.not_signed_in");
    session_.touched(clock_.now());
    const auto roster = engine_->roster();
    return session_.may(permission, roster.account(*session_.account()), clock_.now());
}

core::Date LocalDeskService::today() const {
    const auto days = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::milliseconds>(
        std::chrono::milliseconds(clock_.now().unix_ms + japan_ahead_ms)));
    return core::Date(days);
}

std::string LocalDeskService::my_letter() {
    const auto roster = engine_->roster();
    const auto* member = roster.member(engine_->device());
    return member != nullptr ? member->letter : "";
}

core::AccountId LocalDeskService::me() const { return session_.account().value_or(core::AccountId{}); }

Surroundings LocalDeskService::surroundings() {
    const auto roster = std::make_shared<storage::Roster>(engine_->roster());
    const auto name_of = [roster](const core::AccountId& id) {
        const auto* account = roster->account(id);
        return account != nullptr ? account->record.shown : std::string();
    };
    const auto desk_of = [roster](const core::DeviceId& id) {
        const auto* member = roster->member(id);
        return member != nullptr ? member->letter : std::string();
    };
    return {*catalog_, today(), me(), my_letter(), name_of, desk_of, counter_settings_.get()};
}

core::Result<CaseView> LocalDeskService::shown(const core::CaseId& id) {
    if (!engine_) return core::denied("auth.not_signed_in");
    return shown(id, engine_->file(id));
}

core::Result<CaseView> LocalDeskService::shown(const core::CaseId& id,
                                               const core::Result<forms::CaseFile>& file) {
    if (!file) return file.error();
    if (auto open = guard(*file); !open) return open.error();
    auto view = view_of(id, *file, surroundings());
    if (forms::is_protected(*file)) view.stage_word = "係長確認　" + view.stage_word;
    shown_.insert(id);
    return view;
}

storage::Act LocalDeskService::act(storage::ActKind kind, const forms::CaseFile* file, std::string form,
                                   std::int64_t amount) const {
    storage::Act out;
    out.kind = kind;
    out.account = me();
    if (file != nullptr) out.reception = file->shown_text({0, forms::field::reception_number});
    out.form = std::move(form);
    out.amount = amount;
    return out;
}

core::Status LocalDeskService::note(storage::Act done) {
    auto written = engine_->write({std::nullopt, std::nullopt, {std::move(done)}, {}});
    return written ? core::ok() : core::Status(written.error());
}

core::Result<forms::CaseFile> LocalDeskService::change(const core::CaseId& id, storage::ActKind kind,
                                                       const std::string& form, const Make& make,
                                                       core::Bytes restricted) {
    return engine_->change(id, [&](const forms::CaseFile& file) -> core::Result<Writing> {
        if (auto open = guard(file); !open) return open.error();
        auto items = make(file);
        if (!items) return items.error();
        return Writing{
            id, forms::Change{me(), std::move(*items)}, {act(kind, &file, form)}, std::move(restricted)};
    });
}

}  // namespace app
