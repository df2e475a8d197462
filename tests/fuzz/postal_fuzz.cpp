// A postal list from a folder, and the sources an administrator makes one of. The first byte says which. A
// list that opens can be asked anything; what the maker wrote must open again.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "forms/address/city_towns.h"
#include "forms/address/postal_import.h"

namespace {

void ask(const forms::PostalList& list) {
    for (const char* code : {"0000000", "9910021", "9999999", "1000001"}) static_cast<void>(list.find(code));
    for (std::size_t city = 0; city < list.cities().size() && city < 4; ++city)
        static_cast<void>(list.towns_of(city));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
    if (data[0] % 3 == 0) {
        if (const auto list = forms::PostalList::open(core::Bytes(data + 1, data + size))) ask(*list);
    } else if (data[0] % 3 == 1) {
        if (const auto towns = forms::read_city_towns(text))
            for (const auto& town : *towns) static_cast<void>(forms::number_words(town.numbers, town.town));
    } else if (auto rows = forms::read_postal_source(text)) {
        if (const auto bytes = forms::make_postal_list(std::move(*rows), "fuzz")) {
            const auto list = forms::PostalList::open(*bytes);
            if (!list) std::abort();
            ask(*list);
        }
    }
    return 0;
}
