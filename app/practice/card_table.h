// The practice desk's card reader: a private reader service and a virtual card that a resident lays on it.
#pragma once

#include <string>
#include <vector>

#include "app/practice/child_process.h"

namespace app {

class CardTable {
  public:
    // `script`: installer/practice-reader. Ends with the object.
    static core::Result<CardTable> set_up(const std::string& script, const std::string& bin,
                                          const std::string& folder);
    CardTable(CardTable&& other) noexcept = default;
    CardTable& operator=(CardTable&&) = delete;
    ~CardTable();

    const std::vector<std::string>& environment() const {
        return environment_;
    }                                   // of programs that use the reader
    int port() const { return port_; }  // where a card of another program connects
    bool lay(const std::string& resident) {
        return card_.ask("insert " + resident, patience_ms).starts_with("ok");
    }
    // A card of its own on the second reader, beside the one on the first.
    bool lay_beside(const std::string& resident);
    bool take_away_beside() { return beside_.ask("remove").starts_with("ok"); }
    std::string ask(const std::string& line) {
        return card_.ask(line, patience_ms);
    }  // card_player.h lists them
    bool take_away() { return card_.ask("remove").starts_with("ok"); }
    bool pull_after(int commands) {
        return card_.ask("pull-after " + std::to_string(commands)).starts_with("ok");
    }

  private:
    // The first card of a kind waits for the practice issuer's keys; on a busy machine that takes seconds.
    static constexpr int patience_ms = 120'000;
    CardTable() = default;
    std::string script_;
    std::string folder_;
    std::vector<std::string> environment_;
    std::string program_;
    int port_{0};
    ChildProcess card_, beside_;
};

}  // namespace app
