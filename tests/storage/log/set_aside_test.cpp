// What does not belong to a log is taken out of it and kept beside it; what is issued anew says what its
// author knew then.
#include <doctest/doctest.h>

#include "storage/log/batch_log.h"
#include "tests/support/log_node.h"

using namespace storage;
using support::LogNode;
using support::must;

namespace {

const core::CaseId visit{{9, 1}};
const core::Instant now{1'775'000'000'000};

// Two desks that hold the same 300 batches of desk A: more than are walked at start.
struct Desks {
    LogNode a{1}, b{2};
    core::DeviceId of_a = a.device().id;
    Desks() {
        for (std::uint8_t i = 0; i < 100; ++i) {
            for (std::uint8_t k = 0; k < 3; ++k) a.write({i, k}, visit);
            a.seal();
            if (i == 29) b.take_from(a);  // so that B holds a seal at 90, wherever else runs end
        }
        b.take_from(a);
    }
};

}  // namespace

TEST_CASE("a log cut back is as if the rest had never come, also after a restart, and can be taken again") {
    Desks desks;
    LogNode& b = desks.b;
    const Digest there = must(b.log().chain_at(desks.of_a, 90));
    const Batch taken = must(b.log().batch({desks.of_a, 91})).batch;
    {
        auto block = must(b.gate().begin());
        const auto aside = must(b.log().set_aside(desks.of_a, 90, "identity.closed", now));
        CHECK(aside.cases == std::vector{visit});
        CHECK(aside.places.size() == 210);
        MUST(block.commit());
    }
    for (int start = 0; start < 2; ++start) {
        CHECK(b.log().heads().of(desks.of_a) == 90);
        CHECK(b.log().head(desks.of_a)->chain == there);
        CHECK(b.log().head(desks.of_a)->sealed_seq == 90);
        b.reopen();
    }
    CHECK(b.database().writer().number("SELECT count(*) FROM set_aside").value() == 210);
    auto row = must(b.database().writer().query("SELECT head, body FROM set_aside WHERE seq = 91"));
    REQUIRE(must(row.step()));
    CHECK(must(decode_batch(row.blob(0), row.blob(1))) == taken);
    CHECK(b.take_from(desks.a) == 210);
    CHECK(must(b.log().digest()) == must(desks.a.log().digest()));
}

TEST_CASE("where the block is undone, the log is whole") {
    Desks desks;
    const Digest before = must(desks.b.log().digest());
    {
        auto block = must(desks.b.gate().begin());
        must(desks.b.log().set_aside(desks.of_a, 90, "identity.closed", now));
        CHECK(desks.b.log().heads().of(desks.of_a) == 90);
    }
    CHECK(desks.b.log().heads().of(desks.of_a) == 300);
    CHECK(must(desks.b.log().digest()) == before);
    desks.b.write({1});
    desks.b.reopen();
    CHECK(desks.b.log().heads().of(desks.of_a) == 300);
}

TEST_CASE("what is issued anew claims no more than its author knew") {
    Desks desks;
    LogNode& b = desks.b;
    core::VersionVector known;
    known.set(desks.of_a, 17);
    auto block = must(b.gate().begin());
    Batch batch;
    const Draft draft = b.log().draft_as(core::Hlc::at(1'000), known);
    batch.head = draft.head;
    CHECK(batch.head.context == std::vector<core::BatchId>{{desks.of_a, 17}});
    MUST(b.log().append_own(batch));
    MUST(block.commit());
    CHECK(must(b.log().context_at(batch.head.id())).of(desks.of_a) == 17);
    CHECK(b.log().draft(now).head.context == std::vector<core::BatchId>{{desks.of_a, 300}});
}
