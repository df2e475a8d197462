// Pictures of documents at a case: reading one, and taking over what a person accepted of it.
#include "app/service/case_answers.h"
#include "app/service/local_desk_service.h"
#include "app/service/picture_desk.h"
#include "app/service/picture_proposals.h"

namespace app {

namespace {

using storage::ActKind;
using storage::Permission;

}  // namespace

std::vector<PictureKindView> LocalDeskService::picture_kinds() const {
    return pictures_ ? pictures_->kinds() : std::vector<PictureKindView>();
}

core::Result<PictureResult> LocalDeskService::read_picture(const core::CaseId& id, const PictureAsk& ask) {
    std::unique_lock lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    if (auto file = file_for_me(id); !file) return file.error();
    const core::Date day = today();
    lock.unlock();  // nobody's save waits for a picture
    auto reading = pictures_->take(ask, static_cast<int>(day.year()));

    lock.lock();  // the clerk may have gone, and the case may have changed meanwhile
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    auto file = file_for_me(id);
    if (!file) return file.error();
    if (!reading) return reading.error();
    if (auto noted = note(act(ActKind::card_read, &*file)); !noted) return noted.error();
    const CaseKnowledge knowledge(*catalog_, *file, case_day(*file, day));
    const forms::AnswerView& view = knowledge.view();
    PictureResult result = picture_result(*reading, view, families_, day);
    reading->crops.clear();  // shown by the caller and kept by nobody
    pictures_->keep(id, std::move(*reading));
    return result;
}

core::Result<storage::Secret> LocalDeskService::picture_code(const core::CaseId& id) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    const storage::Secret* code = pictures_->code(id);
    if (code == nullptr) return core::Error{core::ErrorCode::not_found, "face.no_code"};
    return code->clone();
}

core::Result<CaseView> LocalDeskService::accept_picture(const core::CaseId& id,
                                                        const PictureAccept& accepted) {
    const std::lock_guard lock(mutex_);
    const PictureReading* reading = pictures_->waiting(id);
    if (reading == nullptr) return core::Error{core::ErrorCode::conflict, "face.not_read"};
    PictureAccept known = accepted;
    for (const std::size_t row : rows_to_add(accepted, reading->rows > 0)) {
        forms::Subject added = 0;
        if (auto view = add_person(id, added); !view) return view.error();
        known.persons[row] = added;
    }
    auto file = file_for_me(id);
    if (!file) return file.error();
    const CaseKnowledge knowledge(*catalog_, *file, case_day(*file, today()));
    const forms::AnswerView& view = knowledge.view();
    auto inputs = picture_inputs(*reading, known, view, families_);
    if (!inputs) return inputs.error();
    auto done = inputs->empty() ? look(id) : answer(id, *inputs);
    if (done) pictures_->drop(id);
    return done;
}

}  // namespace app
