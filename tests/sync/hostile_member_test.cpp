// A member gone bad: it holds good keys, so its frames open, and sends whatever it likes inside them. The
// node must keep its head: no crash, no memory beyond its limits, nothing believed but what authors sealed.
#include <doctest/doctest.h>

#include <algorithm>
#include <deque>

#include "sync/node.h"
#include "sync/wire/message.h"
#include "sync/wire/run_codec.h"
#include "tests/sync/wire/run_builder.h"

using namespace peers;
using tests::Author;
using tests::SeededRandom;

namespace {

struct Stage {
    SeededRandom random;
    core::SiteId site;
    Author victim, bad, honest;
    storage::BoxKey victim_box, bad_box;
    Members members;
    std::vector<storage::Secret> secrets;
    std::unique_ptr<Node> node;
    OwnIdentity bad_self;
    std::optional<Session> session;
    LinkId link{0};
    std::int64_t now_ms{0};
    std::size_t links_lost{0};
    std::vector<storage::SealedRun> stored;
    std::vector<storage::SealedRun> sealed;  // what authors really made

    explicit Stage(std::uint64_t seed)
        : random(seed),
          site(core::fresh_id<core::SiteId>(random)),
          victim(site, random),
          bad(site, random),
          honest(site, random),
          victim_box(storage::BoxKey::fresh(random)),
          bad_box(storage::BoxKey::fresh(random)) {
        std::vector<Member> all{
            {victim.device, victim.signing.public_key, victim_box.public_key, false, std::nullopt, ""},
            {bad.device, bad.signing.public_key, bad_box.public_key, false, std::nullopt, ""},
            {honest.device, honest.signing.public_key, {}, false, std::nullopt, ""}};
        members = Members(all);
        secrets.push_back(storage::Secret::copy_of(core::Bytes(32, 3)));
        bad_self = {site, bad.device, bad_box.secret.clone()};
        node = std::make_unique<Node>(OwnIdentity{site, victim.device, victim_box.secret.clone()}, random);
        RosterKnown roster;
        roster.members = all;
        roster.transport_secrets.push_back(secrets[0].clone());
        give(std::move(roster));
        give(LogOpened{});
        for (int i = 0; i < 6; ++i) {
            std::vector<storage::Batch> batches;
            for (int k = 0; k < 3; ++k) {
                storage::Batch batch;
                if (i == 0 && k == 0) batch.head.run = core::RunId{};
                tests::add_part(batch, 16, {honest.device, 1}, tests::random_bytes(40, random));
                batches.push_back(std::move(batch));
            }
            sealed.push_back(honest.seal(std::move(batches)));
        }
        connect();
    }

    void give(Input input) {
        for (auto& action : node->step({now_ms, core::Instant{now_ms}}, std::move(input))) {
            if (auto* send = std::get_if<SendBytes>(&action)) {
                if (session && send->link == link) session->feed(send->bytes);
                const auto size = send->bytes.size();
                sent_later.push_back({send->link, size});
            } else if (auto* hang_up = std::get_if<HangUp>(&action)) {
                if (hang_up->link == link) {
                    session.reset();
                    ++links_lost;
                }
            } else if (auto* run = std::get_if<StoreRun>(&action)) {
                stored.push_back(*run->run);
            } else if (auto* read = std::get_if<ReadMissing>(&action)) {
                reads.push_back(read->token);
            }
        }
        for (const auto& done : std::exchange(sent_later, {})) give(BytesSent{done.first, done.second});
    }
    std::vector<std::pair<LinkId, std::size_t>> sent_later;
    std::vector<std::uint64_t> reads;

    void drain() {
        while (session) {
            const auto payload = session->next();
            if (!payload || !payload->has_value()) return;
            core::Reader in(**payload);
            while (in.left() > 0) {
                auto message = decode_message(in, members.names());
                if (!message) break;
                heard.push_back(std::move(*message));
                if (heard.size() > 64) heard.pop_front();
            }
        }
    }
    std::deque<Message> heard;  // what the node said last
    template <class M>
    const M* last() const {
        const auto at = std::find_if(heard.rbegin(), heard.rend(),
                                     [](const auto& one) { return std::holds_alternative<M>(one); });
        return at == heard.rend() ? nullptr : &std::get<M>(*at);
    }

    void connect() {
        ++link;
        SessionContext context{&bad_self, &members, &secrets, nullptr, &random};
        session.emplace(Session::call(context, std::nullopt));
        give(LinkOpened{link, false, std::nullopt});
        for (int round = 0; round < 4 && session; ++round) {
            drain();
            if (session) give(BytesIn{link, session->take_output()});
        }
    }

    void say(core::ByteView payload) {
        if (!session || !session->established()) connect();
        REQUIRE(session);
        give(BytesIn{link, session->seal(payload)});
        for (const auto token : std::exchange(reads, {})) give(RowsRead{token, {}});
        drain();
    }

    bool all_authentic() const {
        return std::all_of(stored.begin(), stored.end(), [&](const storage::SealedRun& run) {
            return std::any_of(sealed.begin(), sealed.end(),
                               [&](const auto& real) { return real.seal == run.seal; });
        });
    }
};

core::Bytes piece_of(const storage::SealedRun& run, const DeviceNames& names) {
    const auto bytes = encode_run(run, names);
    return encode_message(Piece{false, true, 0, bytes}, names);
}

std::vector<core::Bytes> corpus(Stage& stage) {
    const auto& names = stage.members.names();
    std::vector<core::Bytes> all;
    for (const auto& run : stage.sealed) all.push_back(piece_of(run, names));
    all.push_back(encode_message(Hello{0, 0, 1, {4}}, names));
    all.push_back(
        encode_message(Have{true, {{stage.honest.device, 18, {}}, {stage.victim.device, 5, {}}}}, names));
    all.push_back(encode_message(Have{false, {{stage.honest.device, 500, {}}}}, names));
    all.push_back(encode_message(DigestCheck{{1}, 5}, names));
    Want want{7, 1 << 30, {}};
    want.have.set(stage.honest.device, 1);
    all.push_back(encode_message(want, names));
    all.push_back(encode_message(Done{1}, names));
    all.push_back(encode_message(Begins{want.have}, names));
    all.push_back(encode_message(RosterWant{{{1}, {2}}}, names));
    all.push_back(encode_message(RosterEntries{{{1, 2, 3}}}, names));
    all.push_back(encode_message(Links{{stage.honest.device}}, names));
    Relayed relayed;
    relayed.peers.push_back({stage.honest.device, 3, want.have});
    all.push_back(encode_message(relayed, names));
    all.push_back(encode_message(JoinRequest{"x", {}, {}, {}}, names));
    return all;
}

void change(core::Bytes& bytes, SeededRandom& random) {
    for (std::uint64_t n = 1 + random.below(3); n > 0 && !bytes.empty(); --n) {
        const auto at = random.below(bytes.size());
        switch (random.below(4)) {
            case 0:
                bytes[at] ^= static_cast<std::uint8_t>(1u << random.below(8));
                break;
            case 1:
                bytes[at] = static_cast<std::uint8_t>(random.below(256));
                break;
            case 2:
                bytes.resize(at);
                break;
            default:
                bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), std::uint8_t{0xff});
                break;
        }
    }
}

}  // namespace

TEST_CASE("a bad member's changed frames are survived, and nothing false is stored") {
    Stage stage(1);
    const auto seeds = corpus(stage);
    const int rounds = std::getenv("KAKANAI_LONG") ? 100'000 : 6'000;
    for (int i = 0; i < rounds; ++i) {
        stage.now_ms += 3;
        auto payload = seeds[stage.random.below(seeds.size())];
        if (stage.random.below(8) != 0) change(payload, stage.random);
        stage.say(payload);
        if (i % 50 == 0) stage.give(Tick{});
        REQUIRE(stage.all_authentic());
    }
    CHECK(stage.links_lost > 10);
    CHECK(!stage.stored.empty());
}

TEST_CASE("pieces without end are cut off, and so are claims to hold what nobody has") {
    Stage stage(2);
    const core::Bytes filler(40'000, 7);
    std::size_t sent = 0;
    while (stage.links_lost == 0 && sent < 600) {
        stage.say(encode_message(Piece{false, false, 0, filler}, {}));
        ++sent;
    }
    CHECK(stage.links_lost == 1);
    CHECK(sent * filler.size() <= run_size_max + 2 * filler.size());

    std::size_t wants = 0;
    for (int i = 0; i < 100; ++i) {  // ten simulated seconds of a claim, answered with nothing each time
        stage.now_ms += 100;
        stage.say(encode_message(Have{true, {{stage.honest.device, 1'000'000, {}}}}, {}));
        stage.give(Tick{});
        for (std::uint64_t id = 1; id < 40; ++id) stage.say(encode_message(Done{id}, {}));
        wants += 1;
    }
    CHECK(stage.stored.empty());
    CHECK(stage.node->status({stage.now_ms, {}}).bytes_out < 100'000);
}

TEST_CASE("who asks for what has gone is told so at once, and where it has gone nobody is asked") {
    Stage stage(11);
    const auto& names = stage.members.names();
    const auto at = [&](std::uint64_t seq) {
        core::VersionVector vector;
        vector.set(stage.honest.device, seq);
        return vector;
    };
    const auto peer = [&] {
        const auto peers = stage.node->status({stage.now_ms, core::Instant{stage.now_ms}}).peers;
        return *std::find_if(peers.begin(), peers.end(),
                             [&](const auto& one) { return one.device == stage.bad.device; });
    };
    stage.give(LogOpened{{{stage.honest.device, 18, {}}}, at(12)});

    stage.say(encode_message(Have{true, {{stage.honest.device, 5, {}}}}, names));
    CHECK(peer().stands_below);
    stage.say(encode_message(Want{7, 1 << 20, at(5)}, names));
    REQUIRE(stage.last<Begins>() != nullptr);
    CHECK(stage.last<Begins>()->at == at(12));
    REQUIRE(stage.last<Done>() != nullptr);
    CHECK(stage.last<Done>()->id == 7);
    CHECK(stage.last<Piece>() == nullptr);

    // It has more, but its log begins above ours.
    stage.say(encode_message(Begins{at(25)}, names));
    stage.say(encode_message(Have{true, {{stage.honest.device, 30, {}}}}, names));
    stage.now_ms += 3'000;
    stage.give(Tick{});
    stage.drain();
    CHECK(peer().begins_above);
    CHECK_FALSE(peer().stands_below);
    CHECK(stage.last<Want>() == nullptr);

    stage.say(encode_message(Begins{at(18)}, names));
    stage.now_ms += 3'000;
    stage.give(Tick{});
    stage.drain();
    CHECK_FALSE(peer().begins_above);
    CHECK(stage.last<Want>() != nullptr);
}
