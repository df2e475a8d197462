#include "storage/log/batch_log.h"

#include <doctest/doctest.h>

#include "storage/log/attachments.h"
#include "storage/log/erasure_ledger.h"
#include "storage/log/key_table.h"
#include "storage/log/log_rows.h"
#include "tests/support/log_node.h"

using namespace storage;
using support::LogNode;
using support::must;

namespace {

const core::CaseId visit{{9, 1}};

std::string reason(const core::Result<BatchLog::RunOutcome>& result) {
    return result ? "taken" : result.error().reason;
}

// In a block of its own that stays only if the run was taken.
std::string try_run(LogNode& node, const SealedRun& run) {
    auto block = must(node.gate().begin());
    const auto outcome = node.log().append_run(run, LogNode::key_of(run.device));
    if (outcome) MUST(block.commit());
    return reason(outcome);
}

SealedRun whole_log(LogNode& node) { return must(node.log().read_run(node.device().id, 0, 1 << 20)); }

}  // namespace

TEST_CASE("what desk A wrote and sealed is on desk B as it was, byte for byte") {
    LogNode a(1);
    LogNode b(2);
    const Batch first = a.write({1, 2, 3}, visit);
    const Batch second = a.write({4});
    a.seal();
    CHECK(b.take_from(a) == 2);
    CHECK(must(b.log().batch(first.head.id())).batch == first);
    CHECK(must(b.log().batch(second.head.id())).batch == second);
    CHECK(b.log().heads() == a.log().heads());
    CHECK(must(a.log().digest()) == must(b.log().digest()));
    CHECK(b.take_from(a) == 0);
}

TEST_CASE(
    "a head lies in its row without its author's id; a row of an earlier release, whole, is read the same") {
    LogNode a(1);
    const Batch batch = a.write({1, 2, 3}, visit);
    const core::Bytes whole = encode_head(batch.head);
    const core::Bytes stored = stored_head(whole, a.device().id);
    CHECK(stored.size() + 16 < whole.size());
    CHECK(must(whole_head(stored, a.device().id)) == whole);
    CHECK(must(whole_head(whole, a.device().id)) == whole);
    for (std::size_t cut = 1; cut < 6; ++cut)
        CHECK_FALSE(whole_head(core::ByteView(stored).first(cut), a.device().id));
    auto& connection = a.database().writer();
    CHECK(must(connection.number("SELECT length(head) FROM batch")) ==
          static_cast<std::int64_t>(stored.size()));
    MUST(connection.run("UPDATE batch SET head = ?", core::ByteView(whole)));
    CHECK(must(a.log().batch(batch.head.id())).batch == batch);
}

TEST_CASE("what is not sealed is not given away, and is after the seal") {
    LogNode a(1);
    LogNode b(2);
    a.write({1});
    CHECK(b.take_from(a) == 0);
    CHECK(a.log().sealed_heads().of(a.device().id) == 0);
    CHECK(a.log().heads().of(a.device().id) == 1);
    a.seal();
    CHECK(b.take_from(a) == 1);
}

TEST_CASE("a stretch with a gap before it, a missing batch in it or another order is refused") {
    LogNode a(1);
    LogNode b(2);
    for (std::uint8_t i = 0; i < 4; ++i) {
        a.write({i});
        a.seal();
    }
    CHECK(try_run(b, must(a.log().read_run(a.device().id, 1, 1 << 20))) == "log.gap");
    SealedRun holed = whole_log(a);
    holed.batches.erase(holed.batches.begin() + 1);
    CHECK(try_run(b, holed) == "batch.malformed");
    SealedRun turned = whole_log(a);
    std::swap(turned.batches[1], turned.batches[2]);
    CHECK(try_run(b, turned) == "batch.malformed");
    CHECK(b.log().heads().entries().empty());
    CHECK(try_run(b, whole_log(a)) == "taken");
}

TEST_CASE("a changed head, a changed part and a seal of another device or site are refused whole") {
    LogNode a(1);
    LogNode b(2);
    a.write({1, 2, 3}, visit);
    a.write({4});
    a.seal();
    SealedRun head = whole_log(a);
    head.batches[0].head.hlc.packed += 1;
    CHECK(try_run(b, head) == "log.broken_chain");
    SealedRun part = whole_log(a);
    (*part.batches[1].parts[0])[0] ^= 1;
    CHECK(try_run(b, part) == "batch.part_mismatch");
    SealedRun hollow = whole_log(a);
    hollow.batches[1].parts[0].reset();
    CHECK(try_run(b, hollow) == "log.hollow");
    SealedRun seal = whole_log(a);
    seal.seal.signature[5] ^= 1;
    CHECK(try_run(b, seal) == "log.bad_seal");
    {
        auto block = must(b.gate().begin());
        CHECK(reason(b.log().append_run(whole_log(a), LogNode::key_of(b.device().id))) == "log.bad_seal");
    }
    CHECK(must(b.log().stats()).batches == 0);
    CHECK(try_run(b, whole_log(a)) == "taken");
}

TEST_CASE("the same log continued in two places is noticed, from either side") {
    LogNode original(1);
    LogNode clone(1);  // a copied disk: the same device, another history
    LogNode b(2);
    LogNode c(3);
    original.write({1});
    clone.write({2});
    for (LogNode* node : {&original, &clone}) {
        node->write({3});
        node->seal();
    }
    b.take_from(original);
    c.take_from(clone);
    CHECK(try_run(b, whole_log(clone)) == "log.fork");
    CHECK(try_run(c, whole_log(original)) == "log.fork");
    clone.write({4});
    clone.seal();
    CHECK(try_run(b, whole_log(clone)) == "log.fork");
    CHECK(b.log().heads().of(original.device().id) == 2);
}

TEST_CASE("a stretch that overlaps what is here adds only the rest, once") {
    LogNode a(1);
    LogNode b(2);
    a.write({1});
    a.write({2});
    a.seal();
    b.take_from(a);
    a.write({3});
    a.seal();
    CHECK(try_run(b, whole_log(a)) == "taken");
    CHECK(try_run(b, whole_log(a)) == "taken");
    CHECK(b.log().heads().of(a.device().id) == 3);
    CHECK(must(b.log().stats()).batches == 3);
}

TEST_CASE("an answer to a batch is not taken before the batch itself") {
    LogNode a(1);
    LogNode b(2);
    LogNode c(3);
    a.write({1});
    a.seal();
    b.take_from(a);
    const Batch answer = b.write({2});
    b.seal();
    REQUIRE(answer.head.context == std::vector<core::BatchId>{{a.device().id, 1}});
    const SealedRun run = whole_log(b);
    CHECK(c.log().missing_past(run) == std::vector<core::BatchId>{{a.device().id, 1}});
    CHECK(try_run(c, run) == "log.past_missing");
    CHECK(c.take_from(b) == 2);  // in the giver's order it comes right
    CHECK(c.log().missing_past(run).empty());
}

TEST_CASE("three desks that answer each other in turn hand everything on in an order that can be taken") {
    LogNode a(1);
    LogNode b(2);
    LogNode c(3);
    LogNode late(4);
    LogNode* desks[] = {&a, &b, &c};
    tests::SeededRandom random(5);
    for (int round = 0; round < 60; ++round) {
        LogNode& writer = *desks[random.below(3)];
        LogNode& reader = *desks[random.below(3)];
        for (std::uint64_t i = 0; i <= random.below(4); ++i) writer.write({static_cast<std::uint8_t>(i)});
        if (random.below(2) == 0) writer.seal();
        if (&reader != &writer) reader.take_from(writer);
    }
    for (LogNode* desk : desks) desk->seal();
    for (LogNode* from : desks) late.take_from(*from);
    for (LogNode* desk : desks) {
        for (LogNode* from : desks) desk->take_from(*from);
    }
    CHECK(late.log().heads() == a.log().heads());
    for (LogNode* desk : desks) CHECK(must(desk->log().digest()) == must(late.log().digest()));
}

TEST_CASE("each batch is shown to the applier with all that its author had seen") {
    LogNode a(1);
    LogNode b(2);
    LogNode c(3);
    a.write({1});
    a.write({2});
    a.seal();
    b.write({3});
    b.take_from(a);
    const Batch answer = b.write({4});
    b.seal();
    std::vector<core::VersionVector> seen;
    c.take_from(b, [&](const Batch& batch, const core::VersionVector& context) {
        if (batch.head.device == b.device().id) seen.push_back(context);
        return core::ok();
    });
    REQUIRE(seen.size() == 2);
    CHECK(seen[0].entries().empty() == false);
    CHECK(seen[0].of(a.device().id) == 0);
    CHECK(seen[0].of(b.device().id) == 0);
    CHECK(seen[1].of(a.device().id) == 2);
    CHECK(seen[1].of(b.device().id) == 1);
    CHECK(must(c.log().context_at(answer.head.id())) == seen[1]);
}

TEST_CASE("a block that is not committed leaves nothing, in the file and in memory") {
    LogNode a(1);
    a.write({1}, visit);
    const Digest before = must(a.log().digest());
    {
        auto block = must(a.gate().begin());
        MUST(a.log().append_own(a.draft({2}, core::CaseId{{5}})));
        MUST(a.log().seal(a.device().key));
        CHECK(a.log().heads().of(a.device().id) == 2);
    }
    CHECK(a.log().heads().of(a.device().id) == 1);
    CHECK(must(a.log().digest()) == before);
    CHECK_FALSE(must(a.log().find_case(core::CaseId{{5}})));
    a.write({3});
    CHECK(a.log().heads().of(a.device().id) == 2);
}

TEST_CASE("writing outside a block is refused") {
    LogNode a(1);
    CHECK(a.log().append_own(a.draft({2})).error().reason == "store.no_block");
    CHECK(a.log().seal(a.device().key).error().reason == "store.no_block");
}

TEST_CASE("after a restart the heads, chains and contexts are those of before, and a new run is announced") {
    LogNode a(1);
    LogNode b(2);
    b.write({7});
    b.seal();
    for (int i = 0; i < 700; ++i) {
        a.write({static_cast<std::uint8_t>(i)}, visit);
        if (i % 50 == 0) a.seal();
        if (i == 300) a.take_from(b);
    }
    const DeviceHead before = *a.log().head(a.device().id);
    CHECK(before.kept_seq == 601);  // sealed places 256 or more apart: 301, then 601
    a.seal();
    const Digest digest = must(a.log().digest());
    const auto context = must(a.log().context_at({a.device().id, 650}));
    const auto chain = must(a.log().chain_at(a.device().id, 333));
    a.reopen();
    const DeviceHead* after = a.log().head(a.device().id);
    REQUIRE(after != nullptr);
    CHECK(after->seq == before.seq);
    CHECK(after->chain == before.chain);
    CHECK(after->context == before.context);
    CHECK(after->hlc == before.hlc);
    CHECK(must(a.log().digest()) == digest);
    CHECK(must(a.log().context_at({a.device().id, 650})) == context);
    CHECK(context.of(b.device().id) == 1);
    CHECK(must(a.log().chain_at(a.device().id, 333)) == chain);
    const auto next = a.log().draft({0});
    CHECK(next.head.seq == 701);
    CHECK(next.head.run_seq == 701);
    CHECK(next.head.run.has_value());
    CHECK(next.head.hlc > before.hlc);
    CHECK(must(a.log().run_of(a.device().id, 1)).has_value());
}

TEST_CASE("the clock of a desk that is an hour ahead is not followed, one two minutes ahead is") {
    LogNode a(1);
    LogNode wrong(2);
    LogNode slightly(3);
    const std::int64_t now = a.clock_ms();
    wrong.set_clock(now + 3'600'000);
    slightly.set_clock(now + 120'000);
    for (LogNode* other : {&wrong, &slightly}) {
        other->write({1});
        other->seal();
        a.take_from(*other);
    }
    const core::Hlc own = a.log().draft({now}).head.hlc;
    CHECK(own.unix_ms() >= now + 120'000);
    CHECK(own.unix_ms() < now + 3'600'000);
}

TEST_CASE("a picture is complete only when its pieces are, and each piece is asked for once") {
    LogNode a(1);
    LogNode b(2);
    Bytes picture(100'000);
    a.random().fill(picture);
    const Batch batch = a.write(picture, visit);
    a.seal();
    b.take_from(a);
    Attachments from(a.database().writer());
    Attachments to(b.database().writer());
    const Digest name = batch.head.parts[0].hash;
    CHECK(must(from.whole(name)) == picture);
    CHECK_FALSE(must(to.whole(name)));
    REQUIRE(must(to.wanted()).size() == 1);
    CHECK(to.add_piece(name, 32768, must(from.read(name, 32768, attachment_piece_size))).error().reason ==
          "attachment.not_wanted");
    bool whole = false;
    for (std::uint64_t at = 0; at < picture.size(); at += attachment_piece_size) {
        whole = must(to.add_piece(name, at, must(from.read(name, at, attachment_piece_size))));
    }
    CHECK(whole);
    CHECK(must(to.whole(name)) == picture);
    CHECK(must(to.wanted()).empty());
    CHECK(must(to.read(name, 32760, 20)) == Bytes(picture.begin() + 32760, picture.begin() + 32780));
}

TEST_CASE("a run that carries its pictures is taken in with them, in one transaction") {
    LogNode a(1);
    LogNode b(2);
    Bytes picture(100'000);
    a.random().fill(picture);
    const Batch batch = a.write(picture, visit);
    a.seal();
    auto runs = must(a.log().read_missing({}, 1 << 20));
    CHECK_FALSE(runs.at(0).batches.at(0).parts.at(0));
    REQUIRE(fill_attachments(a.database().writer(), runs));
    CHECK(runs[0].batches[0].parts[0] == picture);
    CHECK(try_run(b, runs[0]) == "taken");
    Attachments to(b.database().writer());
    CHECK(must(to.whole(batch.head.parts[0].hash)) == picture);
    CHECK(must(to.wanted()).empty());
}

TEST_CASE("pieces of another picture are thrown away when the whole does not fit its name") {
    LogNode a(1);
    LogNode b(2);
    const Batch batch = a.write(Bytes(40'000, 8), visit);
    a.seal();
    b.take_from(a);
    Attachments to(b.database().writer());
    const Digest name = batch.head.parts[0].hash;
    CHECK_FALSE(must(to.add_piece(name, 0, Bytes(32768, 8))));
    CHECK(to.add_piece(name, 32768, Bytes(40'000 - 32768, 9)).error().reason == "attachment.mismatch");
    CHECK(must(to.wanted())[0].held == 0);
}

TEST_CASE("a key record comes with its batch or the batch is not taken") {
    LogNode a(1);
    LogNode b(2);
    Batch batch = a.draft({1}, visit);
    const Bytes record(72, 5);
    batch.head.epoch = 4;
    batch.head.keys = {{batch.head.parts[0].part_class, hash(record)}};
    batch.keys = {{batch.head.parts[0].part_class, record}};
    {
        auto block = must(a.gate().begin());
        MUST(a.log().append_own(batch));
        MUST(a.log().seal(a.device().key));
        MUST(block.commit());
    }
    SealedRun bare = whole_log(a);
    CHECK(bare.batches[0].keys[0].wrapped == record);
    bare.batches[0].keys[0].wrapped.reset();
    CHECK(try_run(b, bare) == "log.keys_missing");
    CHECK(b.take_from(a) == 1);
    KeyTable keys(b.database().writer());
    const auto key = must(keys.newest(must(b.log().case_number(visit)), batch.head.parts[0].part_class));
    REQUIRE(key);
    CHECK(key->record == record);
    CHECK(key->epoch == 4);
    CHECK(key->id == batch.head.id());
}

TEST_CASE("a log key belongs to no case, whatever the batch that brought it was about") {
    LogNode a(1);
    for (std::uint8_t i = 1; i <= 2; ++i) {
        Batch batch = a.draft({i}, visit);
        const Bytes record(56, i);
        batch.head.keys = {{part_class::trace, hash(record)}};
        batch.keys = {{part_class::trace, record}};
        auto block = must(a.gate().begin());
        MUST(a.log().append_own(batch));
        MUST(block.commit());
    }
    KeyTable keys(a.database().writer());
    CHECK(must(keys.of_case(must(a.log().case_number(visit)))).empty());
    const auto newest = must(keys.newest_of_device(a.device().id, part_class::trace));
    REQUIRE(newest);
    CHECK(newest->id.seq == 2);
    CHECK_FALSE(must(keys.newest_of_device(core::DeviceId{{9}}, part_class::trace)));
    CHECK(must(keys.newest_common(part_class::trace))->record == Bytes(56, 2));
}

TEST_CASE("an erased case is hollow on every node, chains still hold, and late batches come in hollow") {
    LogNode a(1);
    LogNode b(2);
    LogNode away(3);
    Batch first = a.draft({1, 2, 3}, visit);
    const Bytes record(72, 5);
    first.head.keys = {{first.head.parts[0].part_class, hash(record)}};
    first.keys = {{first.head.parts[0].part_class, record}};
    {
        auto block = must(a.gate().begin());
        MUST(a.log().append_own(first));
        MUST(a.log().seal(a.device().key));
        MUST(block.commit());
    }
    a.write(Bytes(50'000, 1), visit);
    a.seal();
    b.take_from(a);
    away.take_from(a);
    away.write({9}, visit);  // written before the news of the erasure arrives
    away.seal();
    const auto erase = [](LogNode& node) {
        auto block = must(node.gate().begin());
        const auto outcome = must(carry_out(
            node.log(), {visit, every_content_class, {1}, "retention", {core::DeviceId{{1}}, 1}, 0}));
        MUST(block.commit());
        return outcome;
    };
    for (LogNode* node : {&a, &b}) {
        const auto outcome = erase(*node);
        CHECK(outcome.keys == 1);
        CHECK(outcome.parts == 2);
        CHECK(outcome.attachments == 1);
        CHECK_FALSE(must(node->log().batch(first.head.id())).batch.parts[0]);
    }
    a.take_from(away);
    b.take_from(a);  // b gets the late batch from a node that has it hollow only
    CHECK(must(ErasureLedger(a.database().writer()).entries())[0].late == 1);
    erase(away);
    away.take_from(a);
    CHECK(must(a.log().digest()) == must(b.log().digest()));
    CHECK(must(a.log().digest()) == must(away.log().digest()));
    a.reopen();
    CHECK(must(a.log().stats()).erased_keys == 1);
    CHECK_FALSE(must(KeyTable(a.database().writer()).newest(must(a.log().case_number(visit)), 19)));
}
