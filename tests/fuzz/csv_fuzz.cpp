// What the strict reader accepts must come back byte for byte from the writer.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "forms/linkage/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto rows = forms::read_csv(text);
    if (!rows) return 0;
    std::string again;
    for (const auto& row : rows.value()) again += forms::csv_line(row);
    if (again != text) std::abort();
    return 0;
}
