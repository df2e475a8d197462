#include "sync/membership/session.h"

#include <doctest/doctest.h>

#include "sync/discovery/announcement.h"
#include "tests/support/seeded_random.h"

using namespace peers;
using tests::SeededRandom;

namespace {

struct Side {
    OwnIdentity self;
    Members members;
    std::vector<storage::Secret> secrets;
    std::vector<OneTimeCode> codes;
    SeededRandom* random{nullptr};
    SessionContext context() { return {&self, &members, &secrets, &codes, random}; }
};

struct Two {
    SeededRandom random{1};
    Side a, b;
    std::vector<Member> members;

    Two() {
        const auto site = core::fresh_id<core::SiteId>(random);
        for (auto* side : {&a, &b}) {
            const auto box = storage::BoxKey::fresh(random);
            side->self = {site, core::fresh_id<core::DeviceId>(random), box.secret.clone()};
            side->secrets.push_back(storage::Secret::copy_of(core::Bytes(32, 5)));
            side->random = &random;
            members.push_back({side->self.device, {}, box.public_key, false, std::nullopt, ""});
        }
        a.members = b.members = Members(members);
    }
};

// Carries bytes to and fro until both fall silent; the first error ends it.
std::string talk(Session& caller, Session& listener, std::vector<core::Bytes>* heard = nullptr) {
    for (int round = 0; round < 6; ++round) {
        for (auto* from : {&caller, &listener}) {
            auto& to = from == &caller ? listener : caller;
            to.feed(from->take_output());
            for (;;) {
                const auto payload = to.next();
                if (!payload) return payload.error().reason;
                if (!payload->has_value()) break;
                if (heard) heard->push_back(**payload);
            }
        }
    }
    return {};
}

}  // namespace

TEST_CASE("two members meet, and the listener believes only after the caller's first payload") {
    Two two;
    auto caller = Session::call(two.a.context(), std::nullopt);
    auto listener = Session::listen(two.b.context());
    CHECK(talk(caller, listener) == "");
    CHECK(caller.confirmed());
    CHECK(caller.peer() == two.b.self.device);
    CHECK(listener.established());
    CHECK(!listener.confirmed());
    caller.put_payload(core::view("hello"));
    std::vector<core::Bytes> heard;
    CHECK(talk(caller, listener, &heard) == "");
    CHECK(listener.confirmed());
    CHECK(listener.peer() == two.a.self.device);
    REQUIRE(heard.size() == 1);
    CHECK(core::text(heard[0]) == "hello");
}

TEST_CASE("bytes of an earlier connection, played again, never make a link") {
    Two two;
    auto caller = Session::call(two.a.context(), std::nullopt);
    auto listener = Session::listen(two.b.context());
    core::Bytes recorded = caller.take_output();
    listener.feed(recorded);
    CHECK(listener.next());
    caller.feed(listener.take_output());
    CHECK(caller.next());
    const auto first_message = caller.take_output();
    recorded.insert(recorded.end(), first_message.begin(), first_message.end());

    auto again = Session::listen(two.b.context());
    again.feed(recorded);
    CHECK(again.next().error().reason == "noise.authentication");  // our own preface is in the prologue
    CHECK(!again.confirmed());
}

TEST_CASE("strangers, the revoked, ourselves and the wrong device are told apart") {
    {
        Two two;
        two.a.secrets[0] = storage::Secret::copy_of(core::Bytes(32, 6));
        auto caller = Session::call(two.a.context(), two.b.self.device);
        auto listener = Session::listen(two.b.context());
        CHECK(talk(caller, listener) == "link.stranger");
    }
    {
        Two two;
        auto members = two.members;
        members[0].revoked_after = 7;
        two.b.members = Members(members);
        auto caller = Session::call(two.a.context(), std::nullopt);
        auto listener = Session::listen(two.b.context());
        CHECK(talk(caller, listener) == "link.revoked");
    }
    {
        Two two;
        auto caller = Session::call(two.a.context(), std::nullopt);
        auto listener = Session::listen(two.a.context());
        CHECK(talk(caller, listener) == "link.self");
        auto expecting = Session::call(two.a.context(), core::DeviceId{{1}});
        auto other = Session::listen(two.b.context());
        CHECK(talk(expecting, other) == "link.other_device");
    }
}

TEST_CASE("a device that was away when the transport secret changed still gets through") {
    Two two;
    two.b.secrets.insert(two.b.secrets.begin(), storage::Secret::copy_of(core::Bytes(32, 9)));
    auto caller = Session::call(two.a.context(), std::nullopt);
    auto listener = Session::listen(two.b.context());
    CHECK(talk(caller, listener) == "");
    CHECK(caller.confirmed());
}

TEST_CASE("another protocol major is named, and no long frame is waited for in the handshake") {
    Two two;
    auto listener = Session::listen(two.b.context());
    auto preface = encode_preface({});
    preface[3] = 2;
    listener.feed(preface);
    const auto refused = listener.next();
    CHECK(refused.error().reason == "link.major");
    CHECK(refused.error().count == 2);

    auto caller = Session::call(two.a.context(), std::nullopt);
    auto hasty = Session::listen(two.b.context());
    hasty.feed(caller.take_output());
    hasty.feed(core::Bytes{0xff, 0xff});
    CHECK(hasty.next().error().reason == "link.size");
}

TEST_CASE("every changed byte of a conversation ends it") {
    for (std::size_t at = 0; at < 37 + 2 + 48; ++at) {
        Two two;
        auto caller = Session::call(two.a.context(), std::nullopt);
        auto listener = Session::listen(two.b.context());
        // The caller speaks first, a preface of 37 bytes; its message follows upon the listener's answer.
        core::Bytes said = caller.take_output();
        REQUIRE(said.size() == 37);
        const std::size_t preface = said.size();
        if (at < preface) said[at] ^= 0x11;
        listener.feed(said);
        auto heard = listener.next();
        caller.feed(listener.take_output());
        const auto answered = caller.next();
        said = caller.take_output();
        if (at >= preface) {
            REQUIRE(answered);
            REQUIRE(said.size() == 2 + 48);
            said[at - preface] ^= 0x11;
        }
        listener.feed(said);
        if (heard) heard = listener.next();
        CHECK((!heard || !listener.established()));
    }
}

TEST_CASE("a one-time code survives being read aloud and typed") {
    SeededRandom random(4);
    const auto code = OneTimeCode::fresh(random);
    auto typed = code.text();
    CHECK(typed.size() == 30);
    for (auto& letter : typed)
        if (letter == '0')
            letter = 'o';
        else if (letter == '1')
            letter = 'l';
        else if (letter == '-')
            letter = ' ';
    const auto parsed = OneTimeCode::parse(typed);
    REQUIRE(parsed);
    CHECK(parsed->text() == code.text());
    CHECK(storage::equal(parsed->psk().view(), code.psk().view()));
    CHECK(!OneTimeCode::parse(typed.substr(1)));
    CHECK(!OneTimeCode::parse(typed + "A"));
    CHECK(!OneTimeCode::parse("UUUUU-UUUUU-UUUUU-UUUUU-UUUUUU"));
}

TEST_CASE("an announcement tells members who it is, and strangers nothing") {
    Two two;
    const Announcement here{two.a.self.device, 7000};
    const auto one = make_announcement(two.a.secrets[0], here, two.random);
    const auto two_of_it = make_announcement(two.a.secrets[0], here, two.random);
    for (std::size_t at = 4; at + 4 <= 36; at += 4)  // salt and hint share no word with the next one
        CHECK(!std::equal(one.begin() + static_cast<std::ptrdiff_t>(at),
                          one.begin() + static_cast<std::ptrdiff_t>(at) + 4,
                          two_of_it.begin() + static_cast<std::ptrdiff_t>(at)));
    const auto read = read_announcement(one, two.b.members, two.b.secrets);
    REQUIRE(read);
    CHECK(read->device == two.a.self.device);
    CHECK(read->port == 7000);
    std::vector<storage::Secret> other_secrets;
    other_secrets.push_back(storage::Secret::copy_of(core::Bytes(32, 8)));
    CHECK(!read_announcement(one, two.b.members, other_secrets));
    for (std::size_t at = 0; at < one.size(); ++at) {
        auto changed = one;
        changed[at] ^= 4;
        CHECK(!read_announcement(changed, two.b.members, two.b.secrets));
    }
}
