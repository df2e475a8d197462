// Cards made of bytes: command APDU in, response APDU out, with the files, counters and refusals of real
// ones. They share no code with the readers in app/devices, so that a mistake there is not mirrored here.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "forms/core/bytes.h"

namespace app {

// One command, taken apart. `le` counts bytes: a short 00 is 256, an extended 00 00 is 65,536.
struct CardCommand {
    std::uint8_t cla{0}, ins{0}, p1{0}, p2{0};
    core::Bytes data;
    std::optional<std::size_t> le;
    bool extended{false};
};
std::optional<CardCommand> parse_command(core::ByteView bytes);

core::Bytes status_answer(std::uint16_t status);
core::Bytes data_answer(core::ByteView data, std::uint16_t status = 0x9000);

// Used by one thread. State that a real card keeps without power (files, counters) outlives reset().
class VirtualCard {
  public:
    virtual ~VirtualCard() = default;
    virtual core::Bytes atr() const = 0;
    virtual core::Bytes transmit(core::ByteView command) = 0;  // with status word
    virtual std::string counters() const { return {}; }        // "pin 3 verification_b 10", for scripts
    virtual void reset() = 0;  // power off, power on or reset: forgets selection, verified PINs, session keys
};

// How a card answers where specifications leave a choice; readers must cope with all of it.
struct CardHabits {
    bool warns_at_file_end{true};  // 62 82 with the rest, or plain 90 00
    bool refuses_extended{false};  // 67 00 to every extended command
    bool verified_says_ok{true};   // the empty VERIFY after success: 90 00, or the counter
};

// What may be read once, verified by any one of `opened_by`; empty means free.
struct VirtualFile {
    core::Bytes content;
    std::vector<std::uint16_t> opened_by{};
    bool is_record{false};
};

struct VirtualKey {
    core::Bytes value;
    int tries_left{0};
    int tries_max{0};
};

struct VirtualApplication {
    core::Bytes aid;
    std::map<std::uint16_t, VirtualFile> files;
    std::map<std::uint16_t, VirtualKey> keys;
};

// A card of applications, each a flat set of files and keys: the shape of マイナンバーカード.
// Invariants: a verified key stays verified until another application is selected or the card is reset;
// tries_left falls only by a wrong VERIFY and is set back only by a right one.
class FileCard : public VirtualCard {
  public:
    // `named`: the keys of the first application that counters() tells, by name.
    FileCard(core::Bytes atr, std::vector<VirtualApplication> applications, CardHabits habits = {},
             std::vector<std::pair<std::string, std::uint16_t>> named = {});
    std::string counters() const override;

    core::Bytes atr() const override { return atr_; }
    core::Bytes transmit(core::ByteView command) override;
    void reset() override;

    // For scripts and tests: the counter of a key. Null if there is no such key.
    VirtualKey* key(core::ByteView aid, std::uint16_t id);

  private:
    core::Bytes select(const CardCommand& command);
    core::Bytes verify(const CardCommand& command);
    core::Bytes change_secret(const CardCommand& command);
    core::Bytes read_binary(const CardCommand& command);
    core::Bytes read_record(const CardCommand& command);
    const VirtualFile* readable(std::uint16_t id, std::uint16_t& refusal) const;

    core::Bytes atr_;
    std::vector<VirtualApplication> applications_;
    CardHabits habits_;
    std::vector<std::pair<std::string, std::uint16_t>> named_;
    VirtualApplication* application_{nullptr};
    std::optional<std::uint16_t> current_;  // file or key
    std::map<std::uint16_t, bool> verified_;
};

// A card that has nothing to do with the city hall: every command is refused.
std::unique_ptr<VirtualCard> make_transit_card();

// A card with a bad day: pulled away at a certain command, exchanged, or answering nonsense.
class ScriptedCard : public VirtualCard {
  public:
    explicit ScriptedCard(std::unique_ptr<VirtualCard> card) : card_(std::move(card)) {}

    // The n-th command from now on (1 is the next) finds no card: transmit answers nothing at all.
    void pull_at(int command) { pull_at_ = command; }
    void garble_from(int command) { garble_at_ = command; }  // one byte instead of an answer
    // From the n-th command on another card answers, and no removal was seen: a hand was quick.
    void swap_at(int command, std::unique_ptr<VirtualCard> other) {
        swap_at_ = command;
        other_ = std::move(other);
    }
    // What the card answers passes through here; for good, also after it was laid down again.
    using Spoil = std::function<void(core::ByteView command, core::Bytes& answer)>;
    void spoil(Spoil with) { spoil_ = std::move(with); }
    bool pulled() const { return pulled_; }
    int commands() const { return commands_; }
    VirtualCard& inside() { return *card_; }

    core::Bytes atr() const override { return card_->atr(); }
    std::string counters() const override { return card_->counters(); }
    core::Bytes transmit(core::ByteView command) override;
    void reset() override;
    void put_back();  // laid on the reader again; scripts are spent

  private:
    std::unique_ptr<VirtualCard> card_;
    int commands_{0};
    VirtualCard& answering() const { return swapped_ ? *other_ : *card_; }

    std::unique_ptr<VirtualCard> other_;
    Spoil spoil_;
    std::optional<int> pull_at_, garble_at_, swap_at_;  // counted down
    bool swapped_{false};
    bool pulled_{false};
};

}  // namespace app
