// 支援措置 at the counter: who is protected is seen by a supervisor only. Part of the door of desk_service.h,
// with its rules: background threads, durable on return, errors with a reason, every act a trace.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "forms/core/id.h"
#include "forms/core/result.h"

namespace app {

// One document, one clerk, one use.
struct ReleaseInput {
    std::string account;  // the clerk's account name
    std::string form;     // F01
    std::string reason;   // one of reasons(); no words of one's own about a protected person
};

class ProtectionRoom {
  public:
    virtual ~ProtectionRoom() = default;

    // From here on the case shows 係長確認 and nothing else, on every desk that it has reached.
    virtual core::Status protect(const core::CaseId& id) = 0;
    // The supervisor's: signed by the account. protection.none, protection.no_such_clerk, form.not_needed,
    // protection.reason_wanted
    virtual core::Status release(const core::CaseId& id, const ReleaseInput& input) = 0;
    virtual core::Status end_protection(const core::CaseId& id) = 0;

    virtual std::vector<std::pair<std::string, std::string>> clerks() = 0;  // account name, shown name
    virtual std::vector<std::string> reasons() const = 0;
};

}  // namespace app
