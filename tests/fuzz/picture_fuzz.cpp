// Pictures from outside (PNG, JPEG, TIFF, JPEG 2000): what the header lets through is decoded and searched
// for a card without harm. What the child answers is taken apart the same way.
#include <cstdlib>

#include "app/devices/ocr/picture_header.h"
#include "app/devices/ocr/reader/card_finder.h"
#include "app/devices/ocr/recogniser_protocol.h"

namespace {

// A fuzzer's share of memory and time: larger pictures differ in nothing but size.
constexpr std::uint64_t pixels_max = 1'000'000;

void must(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const bool quiet = (setMsgSeverity(L_SEVERITY_NONE), true);
    const core::ByteView bytes(data, size);
    (void)app::decode_answer(bytes);
    (void)app::decode_request(bytes);
    const auto header = app::read_picture_header(bytes);
    if (!header || !quiet) return 0;
    must(std::uint64_t{header->width} * header->height <= app::picture_pixels_max);
    if (std::uint64_t{header->width} * header->height > pixels_max) return 0;
    const auto grey = app::decode_grey(bytes);
    if (!grey) return 0;
    must(pixGetDepth(grey->get()) == 8);
    const auto card = app::find_card(*grey, 85.6, 53.98);
    if (card) must(card->width > 0 && card->height > 0);
    return 0;
}
