// What the rules changed by themselves is said once, until the clerk has seen it.
#include "app/service/auto_changes.h"

#include <doctest/doctest.h>

namespace {

app::CaseView family(const std::string& head, forms::Source source, std::vector<std::string> sheets) {
    app::CaseView view;
    view.id.bytes[0] = 1;
    view.persons.push_back({7, "髙橋　美咲", "", "", {}});
    app::AnswerView answer;
    answer.field = "new_head_name";
    answer.label = "新しい世帯主";
    answer.text = head;
    answer.source = source;
    view.answers.push_back(answer);
    answer.field = "relation_to_new_head";
    answer.person = 7;
    answer.label = "続柄";
    answer.text = head == "髙橋　健太郎" ? "妻" : "";
    answer.source = forms::Source::derived;
    view.answers.push_back(answer);
    for (const std::string& form : sheets) {
        app::SheetView sheet;
        sheet.form = form;
        sheet.title = "様式" + form;
        view.sheets.push_back(sheet);
    }
    return view;
}

using Lines = std::vector<std::string>;
constexpr auto by_rule = forms::Source::derived;
constexpr auto by_clerk = forms::Source::interview;

}  // namespace

TEST_CASE("another head: what followed from the old one is listed until it was seen") {
    app::AutoChanges changes;
    changes.look(family("髙橋　健太郎", by_rule, {"F03", "F12"}));
    CHECK(changes.lines().empty());  // nothing has been there before
    changes.look(family("髙橋　美咲", by_rule, {"F03", "F09"}));
    CHECK(changes.lines() == Lines{"新しい世帯主　髙橋　健太郎 → 髙橋　美咲",
                                   "髙橋　美咲　続柄　妻 → （空欄）", "様式F09が加わりました",
                                   "様式F12が要らなくなりました"});
    changes.look(family("髙橋　美咲", by_rule, {"F03", "F09"}));
    CHECK(changes.lines().size() == 4);
    changes.seen();
    CHECK(changes.lines().empty());
}

TEST_CASE("what a person typed is no change of the rules, and another case starts anew") {
    app::AutoChanges changes;
    changes.look(family("髙橋　健太郎", by_rule, {}));
    auto typed = family("辻　誠", by_clerk, {});
    typed.answers.pop_back();
    changes.look(typed);
    CHECK(changes.lines().empty());
    changes.look(family("髙橋　健太郎", by_rule, {"F03"}));
    CHECK(changes.lines() == Lines{"様式F03が加わりました"});
    auto other = family("葛城　正", by_rule, {"F01"});
    other.id.bytes[0] = 2;
    changes.look(other);
    CHECK(changes.lines().empty());
}
