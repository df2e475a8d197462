// Text of driving licences: always UTF-8, as many gaps as the count says, and dates that exist.
#include <cstdlib>

#include "app/devices/card/jis_text.h"
#include "forms/core/calendar.h"
#include "forms/core/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const core::ByteView bytes(data, size);
    const app::JisText text = app::decode_jis(bytes);
    int gaps = 0;
    const std::string gap = "〓";
    for (std::size_t at = text.text.find(gap); at != std::string::npos; at = text.text.find(gap, at + 1))
        ++gaps;
    // 〓 is a character of the table too (22 2E), so there may be more of them than gaps.
    if (!core::is_utf8(text.text) || text.missing > gaps || text.text.size() > size * 2) std::abort();
    const auto day = app::era_date(core::text(bytes));
    if (day && !core::parse_iso(*day)) std::abort();
    return 0;
}
