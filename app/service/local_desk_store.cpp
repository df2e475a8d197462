// The store under a new key, or with less of its log, while the program goes on. Peers see the desk leave.
#include "app/service/local_desk_service.h"
#include "app/service/log_trim.h"

namespace app {

namespace {
constexpr auto heard_within = std::chrono::milliseconds(3'000);
}

// If that fails, all is as before the first sign-in: whoever signs in next opens it.
core::Status LocalDeskService::open_again() {
    auto slots = storage::KeySlots::load(files_, slots_file(folder_));
    if (slots) slots_ = std::move(*slots);
    auto open = slots ? open_engine(store_key_) : core::Status(slots.error());
    if (!open) {
        session_.sign_out();
        slots_.reset();
    }
    return open;
}

core::Result<Rekeyed> LocalDeskService::rekey() {
    const std::lock_guard lock(mutex_);
    if (!engine_) return core::denied("auth.not_signed_in");
    close_engine();
    auto rekeyed = rekey_store(folder_, store_key_, nullptr, random_);
    auto open = open_again();
    if (!open && rekeyed) return open.error();
    return rekeyed;
}

core::Result<storage::Truncated> LocalDeskService::trim_log(const std::string& archive, std::int64_t days) {
    const std::lock_guard lock(mutex_);
    if (!engine_) return core::denied("auth.not_signed_in");
    wait_to_hear(*engine_, heard_within);
    const auto terms = trim_terms(*engine_, clock_.now(), days);  // while peers are still to be asked
    if (!terms) return terms.error();
    close_engine();
    auto trimmed = app::trim_log(folder_, store_key_, archive, *terms, random_);
    auto open = open_again();
    if (!open && trimmed) return open.error();
    if (!trimmed && engine_) return with_names(trimmed.error(), engine_->roster());
    return trimmed;
}

}  // namespace app
