// The whole way of a card: a real pcscd, the vpcd driver, our virtual card as a program of its own, our
// reader code. Needs the Debian packages pcscd and vsmartcard-vpcd, and mount namespaces.
#include "app/devices/card/pcsc_reader.h"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/devices/card/card_command.h"
#include "app/devices/card/card_recognition.h"
#include "tests/support/child_process.h"

using nlohmann::json;
using tests::ChildProcess;

namespace {

constexpr int patience_ms = 5'000;
constexpr int no_card_ms = 300;

// One private reader service. Its clients in this process find it by the environment, which libpcsclite reads
// once: so all tests of this program share one folder.
class PracticeReader {
  public:
    PracticeReader()
        : folder_(std::filesystem::temp_directory_path() / ("kakanai-card-" + std::to_string(getpid()))) {
        start();
    }
    ~PracticeReader() {
        stop();
        std::filesystem::remove_all(folder_);
    }

    void start() {
        auto [code, output] = ChildProcess({script(), "start", folder_.string()}).finish();
        REQUIRE_MESSAGE(code == 0,
                        "installer/practice-reader could not start a card reader service: install the "
                        "Debian packages pcscd and vsmartcard-vpcd (tests/run does), and permit mount "
                        "namespaces");
        port = value_of(output, "KAKANAI_VPCD_PORT=");
        setenv("PCSCLITE_CSOCK_NAME", value_of(output, "PCSCLITE_CSOCK_NAME=").c_str(), 1);
    }
    void stop() { ChildProcess({script(), "stop", folder_.string()}).finish(); }

    std::string port;
    const std::string slot_0{"Virtual PCD 00 00"};

  private:
    static std::string value_of(const std::string& output, const std::string& name) {
        const std::size_t at = output.find(name);
        REQUIRE(at != std::string::npos);
        const std::size_t from = at + name.size();
        return output.substr(from, output.find('\n', from) - from);
    }
    static std::string script() { return std::string(KAKANAI_SOURCE_DIR) + "/installer/practice-reader"; }
    std::filesystem::path folder_;
};

struct Player : ChildProcess {
    explicit Player(const std::string& port)
        : ChildProcess({std::string(KAKANAI_BINARY_DIR) + "/bin/kakanai-virtual-card", "--port", port}) {}
};

app::CardSecrets pin(std::string_view digits) {
    app::CardSecrets secrets;
    secrets.pin = core::view(digits);
    return secrets;
}

app::CardReadOptions waiting() {
    app::CardReadOptions options;
    options.wait_ms = patience_ms;
    return options;
}

}  // namespace

// Starting and ending the service takes seconds, so one serves all of this program.
PracticeReader& service() {
    static PracticeReader one;
    return one;
}
std::unique_ptr<Player>& playing() {
    static std::unique_ptr<Player> one;
    if (!one) one = std::make_unique<Player>(service().port);
    return one;
}

TEST_CASE("a morning at one reader") {
    Player& player = *playing();
    const auto readers = app::make_pcsc_readers();
    player.ask("remove");
    for (int i = 0; i < 50 && readers->wait_for_card("", 0); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }

    SUBCASE("no card lies there, and then one does") {
        CHECK(readers->wait_for_card("", no_card_ms).error().reason == "card.absent");
        CHECK(readers->wait_for_card("Some other reader", no_card_ms).error().reason == "card.no_reader");
        CHECK(player.ask("insert R01") == "ok inserted R01");
        const auto seen = readers->wait_for_card("", patience_ms);
        REQUIRE(seen);
        CHECK(seen->name == service().slot_0);
        const auto list = app::card_list_json(*readers);
        REQUIRE(list);
        const json entry = json::parse(*list)["readers"][0];
        CHECK(entry["kind"] == "mynumber");
        CHECK(entry["tries_left"]["pin"] == 3);
        CHECK(entry["tries_left"]["verification_b"] == 10);
        CHECK(entry["card_expiry"] == "2033-06-14");
        CHECK(player.ask("tries R01") == "ok pin 3 verification_b 10");
    }

    SUBCASE("four items with the PIN, then with the number on the face") {
        player.ask("insert R01");
        auto reading = app::card_read_json(*readers, waiting(), pin("4070"));
        REQUIRE(reading);
        json items = json::parse(*reading)["items"];
        CHECK(items["name"]["value"] == "髙橋　健太郎");
        CHECK(items["address"]["value"] == "東京都千代田区見本町一丁目２番３号　見本マンション７０５");
        CHECK(items["birth_date"]["value"] == "1985-06-14");
        CHECK(items["sex"]["value"] == "male");

        app::CardSecrets face;  // 昭和60年6月14日, 2033, 1710
        face.verification_b = core::view("60061420331710");
        auto with_pictures = waiting();
        with_pictures.with_pictures = true;
        reading = app::card_read_json(*readers, with_pictures, face);
        REQUIRE(reading);
        items = json::parse(*reading)["items"];
        CHECK(items["name"]["value"] == "髙橋　健太郎");
        CHECK_FALSE(items.contains("my_number"));
        CHECK(json::parse(*reading)["pictures"]["name"] > 100);  // the glyphs as registered
    }

    SUBCASE("a wrong PIN costs one try and says what is left; the third blocks") {
        player.ask("insert R04");
        auto wrong = app::card_read_json(*readers, waiting(), pin("0000"));
        CHECK(wrong.error().reason == "card.pin_wrong");
        CHECK(wrong.error().count == 2);
        CHECK(player.ask("tries R04") == "ok pin 2 verification_b 10");
        CHECK(app::card_read_json(*readers, waiting(), pin("0000")).error().count == 1);
        CHECK(app::card_read_json(*readers, waiting(), pin("0000")).error().reason == "card.pin_blocked");
        CHECK(app::card_read_json(*readers, waiting(), pin("2209")).error().reason == "card.pin_blocked");
        player.ask("insert R01");  // the next card reads normally
        CHECK(app::card_read_json(*readers, waiting(), pin("4070")));
    }

    SUBCASE("a card pulled away in mid-read is removed, and reads when laid down again") {
        player.ask("insert R01");
        REQUIRE(app::card_read_json(*readers, waiting(), pin("4070")));
        for (const char* at : {"1", "5", "9", "12"}) {
            player.ask(std::string("pull-after ") + at);
            CHECK(app::card_read_json(*readers, waiting(), pin("4070")).error().reason == "card.removed");
            CHECK(player.ask("insert R01") == "ok inserted R01");
        }
        CHECK(app::card_read_json(*readers, waiting(), pin("4070")));
        CHECK(player.ask("tries R01") == "ok pin 3 verification_b 10");
    }

    SUBCASE("a card that answers nonsense, and a card of another kind") {
        player.ask("garble-after 3");
        player.ask("insert R01");
        CHECK(app::card_read_json(*readers, waiting(), pin("4070")).error().reason == "card.garbage");
        CHECK(player.ask("insert transit") == "ok inserted transit");
        CHECK(app::card_read_json(*readers, waiting(), pin("4070")).error().reason == "card.unknown");
        CHECK(json::parse(*app::card_list_json(*readers))["readers"][0]["kind"] == "unknown");
    }

    SUBCASE("another card than the one that was recognised is not read") {
        player.ask("insert R01");
        const auto seen = readers->wait_for_card("", patience_ms);
        REQUIRE(seen);
        CHECK(*readers->wait_for_removal(*seen, no_card_ms) == false);
        player.ask("remove");
        CHECK(*readers->wait_for_removal(*seen, patience_ms) == true);
        CHECK(readers->connect(*seen).error().reason == "card.absent");
        player.ask("insert R02");
        REQUIRE(readers->wait_for_card("", patience_ms));
        CHECK(readers->connect(*seen).error().reason == "card.swapped");
    }

    SUBCASE("one program at a time, and a verified PIN does not outlive the connection") {
        player.ask("insert R01");
        const auto seen = readers->wait_for_card("", patience_ms);
        {
            auto mine = readers->connect(*seen);
            REQUIRE(mine);
            CHECK(app::make_pcsc_readers()->connect(*seen).error().reason == "card.in_use");
            app::MyNumberRequest request;
            request.secret = core::view("4070");
            REQUIRE(app::read_mynumber(**mine, request));
        }
        const auto other = app::make_pcsc_readers();
        auto next = other->connect(*seen);
        REQUIRE_MESSAGE(next.has_value(), next.error().reason << " " << next.error().detail);
        const core::Bytes face_input{0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08};
        CHECK(app::ask_card(**next, core::Bytes{0x00, 0xB0, 0x82, 0x00, 0x05})->status == 0x6986);
        CHECK(*app::select(**next, app::apdu::select_application(face_input)));
        CHECK(app::ask_card(**next, core::Bytes{0x00, 0xB0, 0x82, 0x00, 0x05})->status == 0x6982);
    }

    SUBCASE("a licence and residence cards of both generations, long answers included") {
        CHECK(player.ask("insert R01 licence") == "ok inserted R01");
        app::CardSecrets secrets;
        secrets.pin1 = core::view("6039");
        secrets.pin2 = core::view("0519");
        auto reading = app::card_read_json(*readers, waiting(), secrets);
        REQUIRE(reading);
        json items = json::parse(*reading)["items"];
        CHECK(items["name"]["value"] == "〓橋　健太郎");
        CHECK(items["name"]["missing_glyphs"] == 1);
        CHECK(items["address"]["value"] == "東京都千代田区見本町一丁目２番３号　見本マンション７０５");
        CHECK(items["address_before"]["value"] == "埼玉県川口市架空町８番１号");
        CHECK(items["honseki"]["value"] == "東京都千代田区見本町一丁目２番");

        for (const auto& [id, number] :
             {std::pair{"R16", "ZA12034567ZB"}, std::pair{"R18", "ZE34056789ZF"}}) {
            player.ask(std::string("insert ") + id + " residence");
            app::CardSecrets typed;
            typed.card_number = core::view(number);
            reading = app::card_read_json(*readers, waiting(), typed);
            REQUIRE(reading);
            CHECK(json::parse(*reading)["kind"] == "residence");
        }
        CHECK(json::parse(*reading)["items"]["birth_date"]["value"] == "1990-10-10");
        CHECK(json::parse(*reading)["pictures"]["name"] > 100);
    }

    SUBCASE("the reader service goes away and comes back") {
        player.ask("insert R01");
        REQUIRE(readers->wait_for_card("", patience_ms));
        service().stop();
        CHECK(readers->list().error().reason == "card.service_down");
        CHECK(readers->wait_for_card("", patience_ms).error().reason == "card.service_down");
        CHECK(app::card_list_json(*app::make_pcsc_readers()).error().reason == "card.service_down");
        service().start();
        playing() = std::make_unique<Player>(service().port);
        playing()->ask("insert R03");
        const auto reading = app::card_read_json(*readers, waiting(), pin("9496"));
        REQUIRE(reading);
        CHECK(json::parse(*reading)["items"]["name"]["value"] == "髙橋　蒼空");
    }

    SUBCASE("a wait ends when it is called off") {
        std::thread other([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
            readers->cancel();
        });
        CHECK(readers->wait_for_card("", 60'000).error().reason == "card.cancelled");
        other.join();
    }
}
