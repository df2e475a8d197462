#include "storage/log/checked_run.h"

#include <doctest/doctest.h>

#include "tests/support/log_node.h"

using namespace storage;
using support::log_site;
using support::LogNode;
using support::must;

namespace {

const core::CaseId visit{{1, 2, 3}};

SealedRun run_of(LogNode& author, std::uint64_t after = 0) {
    return must(author.log().read_run(author.device().id, after, 1 << 20));
}

std::optional<CheckedRun> checked(LogNode& author, SealedRun run, std::uint64_t after = 0) {
    const auto before = must(author.log().chain_at(author.device().id, after));
    return CheckedRun::check(log_site, before, std::move(run), author.device().key.public_key);
}

std::string take(LogNode& taker, const CheckedRun& run) {
    auto block = must(taker.gate().begin());
    const auto outcome = taker.log().append_run(run);
    if (!outcome) return outcome.error().reason;
    MUST(block.commit());
    return "added " + std::to_string(outcome->added) + " known " + std::to_string(outcome->known);
}

}  // namespace

TEST_CASE("a run is checked once, wherever it came in, and taken as it is") {
    LogNode a(1);
    LogNode b(2);
    a.write({1, 2, 3}, visit);
    a.write({4});
    a.seal();
    auto run = run_of(a);
    const Digest chain = run.seal.chain;
    run.seal.chain = {};  // does not travel
    const auto ready = checked(a, run);
    REQUIRE(ready);
    CHECK((*ready)->seal.chain == chain);
    CHECK(take(b, *ready) == "added 2 known 0");
    CHECK(take(b, *ready) == "added 0 known 2");
}

TEST_CASE("no run is checked whose head, part, order, seal or author is another") {
    LogNode a(1);
    LogNode b(2);
    a.write({1, 2, 3}, visit);
    a.write({4});
    a.seal();
    SealedRun head = run_of(a);
    head.batches[0].head.hlc.packed += 1;
    CHECK_FALSE(checked(a, head));
    SealedRun part = run_of(a);
    (*part.batches[1].parts[0])[0] ^= 1;
    CHECK_FALSE(checked(a, part));
    SealedRun holed = run_of(a);
    holed.batches.erase(holed.batches.begin());
    CHECK_FALSE(checked(a, holed));
    SealedRun turned = run_of(a);
    std::swap(turned.batches[0], turned.batches[1]);
    CHECK_FALSE(checked(a, turned));
    SealedRun seal = run_of(a);
    seal.seal.signature[3] ^= 1;
    CHECK_FALSE(checked(a, seal));
    CHECK_FALSE(CheckedRun::check(log_site, first_chain(log_site, a.device().id), run_of(a),
                                  b.device().key.public_key));
    CHECK_FALSE(CheckedRun::check(log_site, first_chain(log_site, b.device().id), run_of(a),
                                  a.device().key.public_key));
    CHECK(checked(a, run_of(a)));
}

TEST_CASE("a checked run that does not continue this log is looked at again: known in part, or a fork") {
    LogNode a(1);
    LogNode b(2);
    a.write({1});
    a.seal();
    CHECK(take(b, *checked(a, run_of(a))) == "added 1 known 0");
    a.write({2});
    a.seal();
    CHECK(take(b, *checked(a, run_of(a))) == "added 1 known 1");
    a.write({3});
    a.write({4});
    a.seal();
    LogNode c(3);
    CHECK(take(c, *checked(a, run_of(a, 2), 2)) == "log.gap");

    LogNode clone(1);  // a copied disk: the same device, another history
    clone.set_clock(a.clock_ms() + 5000);
    for (std::uint8_t i = 0; i < 3; ++i) clone.write({9, i});
    clone.seal();
    CHECK(take(b, *checked(clone, run_of(clone))) == "log.fork");
    CHECK(take(b, *checked(a, run_of(a, 2), 2)) == "added 2 known 0");
}
