// Derivations about households, health insurance and children (derive.h).
#include <algorithm>
#include <array>
#include <map>

#include "forms/interview/derive.h"
#include "forms/interview/derive_table.h"

namespace forms {

bool is_outsider(Subject person, const AnswerView& view) {
    if (view.visitor() != person) return false;
    const std::string role = view.text("visitor_role");
    return is_agent(role) || role == "第三者";
}

namespace {

std::optional<Subject> head_of(const AnswerView& view) {
    for (const Subject person : view.answers().persons())
        if (view.is("relation_to_new_head", person, "世帯主")) return person;
    return std::nullopt;
}

std::optional<Subject> person_named(const std::string& name, const AnswerView& view) {
    for (const Subject person : view.answers().persons())
        if (!name.empty() && view.text("name", person) == name) return person;
    return std::nullopt;
}

// Age at the end of this fiscal year by the law's count; -1 unknown.
int year_end_age(Subject person, const AnswerView& view) {
    const auto birth = view.counting_date("birth_date", person);
    if (!birth) return -1;
    return core::legal_age_on(*birth, core::fiscal_year_end(core::fiscal_year(view.context().today)));
}

Derived outsider(const FieldInfo&, Subject person, const AnswerView& view) {
    if (view.visitor() == person && view.text("visitor_role").empty()) return {};
    return Value{is_outsider(person, view)};
}

Derived household_address(const FieldInfo&, Subject, const AnswerView& view) {
    const std::string type = view.text("move_type");
    if (!type.empty()) return text_value(view.text(type == "転出" ? "old_address" : "new_address"));
    const auto visitor = view.visitor();
    if (!visitor || view.text("visitor_role").empty() || is_outsider(*visitor, view)) return {};
    return text_value(view.text("visitor_address"));
}

Derived head_birth(const FieldInfo&, Subject, const AnswerView& view) {
    const auto birth_of = [&](Subject person) {
        const auto* known = view.find("birth_date", person);
        return known ? Derived{known->value} : Derived{};
    };
    if (const auto head = head_of(view)) return birth_of(*head);
    const auto head = person_named(view.text("old_head_name"), view);
    return head ? birth_of(*head) : Derived{};
}

// The reason says whether somebody joins, leaves or changes: the heading under which it stands.
Derived nhi_action(const FieldInfo&, Subject, const AnswerView& view) {
    const std::string reason = view.text("nhi_reason");
    const auto* field = view.catalog().field("nhi_reason");
    for (const auto& option : field->options)
        if (option.value == reason && !option.group.empty())
            return text_value(option.group == "変更" ? option.group : "資格" + option.group);
    return {};
}

// Whose row the insurance form needs.
Derived nhi_concerned(const FieldInfo&, Subject person, const AnswerView& view) {
    if (is_outsider(person, view)) return Value{false};
    const std::string action = view.text("nhi_action"), type = view.text("move_type");
    if (action.empty()) return {};
    if (!type.empty() && type != "世帯主変更") {
        const std::string moves = view.text("moves", person);
        if (moves.empty()) return {};
        if (moves == "false") return Value{false};
    }
    const bool joins = action == "資格取得";
    const std::string state = view.text(joins ? "nhi_after" : "nhi_now", person);
    return state.empty() ? Derived{} : Derived{Value{state == "国保"}};
}

// ---- who claims the allowance, and the other parent ----

bool is_adult(Subject person, const AnswerView& view) { return year_end_age(person, view) > 22; }

Derived is_claimant(const FieldInfo& field, Subject person, const AnswerView& view) {
    if (is_outsider(person, view)) return Value{false};
    const int age = year_end_age(person, view);
    if (age < 0) return {};
    if (age <= 18) return Value{false};
    for (const Subject other : view.answers().persons()) {
        const auto* answer = view.answers().get(other, field.number);
        if (other != person && answer && word_of(answer->value) == "true") return Value{false};
    }
    return {};
}

std::optional<Subject> claimant_of(const AnswerView& view) {
    for (const Subject person : view.answers().persons())
        if (view.is("is_claimant", person, "true")) return person;
    return std::nullopt;
}

Derived item_of(Subject person, const std::string& item, const AnswerView& view) {
    const auto* known = view.find(item, person);
    return known ? Derived{known->value} : Derived{};
}

// Nobody of the household claims: the claimant is somebody else and must be asked for.
Derived has_claimant(const FieldInfo&, Subject, const AnswerView& view) {
    if (claimant_of(view)) return Value{true};
    for (const Subject person : view.answers().persons())
        if (view.text("is_claimant", person).empty()) return {};
    return Value{false};
}

std::string item_name(const FieldInfo& field) {
    if (field.id.ends_with("_name")) return "name";
    if (field.id.ends_with("_name_kana")) return "name_kana";
    return field.id.ends_with("_sex") ? "sex" : "birth_date";
}

Derived claimant(const FieldInfo& field, Subject, const AnswerView& view) {
    const auto person = claimant_of(view);
    return person ? item_of(*person, item_name(field), view) : Derived{};
}

// Husband and wife are known by their relations to the head.
std::optional<Subject> spouse_of(Subject person, const AnswerView& view) {
    const auto is_partner = [](const std::string& relation) { return relation == "夫" || relation == "妻"; };
    const std::string mine = view.text("relation_to_new_head", person);
    for (const Subject other : view.answers().persons()) {
        const std::string theirs = view.text("relation_to_new_head", other);
        if (other != person &&
            ((mine == "世帯主" && is_partner(theirs)) || (is_partner(mine) && theirs == "世帯主")))
            return other;
    }
    return std::nullopt;
}

Derived spouse(const FieldInfo& field, Subject, const AnswerView& view) {
    const auto person = claimant_of(view);
    const auto other = person ? spouse_of(*person, view) : std::nullopt;
    if (!other) return {};
    if (field.id == "spouse_exists") return text_value("有");
    if (field.id == "spouse_lives_apart")
        return view.text("moves", *other) == view.text("moves", *person) ? text_value("同居") : Derived{};
    return item_of(*other, item_name(field), view);
}

Derived guardian(const FieldInfo& field, Subject, const AnswerView& view) {
    const auto visitor = view.visitor();
    if (!visitor || view.text("visitor_role").empty() || is_outsider(*visitor, view) ||
        !is_adult(*visitor, view))
        return {};
    return item_of(*visitor, item_name(field), view);
}

// 税 and its years.
Derived taxpayer(const FieldInfo& field, Subject, const AnswerView& view) {
    if (!view.is("visitor_role_tax", the_visit, "本人")) return {};
    const std::string item = "visitor_" + field.id.substr(std::string_view("taxpayer_").size());
    const auto* known = view.find(item);
    return known ? Derived{known->value} : Derived{};
}

Derived fiscal_year_now(const FieldInfo&, Subject, const AnswerView& view) {
    const auto april = core::to_wareki(core::make_date(core::fiscal_year(view.context().today), 4, 1));
    if (!april) return {};
    const std::string year = april->year == 1 ? "元" : std::to_string(april->year);
    return text_value(std::string(core::era_row(april->era).name) + year + "年度");
}

// ---- children ----

Derived lives_apart(const FieldInfo&, Subject person, const AnswerView& view) {
    const auto parent = claimant_of(view);
    if (!parent) return {};
    return view.text("moves", person) == view.text("moves", *parent) ? text_value("同居") : Derived{};
}

Derived custody(const FieldInfo&, Subject person, const AnswerView& view) {
    return view.is("child_lives", person, "同居") ? text_value("有") : Derived{};
}

bool is_own_child(Subject person, const AnswerView& view) {
    return view.is("relation_to_new_head", person, "子");
}

Derived relation_to_claimant(const FieldInfo&, Subject person, const AnswerView& view) {
    const auto parent = claimant_of(view);
    if (!parent) return {};
    const std::string relation = view.text("relation_to_new_head", *parent);
    const bool parents = relation == "世帯主" || relation == "夫" || relation == "妻";
    return parents && is_own_child(person, view) ? text_value("子") : Derived{};
}

Derived livelihood(const FieldInfo&, Subject person, const AnswerView& view) {
    const std::string relation = view.text("relation_to_claimant", person);
    if (relation.empty()) return {};
    return text_value(relation == "子" ? "同一" : "維持");
}

// 公的個人認証法: no signing certificate under fifteen.
Derived no_under_15(const FieldInfo&, Subject person, const AnswerView& view) {
    const auto birth = view.counting_date("birth_date", person);
    if (!birth || core::age_on(*birth, view.context().today) >= 15) return {};
    return text_value("申請しない");
}

// Where one person alone stands on the list, it is about this person.
Derived only_one(const FieldInfo&, Subject person, const AnswerView& view) {
    if (view.visitor() == person && view.text("visitor_role").empty()) return {};
    if (is_outsider(person, view)) return Value{false};
    const auto& persons = view.answers().persons();
    const auto inside =
        std::count_if(persons.begin(), persons.end(), [&](Subject p) { return !is_outsider(p, view); });
    return inside == 1 ? Derived{Value{true}} : Derived{};
}

// No adult is a child that comes or goes.
Derived adult_no(const FieldInfo&, Subject person, const AnswerView& view) {
    if (is_outsider(person, view)) return Value{false};
    return year_end_age(person, view) > 22 ? Derived{Value{false}} : Derived{};
}

// 児童手当法6条: under three, and from then on.
Derived child_class(const FieldInfo&, Subject person, const AnswerView& view) {
    const auto birth = view.counting_date("birth_date", person);
    if (!birth) return {};
    return text_value(core::age_on(*birth, view.context().today) < 3 ? "3歳未満" : "3歳以上");
}

// Elder brothers and sisters count only where three children are reached with them.
Derived elder_counts(const FieldInfo&, Subject, const AnswerView& view) {
    int children = 0, elder = 0;
    for (const Subject person : view.answers().persons()) {
        const int age = year_end_age(person, view);
        if (age < 0) return {};
        if (is_outsider(person, view)) continue;
        children += age <= 18 ? 1 : 0;
        elder += age > 18 && age <= 22 ? 1 : 0;
    }
    return Value{elder > 0 && children > 0 && children + elder >= 3};
}

// Where somebody lived on 1 January follows from a move into the city after that day.
Derived jan1_place(const FieldInfo&, Subject, const AnswerView& view) {
    if (!view.is("move_type", the_visit, "転入")) return {};
    const auto moved = view.counting_date("move_date");
    const core::Date today = view.context().today;
    const int year = unsigned(today.month()) <= 6 ? int(today.year()) - 1 : int(today.year());
    if (!moved || *moved <= core::make_date(year, 1, 1)) return {};
    const std::string proof = view.text("tennyu_proof");
    if (proof.empty()) return {};
    return text_value(proof == "国外から" ? "国外" : "寒河江市外");
}

// ---- what the household and its cards say of parents and children ----

// Father or mother of every child of the household, by the relations to the head; "" where that is not said.
std::string parent_word_of(Subject person, const AnswerView& view) {
    const std::string mine = view.text("relation_to_new_head", person), sex = view.text("sex", person);
    if (mine != "世帯主" && mine != "夫" && mine != "妻") return {};
    bool children = false;
    for (const Subject other : view.answers().persons()) {
        const int age = year_end_age(other, view);
        if (age < 0 || age > 18) continue;
        if (!is_own_child(other, view)) return {};
        children = true;
    }
    if (!children) return {};
    return sex == "male" ? "父" : sex == "female" ? "母" : "";
}

Derived parent_word(const FieldInfo&, Subject, const AnswerView& view) {
    const auto guardian = person_named(view.text("guardian_name"), view);
    return guardian ? text_value(parent_word_of(*guardian, view)) : Derived{};
}

// The number of an insurer begins with its law (法別番号); six digits are the national insurance, where a 3
// in the third place is an association.
std::string kind_of_insurer(const std::string& number) {
    if (number.size() == 6) return number[2] == '3' ? "国保組合" : "国保";
    if (number.size() != 8) return {};
    static const std::map<std::string_view, std::string> laws{
        {"01", "協会けんぽ"}, {"02", "船員"}, {"06", "組合"}, {"63", "組合"}, {"31", "共済"}, {"32", "共済"},
        {"33", "共済"},       {"34", "共済"}, {"72", "共済"}, {"73", "共済"}, {"74", "共済"}, {"75", "共済"}};
    const auto law = laws.find(std::string_view(number).substr(0, 2));
    return law == laws.end() ? std::string() : law->second;
}

// All children in the city's own insurance; else what the insurer's number says.
Derived child_insurance(const FieldInfo&, Subject, const AnswerView& view) {
    if (const std::string kind = kind_of_insurer(view.text("ins_insurer_no")); !kind.empty())
        return text_value(kind);
    bool children = false;
    for (const Subject person : view.answers().persons()) {
        const int age = year_end_age(person, view);
        if (age < 0 || age > 18) continue;
        if (!view.is("nhi_after", person, "国保")) return {};
        children = true;
    }
    return children ? text_value("国保") : Derived{};
}

// The insured is somebody of the household, who is known by then.
Derived insured(const FieldInfo& field, Subject, const AnswerView& view) {
    const auto person = person_named(view.text("insured_name"), view);
    if (!person) return {};
    return field.id == "insured_relation" ? text_value(parent_word_of(*person, view))
                                          : item_of(*person, "birth_date", view);
}

Derived claimant_capacity(const FieldInfo&, Subject, const AnswerView& view) {
    const auto person = claimant_of(view);
    return person && !parent_word_of(*person, view).empty() ? text_value("父・母") : Derived{};
}

// A My Number card that was read here was brought. Told by the birth date, which nobody adds to afterwards.
Derived card_brought(const FieldInfo&, Subject person, const AnswerView& view) {
    for (const Subject whose : {person, view.visitor() == person ? the_visit : person}) {
        const auto* birth = view.answers().get(whose, field::birth_date);
        if (birth != nullptr && birth->source == Source::card_chip && birth->document == "個人番号カード")
            return text_value("持参");
    }
    return {};
}

Derived pin_used(const FieldInfo&, Subject person, const AnswerView& view) {
    const bool used = view.visitor() == person && view.is("visitor_pin_known", the_visit, "true");
    return used ? Derived{Value{true}} : Derived{};
}

constexpr std::array family_table{
    Derivation{"outsider", outsider},
    Derivation{"household_address", household_address},
    Derivation{"head_birth", head_birth},
    Derivation{"nhi_action", nhi_action},
    Derivation{"nhi_concerned", nhi_concerned},
    Derivation{"is_claimant", is_claimant},
    Derivation{"has_claimant", has_claimant},
    Derivation{"claimant", claimant},
    Derivation{"spouse", spouse},
    Derivation{"guardian", guardian},
    Derivation{"taxpayer", taxpayer},
    Derivation{"fiscal_year", fiscal_year_now},
    Derivation{"lives_apart", lives_apart},
    Derivation{"custody", custody},
    Derivation{"relation_to_claimant", relation_to_claimant},
    Derivation{"livelihood", livelihood},
    Derivation{"no_under_15", no_under_15},
    Derivation{"only_one", only_one},
    Derivation{"adult_no", adult_no},
    Derivation{"child_class", child_class},
    Derivation{"elder_counts", elder_counts},
    Derivation{"jan1_place", jan1_place},
    Derivation{"parent_word", parent_word},
    Derivation{"child_insurance", child_insurance},
    Derivation{"insured", insured},
    Derivation{"claimant_capacity", claimant_capacity},
    Derivation{"card_brought", card_brought},
    Derivation{"pin_used", pin_used},
};

}  // namespace

std::span<const Derivation> family_derivations() { return family_table; }

}  // namespace forms
