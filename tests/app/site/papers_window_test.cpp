// What a clerk records beside the forms, by keys in the real window: documents with their expiry, the
// relation to each procedure with the 委任状, fees with a receipt and a correcting line, the day's total, the
// slip of a case that waits. One desk without card reader or printer.
#include <doctest/doctest.h>

#include <filesystem>

#include "tests/app/site/one_desk.h"
#include "tests/app/site/window_desk.h"
#include "tests/support/temp_folder.h"

namespace {

using tests::WindowDesk;
namespace fs = std::filesystem;

class PaperDesk {
  public:
    PaperDesk() : desk_(folder_.path().string()) {
        fs::copy_file(std::string(KAKANAI_SOURCE_DIR) + "/app/practice/data/fees.json",
                      desk_.store() + "/fees.json");
    }
    std::unique_ptr<WindowDesk> window(int percent) {
        tests::WindowPlaces places{desk_.store(),
                                   tests::gallery(),
                                   {tests::no_print_service, tests::no_card_service},
                                   desk_.place("papers")};
        places.width = 1366 * percent / 100;
        places.height = 768 * percent / 100;
        places.print_size = percent;
        auto window = std::make_unique<WindowDesk>(std::move(places));
        REQUIRE(window->start());
        REQUIRE(window->sign_in("sato", "renshu-sato"));
        return window;
    }
    tests::OneDesk& desk() { return desk_; }

  private:
    support::TempFolder folder_;
    tests::OneDesk desk_;
};

PaperDesk& counter() {
    static PaperDesk one;
    return one;
}

void digits(WindowDesk& window, const std::string& typed) {
    for (const char digit : typed) window.keys({std::string(1, digit)});
}

void open_the_certificate(WindowDesk& window) {
    REQUIRE(window.choose_ticket("7"));
    window.keys({"Return"});
    REQUIRE(window.on("証明書の受付"));
}

}  // namespace

TEST_CASE("documents are counted with their expiry, an agent's papers by procedure, fees by line") {
    const auto window = counter().window(100);
    WindowDesk& a = *window;
    open_the_certificate(a);
    a.keys({"F2"});
    REQUIRE(a.on("来庁者"));

    a.keys({"alt+3", "2"});  // 運転免許証
    REQUIRE(a.shows("Ａ 1点で確認済"));
    a.keys({"Return"});
    REQUIRE(a.shows("運転免許証の有効期限"));
    digits(a, "5080301");  // 令和8年3月1日: it has expired
    a.keys({"Return"});
    REQUIRE(a.shows("運転免許証は令和8年3月1日に期限が切れているため数えません"));
    CHECK(a.shows("未確認"));
    CHECK(a.picture("a2_expired_document") == "");
    a.keys({"alt+3", "1"});  // 個人番号カード
    REQUIRE(a.shows("Ａ 1点で確認済"));

    a.keys({"F4"});
    REQUIRE(a.shows("来庁者はどなたですか"));
    a.keys({"6"});  // 任意代理人
    REQUIRE(a.shows("委任状の日付"));
    digits(a, "5081120");
    a.keys({"Return"});
    REQUIRE(a.shows("委任事項に「"));
    a.keys({"2"});  // the 委任状 does not name it
    REQUIRE(a.message_with("委任状を記録しました") != "");
    CHECK(a.shows("委任状に含まれていません"));
    CHECK(a.shows("要るもの：委任状"));
    CHECK(a.picture("a2_relation") == "");
    a.keys({"F4", "1"});  // she comes for herself after all
    CHECK(a.shows("　本人"));

    a.keys({"F12"});
    REQUIRE(a.on("証明書の受付"));
    a.keys({"1", "Return", "2", "Return"});
    REQUIRE(a.shows("これから 600円"));
    a.keys({"F4"});
    REQUIRE(a.shows("手数料 600円"));
    CHECK(a.picture("a3_fee") == "");
    a.keys({"1"});
    REQUIRE(a.shows("領収書の番号を入れて"));
    digits(a, "0101");
    a.keys({"Return"});
    REQUIRE(a.message_with("手数料を記録しました") != "");
    CHECK(a.shows("この来庁の計 600円"));
    a.keys({"F4", "1"});  // 記録した行を取り消す
    REQUIRE(a.shows("どの行を取り消しますか"));
    a.keys({"1"});
    REQUIRE(a.message_with("取消の行を加えました") != "");
    CHECK(a.shows("この来庁の計 0円"));
    a.keys({"F4", "2"});  // 免除 公用
    REQUIRE(a.message_with("手数料を記録しました") != "");
    CHECK(a.shows("（免除 公用）"));
    CHECK(a.picture("a3_fee_lines") == "");

    a.keys({"ctrl+k", "1"});  // 書類の不足
    REQUIRE(a.message_with("保留票をお渡しください") != "");
    CHECK(fs::exists(counter().desk().place("papers") + "/A-001_guide.pdf"));
    a.keys({"ctrl+r"});
    REQUIRE(a.shows("手数料の計　0円（3行）"));
    CHECK(a.picture("report_fees") == "");
}

TEST_CASE("at twice the size nothing of it is cut") {
    const auto window = counter().window(200);
    WindowDesk& a = *window;
    REQUIRE(a.tell({"case", "take", "A-001"}).exit_code == 0);  // it waits since the first story
    REQUIRE(a.shows("番号札 7、受付番号 A-001"));
    open_the_certificate(a);
    CHECK(a.picture("a3_fee_lines_200") == "");
    a.keys({"F2"});
    REQUIRE(a.on("来庁者"));
    CHECK(a.picture("a2_relation_200") == "");
}
