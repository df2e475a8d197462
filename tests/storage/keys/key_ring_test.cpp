#include "storage/keys/key_ring.h"

#include <doctest/doctest.h>

#include "storage/keys/site_keys.h"
#include "tests/support/memory_keys.h"
#include "tests/support/seeded_random.h"

using namespace storage;

namespace {

constexpr std::int64_t hour_ms = 3'600'000;
// 2026-03-31 10:00 in Japan
constexpr std::int64_t last_of_march_ms = 1'774'918'800'000;

// A desk with its ring and its records; batches are numbered as the log would.
struct Desk {
    explicit Desk(const core::SiteId& site, DeviceKey key, core::Random& random)
        : device(std::move(key)), ring(site, keys, random), run(core::fresh_id<core::RunId>(random)) {}

    Batch begin(std::optional<core::CaseId> case_id) {
        Batch batch;
        batch.head.device = device.id;
        batch.head.seq = next;
        batch.head.run_seq = 1;
        if (next == 1) batch.head.run = run;
        batch.head.hlc = core::Hlc::at(now_ms, static_cast<std::uint16_t>(next));
        batch.head.case_id = case_id;
        return batch;
    }
    Batch write(std::optional<core::CaseId> case_id, std::uint32_t part_class, std::string_view text) {
        Batch batch = begin(case_id);
        const auto status = ring.add_part(batch, run, part_class, core::view(text));
        REQUIRE(status);
        commit(batch);
        return batch;
    }
    void commit(const Batch& batch) {
        REQUIRE(check_parts(batch));
        keys.take(batch);
        ++next;
    }
    std::string read(const Batch& batch, std::size_t index = 0) {
        const auto opened = ring.open_part(batch, index);
        return opened ? std::string(core::text(*opened)) : opened.error().reason;
    }
    void receive(const Batch& batch) { keys.take(batch); }

    DeviceKey device;
    tests::MemoryKeys keys;
    KeyRing ring;
    core::RunId run;
    std::uint64_t next{1};
    std::int64_t now_ms{last_of_march_ms};
};

struct Office {
    tests::SeededRandom random;
    RecoverySheet sheet = RecoverySheet::fresh(random);
    DeviceKey key_1 = DeviceKey::fresh(random);
    DeviceKey key_2 = DeviceKey::fresh(random);
    std::optional<FoundedSite> founded;
    std::optional<Roster> roster;
    std::optional<Desk> a;
    std::optional<Desk> b;
    core::CaseId case_1 = core::fresh_id<core::CaseId>(random);
    core::CaseId case_2 = core::fresh_id<core::CaseId>(random);

    Office() {
        SitePlan plan;
        plan.administrator.name = "yamada";
        plan.params = {1, 8 * 1024};
        auto made = found_site(plan, key_1, sheet, core::view("pw"), {1}, random);
        REQUIRE(made);
        founded = std::move(*made);
        roster = *Roster::fold(std::vector{founded->genesis});
        const auto epochs = EpochKeys::open(*roster, key_1.id, key_1.box);
        enter(roster_kind::device_add, admit_device(device_record(key_2, DeviceRole::desk, "d", "B"), epochs,
                                                    roster->site(), founded->transport));
        a.emplace(roster->site(), std::move(key_1), random);
        b.emplace(roster->site(), std::move(key_2), random);
        follow_roster();
    }
    template <class Fact>
    void enter(std::uint32_t kind, const Fact& fact) {
        const RosterPen pen{{founded->administrator.fact.account.id}, &founded->administrator.secret.sign};
        REQUIRE(roster->admit(sign_entry(roster->draft(kind, {2}, to_fields(fact)), {pen})));
    }
    void follow_roster() {
        for (Desk* desk : {&*a, &*b})
            desk->ring.use(EpochKeys::open(*roster, desk->device.id, desk->device.box), *roster);
    }
    void begin_epoch() {
        const auto& held = a->ring.epochs();
        enter(roster_kind::epoch, held.fact(*roster, held.next(*roster, random)));
        follow_roster();
    }
};

}  // namespace

TEST_CASE("a case gets one key with its first write, and all desks write on under it") {
    Office office;
    const Batch first = office.a->write(office.case_1, part_class::content, "受付");
    CHECK(first.head.keys.size() == 1);
    CHECK(first.keys.size() == 1);
    CHECK(first.keys[0].wrapped->size() == key_record_size);
    const Batch second = office.a->write(office.case_1, part_class::content, "氏名");
    CHECK(second.head.keys.empty());
    CHECK(second.head.parts[0].key == first.head.id());
    office.b->receive(first);
    const Batch third = office.b->write(office.case_1, part_class::content, "住所");
    CHECK(third.head.keys.empty());
    CHECK(third.head.parts[0].key == first.head.id());
    for (Desk* desk : {&*office.a, &*office.b}) {
        for (const Batch* batch : {&first, &second, &third}) desk->receive(*batch);
        CHECK(desk->read(first) == "受付");
        CHECK(desk->read(second) == "氏名");
        CHECK(desk->read(third) == "住所");
    }
}

TEST_CASE("two desks that meet a case apart each make a key, and both open both") {
    Office office;
    const Batch here = office.a->write(office.case_1, part_class::content, "left");
    const Batch there = office.b->write(office.case_1, part_class::content, "right");
    CHECK(here.head.keys[0].hash != there.head.keys[0].hash);
    office.a->receive(there);
    office.b->receive(here);
    CHECK(office.a->read(there) == "right");
    CHECK(office.b->read(here) == "left");
}

TEST_CASE("each class of a case has a key of its own, and one batch may bring several") {
    Office office;
    Batch batch = office.a->begin(office.case_1);
    auto& ring = office.a->ring;
    REQUIRE(ring.add_part(batch, office.a->run, part_class::content + 3, core::view("五年")));
    REQUIRE(ring.add_part(batch, office.a->run, part_class::content, core::view("三年")));
    REQUIRE(ring.add_part(batch, office.a->run, part_class::restricted, core::view("署名")));
    REQUIRE(ring.add_part(batch, office.a->run, part_class::content, core::view("もう一つ")));
    REQUIRE(batch.head.keys.size() == 3);
    CHECK(batch.head.keys[0].part_class == part_class::restricted);  // sorted, as the head wants them
    CHECK(batch.head.keys[2].part_class == part_class::content + 3);
    office.a->commit(batch);
    CHECK(decode_head(encode_head(batch.head)));
    CHECK(office.a->read(batch, 0) == "五年");
    CHECK(office.a->read(batch, 1) == "三年");
    CHECK(office.a->read(batch, 2) == "署名");
    CHECK(office.a->read(batch, 3) == "もう一つ");
}

TEST_CASE("an erased case opens nowhere any more, and a new write of it does not bring the old back") {
    Office office;
    const Batch batch = office.a->write(office.case_1, part_class::content, "secret");
    const Batch other = office.a->write(office.case_2, part_class::content, "stays");
    office.a->keys.erase(office.case_1);
    office.a->ring.forget();
    Batch without_keys = batch;  // as the log would give it back
    without_keys.keys[0].wrapped.reset();
    CHECK(office.a->read(without_keys) == "key.erased");
    CHECK(office.a->read(other) == "stays");
    const Batch later = office.a->write(office.case_1, part_class::content, "late");
    CHECK(later.head.keys.size() == 1);
    CHECK(office.a->read(without_keys) == "key.erased");
}

TEST_CASE("traces go under the desk's log key of the month, whatever case they are about") {
    Office office;
    const Batch one = office.a->write(office.case_1, part_class::trace, "look");
    const Batch two = office.a->write(office.case_2, part_class::trace, "print");
    const Batch none = office.a->write(std::nullopt, part_class::trace, "sign in");
    CHECK(one.head.keys.size() == 1);
    CHECK(two.head.keys.empty());
    CHECK(none.head.keys.empty());
    CHECK(two.head.parts[0].key == one.head.id());
    office.a->keys.erase(office.case_1);
    office.a->ring.forget();
    CHECK(office.a->read(two) == "print");
    CHECK(office.a->read(one) == "look");  // the trace outlives the case
    const Batch elsewhere = office.b->write(office.case_1, part_class::trace, "look");
    CHECK(elsewhere.head.keys.size() == 1);  // each desk its own
}

TEST_CASE("at midnight in Japan a new month begins with a new log key") {
    Office office;
    office.a->now_ms = last_of_march_ms + 14 * hour_ms - 1;  // 23:59:59.999
    const Batch march = office.a->write(std::nullopt, part_class::trace, "march");
    office.a->now_ms += 1;
    const Batch april = office.a->write(std::nullopt, part_class::trace, "april");
    CHECK(april.head.keys.size() == 1);
    CHECK(april.head.parts[0].key != march.head.parts[0].key);
    const Batch again = office.a->write(std::nullopt, part_class::trace, "april too");
    CHECK(again.head.keys.empty());
}

TEST_CASE("a program that starts again goes on under the month's log key") {
    Office office;
    const Batch before = office.a->write(std::nullopt, part_class::trace, "before");
    KeyRing ring(office.roster->site(), office.a->keys, office.random);
    ring.use(EpochKeys::open(*office.roster, office.a->device.id, office.a->device.box), *office.roster);
    Batch after = office.a->begin(std::nullopt);
    REQUIRE(ring.add_part(after, office.a->run, part_class::trace, core::view("after")));
    CHECK(after.head.keys.empty());
    CHECK(after.head.parts[0].key == before.head.id());
}

TEST_CASE("a batch that was undone leaves no key behind that a later one would use") {
    Office office;
    office.a->write(office.case_2, part_class::content, "announces the run");
    Batch undone = office.a->begin(office.case_1);
    REQUIRE(office.a->ring.add_part(undone, office.a->run, part_class::trace, core::view("never")));
    REQUIRE(office.a->ring.add_part(undone, office.a->run, part_class::content, core::view("never")));
    Batch again = office.a->begin(office.case_1);  // the same number
    REQUIRE(office.a->ring.add_part(again, office.a->run, part_class::trace, core::view("look")));
    REQUIRE(office.a->ring.add_part(again, office.a->run, part_class::content, core::view("name")));
    CHECK(again.head.keys.size() == 2);
    office.a->commit(again);
    office.b->receive(again);
    office.b->keys.runs[{office.a->device.id, 1}] = office.a->run;
    CHECK(office.b->read(again, 0) == "look");
    CHECK(office.b->read(again, 1) == "name");
}

TEST_CASE("after a revocation an open case goes on under a new key that the lost desk cannot open") {
    Office office;
    const Batch before = office.a->write(office.case_1, part_class::content, "before");
    office.b->receive(before);
    office.enter(roster_kind::device_revoke, DeviceRevokeFact{office.b->device.id, 0, {}, RevokeWhy::lost});
    office.begin_epoch();
    const Batch after = office.a->write(office.case_1, part_class::content, "after");
    CHECK(after.head.keys.size() == 1);
    CHECK(after.head.epoch == 2);
    office.b->receive(after);
    CHECK(office.b->read(before) == "before");
    CHECK(office.b->read(after) == "key.no_epoch");
    CHECK(office.a->read(before) == "before");
    CHECK(office.a->read(after) == "after");
}

TEST_CASE("a desk that was not granted the new epoch yet writes on under the one it has") {
    Office office;
    const auto& held = office.a->ring.epochs();
    auto fact = held.fact(*office.roster, held.next(*office.roster, office.random));
    std::erase_if(fact.epoch.grants, [&](const DeviceBox& box) { return box.device == office.b->device.id; });
    office.enter(roster_kind::epoch, fact);
    office.follow_roster();
    CHECK(office.b->ring.waiting_for_grant());
    CHECK_FALSE(office.a->ring.waiting_for_grant());
    const Batch batch = office.b->write(office.case_1, part_class::content, "goes on");
    CHECK(batch.head.epoch == 1);
    office.a->receive(batch);
    CHECK(office.a->read(batch) == "goes on");
    // The next write at a desk that has the new epoch takes a new key.
    office.a->write(office.case_2, part_class::content, "announces the run");
    CHECK(office.a->write(office.case_1, part_class::content, "x").head.keys.size() == 1);
}

TEST_CASE("the backup node's records open at a new desk with the sheet, and at none without") {
    Office office;
    tests::MemoryKeys backup;  // all that the blind node stores of keys
    std::vector<Batch> batches;
    batches.push_back(office.a->write(office.case_1, part_class::content, "髙橋"));
    batches.push_back(office.a->write(office.case_1, part_class::trace, "open"));
    office.begin_epoch();
    batches.push_back(office.a->write(office.case_2, part_class::content, "葛󠄀城"));
    for (const auto& batch : batches) backup.take(batch);

    KeyRing blind(office.roster->site(), backup, office.random);
    blind.use(EpochKeys(office.roster->site()), *office.roster);
    for (auto batch : batches) {
        batch.keys.clear();  // records come from the key table
        batch.head.keys.clear();
        CHECK(blind.open_part(batch, 0).error().reason == "key.no_epoch");
    }
    Batch own;
    own.head.device = office.b->device.id;
    own.head.seq = 1;
    CHECK(blind.add_part(own, {}, part_class::content, {}).error().reason == "key.no_epoch");

    const auto typed = RecoverySheet::read(office.sheet.words().view());
    REQUIRE(typed);
    auto back = return_with_sheet(*office.roster, *typed, DeviceKey::fresh(office.random), "窓口1", "C", {9});
    REQUIRE(back);
    KeyRing ring(office.roster->site(), backup, office.random);
    ring.use(std::move(back->epochs), *office.roster);
    const char* expected[] = {"髙橋", "open", "葛󠄀城"};
    for (std::size_t i = 0; i < batches.size(); ++i) {
        const auto opened = ring.open_part(batches[i], 0);
        REQUIRE(opened);
        CHECK(core::text(*opened) == expected[i]);
    }
}

TEST_CASE("hollow parts, foreign records and transplanted parts are refused by name") {
    Office office;
    const Batch batch = office.a->write(office.case_1, part_class::content, "name");
    Batch hollow = batch;
    hollow.parts[0].reset();
    CHECK(office.a->read(hollow) == "part.hollow");
    CHECK(office.a->read(batch, 5) == "part.hollow");
    Batch moved = batch;
    moved.head.case_id = office.case_2;
    CHECK(office.a->read(moved) == "part.damaged");
    office.a->ring.forget();
    CHECK(office.a->read(moved) == "key.damaged");
    CHECK(office.b->read(batch) == "name");  // the record came with it
    Batch unknown = batch;
    unknown.head.parts[0].key.seq = 99;
    CHECK(office.b->read(unknown) == "key.not_found");
    Batch bad_record = batch;
    (*bad_record.keys[0].wrapped)[20] ^= 1;
    office.a->ring.forget();
    CHECK(office.a->read(bad_record) == "key.damaged");
}

TEST_CASE("protected content is shut even to the ring that wrote it, until a clerk of the audience comes") {
    Office office;
    const auto sato = AccountSecret::fresh(office.random);
    const auto suzuki = AccountSecret::fresh(office.random);
    const core::AccountId sato_id{{1}};
    const core::AccountId suzuki_id{{2}};
    Batch batch = office.a->begin(office.case_1);
    REQUIRE(office.a->ring.add_part(batch, office.a->run, part_class::content, core::view("open")));
    REQUIRE(office.a->ring.add_protected_part(batch, office.a->run, {{sato_id, sato.box.public_key}},
                                              office.roster->recovery_box_key(),
                                              core::view("hidden address")));
    CHECK_FALSE(
        office.a->ring.add_protected_part(batch, office.a->run, {}, office.roster->recovery_box_key(), {}));
    office.a->commit(batch);
    office.b->receive(batch);
    CHECK(office.a->read(batch, 0) == "open");
    CHECK(office.a->read(batch, 1) == "key.damaged");
    CHECK(core::text(*office.b->ring.open_protected_part(batch, 1, sato_id, sato.box)) == "hidden address");
    CHECK(office.b->ring.open_protected_part(batch, 1, suzuki_id, suzuki.box).error().reason ==
          "key.not_for_you");
}

TEST_CASE("more cases than the memory for keys holds stay readable, and known keys are not unwrapped again") {
    Office office;
    KeyRing small(office.roster->site(), office.a->keys, office.random, 4);
    small.use(EpochKeys::open(*office.roster, office.a->device.id, office.a->device.box), *office.roster);
    std::vector<Batch> batches;
    for (int i = 0; i < 12; ++i) {
        batches.push_back(office.a->write(core::fresh_id<core::CaseId>(office.random), part_class::content,
                                          std::to_string(i)));
        batches.back().keys.clear();
        batches.back().head.keys.clear();
    }
    for (int round = 0; round < 2; ++round) {
        for (std::size_t i = 0; i < batches.size(); ++i)
            CHECK(core::text(*small.open_part(batches[i], 0)) == std::to_string(i));
    }
    const int before = office.a->keys.asked;
    for (int i = 0; i < 5; ++i) CHECK(small.open_part(batches[11], 0));
    CHECK(office.a->keys.asked == before);
}
