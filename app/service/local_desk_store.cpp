// The store under a new key while the program goes on.
#include "app/service/local_desk_service.h"

namespace app {

core::Result<Rekeyed> LocalDeskService::rekey() {
    const std::lock_guard lock(mutex_);
    if (!engine_) return core::denied("auth.not_signed_in");
    close_engine();  // peers see the desk leave
    auto rekeyed = rekey_store(folder_, store_key_, nullptr, random_);
    auto slots = storage::KeySlots::load(files_, slots_file(folder_));
    if (slots) slots_ = std::move(*slots);
    auto open = slots ? open_engine(store_key_) : core::Status(slots.error());
    if (!open) {  // as before the first sign-in: whoever signs in next opens it
        session_.sign_out();
        slots_.reset();
        return rekeyed ? open.error() : rekeyed.error();
    }
    return rekeyed;
}

}  // namespace app
