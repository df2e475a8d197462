// What the desk knows about pictures of documents: where fields stand, and what was read at which case and
// waits for a person. Not thread safe: under the service's lock, but for take().
#pragma once

#include <map>
#include <optional>

#include "app/devices/ocr/picture_reading.h"
#include "app/service/picture_views.h"
#include "forms/core/id.h"
#include "storage/keys/secret.h"

namespace app {

class PictureDesk {
  public:
    // `data`: forms/data. A desk whose templates are broken works on; it reads no picture.
    explicit PictureDesk(const std::string& data);

    std::vector<PictureKindView> kinds() const;
    // Fetches the picture and has it read; the picture is wiped afterwards. May take seconds; any thread.
    // Errors: those of PictureKnowledge::load, picture_taking.h and read_card_picture.
    core::Result<PictureReading> take(const PictureAsk& ask, int this_year) const;

    // The number that opens the chip goes into locked memory, and out of the reading.
    void keep(const core::CaseId& id, PictureReading reading);
    const storage::Secret* code(const core::CaseId& id) const;  // 照合番号B; null: not read
    const PictureReading* waiting(const core::CaseId& id) const;
    void drop(const core::CaseId& id) { waiting_.erase(id); }
    void forget() {
        waiting_.clear();
        codes_.clear();
    }

  private:
    core::Result<PictureKnowledge> knowledge_;
    std::map<core::CaseId, PictureReading> waiting_;
    std::map<core::CaseId, storage::Secret> codes_;
};

}  // namespace app
