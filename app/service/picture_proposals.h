// From what a recogniser read in a picture to proposals for a case, and from what a person accepted of them
// to answers. Pure.
#pragma once

#include "app/devices/ocr/picture_reading.h"
#include "app/service/desk_service.h"
#include "forms/intake/prefill.h"

namespace app {

// `today`: a document that was valid until an earlier day gets a remark.
PictureResult picture_result(const PictureReading& reading, const forms::AnswerView& view,
                             const forms::NameFamilies& families, core::Date today);

// `persons`: who each row is, the new ones added already. Every input carries the document and counts as
// confirmed, since a person looked at it. Errors: face.no_item (detail: an item that was not on the picture).
core::Result<std::vector<AnswerInput>> picture_inputs(const PictureReading& reading,
                                                      const PictureAccept& accepted,
                                                      const forms::AnswerView& view,
                                                      const forms::NameFamilies& families);

// Rows of which something was accepted and whose person the case does not have yet.
std::vector<std::size_t> rows_to_add(const PictureAccept& accepted, bool sheet);

}  // namespace app
