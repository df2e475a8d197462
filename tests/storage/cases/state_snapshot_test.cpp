#include "storage/cases/state_snapshot.h"

#include <doctest/doctest.h>

#include "tests/support/state_town.h"

using namespace storage;
using namespace support;

TEST_CASE(
    "a new desk takes the state of all cases, then only what came later, and holds what the others hold") {
    Town town;
    const auto made = town.make();
    CHECK(made.cases == 2);
    CHECK(must(town.archive.verify(town.a.log().site(), known_key)).digest == made.digest);

    town.b.answer(town.second, forms::field::phone, "0237-86-2111");  // after the cut
    const auto third = town.b.receive(3, "𠮷田　蓮", "ヨシダ　レン");
    share(town.a, town.b);

    CaseNode c(3);
    const auto info = must(town.restore_into(c));
    CHECK(digest_of(must(c.cases().state_digest())) == info.digest);
    CHECK(must(c.cases().find(town.first))->standing({0, forms::field::phone}).size() == 2);
    CHECK(c.take_from(town.b) == 2);
    CHECK(must(c.cases().state_digest()) == must(town.a.cases().state_digest()));
    CHECK(must(c.log().digest()) == must(town.a.log().digest()));
    CHECK(must(c.views().row(third))->name == "𠮷田　蓮");

    // It writes like any desk, settles the contradiction from below its cut, and a rebuild keeps all.
    c.answer(town.first, forms::field::phone, "111");
    share(c, town.a);
    share(town.a, town.b);
    CHECK(must(town.b.cases().find(town.first))->standing({0, forms::field::phone}).size() == 1);
    MUST(c.cases().rebuild());
    CHECK(must(c.cases().state_digest()) == must(town.b.cases().state_digest()));
    CHECK(must(check_log(c.log(), known_key)).whole());
}

TEST_CASE("what was erased since a state snapshot was made is not written into a store that takes it") {
    Town town;
    town.make();
    erase(town.a, town.second);
    CaseNode c(3);
    {
        auto block = must(c.node().gate().begin());
        MUST(ErasureLedger(c.connection())
                 .add({town.second, every_content_class, {5'000}, "保存期間満了", {}, 0}));
        MUST(block.commit());
    }
    c.reopen();
    must(town.restore_into(c));
    CHECK(c.cases().find(town.second).error().reason == "case.erased");
    CHECK(must(c.connection().number("SELECT count(*) FROM case_base")) == 1);
    CHECK(must(c.connection().number("SELECT count(*) FROM attachment")) == 0);
    CHECK(must(c.cases().state_digest()) == must(town.a.cases().state_digest()));
    CHECK(must(c.log().digest()) == must(town.a.log().digest()));
}

TEST_CASE("a case is erased alike where its log is held and where a state stands for it") {
    Town town;
    town.make();
    CaseNode c(3);
    must(town.restore_into(c));
    erase(town.a, town.second);
    erase(c, town.second);
    erase(town.a, town.first);
    erase(c, town.first);
    CHECK(must(c.log().digest()) == must(town.a.log().digest()));
    CHECK(must(c.connection().number("SELECT count(*) FROM case_base")) == 0);
    CHECK(must(c.connection().number("SELECT count(*) FROM part_mark")) == 0);
    CHECK(must(c.connection().number("SELECT count(*) FROM case_state")) == 0);
}

TEST_CASE("a changed byte of any file, another site or a store in use: refused, and nothing is taken in") {
    Town town;
    town.make();
    CaseNode c(3);
    support::CoverOpener opener;
    for (const auto& [name, bytes] : std::map(town.files.files)) {
        CAPTURE(name);
        auto damaged = bytes;
        damaged[damaged.size() / 2] ^= 1;
        town.files.files[name] = damaged;
        CHECK_FALSE(town.archive.restore(c.log(), opener, known_key));
        CHECK(must(c.connection().number("SELECT count(*) FROM device")) == 0);
        town.files.files[name] = bytes;
    }
    CHECK(town.archive.verify(core::SiteId{{9}}, known_key).error().reason == "snapshot.other_site");
    CHECK(town.archive.restore(town.b.log(), opener, known_key).error().reason == "snapshot.not_newer");
    CHECK(town.restore_into(c));
}

TEST_CASE("a full disk in the making leaves the snapshot that was there") {
    Town town;
    town.make();
    town.a.answer(town.first, forms::field::note, "書類待ち");
    CoverSealer sealer;
    for (int failing = 1; failing <= 4; ++failing) {
        town.files.writes = 0;
        town.files.fail_from = failing;
        CHECK(
            town.archive.create(town.a.cases(), sealer, town.a.node().device().key, core::RunId{{1}}, {9'500})
                .error()
                .reason == "disk.full");
        town.files.fail_from = 0;
        CHECK(must(town.archive.verify(town.a.log().site(), known_key)).created.unix_ms == 9'000);
        CaseNode c(3);
        CHECK(town.restore_into(c));
    }
    const auto made = town.make();
    CHECK(must(town.archive.verify(town.a.log().site(), known_key)).digest == made.digest);
}

TEST_CASE(
    "a desk drops what all hold and a snapshot stands for: nothing that a clerk or a peer sees changes") {
    Town town;
    town.make();
    town.b.answer(town.second, forms::field::phone, "0237-86-2111");
    share(town.a, town.b);
    support::CoverOpener opener;
    const auto before = must(town.a.cases().state_digest());
    const auto log_before = must(town.a.log().digest());
    const HeldBy holder{core::DeviceId{{2}}, town.b.log().sealed_heads()};
    const auto drop = [&](const TruncationTerms& terms) {
        return drop_below(town.a.cases(), town.archive, opener, known_key, terms);
    };

    CHECK(drop({{8'999}, {holder}}).error().reason == "log.cut_too_young");
    const auto refused = drop({{9'000}, {holder, {core::DeviceId{{4}}, {}}}}).error();
    CHECK(refused.reason == "log.cut_not_held");
    CHECK(refused.detail == core::DeviceId{{4}}.hex());
    CaseNode stranger(4);
    stranger.receive(9, "別の歴史", "ベツ");
    CHECK(drop_below(stranger.cases(), town.archive, opener, known_key, {{9'000}, {}}).error().reason ==
          "log.cut_other_history");

    const auto gone = must(drop({{9'000}, {holder}}));
    CHECK(gone.batches > 0);
    CHECK(gone.kept == 1);  // the batch with the ink
    town.a.reopen();
    CHECK(must(town.a.cases().state_digest()) == before);
    CHECK(must(town.a.log().digest()) == log_before);
    CHECK(must(check_log(town.a.log(), known_key)).whole());
    MUST(town.a.cases().rebuild());
    CHECK(must(town.a.cases().state_digest()) == before);

    // Work goes on in both directions, and an erasure leaves the same traces on either desk.
    town.a.answer(town.first, forms::field::phone, "333");
    town.b.answer(town.second, forms::field::note, "書類待ち");
    share(town.a, town.b);
    CHECK(must(town.a.cases().state_digest()) == must(town.b.cases().state_digest()));
    erase(town.a, town.first);
    erase(town.b, town.first);
    CHECK(must(town.a.log().digest()) == must(town.b.log().digest()));

    // Who lacks what is gone gets nothing from here, rather than a log with a hole; a state serves it.
    CaseNode c(3);
    CHECK_FALSE(town.a.log().read_missing({}, 1'000));
    town.make();
    must(town.restore_into(c));
    c.take_from(town.a);
    CHECK(must(c.cases().state_digest()) == must(town.b.cases().state_digest()));
    CHECK(must(c.log().digest()) == must(town.b.log().digest()));

    // A second cut above the first.
    MUST(drop({{9'000}, {{core::DeviceId{{2}}, town.b.log().sealed_heads()}}}));
    town.a.reopen();
    CHECK(must(town.a.log().digest()) == must(town.b.log().digest()));
    CHECK(must(check_log(town.a.log(), known_key)).whole());
}
