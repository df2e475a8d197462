#include "app/service/picture_desk.h"

#include <string.h>

#include "app/devices/picture/picture_taking.h"

namespace app {

PictureDesk::PictureDesk(const std::string& data)
    : knowledge_(PictureKnowledge::load(default_picture_folder(), data)) {}

std::vector<PictureKindView> PictureDesk::kinds() const {
    std::vector<PictureKindView> out;
    if (!knowledge_) return out;
    for (const CardTemplate& card : knowledge_->templates) out.push_back({card.kind, card.document});
    return out;
}

namespace {

core::Result<core::Bytes> fetched(const PictureAsk& ask) {
    switch (ask.from) {
        case PictureFrom::scanner:
            return picture_from_scanner({}, ask.place);
        case PictureFrom::camera:
            return picture_from_camera(ask.place);
        default:
            return picture_from_file(ask.place);
    }
}

}  // namespace

core::Result<PictureReading> PictureDesk::take(const PictureAsk& ask, int this_year) const {
    if (!knowledge_) return knowledge_.error();
    auto picture = fetched(ask);
    if (!picture) return picture.error();
    auto reading = read_card_picture(*knowledge_, {}, ask.kind, *picture, this_year);
    explicit_bzero(picture->data(), picture->size());
    return reading;
}

void PictureDesk::keep(const core::CaseId& id, PictureReading reading) {
    codes_.erase(id);
    if (auto code = verification_b_of(reading)) {
        codes_.emplace(id, storage::Secret::copy_of(core::view(*code)));
        storage::wipe(*code);
    }
    if (const auto at = reading.items.find(security_code_item); at != reading.items.end()) {
        storage::wipe(at->second.value);
        for (std::string& other : at->second.others) storage::wipe(other);
        reading.items.erase(at);
    }
    waiting_.insert_or_assign(id, std::move(reading));
}

const storage::Secret* PictureDesk::code(const core::CaseId& id) const {
    const auto at = codes_.find(id);
    return at == codes_.end() ? nullptr : &at->second;
}

const PictureReading* PictureDesk::waiting(const core::CaseId& id) const {
    const auto at = waiting_.find(id);
    return at == waiting_.end() ? nullptr : &at->second;
}

}  // namespace app
