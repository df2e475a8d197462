#include "forms/interview/interview.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "forms/interview/fill.h"
#include "forms/interview/procedures.h"
#include "tests/forms/catalog/broken_data.h"

using namespace forms;

namespace {

const Catalog& catalog() {
    static const Catalog loaded = *Catalog::load(std::string(KAKANAI_SOURCE_DIR) + "/forms/data");
    return loaded;
}

const core::Date today = core::make_date(2026, 11, 24);

Value day(int y, unsigned m, unsigned d) { return Value{DateValue::of(y, m, d)}; }
Value text(std::string words) { return Value{std::move(words)}; }

// A visit at the counter: answers, and the questions that were asked for them.
struct Visit {
    Answers answers;
    InterviewContext context;
    std::vector<std::pair<std::string, Subject>> asked;

    explicit Visit(std::vector<std::string> events) {
        context.today = today;
        answers.set_life_events(std::move(events));
        answers.add_person(1);
        put(1, "is_visitor", Value{true}, Source::derived);
    }
    void put(Subject subject, std::string_view field, Value value, Source source = Source::interview) {
        REQUIRE_MESSAGE(answers.put(catalog(), subject, field, std::move(value), source).known, field);
    }
    AnswerView view() const { return AnswerView(catalog(), answers, context); }
    Progress progress() const { return advance(view()); }

    // Answers every open question from `known`, by field id and person; fails where an answer is not
    // foreseen.
    using Script = std::map<std::pair<std::string, Subject>, Value>;
    void answer_all(const Script& script) {
        for (int guard = 0; guard < 300; ++guard) {
            const Progress now = progress();
            if (!now.next()) return;
            const auto& open = *now.next();
            CAPTURE(open.question->id);
            CAPTURE(open.person);
            asked.emplace_back(open.question->id, open.person);
            const std::size_t before = asked.size();
            bool any = false;
            for (const auto& field : open.question->fields) {
                const auto found = script.find({field, open.person});
                if (found == script.end()) continue;
                put(open.person, field, found->second);
                any = true;
            }
            REQUIRE_MESSAGE(any, "no answer prepared for " << open.ask << " (" << open.fields.front() << ")");
            REQUIRE(before == asked.size());
        }
        FAIL("the interview does not end");
    }
    bool asked_for(std::string_view question) const {
        return std::any_of(asked.begin(), asked.end(),
                           [&](const auto& entry) { return entry.first == question; });
    }
};

// What the card of the visitor gives.
void read_card(Visit& visit) {
    visit.put(the_visit, "visitor_name", text("髙橋　太郎"), Source::card_chip);
    visit.put(the_visit, "visitor_birth_date", day(1988, 4, 2), Source::card_chip);
    visit.put(the_visit, "visitor_sex", text("male"), Source::card_chip);
}

Visit::Script family_answers() {
    Visit::Script script{
        {{"visitor_name_kana", 0}, text("タカハシ　タロウ")},
        {{"visitor_role", 0}, text("本人")},
        {{"tennyu_proof", 0}, text("転出証明書")},
        {{"move_date", 0}, day(2026, 11, 20)},
        {{"new_address", 0}, text("寒河江市中央一丁目9番45号")},
        {{"new_katagaki", 0}, text("さくらハイツ201号室")},
        {{"old_address", 0}, text("山形市旅篭町二丁目3番25号")},
        {{"household_complete", 0}, Value{true}},
        {{"join_existing", 0}, text("新しい世帯")},
        {{"old_head_name", 0}, text("髙橋　太郎")},
        {{"any_foreign", 0}, Value{false}},
        {{"honseki_address", 0}, text("山形市旅篭町二丁目3番")},
        {{"hittousha_name", 0}, text("髙橋　太郎")},
        {{"visitor_phone", 0}, text("090-1234-5678")},
        {{"wants_certificate", 0}, Value{true}},
        {{"cert_families", 0}, Value{List{"住民票"}}},
        {{"cert_juminhyo_items", 0}, Value{Record{{"世帯全員の写し", "2"}}}},
        {{"purpose", 0}, Value{List{"免許", "その他：社宅の申込み"}}},
        {{"guardian_relation", 0}, text("父")},
        {{"child_order", 3}, Value{std::int64_t{1}}},
        {{"ins_kind", 0}, text("協会けんぽ")},
        {{"ins_insurer_no", 0}, text("01060013")},
        {{"ins_insurer_name", 0}, text("全国健康保険協会山形支部")},
        {{"ins_number", 0}, text("123")},
        {{"insured_name", 0}, text("髙橋　太郎")},
        {{"insured_birth_date", 0}, day(1988, 4, 2)},
        {{"insured_relation", 0}, text("父")},
        {{"ins_from", 0}, day(2026, 10, 1)},
        {{"other_aid", 0}, Value{List{"なし"}}},
        {{"consent_medical", 0}, Value{List{"同意します"}}},
        {{"jpki_terms_ok", 0}, Value{List{"確認しました"}}},
        {{"allowance_now", 0}, text("ほかの市町村")},
        {{"is_claimant", 1}, Value{true}},
        {{"claimant_job", 0}, text("会社員")},
        {{"claimant_capacity", 0}, text("父・母")},
        {{"bank_use_public_account", 0}, text("公金受取口座")},
        {{"consent_child_allowance", 0}, Value{List{"同意します"}}},
        {{"name", 2}, text("髙橋　花子")},
        {{"name_kana", 2}, text("タカハシ　ハナコ")},
        {{"birth_date", 2}, day(1990, 6, 15)},
        {{"sex", 2}, text("female")},
        {{"name", 3}, text("髙橋　さくら")},
        {{"name_kana", 3}, text("タカハシ　サクラ")},
        {{"birth_date", 3}, day(2019, 3, 3)},
        {{"sex", 3}, text("female")},
        {{"relation_to_new_head", 1}, text("世帯主")},
        {{"relation_to_new_head", 2}, text("妻")},
        {{"relation_to_new_head", 3}, text("子")},
    };
    for (Subject person : {Subject{1}, Subject{2}, Subject{3}}) {
        script[{"card_status", person}] = text(person == 3 ? "なし" : "持参");
        script[{"nhi_after", person}] = text("社保");
        script[{"pin_known", person}] = Value{true};
        script[{"sign_cert_wish", person}] = text(person == 1 ? "有" : "無");
    }
    return script;
}

Visit family_of_three() {
    Visit visit({"ev_tennyu"});
    read_card(visit);
    visit.answers.add_person(2);
    visit.answers.add_person(3);
    visit.answer_all(family_answers());
    return visit;
}

std::string shown(const FormValue& value) {
    if (value.date) return core::printed(*value.date);
    if (!value.chosen.empty()) return value.chosen.front().value;
    return value.text;
}

}  // namespace

TEST_CASE("a family of three moves in: one answer fills both forms") {
    const Visit visit = family_of_three();
    const AnswerView view = visit.view();
    CHECK(needed_forms(view) == std::vector<std::string>{"F03", "F07", "F09", "F12", "F01"});
    for (const auto* id : {"F07", "F09", "F12"}) {
        const auto form = fill_form(*catalog().form(id, today), view);
        CHECK_MESSAGE(form.missing.empty(), id);
        CHECK(shown(form.values.at("visitor_name")) == "髙橋　太郎");
    }

    const auto move = fill_form(*catalog().form("F03", today), view);
    const auto certificate = fill_form(*catalog().form("F01", today), view);
    CHECK(move.missing.empty());
    CHECK(certificate.missing.empty());
    for (const auto* both : {"visitor_name", "visitor_name_kana", "visitor_birth_date", "visitor_phone",
                             "visitor_address", "application_date"})
        CHECK(shown(move.values.at(both)) == shown(certificate.values.at(both)));
    CHECK(shown(move.values.at("visitor_address")) == "寒河江市中央一丁目9番45号");
    CHECK(shown(certificate.values.at("cert_juminhyo_address")) == "寒河江市中央一丁目9番45号");
    CHECK(shown(certificate.values.at("head_name")) == "髙橋　太郎");
    CHECK(certificate.values.at("cert_juminhyo_items").chosen.at(0).count == 2);
    CHECK(certificate.values.at("purpose").chosen.at(1).note == "社宅の申込み");
    CHECK(shown(move.values.at("move_type")) == "転入");
    CHECK(shown(move.values.at("move_scope")) == "世帯全員");
    CHECK(shown(move.values.at("new_head_name")) == "髙橋　太郎");
    CHECK(shown(move.values.at("application_date")) == "令和8年11月24日");
    const auto& rows = move.values.at("movers").rows;
    REQUIRE(rows.size() == 3);
    CHECK(shown(rows[0].at("name")) == "髙橋　太郎");
    CHECK(shown(rows[2].at("child_allowance_flag")) == "対象");
    CHECK(shown(rows[0].at("nhi_flag")) == "対象外");
}

TEST_CASE("what a card that was read, or an answer before, has said already is not asked") {
    Visit visit({"ev_tennyu"});
    visit.answers.add_person(2);
    visit.answers.add_person(3);
    const auto by_card = [&](Subject subject, std::string_view field, Value value) {
        REQUIRE(visit.answers
                    .put(catalog(), subject, field, std::move(value), Source::card_chip, "個人番号カード")
                    .known);
    };
    by_card(the_visit, "visitor_name", text("髙橋　太郎"));
    by_card(the_visit, "visitor_birth_date", day(1988, 4, 2));
    by_card(the_visit, "visitor_sex", text("male"));
    by_card(the_visit, "visitor_pin_known", Value{true});
    by_card(2, "name", text("髙橋　さくら"));
    by_card(2, "birth_date", day(2019, 3, 3));
    visit.put(3, "name", text("髙橋　花子"), Source::interview);
    visit.put(3, "birth_date", day(1990, 6, 15), Source::interview);
    CHECK(visit.view().is("card_status", 1, "持参"));
    CHECK(visit.view().is("pin_known", 1, "true"));
    CHECK(visit.view().is("card_status", 2, "持参"));
    CHECK(visit.view().text("pin_known", 2).empty());  // read without the PIN
    CHECK(visit.view().text("card_status", 3).empty());

    visit.put(the_visit, "visitor_role", text("本人"));
    CHECK(visit.view().text("guardian_relation").empty());
    visit.put(1, "relation_to_new_head", text("世帯主"));
    visit.put(2, "relation_to_new_head", text("子"));
    CHECK(visit.view().is("guardian_relation", the_visit, "父"));
    visit.put(the_visit, "insured_name", text("髙橋　太郎"));
    CHECK(visit.view().exact_date("insured_birth_date") == core::make_date(1988, 4, 2));
    CHECK(visit.view().is("insured_relation", the_visit, "父"));
    visit.put(1, "is_claimant", Value{true});
    CHECK(visit.view().is("claimant_capacity", the_visit, "父・母"));
    CHECK(visit.view().text("ins_kind").empty());
    for (const auto& [number, kind] : std::vector<std::pair<const char*, const char*>>{
             {"01060013", "協会けんぽ"}, {"06133333", "組合"}, {"060061", "国保"}, {"133033", "国保組合"}}) {
        visit.put(the_visit, "ins_insurer_no", text(number));
        CHECK(visit.view().is("ins_kind", the_visit, kind));
    }
    visit.put(the_visit, "ins_insurer_no", text(""));
    visit.put(2, "nhi_after", text("国保"));
    CHECK(visit.view().is("ins_kind", the_visit, "国保"));
    visit.put(2, "relation_to_new_head", text("妻の子"));  // whose child is the clerk's to ask
    CHECK(visit.view().text("guardian_relation").empty());
    CHECK(visit.view().text("insured_relation").empty());
    CHECK(visit.view().text("claimant_capacity").empty());
}

TEST_CASE("nothing is asked twice") {
    const Visit visit = family_of_three();
    auto asked = visit.asked;
    std::sort(asked.begin(), asked.end());
    CHECK(std::adjacent_find(asked.begin(), asked.end()) == asked.end());
    // The card gave these.
    CHECK_FALSE(visit.asked_for("q_visitor_birth_date"));
    CHECK_FALSE(visit.asked_for("q_visitor_address"));
    for (const auto& [question, person] : visit.asked) {
        const bool about_visitor = question == "q_name" || question == "q_birth_date" || question == "q_sex";
        if (about_visitor) CHECK(person != 1);
    }
}

TEST_CASE("every open question names the form or rule that asks for it") {
    Visit visit({"ev_tennyu"});
    const Progress start = visit.progress();
    REQUIRE(start.next());
    CHECK(start.next()->question->id == "q_visitor_name");
    for (const auto& open : start.open) {
        REQUIRE_FALSE(open.reasons.empty());
        CHECK_FALSE(open.reasons.front().because.empty());
        CHECK_FALSE(open.ask.empty());
    }
}

TEST_CASE("the order of answering does not matter and a skipped question comes last") {
    Visit visit({"ev_tennyu"});
    read_card(visit);
    visit.put(the_visit, "new_address", text("寒河江市中央一丁目9番45号"));
    const AnswerView view = visit.view();
    const Progress plain = advance(view);
    const auto first = std::pair(plain.next()->question->id, plain.next()->person);
    const Progress skipped = advance(view, {first});
    CHECK(skipped.open.size() == plain.open.size());
    CHECK(skipped.next()->question->id != first.first);
    CHECK(skipped.open.back().question->id == first.first);
    CHECK(skipped.open.back().skipped);
}

TEST_CASE("an unknown birth date prints its phrase") {
    Visit visit = family_of_three();
    DateValue unknown;
    unknown.given.year = 1948;
    unknown.given.phrase = "月日不詳";
    visit.put(2, "birth_date", Value{unknown});
    const auto move = fill_form(*catalog().form("F03", today), visit.view());
    const auto& rows = move.values.at("movers").rows;
    CHECK(shown(rows[1].at("birth_date")) == "昭和23年　月　日（月日不詳）");
    CHECK(move.missing.empty());
}

TEST_CASE("a period ends on an opening day and a late one is shown as late") {
    Visit visit({"ev_tennyu"});
    visit.put(the_visit, "move_date", day(2026, 11, 9));  // 14 days later is 勤労感謝の日
    const auto deadline_of_move = [&] {
        const AnswerView view = visit.view();
        const auto needed = needed_procedures(view);
        REQUIRE(needed.front().procedure->id == "move_in");
        return needed.front().deadlines.front();
    };
    CHECK(*deadline_of_move().last_day == core::make_date(2026, 11, 24));
    CHECK(deadline_of_move().days_left == 0);
    visit.put(the_visit, "move_date", day(2026, 11, 6));
    CHECK(deadline_of_move().days_left == -4);
    DateValue month_only;
    month_only.given.year = 2026;
    month_only.given.month = 11;
    visit.put(the_visit, "move_date", Value{month_only});
    CHECK_FALSE(deadline_of_move().last_day);
    CHECK(deadline_of_move().undecidable);
}

TEST_CASE("the fifteen days of 児童手当 run from the day that the 転出証明書 names, else from the move") {
    Visit visit = family_of_three();
    const auto last_day = [&] {
        const auto view = visit.view();
        for (const auto& needed : needed_procedures(view))
            if (needed.procedure->id == "child_allowance") return needed.deadlines.front().last_day;
        return std::optional<core::Date>();
    };
    CHECK(last_day() == core::make_date(2026, 12, 7));  // the 5th is a Saturday
    visit.put(the_visit, "planned_leave_date", day(2026, 11, 13));
    CHECK(last_day() == core::make_date(2026, 11, 30));  // the 28th is a Saturday
    visit.put(the_visit, "planned_leave_date", day(2026, 11, 18));
    CHECK(last_day() == core::make_date(2026, 12, 3));
    Visit unknown({"ev_tennyu"});
    unknown.put(the_visit, "move_date", day(2026, 11, 20));
    CHECK(core::to_iso(*unknown.view().counting_date("child_allowance_from")) == "2026-11-20");
}

TEST_CASE("procedures follow each person: a child of school age, a member with a card") {
    const Visit visit = family_of_three();
    const AnswerView view = visit.view();
    const auto needed = needed_procedures(view);
    const auto count = [&](std::string_view id) {
        return std::count_if(needed.begin(), needed.end(),
                             [&](const auto& n) { return n.procedure->id == id && n.truth == Truth::yes; });
    };
    CHECK(count("card_continue") == 2);
    CHECK(count("school") == 1);
    CHECK(count("child_allowance") == 1);
    CHECK(count("nhi") == 0);
    CHECK(count("long_term_care") == 0);
    const auto move = fill_form(*catalog().form("F03", today), view);
    std::vector<std::string> ticks;
    for (const auto& chosen : move.values.at("related_procedures").chosen) ticks.push_back(chosen.value);
    CHECK(ticks == std::vector<std::string>{"カード", "児童手当", "医療証", "学校"});
}

TEST_CASE("a visitor who wants one certificate is asked little") {
    Visit visit({"ev_cert"});
    read_card(visit);
    visit.put(the_visit, "visitor_address", text("寒河江市本町二丁目1番1号"), Source::card_chip);
    visit.answer_all({{{"visitor_name_kana", 0}, text("タカハシ　タロウ")},
                      {{"visitor_phone", 0}, text("0237-86-2111")},
                      {{"cert_families", 0}, Value{List{"住民票"}}},
                      {{"visitor_role_cert", 0}, text("本人")},
                      {{"cert_juminhyo_items", 0}, Value{Record{{"世帯の一部（個人）の写し", "1"}}}},
                      {{"cert_juminhyo_head", 0}, text("髙橋　太郎")},
                      {{"purpose", 0}, Value{List{"免許"}}}});
    CHECK(visit.asked.size() == 7);
    const auto form = fill_form(*catalog().form("F01", today), visit.view());
    CHECK(form.missing.empty());
    REQUIRE(form.values.at("cert_juminhyo_persons").rows.size() == 1);
    CHECK(shown(form.values.at("cert_juminhyo_persons").rows[0].at("name")) == "髙橋　太郎");
    CHECK(form.origins.at("visitor_name").source == Source::card_chip);
    CHECK(form.origins.at("application_date").source == Source::derived);
}

TEST_CASE("an agent is asked for the papers and the principal is not asked again") {
    Visit visit({"ev_tennyu"});
    visit.answers.add_person(2);
    auto script = family_answers();
    script[{"visitor_name", 0}] = text("鈴木　一郎");
    script[{"visitor_birth_date", 0}] = day(1970, 1, 1);
    script[{"visitor_address", 0}] = text("寒河江市本町二丁目1番1号");
    script[{"visitor_role", 0}] = text("任意代理人");
    script[{"delegation_doc", 0}] = Value{List{"委任状"}};
    script[{"relation_to_new_head", 2}] = text("世帯主");
    script[{"wants_certificate", 0}] = Value{false};
    visit.answer_all(script);
    CHECK(visit.asked_for("q_delegation"));
    CHECK_FALSE(visit.asked_for("q_principal"));
    const auto form = fill_form(*catalog().form("F03", today), visit.view());
    CHECK(form.missing.empty());
    CHECK(form.values.at("movers").rows.size() == 1);
    CHECK(shown(form.values.at("principal_name")) == "髙橋　花子");
    CHECK(shown(form.values.at("delegation_matter")) ==
          "住民異動届、個人番号カード券面記載事項変更届／電子証明書 新規発行申請書の提出");
    CHECK(shown(form.values.at("visitor_address")) == "寒河江市本町二丁目1番1号");
}

TEST_CASE("part of a household moves within the city and the others stay") {
    Visit visit({"ev_tenkyo"});
    read_card(visit);
    visit.answers.add_person(2);
    auto script = family_answers();
    script[{"moves", 2}] = Value{false};
    for (Subject person : {Subject{1}, Subject{2}}) script[{"nhi_now", person}] = text("国保");
    script[{"relation_to_new_head", 2}] = text("世帯主");
    script[{"myna_insurance", 1}] = text("有");
    script[{"consent_nhi", 0}] = Value{List{"同意します"}};
    visit.answer_all(script);
    CHECK(needed_forms(visit.view()) == std::vector<std::string>{"F03", "F07", "F04", "F01"});
    const auto form = fill_form(*catalog().form("F03", today), visit.view());
    CHECK(form.missing.empty());
    CHECK(shown(form.values.at("move_scope")) == "世帯の一部");
    CHECK(form.values.at("movers").rows.size() == 1);
    CHECK(shown(form.values.at("movers").rows[0].at("nhi_flag")) == "加入中");
    REQUIRE(form.values.at("stayers").rows.size() == 1);
    CHECK(shown(form.values.at("stayers").rows[0].at("name")) == "髙橋　花子");
}

TEST_CASE("a foreign mover is asked for the card's items and no kana") {
    Visit visit({"ev_tennyu"});
    auto script = family_answers();
    script[{"visitor_name", 0}] = text("NGUYEN VAN AN");
    script[{"visitor_birth_date", 0}] = Value{DateValue::of(1995, 3, 4, core::Calendar::western)};
    script[{"sex", 1}] = text("male");
    script[{"nationality", 1}] = text("ベトナム");
    script[{"residence_class", 1}] = text("中長期在留者");
    script[{"residence_status", 1}] = text("技術・人文知識・国際業務");
    script[{"residence_expiry", 1}] = Value{DateValue::of(2028, 5, 1, core::Calendar::western)};
    script[{"residence_card_no", 1}] = text("AB12345678CD");
    visit.answer_all(script);
    CHECK_FALSE(visit.asked_for("q_honseki"));
    CHECK_FALSE(visit.asked_for("q_nationality_kind"));
    const auto form = fill_form(*catalog().form("F03", today), visit.view());
    CHECK(form.missing.empty());
    CHECK(shown(form.values.at("movers").rows[0].at("birth_date")) == "1995年3月4日");
}

TEST_CASE("what a person has said is never replaced by a rule") {
    Visit visit = family_of_three();
    visit.put(the_visit, "new_head_name", text("別の　世帯主"));
    visit.put(3, "child_allowance_flag", text("なし"));
    const auto form = fill_form(*catalog().form("F03", today), visit.view());
    CHECK(shown(form.values.at("new_head_name")) == "別の　世帯主");
    CHECK(shown(form.values.at("movers").rows[2].at("child_allowance_flag")) == "なし");
}

TEST_CASE("what to bring follows the answers") {
    Visit visit({"ev_tennyu"});
    visit.put(the_visit, "tennyu_proof", text("国外から"));
    const Progress progress = visit.progress();
    const auto brings = [&](std::string_view what) {
        return std::any_of(progress.bring.begin(), progress.bring.end(),
                           [&](const auto& b) { return b.what.find(what) != std::string::npos; });
    };
    CHECK(brings("パスポート"));
    CHECK(brings("本人確認書類"));
    CHECK_FALSE(brings("転出証明書"));
}

TEST_CASE("a purpose that only the tax form offers stands beside その他 on the certificate form") {
    Visit visit({"ev_cert"});
    visit.put(the_visit, "purpose", Value{List{"年金", "融資"}});
    const auto view = visit.view();
    const auto filled = fill_form(*catalog().form("F01", today), view);
    const auto& chosen = filled.values.at("purpose").chosen;
    REQUIRE(chosen.size() == 2);
    CHECK(chosen[0] == Chosen{"年金", 0, ""});
    CHECK(chosen[1] == Chosen{"その他", 0, "融資"});
}

TEST_CASE("a city that wants a sheet a person for the cards says so in the form's data") {
    const Visit visit = family_of_three();
    tests::BrokenData data(std::filesystem::path(KAKANAI_BINARY_DIR) / "one_sheet_each_test");
    REQUIRE(data.put({"", "forms/F07.json", R"("form": "F07",)", R"("form": "F07", "per": "person",)", ""}) >
            0);
    const auto other = Catalog::load(data.folder());
    REQUIRE(other);
    const AnswerView view(*other, visit.answers, visit.context);
    std::vector<std::string> keys;
    for (const auto& sheet : needed_sheets(view))
        if (sheet.form == "F07") keys.push_back(sheet_key(sheet));
    CHECK(keys == std::vector<std::string>{"F07.1", "F07.2"});  // the child has no card
    for (const auto& key : keys) {
        const Subject person = person_of_sheet(key);
        const auto form = fill_form(*other->form(key, today), view, person);
        REQUIRE(form.values.at("card_persons").rows.size() == 1);
        CHECK(shown(form.values.at("card_persons").rows.front().at("name")) == view.name_of(person));
        CHECK(form.missing.empty());
    }
}
