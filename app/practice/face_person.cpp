#include "app/practice/card_face.h"

namespace app {
namespace {

using Words = std::vector<std::string>;

const Words common_surnames{
    "佐藤",   "鈴木", "高橋", "田中",   "伊藤",   "渡辺", "山本",   "中村", "小林", "加藤", "吉田", "山田",
    "佐々木", "山口", "松本", "井上",   "木村",   "斎藤", "清水",   "山崎", "阿部", "池田", "橋本", "石川",
    "前田",   "藤田", "後藤", "岡田",   "長谷川", "村上", "近藤",   "石井", "遠藤", "坂本", "青木", "藤井",
    "西村",   "福田", "太田", "三浦",   "岡本",   "松田", "中島",   "中川", "原田", "小野", "竹内", "金子",
    "和田",   "中野", "石田", "上田",   "森田",   "柴田", "酒井",   "工藤", "横山", "宮崎", "宮本", "内田",
    "高木",   "安藤", "谷口", "大野",   "丸山",   "今井", "高田",   "藤本", "河野", "武田", "村田", "上野",
    "髙橋",   "渡邉", "山﨑", "五十嵐", "大沼",   "軽部", "安孫子", "土田", "鬼海", "芳賀", "渋谷", "設楽"};
const Words surname_heads{"東", "西", "北", "南", "上", "下", "大", "小", "新", "古", "奥", "杉",
                          "柳", "梅", "桑", "菊", "鶴", "亀", "熊", "鳥", "稲", "麻", "荒", "浅",
                          "深", "広", "平", "黒", "白", "赤", "関", "堀", "笹", "榎"};
const Words surname_tails{"山", "川", "田", "原", "野", "沢", "島", "木", "谷", "塚", "池", "橋", "井", "崎",
                          "場", "林", "森", "本", "村", "内", "浦", "倉", "坂", "尾", "瀬", "津", "岡", "城"};
const Words given_heads{"健", "大", "翔", "拓", "直", "和", "雅", "智", "浩", "康", "陽", "結",
                        "美", "由", "真", "恵", "千", "裕", "明", "彩", "優", "愛", "幸", "悠",
                        "颯", "蒼", "凛", "葵", "琴", "佳", "敏", "光", "隆", "義"};
const Words given_tails{"太", "太郎", "輔", "也", "樹", "斗", "人", "彦", "之", "治", "平", "介",
                        "子", "美",   "香", "奈", "菜", "衣", "花", "乃", "代", "江", "恵", "里",
                        "穂", "希",   "音", "一", "二", "司", "史", "馬", "生", "真"};
const Words kana_givens{"さくら", "ひかり", "はるか", "みゆき", "トミ", "ハツ", "キヨ", "ゆうき"};
const Words cities{"山形県寒河江市中央",       "山形県山形市香澄町",       "宮城県仙台市青葉区見本町",
                   "東京都千代田区見本町",     "神奈川県横浜市西区架空町", "福島県郡山市朝日",
                   "新潟県新潟市中央区試験通", "埼玉県川口市架空町"};
const Words numerals{"一", "二", "三", "四", "五", "六"};
const Words latin_surnames{"NGUYEN", "TRAN",   "LE",  "PHAM", "SANTOS", "REYES",
                           "SMITH",  "GURUNG", "KIM", "WANG", "SILVA",  "KHAN"};
const Words latin_givens{"THI HONG", "VAN MINH",  "MARIA", "JOHN PAUL", "ANITA",
                         "MIN JUN",  "XIAO MING", "JOSE",  "FATIMA"};
const Words nations{"ベトナム", "フィリピン", "ネパール", "中国", "ブラジル", "韓国"};
const Words nation_codes{"VNM", "PHL", "NPL", "CHN", "BRA", "KOR", "USA", "IDN"};

class Dice {
  public:
    explicit Dice(std::mt19937& chance) : chance_(chance) {}
    int below(int limit) { return static_cast<int>(chance_() % static_cast<unsigned>(limit)); }
    const std::string& one_of(const Words& words) {
        return words[static_cast<std::size_t>(below(static_cast<int>(words.size())))];
    }
    std::string digits(int count) {
        std::string out;
        for (int i = 0; i < count; ++i) out += static_cast<char>('0' + below(10));
        return out;
    }
    std::string letter() { return std::string(1, static_cast<char>('A' + below(26))); }
    std::string day(int first_year, int years) {
        const auto two = [this](int limit) {
            const int n = 1 + below(limit);
            return (n < 10 ? "0" : "") + std::to_string(n);
        };
        return std::to_string(first_year + below(years)) + "-" + two(12) + "-" + two(28);
    }

  private:
    std::mt19937& chance_;
};

std::string address(Dice& dice) {
    std::string out = dice.one_of(cities) + dice.one_of(numerals) + "丁目";
    const auto wide = [](const std::string& digits) {
        std::string text;
        for (const char c : digits) text += std::string("\xEF\xBC") + static_cast<char>(0x90 + c - '0');
        return text;
    };
    out += wide(std::to_string(1 + dice.below(40))) + "番" + wide(std::to_string(1 + dice.below(30))) + "号";
    if (dice.below(3) == 0) out += "　見本ハイツ" + wide(std::to_string(101 + dice.below(800)));
    return out;
}

}  // namespace

FacePerson invent_person(std::mt19937& chance, const std::string& kind) {
    Dice dice(chance);
    FacePerson p;
    const bool residence = kind == "residence" || kind == "special_permanent";
    const bool abroad = residence || kind == "passport";
    if (abroad) {
        p.surname = dice.one_of(latin_surnames);
        p.given = dice.one_of(latin_givens);
        p.nationality = dice.one_of(kind == "passport" ? nation_codes : nations);
    } else {
        p.surname = dice.below(2) == 0 ? dice.one_of(common_surnames)
                                       : dice.one_of(surname_heads) + dice.one_of(surname_tails);
        p.given = dice.below(8) == 0 ? dice.one_of(kana_givens)
                                     : dice.one_of(given_heads) + dice.one_of(given_tails);
    }
    p.address = address(dice);
    p.birth_date = dice.day(1930, 80);
    p.sex = dice.below(2) == 0 ? "male" : "female";
    p.issued_on = dice.day(2019, 7);
    p.expiry = dice.day(2027, 9);
    p.security_code = dice.digits(4);
    p.number = dice.digits(12);
    if (residence) p.number = dice.letter() + dice.letter() + dice.digits(8) + dice.letter() + dice.letter();
    if (kind == "passport") p.number = dice.letter() + dice.letter() + dice.digits(7);
    return p;
}

}  // namespace app
