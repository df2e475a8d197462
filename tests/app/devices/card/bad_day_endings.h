// How each bad day of app/practice must end: what is said, what the counters stand at, what it cost.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tests {

struct Ending {
    std::string words;     // what the sentence must say; empty: the reading succeeds with `note`
    std::string counters;  // of the card afterwards
    int secrets{0};        // VERIFY commands with data that reached the card
    std::string note{};
};

inline const std::string untouched = "pin 3 verification_b 10";
inline const std::string removed = "読み取りの途中でカードが離れました。カードを置き直して";
inline const std::string nonsense = "カードの応答が正しくありません。カードを置き直して";

inline const std::map<std::string_view, Ending>& endings() {
    static const std::map<std::string_view, Ending> table{
        {"pulled-while-recognised", {removed, untouched}},
        {"pulled-before-the-pin", {removed, untouched}},
        {"pulled-at-the-pin", {removed, untouched}},
        {"pulled-while-reading", {removed, untouched, 1}},
        {"swapped-after-recognition", {"途中で別のカードに替わりました。", untouched}},
        {"nonsense", {nonsense, untouched}},
        {"length-past-the-end", {nonsense, untouched, 1}},
        {"promises-for-ever", {nonsense, untouched, 1}},
        {"wrong-pin",
         {"暗証番号が違います。あと2回間違えると使えなくなります", "pin 2 verification_b 10", 1}},
        {"last-try-spent", {"暗証番号が止められています。", "pin 0 verification_b 10", 1}},
        {"blocked-pin", {"暗証番号が止められています。照合番号Bで読むか", "pin 0 verification_b 10"}},
        {"no-pin-card", {"照合番号Bで読むか", "pin 0 verification_b 10"}},
        {"pin-of-three-digits", {"暗証番号は数字4桁です。", untouched}},
        {"wrong-face-number",
         {"照合番号Bが違います。あと9回間違えると使えなくなりますので、券面の数字を",
          "pin 3 verification_b 9", 1}},
        {"blocked-face-number", {"照合番号Bが止められています。券面を見て入力し", "pin 3 verification_b 0"}},
        {"letter-changed", {"", untouched, 1, "card.signature_wrong"}},
        {"telephone", {"スマートフォンからは券面の内容を読めません。", "pin 3"}},
        {"transit-card", {"このカードは読み取れない種類です。券面を見て入力してください。", ""}},
        {"licence-wrong-pin", {"暗証番号1が違います。あと2回", "pin1 2 pin2 3", 1}},
        {"licence-locked", {"警察署か運転免許センターを案内", "pin1 0 pin2 3"}},
        {"licence-setting-unread", {"免許証の暗証番号1が入力されていません。", "pin1 3 pin2 3"}},
        {"licence-damaged", {nonsense, "pin1 3 pin2 3", 1}},
        {"residence-wrong-number", {"カード番号がこのカードと合いません。券面の番号を", ""}},
        {"residence-number-misshaped", {"券面の番号を英字2・数字8・英字2で入力してください。", ""}},
        {"residence-not-genuine", {"カードの署名が正しくありません。カードを預からず、係長に", ""}},
        {"residence-cut", {nonsense, "", 1}},
        {"residence-pulled", {removed, ""}},
    };
    return table;
}

}  // namespace tests
