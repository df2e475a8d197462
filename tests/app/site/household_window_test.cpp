// A household of nine that moves in: one of them a foreigner with a name of twenty-four letters, one whose
// birth day nobody knows. What the clerk's screens show of them, at every size; one desk with its real
// window.
#include <doctest/doctest.h>

#include "tests/app/site/one_desk.h"
#include "tests/app/site/window_desk.h"
#include "tests/support/temp_folder.h"

namespace {

using tests::WindowDesk;
using Json = nlohmann::json;

const std::string long_name = "ALEXANDRIA CHRISTOPHERSON";
const std::string of_nine[] = {"葛󠄀西　髙志",
                               "葛󠄀西　𠮷子",
                               "葛󠄀西　﨑人",
                               "葛󠄀西　桜",
                               "葛󠄀西　勘解由左衛門",
                               "葛󠄀西　結",
                               "葛󠄀西　蓮",
                               "葛󠄀西　トメ"};

void must(const tests::Outcome& done) { REQUIRE_MESSAGE(done.exit_code == 0, done.err); }

class Household {
  public:
    Household() : desk_(folder_.path().string()) {
        desk_.serve();
        must(desk_.tell({"session", "sign-in"}, tests::clerk_secrets));
        const auto opened = desk_.tell({"case", "open", "--event", "ev_tennyu", "--ticket", "9"});
        must(opened);
        case_ = Json::parse(opened.out)["case"];
        must(desk_.tell({"case", "set", case_, "visitor_name=" + long_name, "visitor_birth_date=1988-04-02",
                         "visitor_role=本人", "move_date=" + today_,
                         "old_address=山形県天童市老野森一丁目1番1号", "new_head_name=" + long_name}));
        for (const auto& name : of_nine)
            add({"name=" + name,
                 name.ends_with("トメ") ? "birth_date=1938-05-XX#日不詳" : "birth_date=2012-08-20",
                 "moves=true"});
        desk_.end();
    }
    std::unique_ptr<WindowDesk> window(int width, int height, int percent) {
        tests::WindowPlaces places{
            desk_.store(), tests::gallery(), {tests::no_print_service, tests::no_card_service}};
        places.width = width;
        places.height = height;
        places.print_size = percent;
        auto window = std::make_unique<WindowDesk>(std::move(places));
        REQUIRE(window->start());
        REQUIRE(window->sign_in("sato", "renshu-sato"));
        REQUIRE(window->choose_ticket("9"));
        CHECK(window->shows("期限 12/4(金)"));  // fourteen days from 20 November, the day of the move
        window->keys({"Return"});
        return window;
    }

  private:
    void add(const std::vector<std::string>& answers) {
        const auto added = desk_.tell({"case", "person", case_});
        must(added);
        std::vector<std::string> words{"case", "set", case_, "--person",
                                       std::to_string(Json::parse(added.out)["person"].get<std::uint64_t>())};
        words.insert(words.end(), answers.begin(), answers.end());
        must(desk_.tell(words));
    }

    support::TempFolder folder_;
    tests::OneDesk desk_;
    std::string case_;
    std::string today_{"令和8年11月20日"};
};

Household& household() {
    static Household one;
    return one;
}

bool tab_to(WindowDesk& desk, const std::string& box) {
    for (int i = 0; i < 60; ++i) {
        if (desk.screen().value("focus", "").starts_with(box)) return true;
        desk.keys({"Tab"});
    }
    return false;
}

}  // namespace

TEST_CASE(
    "a household of nine, a name of twenty-four letters, a birth day that nobody knows: nothing is cut") {
    struct Size {
        int width, height, percent;
        const char* name;
    };
    for (const Size& size :
         {Size{1366, 768, 100, ""}, Size{1920, 1080, 100, "_1920"}, Size{2732, 1536, 200, "_200"}}) {
        CAPTURE(size.name);
        const auto window = household().window(size.width, size.height, size.percent);
        WindowDesk& a = *window;
        REQUIRE(a.on("聞き取り"));
        CHECK(a.shows(long_name));
        CHECK(a.shows("葛󠄀西　トメ"));
        CHECK(a.picture(std::string("bad_nine_household") + size.name) == "");
        a.keys({"F2"});
        REQUIRE(a.on("来庁者"));
        CHECK(a.shows(long_name));
        CHECK(a.picture(std::string("bad_nine_people") + size.name) == "");
        a.end();
    }
}

TEST_CASE("the beginnings of the kana are enough for an address, and what was only heard is read aloud") {
    const auto window = household().window(1366, 768, 100);
    WindowDesk& a = *window;
    REQUIRE(a.on("聞き取り"));
    REQUIRE(tab_to(a, "新しい住所"));
    a.type("やま さが ちゅう");
    a.keys({"F4"});
    REQUIRE(a.shows("住所を選んでください"));
    CHECK(a.picture("a4_address_choice") == "");
    a.keys({"9"});  // other cities of that beginning
    REQUIRE(a.shows("山形県酒田市"));
    a.keys({"Escape"});
    REQUIRE(tab_to(a, "新しい住所"));
    a.keys({"F4"});
    REQUIRE(a.shows("2 山形県寒河江市中央一丁目"));
    a.keys({"2"});
    a.type("9番45号");
    a.keys({"Return"});
    CHECK(a.shows("山形県寒河江市中央一丁目9番45号"));
    CHECK(a.shows("991-0021"));

    a.keys({"ctrl+g"});
    CHECK(a.message_with("聞き取りだけの項目を表示しています") != "");
    CHECK(a.shows("山形県天童市老野森一丁目1番1号"));
    CHECK(a.picture("a4_heard") == "");
    a.keys({"ctrl+g"});
    CHECK(a.message_with("すべての項目") != "");
}
