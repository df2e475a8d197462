// No English word on a Japanese screen: every literal of the window and of the sentences that holds Japanese,
// and the data that it shows, is read for Latin words. Names of keys and the few abbreviations of the office
// stand in the list below; nothing else may.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

const std::string root = KAKANAI_SOURCE_DIR;

const std::set<std::string>& allowed() {
    static const std::set<std::string> words{
        // keys as they stand on the keyboard
        "Enter", "Esc", "Ctrl", "Alt", "Shift", "Tab", "PageUp", "PageDown", "Insert", "Delete", "Home",
        "End",
        // abbreviations of the office and of cards
        "IC", "CSV", "PDF", "QR", "PIN", "IVS", "CD", "DV", "ID", "SQL", "PNG", "JPEG", "TIFF", "dpi",
        // commands that an administrator types, and what they are called in the manual
        "kakanai", "admin", "desk", "form", "check", "languages", "site", "peers", "help", "store", "device",
        "account", "audit", "snapshot", "recovery", "json", "secrets", "stdin", "status", "init", "join",
        "invite", "roster", "admit", "restore", "serve", "rekey", "export", "erase", "standard", "legacy",
        "out", "JSON", "rebuild", "list", "digest", "kind", "script", "keys", "rule", "due", "confirm",
        "stop", "lost", "retired", "cloned", "replaced", "clerk", "supervisor", "administrator", "auditor",
        "address", "import", "print", "counter", "fees"};
    return words;
}

std::vector<std::string> latin_words(const std::string& text) {
    std::vector<std::string> out;
    static const std::regex word(R"([A-Za-z]{2,})");
    for (std::sregex_iterator at(text.begin(), text.end(), word), end; at != end; ++at)
        out.push_back(at->str());
    return out;
}

bool holds_japanese(const std::string& text) {  // kana or kanji, as UTF-8
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        const auto first = static_cast<unsigned char>(text[i]);
        const auto second = static_cast<unsigned char>(text[i + 1]);
        if (first == 0xE3 && second >= 0x81 && second <= 0x83) return true;
        if (first >= 0xE4 && first <= 0xE9) return true;
    }
    return false;
}

std::vector<std::string> literals_of(const std::string& whole) {
    std::vector<std::string> out;
    static const std::regex comment(R"((^|\n)\s*//[^\n]*|\s//[^\n"]*\n)");
    const std::string source = std::regex_replace(whole, comment, "\n");
    static const std::regex literal("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");
    for (std::sregex_iterator at(source.begin(), source.end(), literal), end; at != end; ++at)
        out.push_back((*at)[1]);
    return out;
}

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> foreign_words(const std::vector<std::string>& texts) {
    std::vector<std::string> out;
    for (const std::string& text : texts) {
        if (!holds_japanese(text)) continue;
        // {name} is a hole that the program fills; nobody reads the name.
        static const std::regex hole(R"(\{\w*\})");
        for (const std::string& word : latin_words(std::regex_replace(text, hole, "")))
            if (!allowed().contains(word)) out.push_back(word + " — " + text);
    }
    return out;
}

void take_texts(const Json& json, const std::set<std::string>& keys, std::vector<std::string>& out) {
    if (json.is_array())
        for (const Json& one : json) take_texts(one, keys, out);
    if (!json.is_object()) return;
    for (const auto& [key, value] : json.items()) {
        if (value.is_string() && (keys.empty() || keys.contains(key))) out.push_back(value);
        take_texts(value, keys, out);
    }
}

}  // namespace

TEST_CASE("the check finds an English word among Japanese ones, and lets the name of a key stand") {
    CHECK(foreign_words({"Status を確かめてください。"}).size() == 1);
    CHECK(foreign_words({"端末{who}を確かめてください。"}).empty());
    CHECK(foreign_words({"F12 か Ctrl＋P を押してください。"}).empty());
    CHECK(literals_of(R"(say("保存しました。"); x("a\"b");)").size() == 2);
}

TEST_CASE("every sentence of the window and of the service speaks Japanese") {
    std::size_t read_texts = 0;
    for (const char* folder : {"/app/desk", "/app/service"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root + folder)) {
            if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
            const auto literals = literals_of(read(entry.path()));
            read_texts += literals.size();
            for (const std::string& found : foreign_words(literals)) {
                CAPTURE(entry.path().filename().string());
                FAIL_CHECK(found);
            }
        }
    }
    CHECK(read_texts > 1000);
}

TEST_CASE("questions, labels and the resident's Japanese hold no English word") {
    std::vector<std::string> texts;
    take_texts(Json::parse(read(root + "/forms/data/questions.json")), {"ask", "hint", "because", "label"},
               texts);
    take_texts(Json::parse(read(root + "/forms/data/fields.json")), {"label"}, texts);
    take_texts(Json::parse(read(root + "/forms/data/languages/ja.json"))["screens"], {}, texts);
    CHECK(texts.size() > 300);
    for (const std::string& found : foreign_words(texts)) FAIL_CHECK(found);
}
