// 転出証明書: a sheet about a whole household, laid out as many cities print it.
#include <array>

#include "app/practice/card_face.h"

namespace app {
namespace {

constexpr double frame_x = 20, frame_y = 42, frame_width = 170, frame_height = 220;
constexpr double label_width = 32, persons_y = 80, person_height = 26;
constexpr int persons_max = 5;

struct Word {
    const char *text, *kana;
};
constexpr std::array<Word, 14> family_heads{{{"東", "ヒガシ"},
                                             {"西", "ニシ"},
                                             {"上", "カミ"},
                                             {"大", "オオ"},
                                             {"小", "コ"},
                                             {"杉", "スギ"},
                                             {"柳", "ヤナギ"},
                                             {"梅", "ウメ"},
                                             {"鶴", "ツル"},
                                             {"稲", "イナ"},
                                             {"浅", "アサ"},
                                             {"黒", "クロ"},
                                             {"白", "シラ"},
                                             {"笹", "ササ"}}};
constexpr std::array<Word, 12> family_tails{{{"山", "ヤマ"},
                                             {"川", "カワ"},
                                             {"田", "タ"},
                                             {"原", "ハラ"},
                                             {"野", "ノ"},
                                             {"沢", "サワ"},
                                             {"島", "シマ"},
                                             {"木", "キ"},
                                             {"塚", "ツカ"},
                                             {"橋", "ハシ"},
                                             {"井", "イ"},
                                             {"村", "ムラ"}}};
constexpr std::array<Word, 12> own_heads{{{"健", "ケン"},
                                          {"拓", "タク"},
                                          {"直", "ナオ"},
                                          {"和", "カズ"},
                                          {"智", "トモ"},
                                          {"浩", "ヒロ"},
                                          {"陽", "ハル"},
                                          {"結", "ユ"},
                                          {"美", "ミ"},
                                          {"由", "ユ"},
                                          {"千", "チ"},
                                          {"彩", "アヤ"}}};
constexpr std::array<Word, 10> male_tails{{{"太", "タ"},
                                           {"太郎", "タロウ"},
                                           {"輔", "スケ"},
                                           {"也", "ヤ"},
                                           {"樹", "キ"},
                                           {"人", "ト"},
                                           {"彦", "ヒコ"},
                                           {"之", "ユキ"},
                                           {"治", "ジ"},
                                           {"平", "ヘイ"}}};
constexpr std::array<Word, 8> female_tails{{{"子", "コ"},
                                            {"香", "カ"},
                                            {"奈", "ナ"},
                                            {"衣", "イ"},
                                            {"乃", "ノ"},
                                            {"代", "ヨ"},
                                            {"江", "エ"},
                                            {"里", "リ"}}};

struct Named {
    std::string text, kana;
    void add(const Word& word) {
        text += word.text;
        kana += word.kana;
    }
};

template <std::size_t N>
const Word& one_of(const std::array<Word, N>& words, std::mt19937& chance) {
    return words[chance() % N];
}

Named given_name(std::mt19937& chance, bool male) {
    Named out;
    out.add(one_of(own_heads, chance));
    out.add(male ? one_of(male_tails, chance) : one_of(female_tails, chance));
    return out;
}

// Puts texts and lines into the frame; what it is given counts from the frame's corner.
class Sheet {
  public:
    explicit Sheet(CardFace& face) : face_(face) {}
    void text(double x, double y, double size, const std::string& words) {
        face_.texts.push_back({frame_x + x, frame_y + y, size, words});
    }
    void label(double x, double y, const std::string& words) {
        face_.texts.push_back({frame_x + x, frame_y + y, 2.8, words, true});
    }
    void across(double y, double from = 0) { line(from, y, frame_width, y); }
    void line(double x, double y, double to_x, double to_y) {
        face_.lines.push_back({frame_x + x, frame_y + y, frame_x + to_x, frame_y + to_y});
    }

  private:
    CardFace& face_;
};

// The last digit of 住民票コード and of 個人番号 (linkage.md 2.6): weights 2 to 7 from the right.
std::string with_check_digit(std::string digits) {
    int sum = 0;
    for (std::size_t at = 0; at < digits.size(); ++at)
        sum += (digits[digits.size() - 1 - at] - '0') * (2 + static_cast<int>(at % 6));
    const int rest = sum % 11;
    return digits + static_cast<char>('0' + (rest <= 1 ? 0 : 11 - rest));
}

std::string some_digits(std::mt19937& chance, int count) {
    std::string out;
    for (int at = 0; at < count; ++at) out += static_cast<char>('0' + chance() % 10);
    return out;
}

const char* relation(std::mt19937& chance, bool male) {
    static constexpr std::array<const char*, 6> his{"夫", "子", "子", "父", "弟", "子の子"},
        hers{"妻", "子", "子", "母", "妹", "妻の子"};
    return (male ? his : hers)[chance() % his.size()];
}

// When they leave, and what a register knows of each.
void add_move(Sheet& sheet, CardFace& face, int persons, std::mt19937& chance) {
    const auto two = [&](unsigned most) {
        const std::string digits = std::to_string(1 + chance() % most);
        return digits.size() == 1 ? "0" + digits : digits;
    };
    const std::string month = two(12), leaves = "2026-" + month + "-" + two(28);
    sheet.text(36, 65, 3.6, era_text(leaves, ' '));
    face.truth["planned_leave_date"] = leaves;
    for (int row = 0; row < persons; ++row) {
        const double y = persons_y + row * person_height;
        const std::string person = "person" + std::to_string(row + 1) + ".";
        const std::string code = with_check_digit(some_digits(chance, 10)),
                          own = with_check_digit(some_digits(chance, 11)),
                          kin = row == 0 ? "世帯主" : relation(chance, face.truth[person + "sex"] == "male");
        sheet.text(145, y + 10, 3.4, kin);
        sheet.text(36, y + 19.2, 3.4, code);
        sheet.text(103, y + 19.2, 3.4, own);
        face.truth[person + "relation"] = kin;
        face.truth[person + "juminhyo_code"] = code;
        face.never_read.push_back(own);
    }
}

void rule(Sheet& sheet) {
    sheet.across(0);
    sheet.across(frame_height);
    sheet.line(0, 0, 0, frame_height);
    sheet.line(frame_width, 0, frame_width, frame_height);
    for (const double y : {14.0, 26.0, 38.0, 50.0, 62.0, 72.0}) sheet.across(y);
    for (int row = 0; row <= persons_max; ++row) sheet.across(persons_y + row * person_height);
    sheet.line(label_width, 0, label_width, 72);
    for (const double x : {80.0, 128.0, 142.0}) sheet.line(x, 72, x, persons_y + persons_max * person_height);
}

}  // namespace

CardFace transfer_sheet(std::mt19937& chance) {
    CardFace face;
    face.kind = "transfer";
    face.width_mm = 210;
    face.height_mm = 297;
    face.paper = true;
    Sheet sheet(face);
    rule(sheet);
    const FacePerson lived = invent_person(chance, "mynumber");
    const std::string honseki = lived.address.substr(0, lived.address.find("丁目")) + "丁目" + "８番地";
    Named surname;
    surname.add(one_of(family_heads, chance));
    surname.add(one_of(family_tails, chance));
    face.texts.push_back({85, 24, 6, "転出証明書"});
    sheet.label(3, 5, "住　所");
    sheet.text(36, 5, 3.6, lived.address);
    sheet.label(3, 18, "世帯主");
    sheet.label(3, 30, "本　籍");
    sheet.text(36, 29.8, 3.6, honseki);
    sheet.label(3, 42, "筆頭者");
    sheet.label(3, 54, "転出先");
    sheet.text(36, 53.8, 3.6, "山形県寒河江市中央一丁目９番４５号");
    sheet.label(3, 65, "転出予定年月日");
    for (const auto& [x, words] : {std::pair(5.0, "フリガナ・氏名"), std::pair(88.0, "生年月日"),
                                   std::pair(130.0, "性別"), std::pair(146.0, "続柄")})
        sheet.label(x, 74.5, words);
    sheet.label(5, 213, "上記のとおり転出することを証明します。");
    face.truth = {{"address", lived.address}, {"honseki_address", honseki}};
    const int persons = 1 + static_cast<int>(chance() % persons_max);
    for (int row = 0; row < persons; ++row) {
        const double y = persons_y + row * person_height;
        const bool male = row == 0 ? chance() % 4 != 0 : chance() % 2 == 0;
        const Named given = given_name(chance, male);
        const std::string name = surname.text + "　" + given.text, kana = surname.kana + "　" + given.kana;
        const std::string birth = invent_person(chance, "mynumber").birth_date;
        sheet.text(6, y + 3.2, 2.8, kana);
        sheet.text(6, y + 9.6, 4.2, name);
        sheet.text(86, y + 10, 3.4, era_text(birth, ' '));
        sheet.text(133, y + 10, 3.6, male ? "男" : "女");
        sheet.label(6, y + 19.6, "住民票コード");
        sheet.label(86, y + 19.6, "個人番号");
        const std::string person = "person" + std::to_string(row + 1) + ".";
        face.truth[person + "name"] = name;
        face.truth[person + "name_kana"] = kana;
        face.truth[person + "birth_date"] = birth;
        face.truth[person + "sex"] = male ? "male" : "female";
        if (row > 0) continue;
        sheet.text(36, 17.6, 4, name);
        sheet.text(36, 41.6, 4, name);
        face.truth["old_head_name"] = face.truth["hittousha_name"] = name;
    }
    add_move(sheet, face, persons, chance);
    return face;
}

}  // namespace app
