// What was read in a picture, seen against what the case holds: differences are listed with where the other
// value came from, and only what a person named becomes an answer. No picture and no store in it.
#include "app/service/picture_proposals.h"

#include <doctest/doctest.h>

#include "app/service/picture_desk.h"

namespace {

using forms::Source;

const forms::Catalog& catalog() {
    static const auto loaded = forms::Catalog::load(std::string(KAKANAI_SOURCE_DIR) + "/forms/data").value();
    return loaded;
}
const forms::NameFamilies& families() {
    static const auto loaded =
        forms::NameFamilies::load(std::string(KAKANAI_SOURCE_DIR) + "/forms/data").value();
    return loaded;
}

// The answers of a visit and how they look, on 2026-11-27.
struct Visit {
    forms::Answers answers;
    forms::InterviewContext context;
    Visit() { context.today = core::make_date(2026, 11, 27); }
    void put(const char* field, forms::Value value, Source source, forms::Subject person = forms::the_visit) {
        if (person != forms::the_visit) answers.add_person(person);
        answers.put(catalog(), person, field, std::move(value), source);
    }
    forms::AnswerView view() const { return {catalog(), answers, context}; }
    app::PictureResult seen(const app::PictureReading& reading) const {
        return app::picture_result(reading, view(), families(), context.today);
    }
};

forms::Value date(int year, unsigned month, unsigned day) {
    forms::DateValue out;
    out.given = *core::parse_line(core::to_iso(core::make_date(year, month, day)));
    return out;
}

app::PictureReading licence() {
    app::PictureReading reading;
    reading.kind = "licence";
    reading.document = "運転免許証";
    reading.items = {{"name", {"髙橋　花子", 72, false, {"高橋　花子"}}},
                     {"birth_date", {"1990-03-04", 97, true, {"1990-03-14"}}},
                     {"address", {"北海道架空市見本町１番２号　見本ハイツ１０１", 95, true, {}}},
                     {"licence_number", {"123456789012", 98, true, {}}},
                     {"card_expiry", {"2026-11-26", 98, true, {}}}};
    return reading;
}

app::PictureReading household() {
    app::PictureReading reading;
    reading.kind = "transfer";
    reading.document = "転出証明書";
    reading.rows = 5;
    reading.items = {{"address", {"宮城県仙台市青葉区見本町二丁目８番地", 95, true, {}}},
                     {"honseki_address", {"宮城県仙台市青葉区見本町二丁目８番地", 95, true, {}}},
                     {"person1.name", {"東山　健太", 95, true, {}}},
                     {"person1.birth_date", {"1985-06-14", 97, true, {}}},
                     {"person2.name", {"東山　結奈", 95, true, {}}},
                     {"person2.name_kana", {"ヒガシヤマ　ユナ", 95, true, {}}},
                     {"person2.birth_date", {"2015-02-03", 97, true, {}}}};
    return reading;
}

const app::PictureProposal* find(const app::PictureResult& result, const std::string& item) {
    for (const auto& proposal : result.proposals)
        if (proposal.item == item) return &proposal;
    return nullptr;
}

}  // namespace

TEST_CASE(
    "an empty case: the document is the visitor's, every box of it is proposed in the order of the card") {
    const auto result = Visit().seen(licence());
    std::vector<std::string> items;
    for (const auto& proposal : result.proposals) items.push_back(proposal.item);
    CHECK(items == std::vector<std::string>{"name", "birth_date", "address"});  // its number is kept nowhere
    REQUIRE(result.persons.size() == 1);
    CHECK(result.persons[0].known == forms::the_visit);
    CHECK(find(result, "name")->others == std::vector<std::string>{"高橋　花子"});
    CHECK(find(result, "birth_date")->text == "平成2年3月4日");
    CHECK(find(result, "birth_date")->others == std::vector<std::string>{"平成2年3月14日"});
    CHECK(result.asks_address);
    REQUIRE(result.remarks.size() == 1);  // it was valid until yesterday
    CHECK(result.remarks[0].find("有効期限が過ぎています") != std::string::npos);
}

TEST_CASE("what the chip or an earlier visit said otherwise stands beside it, with its source") {
    Visit visit;
    visit.put("visitor_name", forms::Value{std::string("髙橋　花子")}, Source::card_chip);
    visit.put("visitor_birth_date", date(1990, 3, 4), Source::card_chip);
    visit.put("visitor_address", forms::Value{std::string("北海道架空市新見本町９番")},
              Source::previous_visit);
    const auto result = visit.seen(licence());
    CHECK(result.same == std::vector<std::string>{"生年月日", "氏名"});
    REQUIRE(result.proposals.size() == 1);
    CHECK(result.proposals[0].differs);
    CHECK(result.proposals[0].now == "北海道架空市新見本町９番");
    CHECK(result.proposals[0].now_source == "前回");
    CHECK(result.persons[0].known == forms::the_visit);  // by name and birth date
}

TEST_CASE("only what was named becomes an answer, as it was read, chosen or typed") {
    const Visit visit;
    const auto inputs = app::picture_inputs(
        licence(),
        {.items = {{"name", "高橋　花子"}, {"address", "北海道架空市見本町１番２号　見本ハイツ１０１"}},
         .persons = {{0, forms::the_visit}},
         .address = app::AddressIs::previous},
        visit.view(), families());
    REQUIRE(inputs);
    std::map<std::string, std::string> fields;
    for (const auto& input : *inputs) {
        fields[input.field] = input.text;
        CHECK(input.source == Source::card_face);
        CHECK(input.document == "運転免許証");
        CHECK(input.confirmed);
    }
    CHECK(fields == std::map<std::string, std::string>{{"visitor_name", "高橋　花子"},
                                                       {"old_address", "北海道架空市見本町１番２号"},
                                                       {"old_katagaki", "見本ハイツ１０１"}});
    const auto unknown = app::picture_inputs(licence(), {.items = {{"height", "170"}}, .persons = {}},
                                             visit.view(), families());
    CHECK(unknown.error().reason == "face.no_item");
}

TEST_CASE("a sheet: one person a row, those of the case are known again, the others are new") {
    Visit visit;
    visit.put("name", forms::Value{std::string("東山　結奈")}, Source::interview, 7);
    visit.put("birth_date", date(2015, 2, 3), Source::interview, 7);
    const auto result = visit.seen(household());
    REQUIRE(result.persons.size() == 2);  // three rows stand empty
    CHECK_FALSE(result.persons[0].known);
    CHECK(result.persons[1].known == forms::Subject{7});
    CHECK_FALSE(result.asks_address);  // the address on it is the one that was left
    CHECK(find(result, "person2.name") == nullptr);
    CHECK(find(result, "person2.name_kana") != nullptr);

    const app::PictureAccept accepted{.items = {{"person1.name", "東山　健太"}, {"address", "宮城県仙台市"}},
                                      .persons = {{2, 7}}};
    CHECK(app::rows_to_add(accepted, true) == std::vector<std::size_t>{1});
    app::PictureAccept added = accepted;
    added.persons[1] = 8;
    const auto inputs = app::picture_inputs(household(), added, visit.view(), families());
    REQUIRE(inputs);
    REQUIRE(inputs->size() == 2);
    CHECK((*inputs)[0].field == "name");
    CHECK((*inputs)[0].person == 8);
    CHECK((*inputs)[0].source == Source::document);
    CHECK((*inputs)[1].field == "old_address");
}

TEST_CASE("the relations on a sheet hold where its head comes along and nobody's household is joined") {
    app::PictureReading sheet = household();
    sheet.items["planned_leave_date"] = {"2026-11-20", 97, true, {}};
    sheet.items["person1.relation"] = {"世帯主", 98, true, {}};
    sheet.items["person2.relation"] = {"子", 98, true, {}};
    sheet.items["person2.juminhyo_code"] = {"41251001047", 98, true, {}};
    Visit visit;
    auto result = visit.seen(sheet);
    REQUIRE(find(result, "person2.relation") != nullptr);
    CHECK(find(result, "person2.relation")->label == "続柄");
    CHECK(find(result, "person2.juminhyo_code")->text == "41251001047");
    REQUIRE(find(result, "planned_leave_date") != nullptr);
    CHECK(find(result, "planned_leave_date")->text == "令和8年11月20日");
    visit.put("join_existing", forms::Value{std::string("既にある世帯")}, Source::interview);
    CHECK(find(visit.seen(sheet), "person2.relation") == nullptr);
    sheet.items.erase("person1.relation");  // the head stayed where they lived
    CHECK(find(Visit().seen(sheet), "person2.relation") == nullptr);
}

TEST_CASE("the number that opens the chip leaves the reading for locked memory, and is gone with the clerk") {
    app::PictureDesk desk(std::string(KAKANAI_SOURCE_DIR) + "/forms/data");
    core::CaseId id;
    app::PictureReading face = licence();
    face.kind = "mynumber";
    face.items["card_expiry"].value = "2033-03-04";
    desk.keep(id, face);
    CHECK(desk.code(id) == nullptr);  // a part is missing
    face.items["security_code"] = {"1234", 97, true, {"1284"}};
    desk.keep(id, face);
    REQUIRE(desk.code(id) != nullptr);
    // Born 平成2年3月4日, valid to 2033, 1234 under the photo.
    CHECK(core::text(desk.code(id)->view()) == "02030420331234");
    REQUIRE(desk.waiting(id) != nullptr);
    CHECK_FALSE(desk.waiting(id)->items.contains("security_code"));
    CHECK(desk.waiting(id)->items.contains("name"));
    desk.forget();
    CHECK(desk.code(id) == nullptr);
    CHECK(desk.waiting(id) == nullptr);
}

TEST_CASE("a desk knows every kind of document by name") {
    const app::PictureDesk desk(std::string(KAKANAI_SOURCE_DIR) + "/forms/data");
    std::vector<std::string> words;
    for (const auto& kind : desk.kinds()) words.push_back(kind.words);
    CHECK(words == std::vector<std::string>{"個人番号カード", "運転免許証", "運転経歴証明書", "在留カード",
                                            "特別永住者証明書", "旅券", "転出証明書"});
    CHECK(desk.take({"height", app::PictureFrom::file, "/nowhere.png"}, 2026).error().reason ==
          "face.no_file");
}
