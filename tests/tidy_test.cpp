// The architecture as data, and the test that keeps it: who may include whom, which library lives in which
// room, no file that nobody builds, no room that outgrows its walls. Each rule is tried on a planted breach
// first: a check that cannot fail proves nothing.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

using Files = std::map<std::string, std::string>;  // path from the repository root -> content

struct Room {
    std::string path;                      // longest matching prefix counts
    std::vector<std::string> may_include;  // prefixes; a room may always include itself
};

const std::vector<Room>& rooms() {
    static const std::string floor = "forms/core/";
    static const std::string keys = "storage/keys/primitives.h";
    static const std::string secret = "storage/keys/secret.h";
    static const std::vector<Room> table{
        {"forms/core/", {}},
        {"forms/casework/", {floor}},
        {"forms/catalog/", {floor, "forms/casework/"}},
        {"forms/address/", {floor, "forms/catalog/check_numbers.h"}},
        {"forms/interview/", {floor, "forms/casework/", "forms/catalog/"}},
        {"forms/intake/", {floor, "forms/casework/", "forms/catalog/", "forms/interview/"}},
        {"forms/linkage/", {floor, "forms/casework/", "forms/catalog/", "forms/interview/"}},
        {"forms/pdf/", {"forms/"}},
        {"storage/env/", {floor}},
        {"storage/sqlite/", {floor, keys, secret}},
        {"storage/keys/", {floor, "storage/log/batch.h", "storage/roster/"}},
        {"storage/roster/", {floor, keys, secret, "storage/log/batch.h"}},
        {"storage/log/", {floor, keys, secret, "storage/sqlite/", "storage/roster/"}},
        {"storage/accounts/", {floor, "storage/keys/", "storage/roster/"}},
        {"storage/cases/", {floor, "forms/casework/", "storage/"}},
        {"sync/net/", {floor, "sync/", keys, secret, "storage/log/batch.h", "storage/roster/"}},
        {"sync/",
         {floor, keys, secret, "storage/keys/device_key.h", "storage/log/batch.h",
          "storage/log/checked_run.h", "storage/roster/"}},
        {"app/devices/", {floor, "forms/intake/", "forms/catalog/validate.h", secret}},
        {"app/practice/", {"forms/", "storage/", "sync/", "app/"}},
        {"app/service/", {"forms/", "storage/", "sync/", "app/devices/", "app/node/"}},
        {"app/desk/", {floor, "forms/casework/", "forms/intake/ink.h", secret, "app/service/"}},
        {"app/admin/", {"forms/", "storage/", "sync/", "app/service/", "app/devices/", "app/node/"}},
        {"app/bench/", {"forms/", "storage/", "sync/", "app/"}},
        {"app/node/", {floor, "storage/", "sync/"}},
        // The words of its socket and its sentences, and nothing else of the counter.
        {"app/backupd/",
         {floor, "storage/", "sync/", "app/node/", "app/service/command.h", "app/service/control_socket.h",
          "app/service/check_reply.h", "app/service/json_reply.h", "app/service/sentences.h"}},
        {"tests/", {"forms/", "storage/", "sync/", "app/"}},
    };
    return table;
}

struct Library {
    std::string include;             // prefix of the name between the angle brackets
    std::vector<std::string> rooms;  // prefixes of the files that may use it
};

const std::vector<Library>& libraries() {
    static const std::vector<Library> table{
        {"wx/", {"app/desk/"}},
        {"boost/", {"sync/net/"}},
        {"sqlite3.h", {"storage/sqlite/", "tests/storage/sqlite/", "tests/support/", "app/bench/"}},
        {"sodium.h", {"storage/keys/", "storage/sqlite/"}},
        {"hpdf.h", {"forms/pdf/", "app/bench/"}},
        {"hb", {"forms/pdf/", "tests/forms/pdf/"}},
        {"ft2build.h", {"forms/pdf/", "tests/forms/pdf/", "app/practice/face_", "app/devices/ocr/glyphs/"}},
        {"tesseract/", {"app/devices/ocr/reader/"}},
        {"leptonica/", {"app/devices/ocr/reader/", "app/practice/face_"}},
        {"qrencode.h", {"forms/pdf/"}},
        {"winscard.h", {"app/devices/card/pcsc_"}},
        {"PCSC/", {"app/devices/card/pcsc_"}},
        {"openssl/", {"app/devices/card/", "app/practice/", "tests/app/"}},
        {"poppler/", {"app/desk/", "tests/"}},
        {"cups/", {"app/devices/printer/"}},
        {"CLI/", {"app/", "tests/"}},
        {"rapidcheck", {"tests/"}},
        {"zstd.h", {"storage/log/", "sync/wire/"}},
        {"doctest/", {"tests/"}},
    };
    return table;
}

bool starts_with_any(const std::string& text, const std::vector<std::string>& prefixes) {
    return std::any_of(prefixes.begin(), prefixes.end(), [&](const auto& p) { return text.starts_with(p); });
}

const Room* room_of(const std::string& path) {
    const Room* best = nullptr;
    for (const Room& room : rooms()) {
        if (path.starts_with(room.path) && (best == nullptr || room.path.size() > best->path.size()))
            best = &room;
    }
    return best;
}

struct Include {
    std::string name;
    bool system{false};
};

std::vector<Include> includes_of(const std::string& content) {
    std::vector<Include> out;
    std::istringstream lines(content);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("#include ")) continue;
        const char open = line[9];
        const auto end = line.find(open == '<' ? '>' : '"', 10);
        if (end != std::string::npos) out.push_back({line.substr(10, end - 10), open == '<'});
    }
    return out;
}

std::vector<std::string> include_breaches(const Files& files) {
    std::vector<std::string> out;
    for (const auto& [path, content] : files) {
        const Room* room = room_of(path);
        if (room == nullptr) {
            out.push_back(path + ": belongs to no room of the table");
            continue;
        }
        for (const Include& include : includes_of(content)) {
            if (include.system) continue;
            const bool own = room_of(include.name) == room;
            const bool known = files.contains(include.name);
            if (!known) out.push_back(path + ": includes " + include.name + ", which is not in the tree");
            if (known && !own && !starts_with_any(include.name, room->may_include)) {
                out.push_back(path + ": may not include " + include.name);
            }
        }
    }
    return out;
}

std::vector<std::string> library_breaches(const Files& files) {
    std::vector<std::string> out;
    for (const auto& [path, content] : files) {
        for (const Include& include : includes_of(content)) {
            if (!include.system) continue;
            for (const Library& library : libraries()) {
                if (include.name.starts_with(library.include) && !starts_with_any(path, library.rooms)) {
                    out.push_back(path + ": <" + include.name + "> lives in another room");
                }
            }
            const bool json = include.name.starts_with("nlohmann/");
            if (json && path.ends_with(".h") && !path.starts_with("app/") && !path.starts_with("tests/")) {
                out.push_back(path + ": JSON types stay out of headers below app");
            }
        }
    }
    return out;
}

// Every .cpp stands in a CMakeLists.txt above it, named by its path from there; every header is included by
// somebody.
std::vector<std::string> unbuilt(const Files& files, const Files& build_files) {
    std::set<std::string> included;
    for (const auto& [path, content] : files) {
        for (const Include& include : includes_of(content)) included.insert(include.name);
    }
    std::vector<std::string> out;
    for (const auto& [path, content] : files) {
        if (path.ends_with(".h")) {
            if (!included.contains(path)) out.push_back(path + ": nobody includes it");
            continue;
        }
        const bool named = std::any_of(build_files.begin(), build_files.end(), [&](const auto& build) {
            const std::string folder = build.first.substr(0, build.first.rfind('/') + 1);
            if (!path.starts_with(folder)) return false;
            std::istringstream words(build.second);
            for (std::string word; words >> word;) {
                word.erase(std::remove(word.begin(), word.end(), ')'), word.end());
                if (word == path.substr(folder.size()) || word.ends_with("/" + path)) return true;
            }
            return false;
        });
        if (!named) out.push_back(path + ": no target builds it");
    }
    return out;
}

std::vector<std::string> too_long(const Files& files, std::size_t lines_max) {
    std::vector<std::string> out;
    for (const auto& [path, content] : files) {
        const auto lines = static_cast<std::size_t>(std::count(content.begin(), content.end(), '\n'));
        if (lines > lines_max) out.push_back(path + ": " + std::to_string(lines) + " lines");
    }
    return out;
}

std::string slurp(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

Files load(const std::vector<std::string>& folders, const std::vector<std::string>& endings) {
    const fs::path root = KAKANAI_SOURCE_DIR;
    Files files;
    for (const auto& folder : folders) {
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const std::string path = fs::relative(entry.path(), root).generic_string();
            const bool wanted =
                std::any_of(endings.begin(), endings.end(), [&](const auto& e) { return path.ends_with(e); });
            if (entry.is_regular_file() && wanted) files[path] = slurp(entry.path());
        }
    }
    return files;
}

const Files& tree() {
    static const Files files = load({"forms", "storage", "sync", "app", "tests"}, {".h", ".cpp"});
    return files;
}

std::string joined(const std::vector<std::string>& list) {
    std::string out;
    for (const auto& line : list) out += "\n  " + line;
    return out;
}

}  // namespace

TEST_CASE("planted breaches are found: an upward include, a foreign library, a file nobody builds, a giant") {
    const Files planted{{"forms/core/a.h", "#include \"storage/log/b.h\"\n"},
                        {"storage/log/b.h", "#include <wx/wx.h>\n"},
                        {"forms/core/lonely.cpp", "#include \"forms/core/a.h\"\n"}};
    CHECK(include_breaches(planted).size() == 1);
    CHECK(library_breaches(planted).size() == 1);
    CHECK(
        unbuilt(planted, {{"forms/CMakeLists.txt", "kakanai_library(core SOURCES core/bytes.cpp)"}}).size() ==
        1);
    CHECK(unbuilt(planted, {{"forms/CMakeLists.txt", "kakanai_library(core SOURCES core/lonely.cpp)"}})
              .empty());
    CHECK(too_long({{"forms/core/giant.cpp", std::string(600, '\n')}}, 500).size() == 1);
    CHECK(include_breaches({{"elsewhere/a.h", ""}}).size() == 1);
}

TEST_CASE("every include goes down the house: forms, storage, sync, app") {
    const auto breaches = include_breaches(tree());
    INFO(joined(breaches));
    CHECK(breaches.empty());
}

TEST_CASE("every library lives in its one room") {
    const auto breaches = library_breaches(tree());
    INFO(joined(breaches));
    CHECK(breaches.empty());
}

TEST_CASE("every source is built by a target and every header is used") {
    const auto lost = unbuilt(tree(), load({"forms", "storage", "sync", "app", "tests"}, {"CMakeLists.txt"}));
    INFO(joined(lost));
    CHECK(lost.empty());
}

TEST_CASE("no file has grown past 500 lines") {
    const auto giants = too_long(tree(), 500);
    INFO(joined(giants));
    CHECK(giants.empty());
}

TEST_CASE("the top level holds what the layout names and nothing else") {
    const std::set<std::string> agreed{"CMakeLists.txt", "app",       "sync", "storage",  "forms",
                                       "tests",          "installer", "docs", "README.md"};
    std::vector<std::string> foreign;
    for (const auto& entry : fs::directory_iterator(KAKANAI_SOURCE_DIR)) {
        const std::string name = entry.path().filename().string();
        if (!agreed.contains(name) && !name.starts_with(".") && !name.starts_with("build") && name != "out")
            foreign.push_back(name);
    }
    INFO(joined(foreign));
    CHECK(foreign.empty());
}
