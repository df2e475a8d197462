#include "app/practice/bad_day.h"

#include <algorithm>
#include <array>

#include "app/practice/virtual_licence.h"
#include "app/practice/virtual_mynumber.h"
#include "app/practice/virtual_residence.h"

namespace app {
namespace {

// Where in a reading of a My Number card the commands stand, counted from the moment it is laid down.
constexpr int while_recognising = 3;
constexpr int first_after_recognition = 9;
constexpr int before_the_pin = 13;
constexpr int at_the_pin = 14;
constexpr int while_reading = 16;

bool is_read(core::ByteView command) { return command.size() > 1 && command[1] == 0xB0; }
bool is_proof(core::ByteView command) { return command.size() > 1 && command[1] == 0x82; }

// Where an object of the four items begins in an answer; its end if it is not there.
core::Bytes::iterator item_in(core::Bytes& answer, std::uint8_t tag) {
    const std::array<std::uint8_t, 2> wanted{0xDF, tag};
    return std::search(answer.begin(), answer.end(), wanted.begin(), wanted.end());
}

// The last of the four items claims more than the object around it holds.
void overstate_length(core::ByteView command, core::Bytes& answer) {
    const auto sex = item_in(answer, 0x25);
    if (is_read(command) && answer.end() - sex > 4) *(sex + 2) = 0x7F;
}
void promise_more(core::ByteView command, core::Bytes& answer) {
    if (is_read(command) || (command.size() > 1 && command[1] == 0xC0)) answer = {0x00, 0x61, 0x10};
}
// One letter of the name is another one than the one that was signed.
void change_a_letter(core::ByteView command, core::Bytes& answer) {
    const auto name = item_in(answer, 0x22);
    if (is_read(command) && answer.end() - name > 8) *(name + 5) ^= 0x01;
}
void refuse_pin_setting(core::ByteView command, core::Bytes& answer) {
    // SELECT of MF/EF02, where the licence says whether its holder chose PINs.
    if (command.size() == 7 && command[1] == 0xA4 && command[5] == 0x00 && command[6] == 0x0A) {
        answer = {0x6A, 0x82};
    }
}
// The name's length has a form that no length has.
void break_a_length(core::ByteView command, core::Bytes& answer) {
    if (is_read(command) && answer.size() > 8 && answer[0] == 0x11 && answer[3] == 0x12) answer[4] = 0x85;
}
void cut_reads(core::ByteView command, core::Bytes& answer) {
    if (is_read(command) && answer.size() > 40) answer.erase(answer.begin() + 20, answer.end() - 2);
}
void break_the_proof(core::ByteView command, core::Bytes& answer) {
    if (is_proof(command) && answer.size() > 8) answer[4] ^= 0x40;
}

using Script = ScriptedCard;

constexpr std::array<BadDay, 27> days{{
    {"pulled-while-recognised", "認識の途中でカードが離れる", "R01", "mynumber", R"({"pin": "4070"})",
     [](Script& card, const Resident&) { card.pull_at(while_recognising); }},
    {"pulled-before-the-pin", "暗証番号を送る直前にカードが離れる", "R01", "mynumber", R"({"pin": "4070"})",
     [](Script& card, const Resident&) { card.pull_at(before_the_pin); }},
    {"pulled-at-the-pin", "暗証番号を送った瞬間にカードが離れる", "R01", "mynumber", R"({"pin": "4070"})",
     [](Script& card, const Resident&) { card.pull_at(at_the_pin); }},
    {"pulled-while-reading", "四情報を読む途中でカードが離れる", "R01", "mynumber", R"({"pin": "4070"})",
     [](Script& card, const Resident&) { card.pull_at(while_reading); }},
    {"swapped-after-recognition", "認識のあとで別の人のカードに替わる", "R01", "mynumber",
     R"({"pin": "4070"})",
     [](Script& card, const Resident& holder) {
         Resident other = holder;
         other.birth_date = "1971-01-01";
         card.swap_at(first_after_recognition, make_mynumber_card(chip_of(other)));
     }},
    {"nonsense", "カードが一バイトの無意味な応答を返す", "R01", "mynumber", R"({"pin": "4070"})",
     [](Script& card, const Resident&) { card.garble_from(while_recognising); }},
    {"length-past-the-end", "四情報の長さがファイルの終わりを越える", "R01", "mynumber", R"({"pin": "4070"})",
     [](Script& card, const Resident&) { card.spoil(overstate_length); }},
    {"promises-for-ever", "続きがあると言い続ける", "R01", "mynumber", R"({"pin": "4070"})",
     [](Script& card, const Resident&) { card.spoil(promise_more); }},
    {"wrong-pin", "暗証番号を間違える", "R01", "mynumber", R"({"pin": "0000"})", nullptr},
    {"last-try-spent", "残り一回の暗証番号を間違える", "R37", "mynumber", R"({"pin": "0000"})", nullptr},
    {"blocked-pin", "暗証番号が前から止まっている", "R38", "mynumber", R"({"pin": "4451"})", nullptr},
    {"no-pin-card", "顔認証カードで暗証番号を使おうとする", "R13", "mynumber", R"({"pin": "6626"})", nullptr},
    {"pin-of-three-digits", "暗証番号が三桁", "R01", "mynumber", R"({"pin": "407"})", nullptr},
    {"wrong-face-number", "照合番号Bを間違える", "R01", "mynumber", R"({"verification_b": "60061420331711"})",
     nullptr},
    {"blocked-face-number", "照合番号Bが前から止まっている", "R01", "mynumber",
     R"({"verification_b": "60061420331710"})", nullptr},
    {"letter-changed", "氏名の一字が署名と合わない", "R02", "mynumber", R"({"pin": "6783"})",
     [](Script& card, const Resident&) { card.spoil(change_a_letter); }},
    {"telephone", "スマートフォンをかざす", "R01", "telephone", R"({"pin": "4070"})", nullptr},
    {"transit-card", "交通系カードを置く", "transit", "transit", R"({"pin": "4070"})", nullptr},
    {"licence-wrong-pin", "免許証の暗証番号1を間違える", "R01", "licence",
     R"({"pin1": "0000", "pin2": "0519"})", nullptr},
    {"licence-locked", "免許証の暗証番号1が前から止まっている", "R01", "licence",
     R"({"pin1": "6039", "pin2": "0519"})", nullptr},
    {"licence-setting-unread", "暗証番号の設定が読めない免許証に、番号なしで進む", "R01", "licence", R"({})",
     [](Script& card, const Resident&) { card.spoil(refuse_pin_setting); }},
    {"licence-damaged", "免許証の氏名の長さが壊れている", "R01", "licence", R"({"pin1": "6039"})",
     [](Script& card, const Resident&) { card.spoil(break_a_length); }},
    {"residence-wrong-number", "在留カードの番号を打ち間違える", "R16", "residence",
     R"({"card_number": "ZA12034568ZB"})", nullptr},
    {"residence-number-misshaped", "在留カードの番号が一字足りない", "R16", "residence",
     R"({"card_number": "ZA1203456ZB"})", nullptr},
    {"residence-not-genuine", "在留カードが番号を知っていると証明できない", "R18", "residence",
     R"({"card_number": "ZE34056789ZF"})",
     [](Script& card, const Resident&) { card.spoil(break_the_proof); }},
    {"residence-cut", "在留カードの暗号化された応答が途中で切れている", "R16", "residence",
     R"({"card_number": "ZA12034567ZB"})", [](Script& card, const Resident&) { card.spoil(cut_reads); }},
    {"residence-pulled", "在留カードが認証の途中で離れる", "R16", "residence",
     R"({"card_number": "ZA12034567ZB"})", [](Script& card, const Resident&) { card.pull_at(14); }},
}};

std::unique_ptr<VirtualCard> make_card(const BadDay& day, const Resident& holder,
                                       const std::string& pictures_folder) {
    if (day.kind == "licence") {
        auto chip = licence_of(holder);
        if (!chip) return nullptr;
        if (day.name == "licence-locked") chip->pin1_tries = 0;
        return make_licence(*chip);
    }
    if (day.kind == "residence") {
        const auto chip = residence_of(holder, pictures_folder);
        return chip ? make_residence_card(*chip) : nullptr;
    }
    MyNumberChip chip = chip_of(holder);
    if (day.name == "blocked-face-number") chip.verification_tries = 0;
    if (day.kind == "telephone") return make_jpki_only_card(chip);
    return make_mynumber_card(chip);
}

}  // namespace

std::span<const BadDay> bad_days() { return days; }

const BadDay* find_bad_day(std::string_view name) {
    const auto at =
        std::find_if(days.begin(), days.end(), [&](const BadDay& day) { return day.name == name; });
    return at == days.end() ? nullptr : &*at;
}

std::unique_ptr<ScriptedCard> make_bad_day_card(const BadDay& day, const std::vector<Resident>& residents,
                                                const std::string& pictures_folder) {
    if (day.kind == "transit") return std::make_unique<ScriptedCard>(make_transit_card());
    const Resident* holder = find_resident(residents, std::string(day.resident));
    if (holder == nullptr) return nullptr;
    auto made = make_card(day, *holder, pictures_folder);
    if (!made) return nullptr;
    auto card = std::make_unique<ScriptedCard>(std::move(made));
    if (day.happens != nullptr) day.happens(*card, *holder);
    return card;
}

}  // namespace app
