// Cards for tests: one that answers from a list and writes down what it was asked, and one that passes
// commands to a virtual card in this process.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "app/devices/card/card_readers.h"
#include "app/practice/virtual_card.h"

namespace tests {

inline core::Bytes hex(std::string_view text) {
    std::string compact;
    for (const char c : text) {
        if (c != ' ' && c != '\n') compact += c;
    }
    return core::from_hex(compact).value();
}

// Answers one after the other from a script; an empty answer means the card was pulled. Runs out: 6F 00.
class ListedCard : public app::CardChannel {
  public:
    explicit ListedCard(std::vector<std::string> answers) : answers_(answers.begin(), answers.end()) {}

    core::Result<core::Bytes> transmit(core::ByteView command) override {
        asked.push_back(core::to_hex(command));
        if (answers_.empty()) return core::Bytes{0x6F, 0x00};
        const core::Bytes answer = hex(answers_.front());
        answers_.pop_front();
        if (answer.empty()) return core::Error{core::ErrorCode::device, "card.removed", {}};
        return answer;
    }

    std::vector<std::string> asked;  // commands as hex

  private:
    std::deque<std::string> answers_;
};

// A virtual card behind the same interface as a reader's connection.
class VirtualChannel : public app::CardChannel {
  public:
    explicit VirtualChannel(app::VirtualCard& card) : card_(card) { card_.reset(); }
    ~VirtualChannel() override { card_.reset(); }

    core::Result<core::Bytes> transmit(core::ByteView command) override {
        asked.push_back(core::to_hex(command));
        core::Bytes answer = card_.transmit(command);
        if (answer.empty()) return core::Error{core::ErrorCode::device, "card.removed", {}};
        return answer;
    }

    std::vector<std::string> asked;

    // How many VERIFY commands with data were sent: each of them may cost a try.
    int secrets_sent() const {
        int count = 0;
        for (const std::string& each : asked) {
            if (each.size() > 10 && (each.rfind("0020", 0) == 0 || each.rfind("0820", 0) == 0)) ++count;
        }
        return count;
    }

  private:
    app::VirtualCard& card_;
};

// One reader with, perhaps, a virtual card on it.
class FakeReaders : public app::CardReaders {
  public:
    std::vector<app::ReaderState> readers{{"Fake 00", false, false, false, 0}};
    app::VirtualCard* card{nullptr};
    std::string refusal;  // the reason every call fails with

    void lay(app::VirtualCard& laid) {
        card = &laid;
        readers[0].card_present = true;
        ++readers[0].events;
    }

    core::Result<std::vector<app::ReaderState>> list() override {
        if (!refusal.empty()) return core::Error{core::ErrorCode::device, refusal, {}};
        return readers;
    }
    core::Result<app::ReaderState> wait_for_card(const std::string& name, int) override {
        if (!refusal.empty()) return core::Error{core::ErrorCode::device, refusal, {}};
        for (const app::ReaderState& each : readers) {
            if (!name.empty() && each.name != name) continue;
            if (each.card_present) return each;
            return core::Error{core::ErrorCode::timeout, "card.absent", {}};
        }
        return core::Error{core::ErrorCode::not_found, "card.no_reader", {}};
    }
    core::Result<bool> wait_for_removal(const app::ReaderState&, int) override { return card == nullptr; }
    core::Result<std::unique_ptr<app::CardChannel>> connect(const app::ReaderState&) override {
        return std::unique_ptr<app::CardChannel>(std::make_unique<VirtualChannel>(*card));
    }
    void cancel() override {}
};

}  // namespace tests
