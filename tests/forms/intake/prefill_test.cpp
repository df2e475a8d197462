#include "forms/intake/prefill.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "forms/core/text.h"
#include "forms/interview/derive.h"

using namespace forms;

namespace {

const std::string data_folder = std::string(KAKANAI_SOURCE_DIR) + "/forms/data";

const Catalog& catalog() {
    static const Catalog loaded = *Catalog::load(data_folder);
    return loaded;
}
const NameFamilies& families() {
    static const NameFamilies loaded = *NameFamilies::load(data_folder);
    return loaded;
}

Identity my_number_card() {
    Identity card;
    card.source = Source::card_chip;
    card.document = "個人番号カード";
    card.attributes = {{"name", "高橋　太郎"},
                       {"birth_date", "1988-04-02"},
                       {"sex", "male"},
                       {"address", "山形県山形市旅篭町二丁目3番25号　さくらハイツ201号室"}};
    return card;
}

const Proposal* find(const std::vector<Proposal>& proposals, std::string_view field) {
    const auto found =
        std::find_if(proposals.begin(), proposals.end(), [&](const auto& p) { return p.field == field; });
    return found == proposals.end() ? nullptr : &*found;
}

struct Counter {
    Answers answers;
    InterviewContext context;
    explicit Counter(const char* event) {
        context.today = core::make_date(2026, 11, 24);
        answers.set_life_events({event});
        answers.add_person(1);
        answers.put(catalog(), 1, "is_visitor", Value{true}, Source::derived);
    }
    AnswerView view() const { return AnswerView(catalog(), answers, context); }
};

}  // namespace

TEST_CASE("a card's items become proposals and a letter with variants is framed") {
    const Counter counter("ev_tennyu");
    const auto proposals =
        propose(my_number_card(), the_visit, AddressIs::previous, counter.view(), families());
    const auto* name = find(proposals, "visitor_name");
    REQUIRE(name);
    CHECK_FALSE(name->differs);
    REQUIRE(name->letters.size() >= 1);
    CHECK(name->letters.front().place == 0);
    CHECK(name->letters.front().family == std::vector<std::string>{"高", "髙"});
    CHECK(find(proposals, "visitor_birth_date"));
    CHECK(word_of(find(proposals, "visitor_sex")->value) == "male");
}

TEST_CASE("the address on a card goes where the person says and nowhere unasked") {
    const Counter counter("ev_tennyu");
    CHECK(address_default(counter.view()) == AddressIs::previous);
    CHECK(address_default(Counter("ev_cert").view()) == AddressIs::current);
    const auto as = [&](AddressIs address) {
        return propose(my_number_card(), the_visit, address, counter.view(), families());
    };
    CHECK(word_of(find(as(AddressIs::previous), "old_address")->value) == "山形県山形市旅篭町二丁目3番25号");
    CHECK(word_of(find(as(AddressIs::previous), "old_katagaki")->value) == "さくらハイツ201号室");
    CHECK(find(as(AddressIs::current), "visitor_address"));
    CHECK_FALSE(find(as(AddressIs::current), "old_address"));
    CHECK_FALSE(find(as(AddressIs::neither), "old_address"));
    CHECK_FALSE(find(as(AddressIs::neither), "visitor_address"));
}

TEST_CASE("a second card of the same person is recognised and its differences are listed") {
    Counter counter("ev_cert");
    const Identity card = my_number_card();
    accept(propose(card, the_visit, AddressIs::current, counter.view(), families()), card, catalog(),
           counter.answers);
    CHECK(counter.answers.get(the_visit, field::name)->source == Source::card_chip);
    CHECK(propose(card, the_visit, AddressIs::current, counter.view(), families()).empty());

    Identity licence;
    licence.source = Source::card_chip;
    licence.document = "運転免許証";
    licence.attributes = {
        {"name", "髙橋　太郎"}, {"birth_date", "1988-04-02"}, {"address", "山形県上山市河崎一丁目1番1号"}};
    CHECK(recognise(licence, counter.view(), families()) == the_visit);
    CHECK(disagreements(licence, the_visit, counter.view(), families()) ==
          std::vector<std::string>{"address"});
    const auto proposals = propose(licence, the_visit, AddressIs::current, counter.view(), families());
    const auto* name = find(proposals, "visitor_name");
    REQUIRE(name);
    CHECK(name->differs);
    CHECK(name->variant_only);
    CHECK(name->now == "高橋　太郎");

    licence.attributes[1].text = "1988-04-03";
    CHECK_FALSE(recognise(licence, counter.view(), families()));
}

TEST_CASE("the visitor's card serves the visitor's row of the household") {
    Counter counter("ev_tennyu");
    const Identity card = my_number_card();
    accept(propose(card, the_visit, AddressIs::previous, counter.view(), families()), card, catalog(),
           counter.answers);
    const AnswerView view = counter.view();
    CHECK(view.text("name", 1) == "高橋　太郎");
    CHECK(view.text("sex", 1) == "male");
    CHECK(view.exact_date("birth_date", 1) == core::make_date(1988, 4, 2));
}

TEST_CASE("a residence card keeps its dates in the Western calendar") {
    Counter counter("ev_tennyu");
    Identity card;
    card.source = Source::card_chip;
    card.document = "在留カード";
    card.attributes = {{"name", "NGUYEN  VAN AN"},
                       {"birth_date", "1995-03-04"},
                       {"nationality", "ベトナム"},
                       {"residence_card_no", "AB12345678CD"}};
    const auto proposals = propose(card, the_visit, AddressIs::neither, counter.view(), families());
    CHECK(word_of(find(proposals, "visitor_name")->value) == "NGUYEN VAN AN");
    const auto& birth = std::get<DateValue>(find(proposals, "visitor_birth_date")->value);
    CHECK(core::printed(birth.given) == "1995年3月4日");
    REQUIRE(find(proposals, "nationality"));
    CHECK(find(proposals, "nationality")->person == 1);
}

TEST_CASE("names are compared through their variants and never changed") {
    CHECK(families().same_name("髙橋　太郎", "高橋太郎"));
    CHECK(families().same_name("葛󠄀城", "葛城"));
    CHECK(families().same_name("渡邉", "渡邊"));
    CHECK(families().same_name("𠮷野", "吉野"));
    CHECK_FALSE(families().same_name("高橋", "高島"));
    CHECK(families().family_of("一").empty());
    CHECK(NameFamilies::parse(R"({"families": [["高", "髙"], ["髙", "高"]]})").error().reason ==
          "forms.family_twice");
    CHECK(NameFamilies::parse(R"({"families": [["高橋"]]})").error().reason == "forms.data_broken");
}
