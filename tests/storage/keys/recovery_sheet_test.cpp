#include "storage/keys/recovery_sheet.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "tests/support/seeded_random.h"

using namespace storage;

namespace {

RecoverySheet counting() {  // 00 01 02 … 1f
    RecoverySheet sheet{Secret(32)};
    for (std::size_t i = 0; i < 32; ++i) sheet.secret.bytes()[i] = static_cast<std::uint8_t>(i);
    return sheet;
}

// Worked out by a separate program from the grammar in the header.
const std::string counting_words =
    "2001N 081G2 8186J 0W40Y J2GBS 1G6GP W3RG5 2491E 650N6 2RBHE G68T0 3CE1G T7GZJ A1DZZ";

std::string shown(const Secret& text) { return std::string(core::text(text.view())); }
core::Error refused(const std::string& text) { return RecoverySheet::read(core::view(text)).error(); }

}  // namespace

TEST_CASE("the sheet shows its secret in the words of the grammar") {
    CHECK(shown(RecoverySheet{Secret(32)}.words()) ==
          "20005 00002 00003 00004 00005 00006 00007 00008 00009 0000A 0000B 0000C 0000D BW0CS");
    CHECK(shown(counting().words()) == counting_words);
    CHECK(shown(counting().qr_text()).substr(0, 19) == "KAKANAI1:2001N081G2");
}

TEST_CASE("the keys of the sheet are derived as the grammar says") {
    // BLAKE2b keyed with the secret over length and label, worked out by a separate program.
    CHECK(core::to_hex(counting().box().secret.view()) ==
          "79bcbb457be7acf328e1e393a86333014efcbdecfe51b9a80533c3c8998773b5");
    CHECK(core::to_hex(counting().sign().seed().view()) ==
          "eee8b8adf31e1f4b29cd44789a8db8d1e38398a25c77bcf2f37bd26edd6911b1");
}

TEST_CASE("what was printed can be typed or scanned again") {
    tests::SeededRandom random;
    for (int i = 0; i < 50; ++i) {
        const RecoverySheet sheet = RecoverySheet::fresh(random);
        const auto typed = RecoverySheet::read(sheet.words().view());
        const auto scanned = RecoverySheet::read(sheet.qr_text().view());
        REQUIRE(typed);
        REQUIRE(scanned);
        CHECK(equal(typed->secret.view(), sheet.secret.view()));
        CHECK(equal(scanned->secret.view(), sheet.secret.view()));
    }
}

TEST_CASE("lower case, O for 0, L for 1, hyphens, line breaks and full-width characters are understood") {
    const auto secret = counting();
    for (const char* text :
         {"2oolN-o81g2-8186j-ow4oy-j2gbs-1g6gp-w3rg5-2491e-650n6-2rbhe-g68t0-3ce1g-t7gzj-a1dzz",
          "2001N 081G2 8186J 0W40Y\nJ2GBS 1G6GP W3RG5 2491E\r\n650N6 2RBHE G68T0 3CE1G T7GZJ A1DZZ\n",
          "２００１Ｎ　０８１Ｇ２　8186J 0W40Y J2GBS 1G6GP W3RG5 2491E 650N6 2RBHE G68T0 3CE1G ｔ７ｇｚｊ "
          "A1DZZ"}) {
        const auto read = RecoverySheet::read(core::view(text));
        REQUIRE(read);
        CHECK(equal(read->secret.view(), secret.secret.view()));
    }
}

TEST_CASE("a slip of the pen is named by the number of its word, whichever character it is") {
    const std::string alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    for (std::size_t at = 0; at < counting_words.size(); ++at) {
        if (counting_words[at] == ' ') continue;
        for (const char other : alphabet) {
            if (other == counting_words[at]) continue;
            std::string typed = counting_words;
            typed[at] = other;
            const auto error = refused(typed);
            CHECK(error.reason == "recovery.word");
            CHECK(error.count == static_cast<std::int64_t>(at / 6 + 1));
        }
    }
}

TEST_CASE("two characters or two words changed round are noticed") {
    for (std::size_t at = 0; at + 1 < counting_words.size(); ++at) {
        if (counting_words[at] == ' ' || counting_words[at + 1] == ' ') continue;
        if (counting_words[at] == counting_words[at + 1]) continue;
        std::string typed = counting_words;
        std::swap(typed[at], typed[at + 1]);
        CHECK(refused(typed).count == static_cast<std::int64_t>(at / 6 + 1));
    }
    std::string typed = counting_words;
    typed.replace(0, 11, "081G2 2001N");
    CHECK(refused(typed).count == 1);
}

TEST_CASE("a word left out, a foreign character and an empty sheet are told apart") {
    CHECK(refused(counting_words.substr(0, counting_words.size() - 6)).reason == "recovery.length");
    CHECK(refused(counting_words.substr(0, counting_words.size() - 6)).count == 13);
    CHECK(refused("").reason == "recovery.length");
    CHECK(refused(counting_words + " 2001N").reason == "recovery.length");
    std::string typed = counting_words;
    typed[13] = '?';
    CHECK(refused(typed).reason == "recovery.word");
    CHECK(refused(typed).count == 3);
    CHECK(refused(std::string(100'000, 'A')).reason == "recovery.length");
}

TEST_CASE("words of another sheet among them are noticed, and a later release's sheet is named as such") {
    std::string typed = counting_words;
    typed.replace(6, 5, "00002");  // the second word of another sheet: good by itself
    CHECK(refused(typed).reason == "recovery.check");
    typed = counting_words;
    typed.replace(0, 5, "40009");  // version 2: 4·2 = 8, place 1
    CHECK(refused(typed).reason == "recovery.version");
}

TEST_CASE("the sheet shown in docs/keys.md is a sheet of this release") {
    std::ifstream file(std::string(KAKANAI_SOURCE_DIR) + "/docs/keys.md");
    const std::string page{std::istreambuf_iterator<char>(file), {}};
    CHECK(page.find("\n" + shown(counting().words()) + "\n") != std::string::npos);
}
