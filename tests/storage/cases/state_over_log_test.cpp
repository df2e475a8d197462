// A desk that fell behind takes a state over its own log: what it alone has stays, and what it has in common
// with the others comes out as theirs.
#include "storage/cases/state_over_log.h"

#include <doctest/doctest.h>

#include "tests/support/state_town.h"

using namespace storage;
using namespace support;

namespace {

// Desk C held all, and then wrote by itself while the others went on.
struct Behind : Town {
    CaseNode c{3};
    core::CaseId own;

    Behind() {
        c.take_from(a);
        share(c, b);
        share(a, b);
        c.answer(first, forms::field::note, "Cだけが書いた");
        c.answer(second, forms::field::note, "消される案件にも書いた");
        own = c.receive(9, "森　陽翔", "モリ　ハルト");
        c.sign(second);
        c.seal();
        a.answer(first, forms::field::phone, "444");
        share(a, b);
    }
    std::int64_t count(CaseNode& desk, const char* sql) {
        return must(desk.connection().number(sql)).value();
    }
    // Everything that either has, at both.
    void meet() {
        c.take_from(a);
        a.take_from(c);
        c.take_from(a);
    }
    void same() {
        CHECK(must(c.cases().state_digest()) == must(a.cases().state_digest()));
        CHECK(must(c.log().digest()) == must(a.log().digest()));
        CHECK(must(check_log(c.log(), known_key)).whole());
    }
};

}  // namespace

TEST_CASE("what only this desk wrote stands beside the state, its acts stay, and it works on") {
    Behind town;
    town.make();
    CaseNode& c = town.c;
    const auto acts = town.count(c, "SELECT count(*) FROM act");
    must(town.restore_into(c));
    CHECK(must(c.cases().find(town.first))->shown_text({0, forms::field::phone}) == "444");
    CHECK(must(c.cases().find(town.first))->shown_text({0, forms::field::note}) == "Cだけが書いた");
    CHECK(must(c.views().row(town.own))->name == "森　陽翔");
    CHECK(town.count(c, "SELECT count(*) FROM act") == acts);
    town.meet();
    town.same();
    MUST(c.cases().rebuild());
    town.same();

    // What had been the log below is erased as everywhere, and a later cut takes the traces, too.
    erase(town.a, town.first);
    erase(c, town.first);
    town.same();
    town.make();
    CoverOpener opener;
    MUST(drop_below(c.cases(), town.archive, opener, known_key, {{9'000}, {}}));
    c.reopen();
    CHECK(town.count(c, "SELECT count(*) FROM batch") == 2);  // with ink
    town.same();
}

TEST_CASE("what was erased while a desk was away does not come back with it, whoever knows of it first") {
    Behind town;
    CaseNode& c = town.c;
    SUBCASE("the state knows") {
        erase(town.a, town.second);
        town.make();
        must(town.restore_into(c));
        CHECK(c.cases().find(town.second).error().reason == "case.erased");
    }
    SUBCASE("the desk knows, the state does not") {
        town.make();
        erase(c, town.second);
        c.reopen();
        must(town.restore_into(c));
        erase(town.a, town.second);
    }
    SUBCASE("both know") {
        erase(c, town.second);
        c.reopen();
        erase(town.a, town.second);
        town.make();
        must(town.restore_into(c));
    }
    CHECK(town.count(c, "SELECT count(*) FROM attachment WHERE state <> 2") == 0);
    town.meet();
    CHECK(must(c.log().digest()) == must(town.a.log().digest()));
    CHECK(must(c.cases().state_digest()) == must(town.a.cases().state_digest()));
}

TEST_CASE("a state that leads nowhere, or is of another history, changes nothing") {
    Behind town;
    town.make();
    CoverOpener opener;
    CHECK(town.archive.restore(town.b.log(), opener, known_key).error().reason == "snapshot.not_newer");
    must(town.restore_into(town.c));
    CHECK(town.archive.restore(town.c.log(), opener, known_key).error().reason == "snapshot.not_newer");

    // An older copy of desk A itself, and a desk that met another desk B.
    CaseNode older(1), stranger(4), other_b(2);
    older.receive(1, "古い写し", "フルイ");
    CHECK(town.archive.restore(older.log(), opener, known_key).error().reason == "snapshot.other_history");
    for (int i = 0; i < 9; ++i) other_b.receive(i, "別の歴史", "ベツ");
    other_b.seal();
    stranger.take_from(other_b);
    CHECK(town.archive.restore(stranger.log(), opener, known_key).error().reason == "snapshot.other_history");
    CHECK(town.count(stranger, "SELECT count(*) FROM batch") == 9);
}

TEST_CASE("a batch kept below the cut for its ink does not hide what its author saw later") {
    Town town;
    town.a.sign(town.second);  // names what A had seen of B until then
    town.b.answer(town.first, forms::field::note, "Bの後の値");
    share(town.a, town.b);
    town.a.answer(town.second, forms::field::phone, "555");  // names more
    share(town.a, town.b);
    town.make();
    CoverOpener opener;
    MUST(drop_below(town.a.cases(), town.archive, opener, known_key, {{9'000}, {}}));
    town.a.reopen();
    town.a.answer(town.first, forms::field::note, "Aが書き換えた値");
    const auto before = must(town.a.cases().state_digest());
    MUST(town.a.cases().rebuild());
    CHECK(must(town.a.cases().state_digest()) == before);
    CHECK(must(town.a.cases().find(town.first))->standing({0, forms::field::note}).size() == 1);
}

TEST_CASE("an erased part of a batch that is set aside counts no longer") {
    Town town;
    CaseNode c(3);
    c.take_from(town.a);
    town.b.answer(town.second, forms::field::phone, "666");
    town.b.seal();
    town.a.take_from(town.b);
    const auto own_end = town.b.log().heads().of(town.b.log().self());
    erase(town.a, town.second);
    auto block = must(town.a.node().gate().begin());
    must(town.a.log().set_aside(town.b.log().self(), own_end - 1, "revoked", {6'000}));
    MUST(block.commit());
    erase(c, town.second);
    CHECK(must(c.log().digest()) == must(town.a.log().digest()));
}
