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

const PictureReading* PictureDesk::waiting(const core::CaseId& id) const {
    const auto at = waiting_.find(id);
    return at == waiting_.end() ? nullptr : &at->second;
}

}  // namespace app
