#include "sync/replication/intake.h"

#include <doctest/doctest.h>

#include "sync/wire/run_codec.h"
#include "tests/sync/wire/run_builder.h"

using namespace peers;
using tests::Author;
using tests::SeededRandom;

namespace {

struct Office {
    SeededRandom random{1};
    core::SiteId site{core::fresh_id<core::SiteId>(random)};
    Author a{site, random}, b{site, random}, stranger{site, random};
    core::DeviceId self{core::fresh_id<core::DeviceId>(random)};
    Members members{{{a.device, a.signing.public_key, {}, false, std::nullopt, "A"},
                     {b.device, b.signing.public_key, {}, false, std::nullopt, "B"}}};
    Intake intake{site, self, 10'000};
    std::vector<StoreRun> ready;

    storage::SealedRun run(Author& author, std::size_t batches, std::vector<core::BatchId> past = {}) {
        std::vector<storage::Batch> made;
        for (std::size_t i = 0; i < batches; ++i) {
            storage::Batch batch;
            if (author.seq + i == 0) batch.head.run = core::fresh_id<core::RunId>(random);
            tests::add_part(batch, 16, {author.device, 1}, tests::random_bytes(30, random));
            made.push_back(std::move(batch));
        }
        tests::add_context(made.front(), std::move(past));
        return author.seal(std::move(made));
    }
    Verdict offer(const storage::SealedRun& given, std::size_t bytes = 100) {
        auto copy = given;
        copy.seal.chain = {};  // as it comes off the wire
        return intake.offer(std::move(copy), bytes, members, ready);
    }
};

}  // namespace

TEST_CASE("a run is given to the store once, whatever is repeated or overlaps") {
    Office office;
    const auto first = office.run(office.a, 3);
    CHECK(office.offer(first) == Verdict::taken);
    CHECK(office.offer(first) == Verdict::known);
    REQUIRE(office.ready.size() == 1);
    CHECK(office.ready[0].run->seal == first.seal);
    CHECK(office.ready[0].lane == Lane::live);

    const auto second = office.run(office.a, 2);
    auto both = first;
    both.batches.insert(both.batches.end(), second.batches.begin(), second.batches.end());
    both.seal = second.seal;
    CHECK(office.offer(both) == Verdict::taken);
    REQUIRE(office.ready.size() == 2);
    CHECK(office.ready[1].run->batches == second.batches);
    CHECK(office.ready[1].lane == Lane::backlog);  // the first is not durable yet
}

TEST_CASE("what comes early waits for its past, in bounded memory") {
    Office office;
    const auto a1 = office.run(office.a, 1), a2 = office.run(office.a, 1);
    const auto b1 = office.run(office.b, 1, {{office.a.device, 2}});
    CHECK(office.offer(b1) == Verdict::parked);
    CHECK(office.offer(a2) == Verdict::parked);
    CHECK(office.ready.empty());
    CHECK(office.offer(office.run(office.a, 1), 20'000) == Verdict::dropped);
    CHECK(office.offer(a1) == Verdict::taken);
    REQUIRE(office.ready.size() == 3);
    CHECK(office.ready[0].run->device == office.a.device);
    CHECK(office.ready[1].run->device == office.a.device);
    CHECK(office.ready[2].run->device == office.b.device);
    CHECK(office.intake.parked_bytes() == 0);
}

TEST_CASE("nothing forged, moved or from a stranger gets in") {
    Office office;
    const auto good = office.run(office.a, 3);
    auto signature = good;
    signature.seal.signature[5] ^= 1;
    CHECK(office.offer(signature) == Verdict::forged);
    auto swapped = good;
    std::swap(swapped.batches[0].parts[0], swapped.batches[1].parts[0]);
    CHECK(office.offer(swapped) == Verdict::forged);
    auto shorter = good;
    shorter.batches.pop_back();
    shorter.seal.seq = 2;
    CHECK(office.offer(shorter) == Verdict::forged);
    CHECK(office.offer(office.run(office.stranger, 1)) == Verdict::stranger);

    Office elsewhere;  // the same devices and keys, another site
    elsewhere.intake = Intake(core::SiteId{{9}}, elsewhere.self, 10'000);
    CHECK(elsewhere.offer(good) == Verdict::forged);
    CHECK(office.ready.empty());
    CHECK(office.offer(good) == Verdict::taken);
}

TEST_CASE("every changed bit of a run on the wire is refused") {
    Office office;
    const auto names = office.members.names();
    const auto bytes = encode_run(office.run(office.a, 2), names);
    for (std::size_t at = 0; at < bytes.size() * 8; ++at) {
        auto changed = bytes;
        changed[at / 8] ^= static_cast<std::uint8_t>(1u << (at % 8));
        auto run = decode_run(changed, names);
        if (!run) continue;
        const auto verdict =
            office.intake.offer(std::move(*run), changed.size(), office.members, office.ready);
        CHECK(verdict != Verdict::taken);
    }
    CHECK(office.ready.empty());
}

TEST_CASE("nothing of a revoked device after its cut is believed, what lies before is") {
    Office office;
    const auto before = office.run(office.a, 2), after = office.run(office.a, 1);
    auto members = office.members.all();
    for (auto& member : members)
        if (member.id == office.a.device) member.revoked_after = 2;
    office.members = Members(members);
    CHECK(office.offer(before) == Verdict::taken);
    CHECK(office.offer(after) == Verdict::revoked);
}

TEST_CASE("a missing part is taken only where its case was erased") {
    Office office;
    auto run = office.run(office.a, 1);
    storage::Batch batch = run.batches[0];
    batch.head.case_id = core::CaseId{{4}};
    Author again(office.site, office.random);
    again.device = office.a.device;
    again.signing = storage::SigningKey::from_seed(office.a.signing.seed().view());
    again.chain = storage::first_chain(office.site, again.device);
    run = again.seal({batch});
    run.batches[0].parts[0].reset();
    CHECK(office.offer(run) == Verdict::hollow);
    office.intake.add_erased({core::CaseId{{4}}});
    CHECK(office.offer(run) == Verdict::taken);
}

TEST_CASE("after a failed write everything not durable is asked for again") {
    Office office;
    const auto a1 = office.run(office.a, 1), a2 = office.run(office.a, 1);
    CHECK(office.offer(a1) == Verdict::taken);
    CHECK(office.offer(a2) == Verdict::taken);
    CHECK(office.intake.unstored_bytes() == 200);
    core::VersionVector durable;
    durable.set(office.a.device, 1);
    office.intake.set_durable(durable);
    CHECK(office.intake.unstored_bytes() == 100);
    CHECK(office.intake.durable_chain(office.a.device) == a1.seal.chain);
    office.intake.reset({{office.a.device, 1, a1.seal.chain}});
    CHECK(office.intake.emitted() == durable);
    CHECK(office.offer(a2) == Verdict::taken);
}
