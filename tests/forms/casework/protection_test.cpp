// 支援措置 over the fold of a case, and where each part of a register comes from.
#include "forms/casework/protection.h"

#include <doctest/doctest.h>

#include "forms/casework/conflict.h"
#include "forms/casework/part_source.h"
#include "tests/support/case_builder.h"

namespace {

using tests::CaseDesk;

constexpr std::int64_t hour = 3'600'000;

forms::SetAdd protect_all() {
    return {forms::set_number::protections, forms::Record{{"person", ""}, {"until", ""}}};
}
forms::SetRemove end_of(const forms::CaseFile& file) {
    return {forms::set_number::protections, forms::protections_of(file)};
}

}  // namespace

TEST_CASE("a protected case opens for a supervisor and for nobody else") {
    CaseDesk a(1), clerk(7);
    a.answer(forms::field::ticket, "12");
    CHECK(forms::access_to(a.file(), clerk.account(), false, 0).open);
    a.write({protect_all()});
    CHECK_FALSE(forms::access_to(a.file(), clerk.account(), false, 0).open);
    CHECK_FALSE(forms::access_to(a.file(), a.account(), false, 0).open);  // not even who protected it
    CHECK(forms::access_to(a.file(), clerk.account(), true, 0).open);
}

TEST_CASE("protecting beats an end that had not seen it, whichever desk hears first") {
    CaseDesk a(1), b(2);
    a.write({protect_all()});
    meet(a, b);
    a.write({end_of(a.file())});
    b.write({protect_all()});  // apart from it
    meet(a, b);
    CHECK(forms::is_protected(a.file()));
    CHECK(forms::is_protected(b.file()));
    a.write({end_of(a.file())});  // having seen both
    meet(a, b);
    CHECK_FALSE(forms::is_protected(a.file()));
    CHECK_FALSE(forms::is_protected(b.file()));
}

TEST_CASE("a release is for one clerk and one document, until it is spent or its time is over") {
    CaseDesk chief(1), sato(2), suzuki(3);
    chief.write({protect_all()});
    chief.write({forms::release_fact(sato.account(), "F01", "係長の判断", 2 * hour)});
    const auto may = forms::access_to(chief.file(), sato.account(), false, hour);
    CHECK(may.open);
    CHECK(may.form == "F01");
    CHECK_FALSE(forms::access_to(chief.file(), suzuki.account(), false, hour).open);
    CHECK_FALSE(forms::access_to(chief.file(), sato.account(), false, 2 * hour).open);  // too late
    sato.receive_all(chief);
    sato.write({forms::spent_fact(forms::open_releases(sato.file(), hour).front())});
    CHECK_FALSE(forms::access_to(sato.file(), sato.account(), false, hour).open);
}

TEST_CASE("the name stays the card's when its kana is heard, and that is no conflict") {
    forms::Answer name{forms::Record{{"text", "髙橋　健太郎"}, {"kana", "タカハシ　ケンタロウ"}},
                       forms::Source::card_chip, "個人番号カード", true};
    forms::note_source_of_part(name, "kana", forms::Source::interview);
    CHECK(forms::source_of_part(name, "text") == forms::Source::card_chip);
    CHECK(forms::source_of_part(name, "kana") == forms::Source::interview);
    const forms::Value plain = forms::Record{{"text", "髙橋　健太郎"}, {"kana", "タカハシ　ケンタロウ"}};
    CHECK(forms::same_words(name.value, plain));
    CHECK(forms::plain_text(name.value) == forms::plain_text(plain));
    forms::note_source_of_part(name, "kana", forms::Source::card_chip);  // read from a card after all
    CHECK(name.value == plain);

    CaseDesk a(1), b(2);
    a.write(
        {forms::write_over(a.file(), {0, forms::field::name}, {plain, forms::Source::interview, "", true})});
    forms::note_source_of_part(name, "kana", forms::Source::interview);
    b.write({forms::write_over(b.file(), {0, forms::field::name}, name)});
    meet(a, b);
    CHECK_FALSE(forms::in_conflict(a.file(), {0, forms::field::name}));
}
