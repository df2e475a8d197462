// Cards of another's making at our reader: vsmartcard's own ISO 7816 operating system answers through pcscd
// and vpcd, with the worked examples of the cards' reference in its files. Nothing of ours stands between.
#include <doctest/doctest.h>
#include <signal.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/practice/card_table.h"
#include "app/practice/practice_site.h"
#include "tests/app/site/program.h"
#include "tests/support/temp_folder.h"

namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

const std::string folder = std::string(KAKANAI_SOURCE_DIR) + "/tests/app/site/outside_card/";

class OutsideReader {
  public:
    OutsideReader() {
        signal(SIGPIPE, SIG_IGN);
        fs::create_directories(room_ / "reader");
        auto made = app::CardTable::set_up(std::string(KAKANAI_SOURCE_DIR) + "/installer/practice-reader",
                                           std::string(KAKANAI_BINARY_DIR) + "/bin", room_ / "reader");
        if (made)
            table_.emplace(std::move(*made));
        else
            MESSAGE("left out: no private card reader service starts here (see installer/practice-reader)");
    }

    // False, with the reason printed, where vsmartcard is not installed.
    bool lay(const std::string& layout) {
        if (!table_) return false;
        card_ = {};
        auto started = app::ChildProcess::start(
            {"/usr/bin/python3", folder + "lay.py", std::to_string(table_->port()), folder + layout},
            {{}, room_ / "card.log", false});
        REQUIRE(started);
        card_ = std::move(*started);
        const bool lies = app::PracticeSite::wait_for(
            [&] { return !card_.running() || first()["card_present"] == true; }, 20'000);
        REQUIRE(lies);
        if (card_.running()) return true;
        MESSAGE("left out: Debian's python3-virtualsmartcard and python3-pycryptodome are not installed");
        return false;
    }

    Json first() {
        const auto list = admin({"card", "list", "--json"});
        const Json seen = Json::parse(list.out, nullptr, false);
        return seen.is_object() && !seen["readers"].empty() ? seen["readers"][0] : Json::object();
    }
    tests::Outcome read(const std::string& kind, const std::string& secrets) {
        return admin({"card", "read", "--kind", kind, "--secrets-stdin", "--json"}, secrets);
    }

  private:
    tests::Outcome admin(std::vector<std::string> words, const std::string& secrets = {}) {
        words.insert(words.begin(), tests::program_path("kakanai-admin"));
        return tests::run_program(std::move(words), secrets, table_->environment());
    }

    support::TempFolder room_;
    std::optional<app::CardTable> table_;
    app::ChildProcess card_;
};

std::string value(const Json& read, const char* item) {
    return read["items"].contains(item) ? read["items"][item].value("value", "") : "";
}

}  // namespace

TEST_CASE(
    "a マイナンバーカード of another's emulator: the reference's four items come through as they stand "
    "there") {
    OutsideReader reader;
    if (!reader.lay("mynumber.card")) return;
    CHECK(reader.first()["kind"] == "mynumber");
    CHECK(reader.first()["tries_left"]["pin"] == 3);

    const auto wrong = reader.read("mynumber", R"({"pin": "4071"})");
    CHECK(tests::fault_of(wrong) == "");
    CHECK(reader.first()["tries_left"]["pin"] == 2);  // one press, one try: its counter says so

    const auto right = reader.read("mynumber", R"({"pin": "4070"})");
    REQUIRE_MESSAGE(right.exit_code == 0, right.err);
    const Json read = Json::parse(right.out);
    CHECK(value(read, "name") == "試験　花子");
    CHECK(value(read, "address") == "北海道架空市見本町１－２－３");
    CHECK(value(read, "birth_date") == "1990-03-04");
    CHECK(value(read, "sex") == "female");
    CHECK(read["signature"] == "not_checkable");  // it holds no integrity record
    CHECK(reader.first()["tries_left"]["pin"] == 3);
}

TEST_CASE("a 運転免許証 of another's emulator: the change record gives the address of today") {
    OutsideReader reader;
    if (!reader.lay("licence.card")) return;
    CHECK(reader.first()["kind"] == "licence");
    const auto told = reader.read("licence", R"({"pin1": "2525"})");
    REQUIRE_MESSAGE(told.exit_code == 0, told.err);
    const Json read = Json::parse(told.out);
    CHECK(value(read, "name") == "試験　花子");
    CHECK(value(read, "name_kana") == "シケン　ハナコ");
    CHECK(value(read, "birth_date") == "1990-03-04");
    CHECK(value(read, "address") == "北海道架空市新見本町４－５－６");
    CHECK(value(read, "address_before") == "北海道架空市見本町１－２－３");
    CHECK(value(read, "address_changed_on") == "2024-07-01");
    CHECK(value(read, "card_expiry") == "2028-04-04");
    CHECK(value(read, "licence_number") == "101234567890");
}

TEST_CASE("a card without an application that we know is an answer, and no secret goes to it") {
    OutsideReader reader;
    if (!reader.lay("unknown.card")) return;
    CHECK(reader.first()["kind"] == "unknown");
    const auto told = reader.read("auto", R"({"pin": "4070"})");
    CHECK(tests::fault_of(told) == "");
}
