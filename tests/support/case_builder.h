// Desks that write on one case in memory: each with its own copy, a log and a version vector, so that tests
// can let them work apart and meet again.
#pragma once

#include <vector>

#include "forms/casework/case_file.h"

namespace tests {

struct WrittenChange {
    core::BatchId batch;
    core::Hlc hlc;
    core::VersionVector saw;
    forms::Change change;
};

class CaseDesk {
  public:
    explicit CaseDesk(std::uint8_t letter) {
        device_.bytes[0] = letter;
        account_.bytes[0] = letter;
    }

    WrittenChange write(std::vector<forms::Item> items, std::int64_t at_ms = 0) {
        clock_ = core::next_hlc(clock_, {at_ms});
        WrittenChange written{{device_, have_.of(device_) + 1}, clock_, have_, {account_, std::move(items)}};
        receive(written);
        return written;
    }
    WrittenChange answer(std::uint32_t field, const std::string& text, std::int64_t at_ms = 0) {
        return write({forms::write_over(file_, {0, field}, {text, forms::Source::interview, "", false})},
                     at_ms);
    }

    // Takes in what is new; in the order given, which must be causal.
    void receive(const WrittenChange& written) {
        if (have_.covers(written.batch)) return;
        file_.apply({written.batch, written.hlc, written.saw}, written.change);
        have_.raise(written.batch.device, written.batch.seq);
        log_.push_back(written);
    }
    void receive_all(const CaseDesk& other) {
        for (const auto& written : other.log_) receive(written);
    }

    const forms::CaseFile& file() const { return file_; }
    core::AccountId account() const { return account_; }
    core::DeviceId device() const { return device_; }

  private:
    core::DeviceId device_;
    core::AccountId account_;
    core::Hlc clock_;
    core::VersionVector have_;
    std::vector<WrittenChange> log_;
    forms::CaseFile file_;
};

inline void meet(CaseDesk& a, CaseDesk& b) {
    a.receive_all(b);
    b.receive_all(a);
}

}  // namespace tests
