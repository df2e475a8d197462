#include "app/admin/address_commands.h"

#include <nlohmann/json.hpp>

#include "app/service/open_desk.h"
#include "forms/address/address_book.h"
#include "forms/address/postal_import.h"
#include "storage/env/system_environment.h"

namespace app {

namespace {

using Json = nlohmann::json;

constexpr std::size_t most_source_bytes = 64U << 20;

std::string folder_of(const Command& command) {
    return command.option("data", default_data_folder()) + "/addresses";
}

core::Result<forms::AddressBook> open_book(const Command& command) {
    storage::SystemFileSystem files;
    return forms::AddressBook::load(files, folder_of(command),
                                    command.option("city", std::string(forms::own_city_code)));
}

Reply found(const std::vector<forms::AddressCandidate>& candidates, const std::string& edition) {
    Json list = Json::array();
    std::string lines;
    for (const auto& c : candidates) {
        list.push_back({{"postal_code", c.postal_code},
                        {"prefecture", c.prefecture},
                        {"city", c.city},
                        {"town", c.town},
                        {"reading", c.reading},
                        {"district", c.district},
                        {"own_city", c.own_city}});
        lines += (lines.empty() ? "" : "\n") + (c.postal_code.empty() ? "" : "〒" + c.postal_code + "　") +
                 c.text() + (c.reading.empty() ? "" : "（" + c.reading + "）");
    }
    const Json out{{"edition", edition}, {"candidates", list}};
    if (candidates.empty())
        return {1, out.dump(2),
                "その郵便番号や読みの住所は一覧にありません。住所をそのまま入力してください。",
                "address.none", 0};
    return {0, out.dump(2), lines, {}, 0};
}

Reply find(const Command& command) {
    std::string typed;
    for (const auto& word : command.arguments) typed += (typed.empty() ? "" : " ") + word;
    if (typed.empty())
        return usage("郵便番号か、住所の各部分のかな（例 やま さが ちゅう）を指定してください。");
    const auto book = open_book(command);
    if (!book) return refused(book.error());
    const bool is_code = typed.find_first_not_of("0123456789-") == std::string::npos;
    return found(is_code ? book->by_code(typed) : book->by_parts(typed), book->edition());
}

Reply wording(const Command& command) {
    if (command.arguments.size() != 2) return usage("町字と番地（例 中央一丁目 9-45）を指定してください。");
    const auto book = open_book(command);
    if (!book) return refused(book.error());
    const auto* town = book->town(command.argument(0));
    if (town == nullptr)
        return {1,
                {},
                "その町字は市の一覧にありません。番地は書類のとおりに入力してください。",
                "address.none",
                0};
    const auto words = forms::number_words(town->numbers, command.argument(1));
    const Json out{{"town", town->town},   {"reading", town->reading},   {"district", town->district},
                   {"words", words.words}, {"katagaki", words.katagaki}, {"doubtful", words.doubtful}};
    return {0,
            out.dump(2),
            town->town + words.words + (words.katagaki.empty() ? "" : "　" + words.katagaki) +
                (words.doubtful ? "（本人に確かめてください）" : ""),
            {},
            0};
}

Reply status(const Command& command) {
    const auto book = open_book(command);
    if (!book) return refused(book.error());
    const Json out{
        {"edition", book->edition()}, {"postal_rows", book->size()}, {"city_towns", book->own_towns()}};
    return {0,
            out.dump(2),
            "郵便番号の一覧は " + book->edition() + " 版、" + std::to_string(book->size()) +
                "件です。市の町字は" + std::to_string(book->own_towns()) + "件です。",
            {},
            0};
}

// The file is made whole and read back before it takes the old one's place.
Reply import(const Command& command) {
    const std::string edition = command.option("edition");
    if (command.arguments.size() != 1 || edition.empty())
        return usage("日本郵便の一覧のファイルと --edition（例 2026-11）を指定してください。");
    storage::SystemFileSystem files;
    const auto source = files.read(command.argument(0), most_source_bytes);
    if (!source) return refused(source.error());
    auto rows = forms::read_postal_source(core::text(*source));
    if (!rows) return refused(rows.error());
    auto list = forms::make_postal_list(std::move(*rows), edition);
    if (!list) return refused(list.error());
    const auto again = forms::PostalList::open(*list);
    if (!again) return refused(again.error());
    const std::string path = command.option("out", folder_of(command) + "/postal.list");
    if (auto kept = files.write_whole(path, *list); !kept) return refused(kept.error());
    const Json out{
        {"edition", edition}, {"postal_rows", again->size()}, {"bytes", list->size()}, {"out", path}};
    return {0,
            out.dump(2),
            "郵便番号の一覧を " + edition + " 版（" + std::to_string(again->size()) + "件）に替えました。",
            {},
            0};
}

}  // namespace

Reply run_address_command(Command& command) {
    const std::string name = command.name();
    if (name == "address find") return find(command);
    if (name == "address wording") return wording(command);
    if (name == "address status") return status(command);
    if (name == "address import") return import(command);
    return usage("この操作はありません。");
}

}  // namespace app
