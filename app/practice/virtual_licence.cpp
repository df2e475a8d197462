#include "app/practice/virtual_licence.h"

#include <iconv.h>

#include <algorithm>

#include "app/practice/card_bytes.h"

namespace app {
namespace {

using core::Bytes;

const Bytes items_aid{0xA0, 0, 0, 2, 0x31, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
const Bytes photo_aid{0xA0, 0, 0, 2, 0x31, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
const Bytes licence_atr{0x3B, 0x88, 0x80, 0x01, 0x00, 0x00, 0x00, 0x00, 0x91, 0x81, 0xC1, 0x00, 0xD8};

constexpr std::uint16_t ok = 0x9000;
constexpr std::uint8_t year_of_jis_1990 = 0x90;
constexpr std::uint8_t year_of_jis_1983 = 0x83;

// The licence writes every length from 128 on in two bytes.
Bytes licence_object(std::uint8_t tag, core::ByteView value) {
    Bytes out{tag};
    if (value.size() >= 0x80) {
        out.push_back(0x82);
        out.push_back(static_cast<std::uint8_t>(value.size() >> 8));
    }
    out.push_back(static_cast<std::uint8_t>(value.size() & 0xFF));
    put(out, value);
    return out;
}

std::size_t character_size(char first) {
    const auto byte = static_cast<std::uint8_t>(first);
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

// Writes text in JIS X 0208 and numbers the characters that are not in it, from FF F1 on.
class JisWriter {
  public:
    JisWriter() : handle_(iconv_open("EUC-JP", "UTF-8")) {}
    ~JisWriter() { iconv_close(handle_); }
    JisWriter(const JisWriter&) = delete;
    JisWriter& operator=(const JisWriter&) = delete;

    Bytes write(const std::string& text) {
        Bytes out;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t size = character_size(text[at]);
            std::string character = text.substr(at, size);
            at += size;
            // A selector belongs to the character before it.
            if (size == 4 && character.substr(0, 2) == "\xF3\xA0") continue;
            if (character == "－") character = "−";  // both are 21 5D on the card
            put(out, code_of(character));
        }
        return out;
    }
    int foreign() const { return foreign_; }

  private:
    Bytes code_of(std::string character) {
        char* from = character.data();
        std::size_t left = character.size();
        char converted[8];
        char* to = converted;
        std::size_t room = sizeof converted;
        const bool done = iconv(handle_, &from, &left, &to, &room) != static_cast<std::size_t>(-1);
        if (done && sizeof converted - room == 2) {
            return {static_cast<std::uint8_t>(converted[0] & 0x7F),
                    static_cast<std::uint8_t>(converted[1] & 0x7F)};
        }
        iconv(handle_, nullptr, nullptr, nullptr, nullptr);
        foreign_ = std::min(foreign_ + 1, 7);
        return {0xFF, static_cast<std::uint8_t>(0xF0 + foreign_)};
    }

    iconv_t handle_;
    int foreign_{0};
};

Bytes change_value(const LicenceChange& change, JisWriter& text) {
    Bytes out{year_of_jis_1983};
    for (const char digit : change.day) put(out, Bytes{0x23, static_cast<std::uint8_t>(digit)});
    put(out, text.write(change.text));
    put(out, text.write(change.commission));
    return out;
}

Bytes changes_object(std::uint8_t flag_tag, const std::vector<LicenceChange>& changes, JisWriter& text) {
    Bytes out = licence_object(flag_tag, Bytes{static_cast<std::uint8_t>(changes.empty() ? '0' : '1')});
    if (flag_tag == 0x50) put(out, licence_object(0x51, Bytes()));
    for (const LicenceChange& change : changes)
        put(out, licence_object(change.tag, change_value(change, text)));
    return out;
}

// A glyph nobody can mistake for a real one: stripes, a different one for each number.
Bytes glyph(int number) {
    Bytes out(128);
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = i / 4 % static_cast<std::size_t>(number + 1) == 0 ? 0xFF : 0x18;
    }
    return out;
}

std::string era_day(const std::string& iso) {
    const std::string digits = iso.substr(0, 4) + iso.substr(5, 2) + iso.substr(8, 2);
    const int day = std::stoi(digits);
    const int era = day >= 20190501 ? 5 : day >= 19890108 ? 4 : day >= 19261225 ? 3 : day >= 19120730 ? 2 : 1;
    const int base[] = {0, 1867, 1911, 1925, 1988, 2018};
    const std::string year = std::to_string(day / 10000 - base[era]);
    return std::to_string(era) + (year.size() == 1 ? "0" : "") + year + digits.substr(4);
}

// Invariants: both PINs belong to the MF and, once verified, stay so until reset, whatever is selected.
class Licence : public VirtualCard {
  public:
    explicit Licence(const LicenceChip& chip);

    core::Bytes atr() const override { return licence_atr; }
    core::Bytes transmit(core::ByteView command) override;
    std::string counters() const override {
        return "pin1 " + std::to_string(keys_[0].tries_left) + " pin2 " + std::to_string(keys_[1].tries_left);
    }
    void reset() override {
        folder_ = 0;
        current_ = nullptr;
        key_ = 0;
        verified_[0] = verified_[1] = false;
    }

  private:
    struct File {
        Bytes content;
        int pins{0};  // 0 free, 1 PIN 1, 2 both
    };
    core::Bytes select(const CardCommand& command);
    core::Bytes verify(const CardCommand& command);
    core::Bytes read(const CardCommand& command);

    CardHabits habits_;
    std::map<std::uint16_t, File> folders_[3];  // MF by id, DF1 and DF2 by short id
    VirtualKey keys_[2];
    bool verified_[2]{false, false};
    int folder_{0};
    const File* current_{nullptr};
    int key_{0};  // selected IEF, 1 or 2
};

Licence::Licence(const LicenceChip& chip) : habits_(chip.habits) {
    const bool chosen = !chip.pin1.empty();
    folders_[0][0x2F01] = {licence_common_file(chip)};
    folders_[0][0x000A] = {Bytes{0x05, 0x01, static_cast<std::uint8_t>(chosen ? 1 : 0)}};
    JisWriter names;
    names.write(chip.name + chip.kana + chip.address);
    JisWriter text;
    Bytes first, later;
    for (int number = 1; number <= names.foreign(); ++number) {
        put(number <= 2 ? first : later,
            licence_object(static_cast<std::uint8_t>(0x47 + number), glyph(number)));
    }
    folders_[1][1] = {licence_items_file(chip), 1};
    folders_[1][2] = {licence_honseki_file(chip), 2};
    folders_[1][3] = {filled(first, 264), 1};
    folders_[1][4] = {licence_changes_file(chip), 1};
    folders_[1][5] = {filled(later, 663), 1};
    folders_[1][6] = {filled(changes_object(0xAA, chip.honseki_changes, text), 256), 2};
    Bytes photo{0x5F, 0x40, 0x82, 0x07, 0xD0};
    put(photo, filled(chip.photo, 2000));
    folders_[2][1] = {photo, 2};
    keys_[0] = {ascii(chosen ? chip.pin1 : "****"), chip.pin1_tries, 3};
    keys_[1] = {ascii(chosen ? chip.pin2 : "****"), chip.pin2_tries, 3};
}

core::Bytes Licence::transmit(core::ByteView bytes) {
    const auto command = parse_command(bytes);
    if (!command || (command->extended && habits_.refuses_extended)) return status_answer(0x6700);
    if (command->cla != 0) return status_answer(0x6E00);
    switch (command->ins) {
        case 0xA4:
            return select(*command);
        case 0x20:
            return verify(*command);
        case 0xB0:
            return read(*command);
        default:
            return status_answer(0x6D00);
    }
}

core::Bytes Licence::select(const CardCommand& command) {
    if (command.p1 == 0x00 && (command.data.empty() || command.data == Bytes{0x3F, 0x00})) {
        folder_ = 0;
        current_ = nullptr;
        key_ = 0;
        return status_answer(ok);
    }
    if (command.p1 == 0x04) {
        if (command.data != items_aid && command.data != photo_aid) return status_answer(0x6A82);
        folder_ = command.data == items_aid ? 1 : 2;
        current_ = nullptr;
        key_ = 0;
        const bool locked = keys_[0].tries_left == 0;
        return status_answer(locked ? 0x6283 : ok);
    }
    if (command.p1 != 0x02 || command.data.size() != 2) return status_answer(0x6A86);
    const int id = command.data[0] << 8 | command.data[1];
    if (folder_ == 0 && (id == 1 || id == 2)) {
        key_ = id;
        return status_answer(ok);
    }
    const auto it = folders_[folder_].find(static_cast<std::uint16_t>(id));
    if (it == folders_[folder_].end()) return status_answer(0x6A82);
    current_ = &it->second;
    return status_answer(ok);
}

core::Bytes Licence::verify(const CardCommand& command) {
    const int which = command.p2 == 0x80 ? key_ : command.p2 - 0x80;
    if (command.p1 != 0 || which < 1 || which > 2 || folder_ != 0) return status_answer(0x6A88);
    VirtualKey& key = keys_[which - 1];
    const auto count = static_cast<std::uint16_t>(0x63C0 | key.tries_left);
    if (command.data.empty())
        return status_answer(command.le ? 0x6700 : key.tries_left == 0 ? 0x6984 : count);
    if (key.tries_left == 0) return status_answer(0x6984);
    verified_[which - 1] = command.data == key.value;
    key.tries_left = verified_[which - 1] ? key.tries_max : key.tries_left - 1;
    if (verified_[which - 1]) return status_answer(ok);
    return status_answer(key.tries_left == 0 ? 0x6984 : static_cast<std::uint16_t>(0x63C0 | key.tries_left));
}

core::Bytes Licence::read(const CardCommand& command) {
    if (!command.le) return status_answer(0x6700);
    const bool by_short_id = (command.p1 & 0x80) != 0;
    if (by_short_id) {
        const auto it = folders_[folder_].find(command.p1 & 0x1F);
        if (it == folders_[folder_].end()) return status_answer(0x6A82);
        current_ = &it->second;
    }
    if (current_ == nullptr) return status_answer(0x6986);
    if ((current_->pins >= 1 && !verified_[0]) || (current_->pins == 2 && !verified_[1])) {
        return status_answer(0x6982);
    }
    const std::size_t offset =
        by_short_id ? command.p2 : static_cast<std::size_t>(command.p1 << 8 | command.p2);
    if (offset >= current_->content.size()) return status_answer(0x6B00);
    const core::ByteView rest = core::ByteView(current_->content).subspan(offset);
    if (*command.le <= rest.size()) return data_answer(rest.first(*command.le));
    return data_answer(rest, habits_.warns_at_file_end ? 0x6282 : ok);
}

}  // namespace

Bytes licence_common_file(const LicenceChip& chip) {
    Bytes value = ascii(chip.version);
    put(value, *core::from_hex(chip.issued + chip.expiry));
    Bytes file = licence_object(0x45, value);
    put(file, Bytes{0x46, 0x02});
    return filled(file, 17);
}

Bytes licence_items_file(const LicenceChip& chip) {
    JisWriter text;
    Bytes out = licence_object(0x11, Bytes{year_of_jis_1990});
    const auto put_text = [&](std::uint8_t tag, const std::string& value) {
        put(out, licence_object(tag, text.write(value)));
    };
    const auto put_ascii = [&](std::uint8_t tag, const std::string& value) {
        put(out, licence_object(tag, ascii(value)));
    };
    put_text(0x12, chip.name);
    put_text(0x13, chip.kana);
    put_text(0x14, chip.common_name);
    put_text(0x15, chip.unified_kana);
    put_ascii(0x16, chip.birth_date);
    put_text(0x17, chip.address);
    put_ascii(0x18, chip.issued_on);
    put_ascii(0x19, chip.reference);
    put_text(0x1A, chip.colour);
    put_ascii(0x1B, chip.valid_until);
    for (std::uint8_t i = 0; i < 4; ++i) {
        put_text(static_cast<std::uint8_t>(0x1C + i), i < chip.conditions.size() ? chip.conditions[i] : "");
    }
    put_text(0x20, chip.authority);
    put_ascii(0x21, chip.number);
    for (int tag = 0x22; tag <= 0x33; ++tag) {
        const auto held = chip.classes.find(static_cast<std::uint8_t>(tag));
        put_ascii(static_cast<std::uint8_t>(tag), held == chip.classes.end() ? std::string() : held->second);
    }
    return filled(out, 880);
}

Bytes licence_honseki_file(const LicenceChip& chip) {
    JisWriter text;
    return filled(licence_object(0x41, text.write(chip.honseki)), 82);
}

Bytes licence_changes_file(const LicenceChip& chip) {
    JisWriter text;
    return filled(changes_object(0x50, chip.changes, text), 640);
}

std::unique_ptr<VirtualCard> make_licence(const LicenceChip& chip) { return std::make_unique<Licence>(chip); }

std::optional<LicenceChip> licence_of(const Resident& resident) {
    if (!resident.licence) return std::nullopt;
    const PracticeLicence& card = *resident.licence;
    const auto compact = [](const std::string& iso) {
        return iso.substr(0, 4) + iso.substr(5, 2) + iso.substr(8, 2);
    };
    LicenceChip chip;
    chip.issued = compact(card.issued_on);
    chip.expiry = compact(card.expiry);
    chip.name = resident.face_name;
    chip.kana = chip.unified_kana = resident.kana;
    chip.birth_date = era_day(resident.birth_date);
    chip.address = card.front_address;
    chip.issued_on = era_day(card.issued_on);
    chip.reference = "01234";
    chip.colour = "優良";
    chip.valid_until = era_day(card.expiry);
    chip.conditions = {"眼鏡等"};
    chip.authority = "山形県公安委員会";
    chip.number = card.number;
    chip.classes[0x23] = chip.classes[0x26] = era_day(card.issued_on);
    chip.honseki = card.honseki;
    if (!card.changed_address.empty()) {
        chip.changes.push_back({0x70, era_day(card.changed_on), card.changed_address, "山形県公安"});
    }
    chip.photo = {0xFF, 0x4F, 0xFF, 0x51};
    chip.pin1 = card.pin1;
    chip.pin2 = card.pin2;
    return chip;
}

}  // namespace app
