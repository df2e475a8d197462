#include "app/practice/card_player.h"

#include <charconv>
#include <sstream>

#include "app/practice/bad_day.h"
#include "app/practice/virtual_licence.h"
#include "app/practice/virtual_mynumber.h"
#include "app/practice/virtual_residence.h"

namespace app {

std::string CardPlayer::command(const std::string& line) {
    std::istringstream words(line);
    std::string verb, first, second;
    words >> verb >> first >> second;
    if (verb == "insert") return insert(first, second);
    if (verb == "remove") return remove();
    if (verb == "bad-day") return insert_bad_day(first);
    if (verb == "bad-days") {
        std::string out = "ok";
        for (const BadDay& day : bad_days()) out += " " + std::string(day.name);
        return out;
    }
    if (verb == "pull-after" || verb == "garble-after") return script(verb, first);
    if (verb == "habit") return habit(first, second);
    if (verb == "kana" || verb == "licence-aboard") return habit(verb, first);
    if (verb == "tries") return tries(first, second);
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

std::unique_ptr<VirtualCard> CardPlayer::make_card(const Resident& resident, const std::string& kind) const {
    if (kind == "mynumber") {
        MyNumberChip chip = chip_of(resident, pictures_folder_);
        chip.habits = habits_;
        if (with_kana_) chip.kana = resident.kana;
        chip.carries_licence = licence_aboard_;
        return make_mynumber_card(chip);
    }
    if (kind == "licence") {
        auto chip = licence_of(resident);
        if (!chip) return nullptr;
        chip->habits = habits_;
        return make_licence(*chip);
    }
    if (kind == "residence") {
        auto chip = residence_of(resident, pictures_folder_);
        if (!chip) return nullptr;
        chip->habits = habits_;
        return make_residence_card(*chip);
    }
    return nullptr;
}

ScriptedCard* CardPlayer::card_of(const std::string& id, const std::string& kind) {
    const auto known = cards_.find(id + " " + kind);
    if (known != cards_.end()) return known->second.get();
    const Resident* person = find_resident(residents_, id);
    std::unique_ptr<VirtualCard> card;
    if (person != nullptr) card = make_card(*person, kind.empty() ? "mynumber" : kind);
    if (id == "transit") card = make_transit_card();
    if (card == nullptr) return nullptr;
    return cards_.emplace(id + " " + kind, std::make_unique<ScriptedCard>(std::move(card)))
        .first->second.get();
}

std::string CardPlayer::insert(const std::string& id, const std::string& kind) {
    ScriptedCard* card = card_of(id, kind);
    if (card == nullptr) return "error no such resident or card";
    card->put_back();
    if (pull_after_ > 0) card->pull_at(pull_after_);
    if (garble_after_ > 0) card->garble_from(garble_after_);
    pull_after_ = garble_after_ = 0;
    const std::string laid = lay(*card);
    return laid.empty() ? "ok inserted " + id : laid;
}

std::string CardPlayer::lay(ScriptedCard& card) {
    remove();
    const core::Status there = reader_.insert();
    if (!there) return "error " + there.error().reason;
    on_reader_ = &card;
    return {};
}

// A day begins with a card of its own, whatever its holder's card went through before. Its counters are
// asked with `tries NAME bad-day`.
std::string CardPlayer::insert_bad_day(const std::string& name) {
    const BadDay* day = find_bad_day(name);
    auto card = day == nullptr ? nullptr : make_bad_day_card(*day, residents_, pictures_folder_);
    if (card == nullptr) return "error no such bad day";
    remove();
    ScriptedCard& kept = *(cards_[name + " bad-day"] = std::move(card));
    const std::string laid = lay(kept);
    return laid.empty() ? "ok inserted " + name : laid;
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
    } else if (name == "licence-aboard") {
        licence_aboard_ = on;
    } else {
        return "error no such habit";
    }
    return "ok " + name + " " + value;
}

std::string CardPlayer::tries(const std::string& id, const std::string& kind) {
    const ScriptedCard* card = card_of(id, kind);
    return card == nullptr ? "error no such resident or card" : "ok " + card->counters();
}

void CardPlayer::serve() {
    if (on_reader_ == nullptr) return;
    if (!reader_.serve(*on_reader_)) on_reader_ = nullptr;
}

}  // namespace app
