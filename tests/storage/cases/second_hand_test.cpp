#include "storage/cases/second_hand.h"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

using storage::SecondHand;

TEST_CASE("what is given to the second hand is done in its order, and all of it before wait() returns") {
    SecondHand hand;
    std::vector<int> done;
    for (int i = 0; i < 200; ++i) hand.give([&done, i] { done.push_back(i); });
    hand.wait();
    REQUIRE(done.size() == 200);
    for (int i = 0; i < 200; ++i) CHECK(done[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("shared work is done once each, however many there are") {
    SecondHand hand;
    for (const std::size_t count :
         {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{8}, std::size_t{501}}) {
        std::vector<std::atomic<int>> times(count);
        hand.share(count, [&](std::size_t i) { ++times[i]; });
        for (const auto& one : times) CHECK(one == 1);
    }
}

TEST_CASE("what a job throws comes out of the next wait, once, and the hand goes on") {
    SecondHand hand;
    hand.give([] { throw std::runtime_error("no memory"); });
    CHECK_THROWS_AS(hand.wait(), std::runtime_error);
    bool later = false;
    hand.give([&] { later = true; });
    hand.wait();
    CHECK(later);
    hand.give([] { throw std::runtime_error("again"); });
    hand.forget();
    hand.wait();
}

TEST_CASE("what was given is still done when the hand goes") {
    std::atomic<int> done{0};
    {
        SecondHand hand;
        for (int i = 0; i < 50; ++i) hand.give([&] { ++done; });
    }
    CHECK(done == 50);
}
