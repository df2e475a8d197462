#include "app/practice/virtual_card.h"

#include <algorithm>

namespace app {
namespace {

constexpr std::uint16_t ok = 0x9000;
constexpr std::uint16_t not_there = 0x6A82;

std::uint16_t to_id(core::ByteView two) { return static_cast<std::uint16_t>(two[0] << 8 | two[1]); }

std::uint16_t count_status(int tries) { return static_cast<std::uint16_t>(0x63C0 | std::min(tries, 15)); }

}  // namespace

std::optional<CardCommand> parse_command(core::ByteView bytes) {
    if (bytes.size() < 4) return std::nullopt;
    CardCommand out{bytes[0], bytes[1], bytes[2], bytes[3], {}, std::nullopt, false};
    core::ByteView rest = bytes.subspan(4);
    if (rest.empty()) return out;
    if (rest.size() == 1) {
        out.le = rest[0] == 0 ? 256 : rest[0];
        return out;
    }
    const auto wide_le = [](core::ByteView two) -> std::size_t {
        return to_id(two) == 0 ? 65'536 : to_id(two);
    };
    out.extended = rest[0] == 0 && rest.size() >= 3;
    if (out.extended && rest.size() == 3) {
        out.le = wide_le(rest.subspan(1));
        return out;
    }
    const std::size_t header = out.extended ? 3 : 1;
    const std::size_t size = out.extended ? to_id(rest.subspan(1, 2)) : rest[0];
    rest = rest.subspan(header);
    if (size == 0 || rest.size() < size) return std::nullopt;
    out.data.assign(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(size));
    rest = rest.subspan(size);
    if (rest.empty()) return out;
    if (rest.size() != (out.extended ? 2U : 1U)) return std::nullopt;
    out.le = out.extended ? wide_le(rest) : (rest[0] == 0 ? 256U : rest[0]);
    return out;
}

core::Bytes status_answer(std::uint16_t status) {
    return {static_cast<std::uint8_t>(status >> 8), static_cast<std::uint8_t>(status & 0xFF)};
}

core::Bytes data_answer(core::ByteView data, std::uint16_t status) {
    core::Bytes out(data.begin(), data.end());
    const core::Bytes tail = status_answer(status);
    out.insert(out.end(), tail.begin(), tail.end());
    return out;
}

FileCard::FileCard(core::Bytes atr, std::vector<VirtualApplication> applications, CardHabits habits,
                   std::vector<std::pair<std::string, std::uint16_t>> named)
    : atr_(std::move(atr)),
      applications_(std::move(applications)),
      habits_(habits),
      named_(std::move(named)) {}

std::string FileCard::counters() const {
    std::string out;
    for (const auto& [name, id] : named_) {
        const int left = applications_.front().keys.at(id).tries_left;
        out += (out.empty() ? "" : " ") + name + " " + std::to_string(left);
    }
    return out;
}

void FileCard::reset() {
    application_ = nullptr;
    current_.reset();
    verified_.clear();
}

VirtualKey* FileCard::key(core::ByteView aid, std::uint16_t id) {
    for (VirtualApplication& application : applications_) {
        if (!std::equal(aid.begin(), aid.end(), application.aid.begin(), application.aid.end())) continue;
        const auto it = application.keys.find(id);
        if (it != application.keys.end()) return &it->second;
    }
    return nullptr;
}

core::Bytes FileCard::transmit(core::ByteView bytes) {
    const auto command = parse_command(bytes);
    if (!command) return status_answer(0x6700);
    if (command->extended && habits_.refuses_extended) return status_answer(0x6700);
    if (command->cla != 0x00) return status_answer(0x6E00);
    switch (command->ins) {
        case 0xA4:
            return select(*command);
        case 0x20:
            return verify(*command);
        case 0x24:
            return change_secret(*command);
        case 0xB0:
            return read_binary(*command);
        case 0xB2:
            return read_record(*command);
        default:
            return status_answer(0x6D00);
    }
}

core::Bytes FileCard::select(const CardCommand& command) {
    if (command.p1 == 0x04) {
        const auto it =
            std::find_if(applications_.begin(), applications_.end(),
                         [&](const VirtualApplication& each) { return each.aid == command.data; });
        if (it == applications_.end()) return status_answer(not_there);
        application_ = &*it;
        current_.reset();
        verified_.clear();
        return status_answer(ok);
    }
    if (command.p1 != 0x02) return status_answer(0x6A86);
    if (command.data.size() != 2) return status_answer(0x6700);
    const std::uint16_t id = to_id(command.data);
    if (application_ == nullptr ||
        (application_->files.count(id) == 0 && application_->keys.count(id) == 0)) {
        return status_answer(not_there);
    }
    current_ = id;
    return status_answer(ok);
}

core::Bytes FileCard::verify(const CardCommand& command) {
    if (command.p1 != 0 || (command.p2 & 0x80) == 0) return status_answer(0x6A86);
    if (application_ == nullptr) return status_answer(0x6986);
    // P2 80 means the selected key; otherwise its low five bits are the short id.
    const std::uint16_t id = command.p2 == 0x80 ? current_.value_or(0) : command.p2 & 0x1F;
    const auto it = application_->keys.find(id);
    if (it == application_->keys.end()) return status_answer(command.p2 == 0x80 ? 0x6986 : 0x6A88);
    if (command.p2 != 0x80) current_ = id;
    VirtualKey& key = it->second;
    if (command.data.empty()) {
        // Asking is the bare four-byte command; with a length byte it is another one.
        if (command.le) return status_answer(0x6700);
        if (habits_.verified_says_ok && verified_[id]) return status_answer(ok);
        return status_answer(key.tries_left == 0 ? 0x6984 : count_status(key.tries_left));
    }
    if (key.tries_left == 0) return status_answer(0x6984);
    if (command.data != key.value) {
        verified_[id] = false;
        return status_answer(count_status(--key.tries_left));
    }
    key.tries_left = key.tries_max;
    verified_[id] = true;
    return status_answer(ok);
}

core::Bytes FileCard::change_secret(const CardCommand& command) {
    if (command.p1 != 0x01 || command.p2 != 0x80) return status_answer(0x6A86);
    if (application_ == nullptr || !current_) return status_answer(0x6986);
    const auto it = application_->keys.find(*current_);
    if (it == application_->keys.end()) return status_answer(0x6986);
    if (!verified_[*current_]) return status_answer(0x6982);
    if (command.data.size() != it->second.value.size()) return status_answer(0x6700);
    it->second.value = command.data;
    return status_answer(ok);
}

const VirtualFile* FileCard::readable(std::uint16_t id, std::uint16_t& refusal) const {
    const auto it = application_->files.find(id);
    if (it == application_->files.end()) {
        refusal = application_->keys.count(id) != 0 ? 0x6981 : not_there;
        return nullptr;
    }
    const std::vector<std::uint16_t>& keys = it->second.opened_by;
    const auto is_verified = [this](std::uint16_t key) {
        const auto found = verified_.find(key);
        return found != verified_.end() && found->second;
    };
    if (!keys.empty() && std::none_of(keys.begin(), keys.end(), is_verified)) {
        refusal = 0x6982;
        return nullptr;
    }
    return &it->second;
}

core::Bytes FileCard::read_binary(const CardCommand& command) {
    if (!command.data.empty() || !command.le) return status_answer(0x6700);
    if (application_ == nullptr) return status_answer(0x6986);
    const bool by_short_id = (command.p1 & 0x80) != 0;
    const std::size_t offset =
        by_short_id ? command.p2 : static_cast<std::size_t>(command.p1 << 8 | command.p2);
    if (!by_short_id && !current_) return status_answer(0x6986);
    const std::uint16_t id = by_short_id ? command.p1 & 0x1F : *current_;
    std::uint16_t refusal = 0;
    const VirtualFile* file = readable(id, refusal);
    if (file == nullptr) return status_answer(refusal);
    if (file->is_record) return status_answer(0x6981);
    current_ = id;
    if (offset >= file->content.size()) return status_answer(0x6B00);
    const core::ByteView rest = core::ByteView(file->content).subspan(offset);
    if (*command.le <= rest.size()) return data_answer(rest.first(*command.le));
    return data_answer(rest, habits_.warns_at_file_end ? 0x6282 : ok);
}

core::Bytes FileCard::read_record(const CardCommand& command) {
    if (application_ == nullptr) return status_answer(0x6986);
    const std::uint8_t short_id = command.p2 >> 3;
    if (short_id == 0 && !current_) return status_answer(0x6986);
    const std::uint16_t id = short_id != 0 ? short_id : *current_;
    std::uint16_t refusal = 0;
    const VirtualFile* file = readable(id, refusal);
    if (file == nullptr) return status_answer(refusal);
    if (!file->is_record) return status_answer(0x6981);
    if ((command.p2 & 0x07) != 0x04) return status_answer(0x6A86);
    if (command.p1 != 1) return status_answer(0x6A83);
    current_ = id;
    return data_answer(file->content);
}

std::unique_ptr<VirtualCard> make_transit_card() {
    class TransitCard : public VirtualCard {
      public:
        core::Bytes atr() const override {
            return {0x3B, 0x88, 0x80, 0x01, 0, 0, 0, 0, 0x91, 0x81, 0xC1, 0, 0xD8};
        }
        core::Bytes transmit(core::ByteView) override { return status_answer(0x6A81); }
        void reset() override {}
    };
    return std::make_unique<TransitCard>();
}

core::Bytes ScriptedCard::transmit(core::ByteView command) {
    if (pulled_) return {};
    ++commands_;
    if (pull_at_ && --*pull_at_ <= 0) {
        pulled_ = true;
        return {};
    }
    if (garble_at_ && --*garble_at_ <= 0) return {0x90};
    if (swap_at_ && --*swap_at_ <= 0 && !swapped_) {
        swapped_ = true;
        other_->reset();
    }
    core::Bytes answer = answering().transmit(command);
    if (spoil_) spoil_(command, answer);
    return answer;
}

void ScriptedCard::reset() { answering().reset(); }

void ScriptedCard::put_back() {
    pulled_ = swapped_ = false;
    pull_at_.reset();
    garble_at_.reset();
    swap_at_.reset();
    card_->reset();
}

}  // namespace app
