// 証明書の受付 on one page: what numbers and copies become in the case, and what is refused with a way out.
#include "app/service/certificate_menu.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

app::CaseView asking(std::initializer_list<std::pair<const char*, const char*>> answers) {
    app::CaseView view;
    for (const auto& [field, text] : answers) {
        app::AnswerView answer;
        answer.field = field;
        answer.text = text;
        view.answers.push_back(answer);
    }
    return view;
}

std::string text_for(const std::vector<app::AnswerInput>& inputs, const std::string& field) {
    const auto at = std::find_if(inputs.begin(), inputs.end(),
                                 [&](const app::AnswerInput& input) { return input.field == field; });
    return at == inputs.end() ? "(not asked)" : at->text;
}

bool refuses(const app::CaseView& view, const std::string& words) {
    const auto lines = app::not_issuable(view);
    return std::any_of(lines.begin(), lines.end(),
                       [&](const std::string& line) { return line.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("twelve certificates stand under one numbering, each once") {
    const auto menu = app::certificate_menu();
    CHECK(menu.size() == 12);
    for (const auto& one : menu) CHECK(std::count(menu.begin(), menu.end(), one) == 1);
}

TEST_CASE("certificates of three families become the answers of each family") {
    const auto inputs =
        app::certificate_answers(asking({}), "世帯全員の写し:2\n戸籍全部事項証明書:1\n印鑑登録証明書:3");
    CHECK(text_for(inputs, "cert_families") == "住民票\n戸籍\n印鑑登録証明");
    CHECK(text_for(inputs, "cert_juminhyo_items") == "世帯全員の写し:2");
    CHECK(text_for(inputs, "cert_koseki_items") == "戸籍全部事項証明書:1");
    CHECK(text_for(inputs, "seal_copies") == "3");
}

TEST_CASE("taking a certificate off the list leaves those that have no number here") {
    const auto view = asking(
        {{"cert_families", "住民票"}, {"cert_juminhyo_items", "世帯全員の写し:2\n改製原住民票の写し:1"}});
    CHECK(app::certificates_of(view) == "世帯全員の写し:2");
    const auto inputs = app::certificate_answers(view, "");
    CHECK(text_for(inputs, "cert_juminhyo_items") == "改製原住民票の写し:1");
    CHECK(text_for(inputs, "cert_families") == "住民票");
}

TEST_CASE("no seal certificate without its card, and nothing to say once the card is there") {
    CHECK(refuses(asking({{"seal_copies", "1"}}), "印鑑登録証がないと"));
    CHECK_FALSE(refuses(asking({{"seal_copies", "1"}, {"seal_card_no", "12345"}}), "印鑑登録証"));
}

TEST_CASE("an agent takes no certificate with a number home") {
    const auto own = asking({{"visitor_role_cert", "本人"}, {"cert_juminhyo_show", "個人番号"}});
    CHECK_FALSE(refuses(own, "郵送"));
    const auto agent = asking({{"visitor_role_cert", "任意代理人"}, {"cert_juminhyo_show", "個人番号"}});
    CHECK(refuses(agent, "ご本人の住所へ郵送します"));
    CHECK(refuses(agent, "委任状"));
}

TEST_CASE("a family register kept elsewhere gives neither extract nor proof of status") {
    const auto view = asking({{"cert_koseki_wide_area", "true"},
                              {"visitor_role_cert", "本人"},
                              {"cert_koseki_items", "戸籍個人事項証明書:1\n戸籍全部事項証明書:1"}});
    CHECK(refuses(view, "戸籍個人事項証明書は"));
    CHECK_FALSE(refuses(view, "戸籍全部事項証明書は"));
}
