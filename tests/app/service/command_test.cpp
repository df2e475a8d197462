#include "app/service/command.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "app/service/control_socket.h"
#include "app/service/sentence_table.h"
#include "app/service/sentences.h"
#include "tests/support/temp_folder.h"

using namespace app;

TEST_CASE("secrets are read as one flat object, escapes included, and anything else is refused") {
    const auto got = parse_secrets(core::view(R"( {"account": "sato", "password": "a\"b\\c\u00e9"} )"));
    REQUIRE(got);
    CHECK(plain(*got, "account") == "sato");
    CHECK(plain(*got, "password") == "a\"b\\c\xC3\xA9");
    for (const char* bad :
         {"", "{", "[]", "{\"a\":1}", "{\"a\":\"b\"", "{\"a\":\"b\"} x", "{\"a\":\"\\u12\"}", "{\"a\":{}}"}) {
        CHECK_FALSE(parse_secrets(core::view(bad)));
    }
}

TEST_CASE(
    "a command reaches the owner of the store and its answer comes back whole, secrets beside the JSON") {
    const support::TempFolder folder;
    CHECK(send_command(folder.path().string(), {}).error().reason == "control.absent");
    auto server = ControlServer::start(folder.path().string(), [](Command& command) {
        return Reply{0, "{\"name\":\"" + command.name() + "\"}", plain(command.secrets, "account"), "", 7};
    });
    REQUIRE(server);
    Command command{{"case", "open"}, {{"ticket", "17"}}, {"x"}, {}};
    command.secrets.emplace("account", storage::Secret::copy_of(core::view("佐藤")));
    const auto reply = send_command(folder.path().string(), command);
    REQUIRE(reply);
    CHECK(reply->json == "{\"name\":\"case open\"}");
    CHECK(reply->message == "佐藤");
    CHECK(reply->count == 7);
    CHECK(ControlServer::start(folder.path().string(), {}).error().reason == "store.busy");
}

TEST_CASE("every sentence ends as a sentence, and an unknown reason still says what to do") {
    CHECK(sentence({core::ErrorCode::io, "something.new", "", 0}).ends_with("。"));
    CHECK(sentence_table().size() > 100);
    for (const auto& [reason, words] : sentence_table()) {
        INFO(reason);
        CHECK(words.ends_with("。"));
    }
    CHECK(sentence({core::ErrorCode::device, "card.pin_wrong", "", 2}).find("あと2回") != std::string::npos);
}
