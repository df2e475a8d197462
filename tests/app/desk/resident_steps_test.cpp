// The resident's display, page by page, as a resident walks through it. No window.
#include "app/desk/resident/resident_steps.h"

#include <doctest/doctest.h>

#include "app/desk/resident/resident_words.h"

using app::ResidentConsent;
using app::ResidentLanguage;
using app::ResidentLine;
using app::ResidentSheet;
using app::desk::ResidentPage;
using app::desk::ResidentSteps;
using app::desk::ResidentWords;

namespace {

ResidentLine line(const std::string& field, const std::string& label, const std::string& text) {
    ResidentLine out;
    out.field = field;
    out.label = label;
    out.text = text;
    return out;
}

ResidentSheet insurance_sheet() {
    ResidentSheet sheet;
    sheet.form = "F04";
    sheet.title = "国民健康保険 資格取得・喪失届";
    sheet.lines = {line("visitor_name", "氏名", "佐藤　花子"),
                   line("new_address", "新しい住所", "中央一丁目9番45号"),
                   line("", "届出日", "令和8年11月26日")};
    sheet.consents = {
        {"consent_nhi", "consent_nhi/1", "確認することに同意します。", "同意します", false},
        {"consent_second", "consent_second/1", "返還することを承知しました。", "承知しました", false}};
    return sheet;
}

ResidentWords two_languages() {
    return ResidentWords(
        {{"ja",
          "日本語",
          {},
          {{"check_yes", "内容は合っています"}, {"copies", "{n}通"}, {"pin_tries", "あと{n}回"}},
          {},
          {}},
         {"en",
          "English",
          {"Noto Sans"},
          {{"check_yes", "Everything is correct"}, {"copies", "{n} copies"}},
          {{"consent_nhi/1", "I agree."}},
          {{"氏名", "Name"}, {"男", "Male"}}}});
}

}  // namespace

TEST_CASE("a resident checks the lines, agrees to each consent by itself, and signs") {
    ResidentSteps steps;
    steps.begin(insurance_sheet());
    CHECK(steps.page() == ResidentPage::check);
    steps.lines_are_right();
    REQUIRE(steps.page() == ResidentPage::consent);
    CHECK(steps.consent()->id == "consent_nhi");
    CHECK(steps.consent_number() == 1);
    CHECK(steps.consents_asked() == 2);
    steps.agreed();
    REQUIRE(steps.page() == ResidentPage::consent);
    CHECK(steps.consent()->id == "consent_second");
    CHECK(steps.consent_number() == 2);
    steps.agreed();
    CHECK(steps.page() == ResidentPage::sign);
    steps.has_signed();
    CHECK(steps.page() == ResidentPage::sign_thanks);
}

TEST_CASE("nothing is signed before every consent has its answer") {
    ResidentSteps steps;
    steps.begin(insurance_sheet());
    steps.has_signed();
    CHECK(steps.page() == ResidentPage::check);
    steps.lines_are_right();
    steps.has_signed();
    CHECK(steps.page() == ResidentPage::consent);
}

TEST_CASE("a consent that the case holds already is not asked again") {
    ResidentSheet sheet = insurance_sheet();
    sheet.consents[0].agreed = true;
    ResidentSteps steps;
    steps.begin(sheet);
    steps.lines_are_right();
    CHECK(steps.consent()->id == "consent_second");
    CHECK(steps.consents_asked() == 1);
}

TEST_CASE("a tap on a line asks the clerk for a change; the corrected line comes back marked") {
    ResidentSteps steps;
    steps.begin(insurance_sheet());
    CHECK_FALSE(steps.want_change(2));  // the program worked it out: there is no box to open
    CHECK_FALSE(steps.want_change(17));
    REQUIRE(steps.want_change(1));
    CHECK(steps.page() == ResidentPage::change);
    ResidentSheet corrected = insurance_sheet();
    corrected.lines[1].text = "中央二丁目1番1号";
    CHECK(steps.sheet_is_now(corrected));
    CHECK(steps.page() == ResidentPage::check);
    CHECK(steps.changed() == std::set<std::size_t>{1});
    CHECK_FALSE(steps.shown_anew());  // expected: no alarm
}

TEST_CASE("a value that changes under the pen brings the lines back and says so") {
    ResidentSheet sheet = insurance_sheet();
    sheet.consents.clear();
    ResidentSteps steps;
    steps.begin(sheet);
    steps.lines_are_right();
    REQUIRE(steps.page() == ResidentPage::sign);
    CHECK_FALSE(steps.sheet_is_now(sheet));
    CHECK(steps.page() == ResidentPage::sign);
    sheet.lines[0].text = "佐藤　華子";
    CHECK(steps.sheet_is_now(sheet));
    CHECK(steps.page() == ResidentPage::check);
    CHECK(steps.shown_anew());
    sheet.lines.pop_back();
    steps.lines_are_right();
    CHECK(steps.sheet_is_now(sheet));  // a line less is a change too
}

TEST_CASE("paper is open from every page, and a blank display asks nothing") {
    ResidentSteps steps;
    steps.on_paper();
    CHECK(steps.page() == ResidentPage::wait);
    CHECK_FALSE(steps.asking());
    for (const int walked : {0, 1, 2, 3}) {
        steps.begin(insurance_sheet());
        if (walked > 0) steps.lines_are_right();
        for (int i = 1; i < walked; ++i) steps.agreed();
        steps.on_paper();
        CHECK(steps.page() == ResidentPage::paper_thanks);
    }
    steps.stop();
    CHECK(steps.page() == ResidentPage::wait);
    CHECK(steps.sheet().lines.empty());
}

TEST_CASE("words stand in the chosen language with Japanese below, and a missing one falls back visibly") {
    ResidentWords words = two_languages();
    CHECK(words.screen("check_yes").words == "内容は合っています");
    CHECK(words.screen("check_yes").japanese.empty());
    CHECK_FALSE(words.choose("xx"));
    REQUIRE(words.choose("en"));
    CHECK(words.screen("check_yes").words == "Everything is correct");
    CHECK(words.screen("check_yes").japanese == "内容は合っています");
    const auto missing = words.screen("pin_tries", 2);
    CHECK(missing.fell_back);
    CHECK(missing.words == std::string(ResidentWords::fallback_mark) + "あと2回");
    CHECK(words.label("氏名").words == "Name");
    CHECK(words.label("筆頭者").fell_back);
    CHECK(words.consent({"consent_nhi", "consent_nhi/2", "新しい文。", "同意します", false}).fell_back);
}

TEST_CASE("a date shows its Western form, ticked options speak the language, a name stays as registered") {
    ResidentWords words = two_languages();
    ResidentLine birth = line("visitor_birth_date", "生年月日", "昭和60年5月12日");
    birth.western = "1985-05-12";
    CHECK(words.value(birth).words == "昭和60年5月12日");
    words.choose("en");
    CHECK(words.value(birth).words == "1985-05-12　昭和60年5月12日");
    ResidentLine sex = line("visitor_sex", "性別", "");
    sex.chosen = {"男"};
    sex.copies = {0};
    CHECK(words.value(sex).words == "Male");
    CHECK(words.value(sex).japanese == "男");
    CHECK(words.value(line("visitor_name", "氏名", "葛󠄀西　𠮷子")).words == "葛󠄀西　𠮷子");
    ResidentLine copies = line("cert", "住民票の種類と通数", "");
    copies.chosen = {"男"};
    copies.copies = {2};
    CHECK(words.value(copies).words == "Male　2 copies");
    CHECK(words.value(copies).japanese == "男　2通");
}
