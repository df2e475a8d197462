#include "forms/address/postal_import.h"

#include <iconv.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "forms/address/postal_layout.h"
#include "forms/catalog/check_numbers.h"
#include "forms/core/text.h"

namespace forms {

namespace {

constexpr std::size_t most_bytes = 64U << 20;
constexpr std::size_t most_rows = 1'000'000;
constexpr std::string_view no_town = "以下に掲載がない場合";
constexpr std::string_view bracket = "（";

core::Error broken(std::size_t line) {
    return {core::ErrorCode::invalid_input, "address.source_broken", {}, static_cast<std::int64_t>(line)};
}

core::Result<std::string> as_utf8(std::string_view file) {
    if (core::is_utf8(file)) return std::string(file);
    const iconv_t converter = iconv_open("UTF-8", "CP932");
    if (converter == reinterpret_cast<iconv_t>(-1)) return broken(0);
    std::string in(file), out(file.size() * 3, '\0');
    char* from = in.data();
    char* to = out.data();
    std::size_t in_left = in.size(), out_left = out.size();
    const bool done = iconv(converter, &from, &in_left, &to, &out_left) != static_cast<std::size_t>(-1);
    iconv_close(converter);
    if (!done) return broken(0);
    out.resize(out.size() - out_left);
    return out;
}

// Fields of a line of Japan Post's file: texts in quotes, numbers bare, no quote inside a text.
std::vector<std::string> fields_of(std::string_view line, char separator) {
    std::vector<std::string> out{""};
    bool quoted = false;
    for (const char c : line) {
        if (c == '"' && separator == ',')
            quoted = !quoted;
        else if (c == separator && !quoted)
            out.emplace_back();
        else if (c != '\r')
            out.back().push_back(c);
    }
    return out;
}

std::string town_name(std::string text) {
    if (text == no_town) return {};
    return text.substr(0, text.find(bracket));
}

class SourceReader {
  public:
    core::Result<std::vector<PostalEntry>> read(const std::string& text) {
        std::size_t line = 0;
        for (std::size_t from = 0; from < text.size();) {
            const std::size_t end = std::min(text.find('\n', from), text.size());
            ++line;
            if (end > from && !take(std::string_view(text).substr(from, end - from), line))
                return broken(line);
            if (rows_.size() > most_rows) return broken(line);
            from = end + 1;
        }
        return std::move(rows_);
    }

  private:
    bool take(std::string_view line, std::size_t number) {
        if (number == 1 && line.find('\t') != std::string_view::npos) {
            head_ = fields_of(line, '\t');
            return column("postal_code") >= 0 && column("city") >= 0 && column("town") >= 0;
        }
        return head_.empty() ? take_ken_all(fields_of(line, ',')) : take_tabbed(fields_of(line, '\t'));
    }

    int column(std::string_view name) const {
        const auto found = std::find(head_.begin(), head_.end(), name);
        return found == head_.end() ? -1 : static_cast<int>(found - head_.begin());
    }

    bool take_tabbed(const std::vector<std::string>& fields) {
        const auto text = [&](std::string_view name) {
            const int at = column(name);
            return at < 0 || static_cast<std::size_t>(at) >= fields.size()
                       ? std::string()
                       : fields[static_cast<std::size_t>(at)];
        };
        PostalEntry row{text("postal_code"),
                        text("city_code"),
                        text("prefecture"),
                        {},
                        text("city"),
                        core::to_katakana(text("city_kana")),
                        town_name(text("town")),
                        core::to_katakana(text("town_kana"))};
        return keep(std::move(row));
    }

    // Municipality code, old code, postal code, kana of prefecture, city and town, the three in kanji, six
    // flags.
    bool take_ken_all(const std::vector<std::string>& fields) {
        if (fields.size() < 9) return false;
        const std::string& town = fields[8];
        const bool inside = open_bracket_;
        if (town.find(bracket) != std::string::npos || inside)
            open_bracket_ = town.find("）") == std::string::npos;
        if (inside) return true;
        std::string kana = core::to_katakana(fields[5]);
        kana = town_name(town).empty() ? "" : kana.substr(0, std::min(kana.find('('), kana.find(bracket)));
        return keep({fields[2], fields[0], fields[6], core::to_katakana(fields[3]), fields[7],
                     core::to_katakana(fields[4]), town_name(town), kana});
    }

    bool keep(PostalEntry row) {
        if (!is_digits(row.code, 7) || !is_digits(row.city_code, 5) || row.city.empty()) return false;
        row.prefecture_kana = prefecture_kana(row.prefecture);
        rows_.push_back(std::move(row));
        return true;
    }

    std::vector<std::string> head_;
    bool open_bracket_{false};
    std::vector<PostalEntry> rows_;
};

class Pool {
  public:
    Pool() { ref(""); }
    std::uint32_t ref(const std::string& text) {
        const auto [known, fresh] = places_.try_emplace(text, static_cast<std::uint32_t>(bytes_.size()));
        if (fresh) {
            const std::size_t length = std::min<std::size_t>(text.size(), 0xFFFF);
            bytes_.push_back(static_cast<std::uint8_t>(length & 0xFF));
            bytes_.push_back(static_cast<std::uint8_t>(length >> 8));
            bytes_.insert(bytes_.end(), text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length));
        }
        return known->second;
    }
    const core::Bytes& bytes() const { return bytes_; }

  private:
    core::Bytes bytes_;
    std::map<std::string, std::uint32_t> places_;
};

void put(core::Bytes& out, std::size_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i)
        out.push_back(static_cast<std::uint8_t>((value >> (8 * i)) & 0xFF));
}

}  // namespace

core::Result<std::vector<PostalEntry>> read_postal_source(std::string_view file) {
    if (file.size() > most_bytes) return broken(0);
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (file.starts_with(mark)) file.remove_prefix(mark.size());
    const auto text = as_utf8(file);
    if (!text) return text.error();
    return SourceReader().read(*text);
}

core::Result<core::Bytes> make_postal_list(std::vector<PostalEntry> rows, std::string_view edition) {
    const auto key = [](const PostalEntry& e) { return std::tie(e.code, e.city_code, e.town, e.town_kana); };
    std::sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    std::map<std::string, const PostalEntry*> cities;
    for (const auto& row : rows) cities.try_emplace(row.city_code, &row);
    if (rows.empty() || cities.size() > 0xFFFF || edition.size() > 100) return broken(0);

    Pool pool;
    core::Bytes city_part, group_part, entry_part;
    std::map<std::string, std::size_t> index;
    for (const auto& [code, row] : cities) {
        index.emplace(code, index.size());
        put(city_part, std::stoul(code), 4);
        for (const auto* text : {&row->prefecture, &row->prefecture_kana, &row->city, &row->city_kana})
            put(city_part, pool.ref(*text), 3);
    }
    std::size_t at = 0;
    for (std::size_t group = 0; group < postal::groups; ++group) {
        while (at < rows.size() && std::stoul(rows[at].code.substr(0, 3)) < group) ++at;
        put(group_part, at, 4);
    }
    for (const auto& row : rows) {
        if (!is_digits(row.code, 7)) return broken(0);
        put(entry_part, std::stoul(row.code.substr(3)), 2);
        put(entry_part, index.at(row.city_code), 2);
        put(entry_part, pool.ref(row.town), 3);
        put(entry_part, pool.ref(row.town_kana), 3);
    }
    if (pool.bytes().size() > 0xFFFFFF) return broken(0);
    core::Bytes out(postal::magic.begin(), postal::magic.end());
    put(out, edition.size(), postal::text_head);
    out.insert(out.end(), edition.begin(), edition.end());
    put(out, cities.size(), 2);
    put(out, rows.size(), 4);
    put(out, pool.bytes().size(), 4);
    for (const core::Bytes* part :
         std::initializer_list<const core::Bytes*>{&city_part, &group_part, &entry_part, &pool.bytes()})
        out.insert(out.end(), part->begin(), part->end());
    return out;
}

std::string prefecture_kana(std::string_view prefecture) {
    static const std::map<std::string_view, std::string_view> readings{
        {"北海道", "ホッカイドウ"},   {"青森県", "アオモリケン"},   {"岩手県", "イワテケン"},
        {"宮城県", "ミヤギケン"},     {"秋田県", "アキタケン"},     {"山形県", "ヤマガタケン"},
        {"福島県", "フクシマケン"},   {"茨城県", "イバラキケン"},   {"栃木県", "トチギケン"},
        {"群馬県", "グンマケン"},     {"埼玉県", "サイタマケン"},   {"千葉県", "チバケン"},
        {"東京都", "トウキョウト"},   {"神奈川県", "カナガワケン"}, {"新潟県", "ニイガタケン"},
        {"富山県", "トヤマケン"},     {"石川県", "イシカワケン"},   {"福井県", "フクイケン"},
        {"山梨県", "ヤマナシケン"},   {"長野県", "ナガノケン"},     {"岐阜県", "ギフケン"},
        {"静岡県", "シズオカケン"},   {"愛知県", "アイチケン"},     {"三重県", "ミエケン"},
        {"滋賀県", "シガケン"},       {"京都府", "キョウトフ"},     {"大阪府", "オオサカフ"},
        {"兵庫県", "ヒョウゴケン"},   {"奈良県", "ナラケン"},       {"和歌山県", "ワカヤマケン"},
        {"鳥取県", "トットリケン"},   {"島根県", "シマネケン"},     {"岡山県", "オカヤマケン"},
        {"広島県", "ヒロシマケン"},   {"山口県", "ヤマグチケン"},   {"徳島県", "トクシマケン"},
        {"香川県", "カガワケン"},     {"愛媛県", "エヒメケン"},     {"高知県", "コウチケン"},
        {"福岡県", "フクオカケン"},   {"佐賀県", "サガケン"},       {"長崎県", "ナガサキケン"},
        {"熊本県", "クマモトケン"},   {"大分県", "オオイタケン"},   {"宮崎県", "ミヤザキケン"},
        {"鹿児島県", "カゴシマケン"}, {"沖縄県", "オキナワケン"}};
    const auto found = readings.find(prefecture);
    return found == readings.end() ? std::string() : std::string(found->second);
}

}  // namespace forms
