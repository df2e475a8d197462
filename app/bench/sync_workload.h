// What the sync bench writes: so many cases of 25 fields, sixteen characters each and every fifth a number.
// The same call gives the same values to both sides of the comparison.
#pragma once

#include <string>

#include "app/service/desk_engine.h"

namespace app {

inline constexpr int fields_a_case = 25;

struct Workload {
    int cases{20'000};

    core::CaseId id(int number) const;
    static bool is_number(int field) { return field % 5 == 4; }
    // `round` tells a later edit of the same field from the first value.
    std::string text(int number, int field, int round = 0) const;
    std::int64_t number(int number, int field, int round = 0) const;

    // One clerk action: the whole case, or one field of it, with its trace.
    Writing whole(int number, const core::AccountId& clerk, const std::string& reception) const;
    Writing edit(int number, int field, int round, const core::AccountId& clerk,
                 const std::string& reception) const;

  private:
    forms::Write write(int number, int field, int round) const;
};

}  // namespace app
