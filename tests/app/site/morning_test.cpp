// The morning that installer/quickstart plays, judged from outside by what it leaves: figures, queues,
// conflict, papers, exports. Other people's tools read the papers (qpdf, poppler) and count the digests
// (sha256sum).
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "app/practice/residents.h"
#include "tests/app/site/leak_scan.h"
#include "tests/app/site/program.h"

namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

const std::string out = std::string(KAKANAI_BINARY_DIR) + "/morning";

std::string whole(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Json json_of(const std::string& name) {
    Json json = Json::parse(whole(out + "/" + name), nullptr, false);
    REQUIRE_MESSAGE(!json.is_discarded(), name);
    return json;
}

void play_once() {
    static const bool played = [] {
        fs::remove_all(out);
        const auto morning = tests::run_program(
            {tests::program_path("kakanai-practice"), "morning", "--without-windows", "--out", out}, "", {},
            400'000);
        REQUIRE_MESSAGE(morning.exit_code == 0, morning.out << morning.err);
        CHECK(morning.out.find("digests_equal: 照合値は5台すべてで一致しています。") != std::string::npos);
        return true;
    }();
    REQUIRE(played);
}

std::vector<fs::path> files_in(const std::string& folder, const std::string& ending) {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().string().ends_with(ending)) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::string without_blanks(std::string text) {
    for (const std::string blank : {"　", " ", "\n"}) {
        for (std::size_t at; (at = text.find(blank)) != std::string::npos;) text.erase(at, blank.size());
    }
    return text;
}

// Rows of a CSV whose values stand in quotes; a line break within quotes is part of a value.
std::size_t csv_rows(const std::string& text) {
    std::size_t rows = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') quoted = !quoted;
        if (text[i] == '\n' && !quoted) {
            ++rows;
            CHECK(text[i - 1] == '\r');
        }
    }
    CHECK_FALSE(quoted);
    return rows;
}

}  // namespace

TEST_CASE("the figures of a morning: visits, cards, cut, kill, conflict, and everything saved is present") {
    play_once();
    const Json s = json_of("summary.json");
    CHECK(s["visits"] >= 12);
    CHECK(s["desks"] == 4);
    CHECK(s["nodes"] == 5);
    CHECK(s["digests_equal"] == true);
    CHECK(s["acknowledged_before"].get<int>() >= 12 * 10);
    CHECK(s["acknowledged_before"] == s["present_after"]);
    CHECK(s["visits_while_cut_off"] >= 10);
    CHECK(s["batches_before_kill"] == s["batches_after_kill"]);
    CHECK(s["batches_before_kill"] > 0);
    CHECK(s["conflicts_made"] >= 1);
    CHECK(s["conflicts_made"] == s["conflicts_settled"]);
    CHECK(s["cards_read"] >= 12);
    CHECK(s["card_pulled"].get<std::string>().find("カードが離れました") != std::string::npos);
    CHECK(s["wire_bytes"].get<double>() > 0);
    CHECK(s["card_to_form_s"]["median"].get<double>() > 0);
    CHECK(s["card_to_form_s"]["worst"] >= s["card_to_form_s"]["median"]);
    CHECK(s["edit_to_peer_ms"]["p99"] >= s["edit_to_peer_ms"]["p50"]);
}

TEST_CASE("five queues: four desks show the same cases, the backup node heads and digest only") {
    play_once();
    std::set<std::string> first;
    for (const std::string desk : {"A", "B", "C", "D"}) {
        std::set<std::string> cases;
        for (const auto& row : json_of("queue-" + desk + ".json"))
            cases.insert(row["case"].get<std::string>());
        CHECK(cases.size() >= 12);
        if (first.empty()) first = cases;
        CHECK(cases == first);
    }
    const Json blind = json_of("queue-N.json");
    std::set<std::string> keys;
    for (const auto& [key, value] : blind.items()) keys.insert(key);
    CHECK(keys == std::set<std::string>{"heads", "log_digest"});
    CHECK(blind["heads"].size() >= 4);
}

TEST_CASE("the conflict stood on every desk, held up the final print, and is settled on every desk") {
    play_once();
    const Json conflicts = json_of("conflicts.json");
    REQUIRE(conflicts.size() >= 1);
    for (const auto& one : conflicts) {
        for (const char* desk : {"A", "B", "C", "D"}) {
            CHECK(one["seen_on"][desk].size() >= 2);
            CHECK(one["after"][desk] == one["settled_with"]);
        }
        CHECK(one["final_print_refused"].is_string());
    }
}

TEST_CASE("every paper is a sound PDF with its fonts in it, and says the names as registered") {
    play_once();
    const auto papers = files_in(out + "/forms", ".pdf");
    CHECK(papers.size() >= 12);
    std::string text;
    for (const auto& paper : papers) {
        CHECK_MESSAGE(tests::run_program({"/usr/bin/qpdf", "--check", paper.string()}).exit_code == 0,
                      paper.string());
        const auto fonts = tests::run_program({"/usr/bin/pdffonts", paper.string()});
        std::istringstream lines(fonts.out);
        std::string line;
        std::getline(lines, line);
        const auto embedded = line.find("emb");
        REQUIRE(embedded != std::string::npos);
        std::getline(lines, line);
        int count = 0;
        for (; std::getline(lines, line); ++count) CHECK_MESSAGE(line.substr(embedded, 3) == "yes", line);
        CHECK(count >= 1);
        text += tests::run_program({"/usr/bin/pdftotext", "-enc", "UTF-8", paper.string(), "-"}).out;
    }
    text = without_blanks(text);
    for (const char* name : {"髙橋健太郎", "山﨑拓也", "𠮷田大輔", "葛\xF3\xA0\x84\x80城正"})
        CHECK_MESSAGE(text.find(name) != std::string::npos, name);
}

TEST_CASE("both exports agree with their manifests to the byte, and name every character they replaced") {
    play_once();
    for (const std::string profile : {"standard", "legacy"}) {
        const std::string folder = out + "/export/" + profile;
        const auto manifests = files_in(folder, ".json");
        REQUIRE(manifests.size() == 1);
        const Json manifest = Json::parse(whole(manifests[0].string()));
        CHECK(manifest["charset"] == (profile == "standard" ? "UTF-8" : "CP932"));
        std::size_t replaced = 0;
        REQUIRE(manifest["files"].size() >= 1);
        for (const auto& file : manifest["files"]) {
            const std::string path = folder + "/" + file["file"].get<std::string>();
            const std::string text = whole(path);
            CHECK(text.size() == file["bytes"].get<std::size_t>());
            CHECK(csv_rows(text) == file["rows"].get<std::size_t>() + 1);  // the headline
            const auto sum = tests::run_program({"/usr/bin/sha256sum", path});
            CHECK(sum.out.substr(0, 64) == file["sha256"].get<std::string>());
            replaced += csv_rows(whole(folder + "/" + file["substitutes"].get<std::string>())) - 1;
            const auto utf8 = tests::run_program(
                {"/usr/bin/iconv", "-f", manifest["charset"].get<std::string>(), "-t", "UTF-8", path});
            CHECK(utf8.exit_code == 0);
        }
        CHECK((replaced > 0) == (profile == "legacy"));  // 𠮷 is not in CP932
    }
    CHECK(csv_rows(whole(out + "/report.csv")) >= 4);
    CHECK(json_of("audit.json")["faults"].empty());
}

TEST_CASE("no file of the five nodes holds a resident's name, address, telephone or number in plain") {
    play_once();
    const auto residents =
        app::load_residents(std::string(KAKANAI_SOURCE_DIR) + "/app/practice/data/residents.json");
    REQUIRE(residents);
    std::vector<tests::Needle> needles = tests::planted("0237-86-2111");
    for (const auto& resident : *residents) {
        for (const auto& text : {resident.face_name, resident.chip_name, resident.kana, resident.new_address,
                                 resident.old_address, resident.chip_address, resident.card.my_number}) {
            if (text.empty()) continue;
            for (auto& needle : tests::planted(text)) needles.push_back(std::move(needle));
        }
    }
    std::uint64_t looked_at = 0;
    std::string found;
    for (const auto& line : tests::leaks_in(out + "/site", needles, looked_at)) found += line + "\n";
    CHECK(found == "");
    CHECK(looked_at > 1'000'000);
    CHECK_FALSE(tests::leaks_in(out + "/export", needles, looked_at)
                    .empty());  // the look itself: exports do hold them
}
