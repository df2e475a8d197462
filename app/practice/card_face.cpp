// What stands where on the faces of cards, by the published specimens to about a millimetre.
#include "app/practice/card_face.h"

#include <algorithm>
#include <array>

namespace app {
namespace {

struct Day {
    int year{0}, month{0}, day{0};
};
Day day_of(const std::string& iso) {
    return {std::stoi(iso.substr(0, 4)), std::stoi(iso.substr(5, 2)), std::stoi(iso.substr(8, 2))};
}

std::string padded(int value, int width, char fill) {
    std::string digits = std::to_string(value);
    return std::string(static_cast<std::size_t>(std::max(0, width - static_cast<int>(digits.size()))), fill) +
           digits;
}

struct EraYear {
    const char* name;
    int first, base;
};
constexpr std::array<EraYear, 5> eras{{{"令和", 20190501, 2018},
                                       {"平成", 19890108, 1988},
                                       {"昭和", 19261225, 1925},
                                       {"大正", 19120730, 1911},
                                       {"明治", 18680125, 1867}}};

std::string western_text(const std::string& iso, char fill) {
    const Day day = day_of(iso);
    return std::to_string(day.year) + "年" + padded(day.month, 2, fill) + "月" + padded(day.day, 2, fill) +
           "日";
}

std::string japanese_name(const FacePerson& person) { return person.surname + "　" + person.given; }

// Breaks a long text into lines of at most `letters` characters.
std::vector<std::string> lines_of(const std::string& text, std::size_t letters) {
    std::vector<std::string> out(1);
    std::size_t count = 0;
    for (const char byte : text) {
        if ((byte & 0xC0) != 0x80 && count++ == letters) {
            out.emplace_back();
            count = 1;
        }
        out.back() += byte;
    }
    return out;
}

void add_lines(CardFace& face, double x, double y, double size, double step, const std::string& text,
               std::size_t letters) {
    for (const std::string& line : lines_of(text, letters)) {
        face.texts.push_back({x, y, size, line});
        y += step;
    }
}

CardFace mynumber_face(const FacePerson& p) {
    CardFace face;
    face.texts = {{4, 5.2, 2.2, "氏名", true},
                  {12, 4.6, 3.4, japanese_name(p)},
                  {4, 12.2, 2.2, "住所", true},
                  {60, 22, 2.4, "個人番号カード", true},
                  {30, 27, 2.9, era_text(p.birth_date, ' ') + "生"},
                  {64, 27.4, 2.2, "性別", true},
                  {70, 27, 2.9, p.sex == "male" ? "男" : "女"},
                  {30, 33.5, 2.9, western_text(p.expiry, ' ') + "まで有効"},
                  {30, 40.5, 2.2, "電子証明書の有効期限　　　　年　　月　　日", true},
                  {9, 48.4, 2.9, p.security_code}};
    add_lines(face, 12, 11.4, 2.7, 3.9, p.address, 22);
    face.truth = {{"name", japanese_name(p)},   {"address", p.address},
                  {"birth_date", p.birth_date}, {"sex", p.sex},
                  {"card_expiry", p.expiry},    {"security_code", p.security_code}};
    return face;
}

CardFace licence_like(const FacePerson& p, bool history) {
    CardFace face;
    face.texts = {{4, 4.4, 2.2, "氏名", true},
                  {12, 3.8, 3.3, japanese_name(p)},
                  {54, 4, 2.6, era_text(p.birth_date, ' ') + "生"},
                  {4, 10, 2.2, "住所", true},
                  {4, 18, 2.2, "交付", true},
                  {12, 17.6, 2.6, era_text(p.issued_on, '0')},
                  {4, 40.6, 2.2, "番号", true},
                  {13, 40, 2.9, "第　" + p.number + "　号"},
                  {4, 47.5, 2.6, history ? "運転経歴証明書" : "運転免許証", true}};
    if (!history) {
        const std::string year = padded(day_of(p.expiry).year, 4, '0');
        std::string era = era_text(p.expiry, '0');
        const Day day = day_of(p.expiry);
        era = era.substr(0, era.find("年") + 3);
        face.texts.push_back({5, 23.2, 3.2,
                              year + "年(" + era + ")" + padded(day.month, 2, '0') + "月" +
                                  padded(day.day, 2, '0') + "日まで有効"});
    }
    add_lines(face, 12, 9.4, 2.6, 3.6, p.address, 26);
    face.truth = {{"name", japanese_name(p)},
                  {"address", p.address},
                  {"birth_date", p.birth_date},
                  {"issued_on", p.issued_on},
                  {history ? "history_number" : "licence_number", p.number}};
    if (!history) face.truth["card_expiry"] = p.expiry;
    return face;
}

// The certificate of special permanent residents has neither status nor period of stay.
CardFace residence_face(const FacePerson& p, bool special) {
    CardFace face;
    face.texts = {{4, 3, 2.4, special ? "特別永住者証明書" : "在留カード", true},
                  {55, 2.8, 3, p.number},
                  {4, 8.2, 2.1, "氏名", true},
                  {12, 7.8, 3, p.surname + " " + p.given},
                  {4, 14.2, 2.1, "生年月日", true},
                  {14, 13.8, 2.7, western_text(p.birth_date, '0')},
                  {40, 14.2, 2.1, "性別", true},
                  {46, 13.8, 2.7, p.sex == "male" ? "男 M." : "女 F."},
                  {57, 14.2, 2.1, "国籍・地域", true},
                  {69, 13.8, 2.7, p.nationality},
                  {4, 19.8, 2.1, "住居地", true},
                  {4, 46, 2.4, special ? "この証明書は" : "このカードは", true},
                  {19, 45.6, 2.8, western_text(p.expiry, '0') + "まで有効"}};
    if (!special)
        face.texts.insert(face.texts.end(),
                          {{4, 28, 2.1, "在留資格", true},
                           {14, 27.6, 2.7, "特定技能"},
                           {4, 33.2, 2.1, "在留期間（満了日）", true},
                           {26, 32.8, 2.7, "4年3月（" + western_text(p.expiry, '0') + "）"}});
    add_lines(face, 14, 19.4, 2.5, 3.4, p.address, 24);
    face.truth = {{"name", p.surname + " " + p.given}, {"address", p.address},
                  {"birth_date", p.birth_date},        {"sex", p.sex},
                  {"card_number", p.number},           {"card_expiry", p.expiry}};
    if (!special) face.truth["stay_until"] = p.expiry;
    return face;
}

int mrz_value(char c) { return c == '<' ? 0 : c >= 'A' ? c - 'A' + 10 : c - '0'; }

char mrz_digit(const std::string& text) {
    static constexpr std::array<int, 3> weights{7, 3, 1};
    int sum = 0;
    for (std::size_t at = 0; at < text.size(); ++at) sum += mrz_value(text[at]) * weights[at % 3];
    return static_cast<char>('0' + sum % 10);
}

std::string six_digits(const std::string& iso) {
    return iso.substr(2, 2) + iso.substr(5, 2) + iso.substr(8, 2);
}

CardFace passport_face(const FacePerson& p) {
    CardFace face;
    face.width_mm = 125;
    face.height_mm = 88;
    std::string given = p.given;
    for (char& c : given) c = c == ' ' ? '<' : c;
    std::string first = "P<" + p.nationality + p.surname + "<<" + given;
    first.resize(44, '<');
    std::string number = p.number;
    number.resize(9, '<');
    const std::string birth = six_digits(p.birth_date), expiry = six_digits(p.expiry);
    const std::string personal(14, '<');
    const std::string head = number + mrz_digit(number);
    const std::string middle = birth + mrz_digit(birth);
    const std::string end = expiry + mrz_digit(expiry) + personal + "<";
    const std::string whole = head + middle + end;
    const std::string second =
        head + p.nationality + middle + (p.sex == "male" ? "M" : "F") + end + mrz_digit(whole);
    face.texts = {{40, 8, 3, "PASSPORT", true},
                  {40, 18, 3, p.surname},
                  {40, 25, 3, p.given},
                  {40, 45, 3, p.birth_date},
                  {6, 70.2, 3.5, first, false, true},
                  {6, 77.4, 3.5, second, false, true}};
    face.truth = {
        {"name", p.surname + " " + p.given}, {"birth_date", p.birth_date},  {"sex", p.sex},
        {"card_expiry", p.expiry},           {"passport_number", p.number}, {"nationality", p.nationality}};
    return face;
}

}  // namespace

std::string era_text(const std::string& iso, char fill) {
    const Day day = day_of(iso);
    const int number = day.year * 10000 + day.month * 100 + day.day;
    for (const EraYear& era : eras) {
        if (number < era.first) continue;
        const int year = day.year - era.base;
        const std::string shown = year == 1 && fill == ' ' ? "元" : padded(year, fill == ' ' ? 1 : 2, fill);
        return era.name + shown + "年" + padded(day.month, 2, fill) + "月" + padded(day.day, 2, fill) + "日";
    }
    return {};
}

core::Result<CardFace> invented_face(std::mt19937& chance, const std::string& kind) {
    if (kind == "transfer") return transfer_sheet(chance);
    return card_face(kind, invent_person(chance, kind));
}

core::Result<CardFace> card_face(const std::string& kind, const FacePerson& person) {
    CardFace face;
    if (kind == "mynumber") {
        face = mynumber_face(person);
    } else if (kind == "licence" || kind == "driving_history") {
        face = licence_like(person, kind == "driving_history");
    } else if (kind == "residence" || kind == "special_permanent") {
        face = residence_face(person, kind == "special_permanent");
    } else if (kind == "passport") {
        face = passport_face(person);
    } else {
        return core::Error{core::ErrorCode::not_found, "practice.no_such_face", kind};
    }
    face.kind = kind;
    return face;
}

}  // namespace app
