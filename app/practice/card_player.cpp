#include "app/practice/card_player.h"

#include <charconv>
#include <sstream>

namespace app {

std::string CardPlayer::command(const std::string& line) {
    std::istringstream words(line);
    std::string verb, first, second;
    words >> verb >> first >> second;
    if (verb == "insert") return insert(first);
    if (verb == "remove") return remove();
    if (verb == "pull-after" || verb == "garble-after") return script(verb, first);
    if (verb == "habit" || verb == "kana")
        return habit(verb == "kana" ? verb : first, verb == "kana" ? first : second);
    if (verb == "tries") return tries(first);
    if (verb == "list") {
        std::string out = "ok";
        for (const Resident& person : residents_) out += " " + person.id;
        return out;
    }
    if (verb == "quit") {
        remove();
        done_ = true;
        return "ok bye";
    }
    return "error unknown command";
}

ScriptedCard* CardPlayer::card_of(const std::string& id) {
    const auto known = cards_.find(id);
    if (known != cards_.end()) return known->second.get();
    if (id == "transit") {
        auto other = std::make_unique<ScriptedCard>(make_transit_card());
        return cards_.emplace(id, std::move(other)).first->second.get();
    }
    const Resident* person = find_resident(residents_, id);
    if (person == nullptr) return nullptr;
    MyNumberChip chip = chip_of(*person);
    chip.habits = habits_;
    if (with_kana_) chip.kana = person->kana;
    auto card = std::make_unique<ScriptedCard>(make_mynumber_card(chip));
    return cards_.emplace(id, std::move(card)).first->second.get();
}

std::string CardPlayer::insert(const std::string& id) {
    ScriptedCard* card = card_of(id);
    if (card == nullptr) return "error no such resident";
    remove();
    const core::Status there = reader_.insert();
    if (!there) return "error " + there.error().reason;
    card->put_back();
    if (pull_after_ > 0) card->pull_at(pull_after_);
    if (garble_after_ > 0) card->garble_from(garble_after_);
    pull_after_ = garble_after_ = 0;
    on_reader_ = card;
    return "ok inserted " + id;
}

std::string CardPlayer::remove() {
    if (on_reader_ == nullptr) return "ok no card on the reader";
    reader_.remove();
    on_reader_ = nullptr;
    return "ok removed";
}

std::string CardPlayer::script(const std::string& name, const std::string& number) {
    int count = 0;
    const auto parsed = std::from_chars(number.data(), number.data() + number.size(), count);
    if (parsed.ec != std::errc() || count < 1) return "error a count from 1 is needed";
    if (name == "pull-after") {
        on_reader_ != nullptr ? on_reader_->pull_at(count) : void(pull_after_ = count);
    } else {
        on_reader_ != nullptr ? on_reader_->garble_from(count) : void(garble_after_ = count);
    }
    return "ok " + name + " " + number;
}

std::string CardPlayer::habit(const std::string& name, const std::string& value) {
    if (value != "on" && value != "off") return "error on or off";
    const bool on = value == "on";
    if (name == "file-end-warning") {
        habits_.warns_at_file_end = on;
    } else if (name == "extended") {
        habits_.refuses_extended = !on;
    } else if (name == "verified-ok") {
        habits_.verified_says_ok = on;
    } else if (name == "kana") {
        with_kana_ = on;
    } else {
        return "error no such habit";
    }
    return "ok " + name + " " + value;
}

std::string CardPlayer::tries(const std::string& id) {
    ScriptedCard* card = find_resident(residents_, id) == nullptr ? nullptr : card_of(id);
    if (card == nullptr) return "error no such resident";
    auto& files = static_cast<FileCard&>(card->inside());
    const core::ByteView aid = face_input_application();
    return "ok pin " + std::to_string(files.key(aid, 0x0011)->tries_left) + " verification_b " +
           std::to_string(files.key(aid, 0x0015)->tries_left);
}

void CardPlayer::serve() {
    if (on_reader_ == nullptr) return;
    if (!reader_.serve(*on_reader_)) on_reader_ = nullptr;
}

}  // namespace app
