#include "storage/cases/search_keys.h"

#include <algorithm>
#include <array>

#include "forms/core/text.h"

namespace storage {

namespace {

// Variant kanji of names and the common one each counts as. Sorted by the first.
struct Variant {
    char32_t from;
    char32_t to;
};
constexpr std::array variants{
    Variant{U'亙', U'亘'}, Variant{U'亞', U'亜'}, Variant{U'來', U'来'}, Variant{U'倂', U'併'},
    Variant{U'兒', U'児'}, Variant{U'冨', U'富'}, Variant{U'冱', U'冴'}, Variant{U'凉', U'涼'},
    Variant{U'凜', U'凛'}, Variant{U'剱', U'剣'}, Variant{U'劍', U'剣'}, Variant{U'勳', U'勲'},
    Variant{U'卷', U'巻'}, Variant{U'國', U'国'}, Variant{U'圓', U'円'}, Variant{U'圖', U'図'},
    Variant{U'圡', U'土'}, Variant{U'埀', U'垂'}, Variant{U'壯', U'壮'}, Variant{U'壽', U'寿'},
    Variant{U'學', U'学'}, Variant{U'實', U'実'}, Variant{U'寬', U'寛'}, Variant{U'將', U'将'},
    Variant{U'峯', U'峰'}, Variant{U'嶋', U'島'}, Variant{U'嶌', U'島'}, Variant{U'嶽', U'岳'},
    Variant{U'巌', U'岩'}, Variant{U'巖', U'岩'}, Variant{U'廣', U'広'}, Variant{U'彌', U'弥'},
    Variant{U'德', U'徳'}, Variant{U'惠', U'恵'}, Variant{U'愼', U'慎'}, Variant{U'應', U'応'},
    Variant{U'戶', U'戸'}, Variant{U'戾', U'戻'}, Variant{U'拔', U'抜'}, Variant{U'敎', U'教'},
    Variant{U'斎', U'斉'}, Variant{U'晉', U'晋'}, Variant{U'晝', U'昼'}, Variant{U'會', U'会'},
    Variant{U'栁', U'柳'}, Variant{U'桒', U'桑'}, Variant{U'桺', U'柳'}, Variant{U'條', U'条'},
    Variant{U'榮', U'栄'}, Variant{U'樂', U'楽'}, Variant{U'樣', U'様'}, Variant{U'橫', U'横'},
    Variant{U'檜', U'桧'}, Variant{U'櫻', U'桜'}, Variant{U'淨', U'浄'}, Variant{U'淵', U'渕'},
    Variant{U'淸', U'清'}, Variant{U'渊', U'渕'}, Variant{U'溪', U'渓'}, Variant{U'澁', U'渋'},
    Variant{U'澤', U'沢'}, Variant{U'濱', U'浜'}, Variant{U'濵', U'浜'}, Variant{U'瀧', U'滝'},
    Variant{U'瀨', U'瀬'}, Variant{U'爲', U'為'}, Variant{U'瑤', U'瑶'}, Variant{U'眞', U'真'},
    Variant{U'禮', U'礼'}, Variant{U'稻', U'稲'}, Variant{U'穗', U'穂'}, Variant{U'籘', U'藤'},
    Variant{U'絲', U'糸'}, Variant{U'綠', U'緑'}, Variant{U'縣', U'県'}, Variant{U'與', U'与'},
    Variant{U'舘', U'館'}, Variant{U'莊', U'荘'}, Variant{U'萬', U'万'}, Variant{U'葊', U'庵'},
    Variant{U'藏', U'蔵'}, Variant{U'藪', U'薮'}, Variant{U'蘓', U'蘇'}, Variant{U'螢', U'蛍'},
    Variant{U'豐', U'豊'}, Variant{U'賴', U'頼'}, Variant{U'辯', U'弁'}, Variant{U'邉', U'辺'},
    Variant{U'邊', U'辺'}, Variant{U'錄', U'録'}, Variant{U'鐵', U'鉄'}, Variant{U'關', U'関'},
    Variant{U'靑', U'青'}, Variant{U'靜', U'静'}, Variant{U'髙', U'高'}, Variant{U'鷗', U'鴎'},
    Variant{U'黑', U'黒'}, Variant{U'齊', U'斉'}, Variant{U'齋', U'斉'}, Variant{U'龍', U'竜'},
    Variant{U'﨑', U'崎'}, Variant{U'𠮷', U'吉'}, Variant{U'𣘺', U'橋'},
};

char32_t common_form(char32_t point) {
    const auto at =
        std::lower_bound(variants.begin(), variants.end(), point,
                         [](const Variant& variant, char32_t sought) { return variant.from < sought; });
    return at != variants.end() && at->from == point ? at->to : point;
}

bool is_space(char32_t point) { return point == U' ' || point == U'\u3000' || point == U'\t'; }

// The text itself and what follows each of its spaces.
std::vector<std::string> beginnings(const std::string& text) {
    std::vector<std::string> out{text};
    const auto points = core::decode_utf8(text);
    if (!points) return out;
    for (std::size_t i = 1; i < points->size(); ++i) {
        if (is_space((*points)[i - 1]) && !is_space((*points)[i]))
            out.push_back(core::encode_utf8(std::u32string_view(*points).substr(i)));
    }
    return out;
}

constexpr std::size_t key_size_max = 96;
constexpr std::size_t persons_max = 32;

void add(std::set<SearchKey>& keys, SearchKind kind, std::string key) {
    if (key.size() > key_size_max) key.resize(key_size_max);
    if (!key.empty()) keys.insert({kind, std::move(key)});
}

// `text` is folded; what it begins with are keys, too.
void add_starts(std::set<SearchKey>& keys, SearchKind kind, const std::string& text, std::size_t count_max) {
    for (std::size_t count = 1; count <= count_max; ++count) add(keys, kind, first_characters(text, count));
}

std::string digits(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c >= '0' && c <= '9') out.push_back(c);
    }
    return out;
}

}  // namespace

std::string fold_name(std::string_view name) {
    const auto points = core::decode_utf8(core::to_half_width(name));
    if (!points) return {};
    std::u32string out;
    for (char32_t point : *points) {
        if (is_space(point) || core::is_variation_selector(point)) continue;
        if (point >= U'A' && point <= U'Z') point += U'a' - U'A';
        out.push_back(common_form(point));
    }
    return core::encode_utf8(out);
}

std::string first_characters(std::string_view text, std::size_t count) {
    std::size_t end = 0;
    for (; end < text.size(); ++end) {
        const bool begins = (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
        if (begins && count-- == 0) break;
    }
    return std::string(text.substr(0, end));
}

std::set<SearchKey> search_keys(const forms::CaseSummary& summary) {
    std::set<SearchKey> keys;
    const std::size_t persons = std::min(summary.persons.size(), persons_max);
    for (std::size_t i = 0; i < persons; ++i) {
        const auto& person = summary.persons[i];
        for (const auto& text : beginnings(person.kana)) {
            const std::string folded = core::fold_reading(text);
            add(keys, SearchKind::reading, folded);
            add_starts(keys, SearchKind::reading_start, folded, reading_start_max);
        }
        for (const auto& text : beginnings(person.name)) {
            const std::string folded = fold_name(text);
            add(keys, SearchKind::name, folded);
            add_starts(keys, SearchKind::name_start, folded, name_start_max);
        }
        add(keys, SearchKind::birth_date, digits(person.birth_date));
    }
    add(keys, SearchKind::ticket, core::to_half_width(core::trim(summary.ticket)));
    add(keys, SearchKind::reception, summary.reception_number);
    for (const auto& procedure : summary.procedures) add(keys, SearchKind::procedure, procedure);
    return keys;
}

std::string guarded_person(std::string_view name, std::string_view birth_date) {
    const std::string folded = fold_name(name), day = digits(birth_date);
    return folded.empty() || day.size() != 8 || day.ends_with("00") ? "" : folded + "|" + day;
}

std::set<SearchKey> guarded_keys(const forms::CaseSummary& summary) {
    std::set<SearchKey> keys;
    add(keys, SearchKind::guarded, std::string(guarded_case));
    for (const auto& person : summary.persons)
        add(keys, SearchKind::guarded, guarded_person(person.name, person.birth_date));
    add(keys, SearchKind::ticket, core::to_half_width(core::trim(summary.ticket)));
    add(keys, SearchKind::reception, summary.reception_number);
    return keys;
}

}  // namespace storage
