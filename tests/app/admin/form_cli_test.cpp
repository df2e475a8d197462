// The forms on the real command line, as an outsider would try them: list, check, render, glyphs, addresses.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/app/site/program.h"
#include "tests/forms/catalog/broken_data.h"
#include "tests/support/temp_folder.h"

namespace {

using Json = nlohmann::json;
using tests::Outcome;
namespace fs = std::filesystem;

const std::string admin = tests::program_path("kakanai-admin");
const std::string answers = std::string(KAKANAI_SOURCE_DIR) + "/tests/forms/pdf/answers/";

Outcome run(std::vector<std::string> words, std::vector<std::string> environment = {}) {
    words.insert(words.begin(), admin);
    return tests::run_program(std::move(words), {}, std::move(environment));
}

std::string content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string text_of(const std::string& pdf) {
    return tests::run_program({"/usr/bin/pdftotext", "-enc", "UTF-8", pdf, "-"}).out;
}

bool has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

// A locale whose numbers have a comma, made on the spot; "" where the machine cannot make one.
std::string comma_locale(const std::string& folder) {
    if (!fs::exists("/usr/bin/localedef") || !fs::exists("/usr/share/i18n/locales/de_DE")) return {};
    const auto made = tests::run_program(
        {"/usr/bin/localedef", "-c", "-i", "de_DE", "-f", "UTF-8", folder + "/de_DE.UTF-8"});
    return fs::exists(folder + "/de_DE.UTF-8/LC_NUMERIC") ? "de_DE.UTF-8" : "";
}

}  // namespace

TEST_CASE("twelve forms are listed with their editions, and an old edition stands beside the new one") {
    const auto listed = run({"form", "list", "--json"});
    REQUIRE(listed.exit_code == 0);
    std::set<std::string> ids;
    std::set<std::string> of_f09;
    for (const auto& form : Json::parse(listed.out)) {
        ids.insert(form["form"]);
        CHECK_FALSE(form["edition"].get<std::string>().empty());
        if (form["form"] == "F09") of_f09.insert(form["title"]);
    }
    CHECK(ids.size() == 12);
    CHECK(of_f09 == std::set<std::string>{"児童手当 認定請求書", "児童手当・特例給付 認定請求書"});
}

TEST_CASE("form check passes the shipped data and stops at every broken fixture with file and line") {
    CHECK(run({"form", "check"}).exit_code == 0);
    tests::BrokenData data(fs::path(KAKANAI_BINARY_DIR) / "form_cli_test");
    for (const auto& defect : tests::defects()) {
        CAPTURE(defect.name);
        REQUIRE(data.put(defect) > 0);
        const auto checked = run({"form", "check", "--data", data.folder()});
        CHECK(checked.exit_code == 1);
        const std::string first = checked.err.substr(0, checked.err.find('\n'));
        const auto colon = first.find(".json:");
        REQUIRE(colon != std::string::npos);
        CHECK(std::stoi("0" + first.substr(colon + 6)) > 0);
        data.mend(defect);
    }
    std::ofstream(data.folder() + "/addresses/06206.tsv", std::ios::app) << "大字新田\tしんでん\t番地\n";
    const auto towns = run({"form", "check", "--data", data.folder()});
    CHECK(towns.exit_code == 1);
    CHECK(has(towns.err, "addresses/06206.tsv:"));
}

TEST_CASE("every form renders from its answers, with fonts embedded and cut") {
    const support::TempFolder folder;
    for (int n = 1; n <= 12; ++n) {
        const std::string id = (n < 10 ? "F0" : "F") + std::to_string(n);
        CAPTURE(id);
        const std::string pdf = folder / (id + ".pdf");
        const auto made =
            run({"form", "render", id, "--answers", answers + id + "_typical.json", "--out", pdf});
        REQUIRE_MESSAGE(made.exit_code == 0, made.err);
        const Json reply = Json::parse(made.out);
        CHECK(reply["bytes"] == fs::file_size(pdf));
        CHECK(fs::file_size(pdf) < 60'000);
        CHECK(reply["passed_over"].empty());
        for (const auto& remark : reply["remarks"]) CHECK_MESSAGE(remark["warning"] == true, remark.dump());
        std::istringstream fonts(tests::run_program({"/usr/bin/pdffonts", pdf}).out);
        std::string line;
        int count = -2;  // two lines of heading
        while (std::getline(fonts, line)) {
            if (++count > 0) CHECK_MESSAGE(has(line, "yes yes yes"), line);
        }
        CHECK(count > 0);
    }
}

TEST_CASE("the same answers give the same bytes in another process, locale and time zone") {
    const support::TempFolder folder;
    const std::string comma = comma_locale(folder.path().string());
    if (comma.empty()) MESSAGE("left out: a locale with decimal commas, which needs the package locales");
    std::set<std::string> digests;
    const std::vector<std::vector<std::string>> places{
        {"LC_ALL=C", "TZ=Asia/Tokyo"},
        {"LC_ALL=C.UTF-8", "TZ=America/St_Johns"},
        {"LOCPATH=" + folder.path().string(), "LC_ALL=" + (comma.empty() ? "C" : comma), "TZ=Pacific/Apia"}};
    for (const auto& place : places) {
        const std::string pdf = folder / "F03.pdf";
        const auto made =
            run({"form", "render", "F03", "--answers", answers + "F03_typical.json", "--out", pdf}, place);
        REQUIRE_MESSAGE(made.exit_code == 0, made.err);
        digests.insert(Json::parse(made.out)["sha256"].get<std::string>() + content_of(pdf));
    }
    CHECK(digests.size() == 1);
}

TEST_CASE("a character that no font has is refused by name until somebody decides") {
    const support::TempFolder folder;
    std::ofstream(folder / "a.json") << R"({"visitor_name": "山󠇯田　太郎"})";
    const std::vector<std::string> words{"form",  "render",        "F03", "--answers", folder / "a.json",
                                         "--out", folder / "a.pdf"};
    const auto refused = run(words);
    CHECK(refused.exit_code == 1);
    CHECK(has(refused.err, "U+5C71 U+E01EF"));
    CHECK_FALSE(fs::exists(folder / "a.pdf"));
    auto decided = words;
    decided.insert(decided.end(), {"--decided", "本人が〓でよいと確認"});
    const auto printed = run(decided);
    REQUIRE_MESSAGE(printed.exit_code == 0, printed.err);
    CHECK(Json::parse(printed.out)["decided"]["reason"] == "本人が〓でよいと確認");
    CHECK(has(run({"form", "glyphs", "髙𠮷葛󠄀"}).out, "U+845B U+E0100"));
    CHECK(run({"form", "glyphs", "山󠇯"}).exit_code == 1);
}

TEST_CASE(
    "values alone for the city's own sheet, moved by a tenth of a millimetre; the sheet alone for the "
    "preview") {
    const support::TempFolder folder;
    const auto made = [&](const std::string& name, const std::vector<std::string>& more) {
        std::vector<std::string> words{
            "form", "render", "F11", "--answers", answers + "F11_typical.json", "--out", folder / name};
        words.insert(words.end(), more.begin(), more.end());
        const auto outcome = run(words);
        REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
        return content_of(folder / name);
    };
    const std::string values = made("values.pdf", {"--show", "values"});
    const std::string moved = made("moved.pdf", {"--show", "values", "--offset-x", "1", "--offset-y=-3"});
    made("sheet.pdf", {"--show", "sheet"});
    CHECK(values != moved);
    CHECK(has(text_of(folder / "values.pdf"), "宮城県仙台市青葉区川内"));
    CHECK_FALSE(has(text_of(folder / "values.pdf"), "受給者"));
    CHECK(has(text_of(folder / "sheet.pdf"), "受給者"));
    CHECK_FALSE(has(text_of(folder / "sheet.pdf"), "宮城県仙台市青葉区川内"));
    CHECK(run({"form", "render", "F11", "--answers", answers + "F11_typical.json", "--out", folder / "x.pdf",
               "--offset-x", "1.5"})
              .exit_code == 2);
}

TEST_CASE("answers in the words of the reference are understood, and what is wrong is said with its line") {
    const support::TempFolder folder;
    const auto tried = [&](const std::string& form, const std::string& json) {
        std::ofstream(folder / "a.json") << json;
        return run({"form", "render", form, "--answers", folder / "a.json", "--out", folder / "a.pdf"});
    };
    const auto agent = tried("F05", R"json({"subject_name": "髙橋　𠮷太郎", "agent_name": "佐藤　花子",
        "agent_kind": "任意代理人", "pin_action": "再設定・初期化",
        "pin_targets": ["署名用電子証明書", "住民基本台帳用(個人番号カード用)"]})json");
    REQUIRE_MESSAGE(agent.exit_code == 0, agent.err);
    CHECK(has(text_of(folder / "a.pdf"), "佐藤"));
    const auto claim = tried("F09", R"({"claimant_name": "髙橋　𠮷太郎", "claimant_mynumber": "123456789018",
        "visitor_phone": "12", "move_type": "転入"})");
    REQUIRE_MESSAGE(claim.exit_code == 0, claim.err);
    const Json reply = Json::parse(claim.out);
    CHECK(reply["left_for_pen"] == Json::array({"claimant_mynumber"}));
    CHECK(reply["passed_over"] == Json::array({"move_type"}));
    CHECK_FALSE(has(content_of(folder / "a.pdf"), "123456789018"));
    CHECK_FALSE(has(text_of(folder / "a.pdf"), "123456789018"));
    // One telephone number stands in two boxes of the sheet, and each says that it is too short.
    std::set<std::string> remarked;
    for (const auto& remark : reply["remarks"]) {
        remarked.insert(remark["field"]);
        CHECK(remark["sentence"].get<std::string>().starts_with("電話番号の桁数が合いません"));
    }
    CHECK(remarked == std::set<std::string>{"visitor_phone", "claimant_phone"});
    const auto unknown = tried("F03", "{\n \"visitor_nmae\": \"x\"}");
    CHECK(unknown.exit_code == 1);
    CHECK(has(unknown.err, "2行目"));
    CHECK(has(unknown.err, "visitor_nmae"));
    CHECK(tried("F99", "{}").exit_code == 1);
    CHECK(run({"form", "render", "F03"}).exit_code == 2);
}

TEST_CASE("addresses by code and by kana, and an administrator's newest list") {
    const auto found = run({"address", "find", "991-0021", "--json"});
    REQUIRE_MESSAGE(found.exit_code == 0, found.err);
    CHECK(Json::parse(found.out)["candidates"][0]["town"] == "中央一丁目");
    CHECK(has(run({"address", "find", "やま", "さが", "ちゅう"}).out, "山形県寒河江市中央一丁目"));
    CHECK(has(run({"address", "wording", "中央一丁目", "9-45"}).out, "中央一丁目９番４５号"));
    CHECK(run({"address", "find", "000-0000"}).exit_code == 1);
    const support::TempFolder folder;
    fs::create_directories(folder / "addresses");
    std::ofstream(folder / "new.csv")
        << "06206,\"991  \",\"9910099\",\"ﾔﾏｶﾞﾀｹﾝ\",\"ｻｶﾞｴｼ\",\"ｼﾝﾏﾁ\",\"山形県\",\"寒河江市\","
           "\"新町\",0,0,0,0,0,0\r\n";
    const auto taken = run(
        {"address", "import", folder / "new.csv", "--edition", "2026-11", "--data", folder.path().string()});
    REQUIRE_MESSAGE(taken.exit_code == 0, taken.err);
    const auto again = run({"address", "find", "9910099", "--data", folder.path().string()});
    CHECK(has(again.out, "山形県寒河江市新町（シンマチ）"));
}
