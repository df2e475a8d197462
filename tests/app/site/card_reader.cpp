#include "tests/app/site/card_reader.h"

#include <nlohmann/json.hpp>

#include "app/practice/practice_site.h"
#include "tests/app/site/program.h"

namespace tests {

namespace {

constexpr int patience_ms = 15'000;

int cards_lying(const app::CardTable& table) {
    const auto list =
        run_program({program_path("kakanai-admin"), "card", "list", "--json"}, "", table.environment());
    const auto seen = nlohmann::json::parse(list.out, nullptr, false);
    int count = 0;
    if (seen.is_object() && seen.contains("readers"))
        for (const auto& reader : seen["readers"]) count += reader.value("card_present", false) ? 1 : 0;
    return count;
}

}  // namespace

bool cards_lie(const app::CardTable& table, int cards) {
    return app::PracticeSite::wait_for([&] { return cards_lying(table) == cards; }, patience_ms);
}

}  // namespace tests
