// Every bad day of app/practice: it ends in its one right sentence, its counters stand as they should, the
// program makes no second try, and the next card reads normally.
#include "app/practice/bad_day.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/devices/card/card_command.h"
#include "app/practice/virtual_mynumber.h"
#include "app/service/sentences.h"
#include "tests/app/devices/card/bad_day_endings.h"
#include "tests/support/fake_card.h"

namespace {

using tests::Ending;
using tests::endings;

// Counts what could cost a try on its way to the card.
class Watched : public app::VirtualCard {
  public:
    explicit Watched(app::VirtualCard& card) : card_(card) {}
    core::Bytes atr() const override { return card_.atr(); }
    core::Bytes transmit(core::ByteView command) override {
        core::Bytes answer = card_.transmit(command);
        const bool verify = command.size() > 5 && (command[0] & ~0x08) == 0x00 && command[1] == 0x20;
        if (verify && !answer.empty()) ++secrets;
        return answer;
    }
    void reset() override { card_.reset(); }
    int secrets{0};

  private:
    app::VirtualCard& card_;
};

// As --secrets-stdin gives them.
struct Typed {
    std::map<std::string, std::string> texts;
    explicit Typed(std::string_view json) : texts(nlohmann::json::parse(json)) {}
    app::CardSecrets secrets() const {
        const auto at = [this](const char* name) {
            const auto found = texts.find(name);
            return found == texts.end() ? core::ByteView{} : core::view(found->second);
        };
        return {at("pin"), at("verification_b"), at("pin1"), at("pin2"), at("card_number"), {}};
    }
};

}  // namespace

TEST_CASE("every bad day ends in its one right sentence, and the next card reads normally") {
    const std::string data = std::string(KAKANAI_SOURCE_DIR) + "/app/practice/data";
    const auto residents = app::load_residents(data + "/residents.json");
    REQUIRE(residents);
    CHECK(app::bad_days().size() >= 24);
    CHECK(app::bad_days().size() == endings().size());
    for (const app::BadDay& day : app::bad_days()) {
        INFO(day.name);
        REQUIRE(endings().contains(day.name));
        const Ending& ending = endings().at(day.name);
        const auto card = app::make_bad_day_card(day, *residents, data + "/pictures");
        REQUIRE(card != nullptr);
        Watched watched(*card);
        tests::FakeReaders readers;
        readers.lay(watched);
        const Typed typed(day.asked);
        const auto reading = app::card_read_json(readers, {}, typed.secrets());
        if (ending.words.empty()) {
            REQUIRE(reading);
            const auto notes = nlohmann::json::parse(*reading)["notes"];
            CHECK(std::find(notes.begin(), notes.end(), ending.note) != notes.end());
        } else {
            REQUIRE_FALSE(reading);
            const std::string said = app::sentence(reading.error());
            INFO(said);
            CHECK(said.find(ending.words) != std::string::npos);
        }
        CHECK(card->counters() == ending.counters);
        CHECK(watched.secrets == ending.secrets);

        const auto next = app::make_mynumber_card(app::chip_of(*app::find_resident(*residents, "R05")));
        readers.lay(*next);
        app::CardSecrets pin;
        pin.pin = core::view("4922");
        CHECK(app::card_read_json(readers, {}, pin));
    }
}
