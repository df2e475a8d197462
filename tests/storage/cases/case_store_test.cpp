#include "storage/cases/case_store.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "storage/log/attachments.h"
#include "storage/log/erasure_ledger.h"
#include "tests/support/case_desk.h"

using namespace storage;
using support::CaseNode;
using support::must;

namespace {

void share(CaseNode& a, CaseNode& b) {
    a.seal();
    b.seal();
    a.take_from(b);
    b.take_from(a);
}

std::string dump(Connection& connection, const std::string& table) {
    auto rows = must(connection.query("SELECT * FROM " + table + " ORDER BY 1, 2"));
    std::string out;
    MUST(rows.each([&](Statement& row) {
        for (int i = 0; i < row.columns(); ++i) out += row.text(i) + core::to_hex(row.blob(i)) + "|";
        out += "\n";
    }));
    return out;
}

std::string all_projections(Connection& connection) {
    std::string out;
    for (const char* table : {"case_state", "case_row", "search_key", "act"}) out += dump(connection, table);
    return out + dump(connection, "(SELECT n, day, procedure, desk, outcome, minutes FROM service_line)");
}

}  // namespace

TEST_CASE("a reception on desk A is a row and a whole case on desk B") {
    CaseNode a(1);
    CaseNode b(2);
    const auto id = a.receive(14, "𠮷田　花子", "ヨシダ　ハナコ");
    a.answer(id, forms::field::phone, "0237-86-2111");
    share(a, b);
    const auto row = must(b.views().row(id));
    REQUIRE(row);
    CHECK(row->reception == "A-014");
    CHECK(row->ticket == "14");
    CHECK(row->name == "𠮷田　花子");
    CHECK(row->birth_date == "1993-05-01");
    CHECK(row->procedures == std::vector<std::string>{"F03"});
    CHECK(row->section == QueueSection::waiting);
    CHECK(must(b.cases().find(id))->shown_text({0, forms::field::phone}) == "0237-86-2111");
    CHECK(must(b.views().file(id)) == *must(a.cases().find(id)));
    CHECK(must(a.cases().state_digest()) == must(b.cases().state_digest()));
}

TEST_CASE("two desks correct the same answer while apart: both see the same conflict, one decision ends it") {
    CaseNode a(1);
    CaseNode b(2);
    const auto id = a.receive(1, "佐藤　一郎", "サトウ　イチロウ");
    share(a, b);
    a.answer(id, forms::field::phone, "111");
    b.answer(id, forms::field::phone, "222");
    share(a, b);
    for (CaseNode* desk : {&a, &b}) {
        CHECK(must(desk->cases().find(id))->standing({0, forms::field::phone}).size() == 2);
        const auto list = must(desk->views().conflicts());
        REQUIRE(list.size() == 1);
        CHECK(list[0].id == id);
        CHECK(list[0].conflicts == 1);
    }
    b.answer(id, forms::field::phone, "111");
    share(a, b);
    for (CaseNode* desk : {&a, &b}) CHECK(must(desk->views().conflicts()).empty());
    CHECK(must(a.cases().state_digest()) == must(b.cases().state_digest()));
}

TEST_CASE("three hundred cases in one block, read in the middle, fold to what they fold to one by one") {
    CaseNode author(1);
    std::vector<core::CaseId> cases;
    for (int i = 0; i < 300; ++i) cases.push_back(author.receive(i + 1, "佐藤", "サトウ"));
    for (const auto& id : cases) author.answer(id, forms::field::phone, "0237");
    for (std::size_t i = 0; i < cases.size(); i += 3) author.answer(cases[i], forms::field::phone, "0238");
    author.seal();

    CaseNode slow(2);
    slow.take_from(author);  // a message at a time, a block each
    CaseNode quick(3);
    const auto runs = must(author.log().read_missing({}, 1 << 30));
    auto block = must(quick.node().gate().begin());
    std::size_t batches = 0;
    for (const auto& run : runs)
        MUST(quick.log().append_run(
            run, support::LogNode::key_of(run.device),
            [&](const Batch& batch, const core::VersionVector& context) -> core::Status {
                if (auto status = quick.cases().apply(batch, context); !status) return status;
                if (++batches % 97 != 0) return core::ok();
                auto now = quick.cases().find(*batch.head.case_id);  // what just came is there
                if (!now) return now.error();
                const auto& newest = (*now)->all_standing();
                CHECK(std::any_of(newest.begin(), newest.end(), [&](const forms::Standing& one) {
                    return one.stamp.dot.batch() == batch.head.id();
                }));
                return core::ok();
            }));
    MUST(block.commit());
    CHECK(batches == 700);
    CHECK(must(quick.cases().state_digest()) == must(slow.cases().state_digest()));
    CHECK(all_projections(quick.connection()) == all_projections(slow.connection()));
    CHECK(must(quick.cases().state_digest()) == must(author.cases().state_digest()));
}

TEST_CASE("a block that is undone while cases are being folded leaves nothing of them") {
    CaseNode author(1);
    for (int i = 0; i < 100; ++i) (void)author.receive(i + 1, "佐藤", "サトウ");
    author.seal();
    CaseNode taker(2);
    const auto empty = all_projections(taker.connection());
    const auto runs = must(author.log().read_missing({}, 1 << 30));
    {
        auto block = must(taker.node().gate().begin());
        for (const auto& run : runs)
            MUST(taker.log().append_run(run, support::LogNode::key_of(run.device),
                                        [&](const Batch& batch, const core::VersionVector& context) {
                                            return taker.cases().apply(batch, context);
                                        }));
    }
    CHECK(all_projections(taker.connection()) == empty);
    taker.take_from(author);
    CHECK(must(taker.cases().state_digest()) == must(author.cases().state_digest()));
}

TEST_CASE("the state digest read in steps, with a clerk saving in between, is the digest read at once") {
    CaseNode a(1);
    std::vector<core::CaseId> ids;
    for (int i = 1; i <= 7; ++i) ids.push_back(a.receive(i, "佐藤", "サトウ"));
    a.reopen();
    CHECK_FALSE(must(a.cases().prepare_digest(3)));
    a.answer(ids[0], forms::field::phone, "0237-86-2111");  // read already
    a.answer(ids[6], forms::field::phone, "0237-86-2112");  // still to come
    a.receive(8, "鈴木", "スズキ");
    while (!must(a.cases().prepare_digest(3))) {
    }
    const auto in_steps = must(a.cases().state_digest());
    a.reopen();
    CHECK(must(a.cases().state_digest()) == in_steps);
}

TEST_CASE("the state digest differs as soon as one value of one case does, and names its bucket") {
    CaseNode a(1);
    const auto id = a.receive(1, "佐藤", "サトウ");
    const auto before = must(a.cases().state_digest());
    a.answer(id, forms::field::note, "書類待ち");
    const auto after = must(a.cases().state_digest());
    for (std::size_t i = 0; i < before.size(); ++i) CHECK((before[i] != after[i]) == (i == id.bytes[0]));
    a.reopen();
    CHECK(must(a.cases().state_digest()) == after);  // read anew, not followed
    CHECK(digest_of(before) != digest_of(after));
}

TEST_CASE("many actions of one block are one row each when it commits, and nothing when it does not") {
    CaseNode a(1);
    const auto id = a.receive(1, "佐藤", "サトウ");
    {
        auto block = must(a.node().gate().begin());
        for (int i = 0; i < 20; ++i) a.answer(id, forms::field::phone, std::to_string(i));
        CHECK(must(a.cases().find(id))->shown_text({0, forms::field::phone}) == "19");
    }
    CHECK(must(a.cases().find(id))->shown_text({0, forms::field::phone}).empty());
    {
        auto block = must(a.node().gate().begin());
        for (int i = 0; i < 20; ++i) a.answer(id, forms::field::phone, std::to_string(i));
        MUST(block.commit());
    }
    CHECK(must(a.views().file(id))->shown_text({0, forms::field::phone}) == "19");
    a.reopen();
    CHECK(must(a.cases().find(id))->shown_text({0, forms::field::phone}) == "19");
}

TEST_CASE("rows made again from the log are those that grew with it") {
    CaseNode a(1);
    CaseNode b(2);
    tests::SeededRandom random(3);
    std::vector<core::CaseId> ids;
    for (int i = 0; i < 12; ++i)
        ids.push_back((i % 2 ? a : b).receive(i, "高橋　" + std::to_string(i), "タカハシ　カズ"));
    share(a, b);
    for (int i = 0; i < 150; ++i) {
        CaseNode& desk = random.below(2) ? a : b;
        const auto& id = ids[random.below(ids.size())];
        if (random.below(4) == 0)
            desk.claim(id);
        else
            desk.answer(id, static_cast<std::uint32_t>(1000 + random.below(3)),
                        std::to_string(random.below(50)));
        if (random.below(8) == 0) share(a, b);
    }
    a.move_to(ids[0], forms::Stage::interview);
    share(a, b);
    CHECK(must(a.cases().state_digest()) == must(b.cases().state_digest()));
    for (CaseNode* desk : {&a, &b}) {
        const std::string grown = all_projections(desk->connection());
        const auto digest = must(desk->cases().state_digest());
        MUST(desk->cases().rebuild());
        CHECK(all_projections(desk->connection()) == grown);
        CHECK(must(desk->cases().state_digest()) == digest);
        CHECK_FALSE(must(desk->cases().needs_rebuild()));
    }
}

TEST_CASE("a rebuild that was cut off is asked for again") {
    CaseNode a(1);
    a.receive(1, "佐藤", "サトウ");
    CHECK_FALSE(must(a.cases().needs_rebuild()));
    // What stands after the first block of a rebuild.
    MUST(a.connection().run("UPDATE setting SET value = x'00' WHERE name = 'cases.version'"));
    MUST(a.connection().run("DELETE FROM case_state"));
    a.reopen();
    CHECK(must(a.cases().needs_rebuild()));
    MUST(a.cases().rebuild());
    CHECK_FALSE(must(a.cases().needs_rebuild()));
    CHECK(must(a.cases().state_digest()) != StateDigest{});
}

TEST_CASE("a part that does not open is noted and hides neither the batch nor the rest of the case") {
    CaseNode a(1);
    const auto id = a.receive(1, "佐藤", "サトウ");
    {
        auto block = must(a.node().gate().begin());
        Batch spoiled = a.batch_of(id, {{part_class::content + 1, {1, 2, 3}}});
        spoiled.parts[0] = Bytes{0, 0, 0, 0};
        spoiled.head.parts[0].hash = hash(*spoiled.parts[0]);
        a.store(spoiled);
        a.store(a.batch_of(id, {{part_class::content + 1, {9, 9}}}));  // opens, but is no change
        MUST(block.commit());
    }
    a.answer(id, forms::field::phone, "111");
    CHECK(must(a.cases().find(id))->shown_text({0, forms::field::phone}) == "111");
    CHECK(must(a.connection().number("SELECT count(*) FROM unread_batch")) == 2);
}

TEST_CASE("an item keeps its name when another part of its batch is erased") {
    CaseNode a(1);
    const auto id = a.receive(1, "佐藤", "サトウ");
    const auto write = [&](std::uint32_t field, const std::string& text) {
        return forms::encode_change(
            {a.account(), {forms::Write{{0, field}, {text, forms::Source::interview, "", false}, {}}}});
    };
    Batch two;
    {
        auto block = must(a.node().gate().begin());
        two = a.batch_of(id, {{part_class::content + 2, write(2000, "国保")},
                              {part_class::content + 5, write(2001, "児童手当")}});
        a.store(two);
        MUST(block.commit());
    }
    const core::Dot dot = must(a.cases().find(id))->shown({0, 2001})->stamp.dot;
    CHECK(dot.index == 65'536);
    {
        auto block = must(a.node().gate().begin());
        MUST(carry_out(a.log(), {id, part_class::content + 2, {1}, "retention", two.head.id(), 0}));
        MUST(a.cases().refold(id));
        MUST(block.commit());
    }
    const forms::CaseFile file = *must(a.cases().find(id));
    CHECK(file.shown({0, 2000}) == nullptr);
    REQUIRE(file.shown({0, 2001}) != nullptr);
    CHECK(file.shown({0, 2001})->stamp.dot == dot);
    CHECK(file.shown_text({0, forms::field::name}).find("佐藤") != std::string::npos);
}

TEST_CASE("a change too large for its batch counts once its pieces are here") {
    CaseNode a(1);
    CaseNode b(2);
    const auto id = a.receive(1, "佐藤", "サトウ");
    forms::Change large{a.account(), {}};
    for (std::uint32_t i = 0; i < 4; ++i)
        large.items.push_back(
            forms::Write{{0, 3000 + i}, {std::string(12'000, 'x'), forms::Source::document, "", false}, {}});
    {
        auto block = must(a.node().gate().begin());
        a.store(a.batch_of(id, {{part_class::content + 1, forms::encode_change(large)}}));
        MUST(block.commit());
    }
    a.answer(id, 3000, "短い");
    share(a, b);
    CHECK(must(b.cases().find(id))->shown({0, 3001}) == nullptr);
    Attachments to(b.connection());
    Attachments from(a.connection());
    {
        auto block = must(b.node().gate().begin());
        const auto wanted = must(to.wanted());
        REQUIRE(wanted.size() == 1);
        bool whole = false;
        for (std::uint64_t at = 0; !whole; at += attachment_piece_size)
            whole = must(
                to.add_piece(wanted[0].hash, at, must(from.read(wanted[0].hash, at, attachment_piece_size))));
        MUST(b.cases().refold(id));
        MUST(block.commit());
    }
    CHECK(must(b.cases().find(id))->shown_text({0, 3001}).size() == 12'000);
    CHECK(must(b.cases().find(id))->shown_text({0, 3000}) == "短い");
    CHECK(must(a.cases().state_digest()) == must(b.cases().state_digest()));
}

TEST_CASE("an erased case leaves no row and no word; its acts and the figures of the day stay") {
    CaseNode a(1);
    const auto id = a.receive(1, "遠藤　かほる", "エンドウ　カホル");
    const auto kept = a.receive(2, "佐藤", "サトウ");
    const auto before = must(a.views().report(0, 99'999'999));
    {
        auto block = must(a.node().gate().begin());
        MUST(carry_out(a.log(), {id, every_content_class, {1}, "retention", {a.node().device().id, 1}, 0}));
        MUST(a.cases().erase(id));
        MUST(block.commit());
    }
    CHECK(a.cases().find(id).error().reason == "case.erased");
    CHECK(a.cases().find(core::CaseId{{1, 2}}).error().reason == "case.not_found");
    CHECK_FALSE(must(a.views().row(id)));
    CHECK(must(a.views().search_text("エンドウ")).empty());
    CHECK(dump(a.connection(), "search_key").find("エント") == std::string::npos);
    CHECK(must(a.views().acts({})).size() == 2);
    const auto after = must(a.views().report(0, 99'999'999));
    REQUIRE(after.size() == 1);
    CHECK(after[0].received == 2);
    CHECK(before[0].received == 2);
    MUST(a.cases().rebuild());
    CHECK(must(a.views().report(0, 99'999'999))[0].received == 2);
    CHECK(must(a.views().row(kept)));
    CHECK_FALSE(must(a.views().row(id)));
}
