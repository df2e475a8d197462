#include "forms/interview/derive.h"

#include <algorithm>
#include <array>

#include "forms/core/text.h"
#include "forms/interview/derive_table.h"
#include "forms/interview/procedures.h"

namespace forms {

namespace {

// Letters of a name that no Japanese register writes without kana or kanji.
bool is_latin_name(std::string_view name) {
    const auto points = core::decode_utf8(name);
    return points && !points->empty() && std::all_of(points->begin(), points->end(), [](char32_t p) {
               return p < 0x250 || core::is_combining_mark(p);
           });
}

Derived today(const FieldInfo&, Subject, const AnswerView& view) {
    DateValue value;
    value.given = core::DateValue::of(view.context().today);
    return Value{value};
}

// Who moves into the city or within it lives at the new address on the day of the notice; everybody else
// where the card or the person says, which is asked.
Derived visitor_address(const FieldInfo& field, Subject, const AnswerView& view) {
    const auto visitor = view.visitor();
    if (!visitor || !view.is("moves", *visitor, "true")) return {};
    const std::string type = view.text("move_type");
    const std::string shown = field.part == "postal_code" ? "postal_code"
                              : field.part == "katagaki"  ? "katagaki"
                                                          : "address";
    if (type == "転入" || type == "転居" || type.starts_with("世帯"))
        return text_value(view.text("new_" + shown));
    if (type == "転出") return text_value(view.text("old_" + shown));
    return {};
}

// A change within a household leaves the address as it is; who moves away still lives at the old one.
Derived same_address(const FieldInfo& field, Subject, const AnswerView& view) {
    const std::string type = view.text("move_type");
    const std::string rest = field.id.substr(4);
    const bool old = field.id.starts_with("old_");
    if (type.starts_with("世帯")) return text_value(view.text((old ? "new_" : "visitor_") + rest));
    return type == "転出" && old ? text_value(view.text("visitor_" + rest)) : Derived{};
}

Derived move_scope(const FieldInfo&, Subject, const AnswerView& view) {
    bool stays = false;
    for (const Subject person : view.answers().persons()) {
        const std::string moves = view.text("moves", person);
        if (moves.empty()) return {};
        const bool outsider = view.visitor() == person && is_agent(view.text("visitor_role"));
        stays = stays || (moves == "false" && !outsider);
    }
    if (view.answers().persons().empty()) return {};
    return Value{std::string(stays ? "世帯の一部" : "世帯全員")};
}

// A visitor who files for others does not move; in a move into the city everybody on the list does, else who
// moves is asked.
Derived moves(const FieldInfo&, Subject person, const AnswerView& view) {
    const std::string type = view.text("move_type");
    const std::string role = view.text("visitor_role");
    if (type.empty()) return {};
    if (view.visitor() == person) {
        if (is_agent(role) || role == "第三者") return Value{false};
        if (role == "本人" || (type == "世帯主変更" && !role.empty())) return Value{true};
        return {};
    }
    // With another head everybody's relation changes.
    return type == "転入" || type == "世帯主変更" ? Derived{Value{true}} : Derived{};
}

Derived new_head(const FieldInfo& field, Subject, const AnswerView& view) {
    if (view.is("join_existing", the_visit, "既にある世帯")) return {};
    for (const Subject person : view.answers().persons())
        if (view.is("relation_to_new_head", person, "世帯主"))
            return text_value(view.text(field.part == "kana" ? "name_kana" : "name", person));
    return {};
}

// None of the household is its head: the head is somebody else and must be asked for.
Derived has_new_head(const FieldInfo&, Subject, const AnswerView& view) {
    const std::string role = view.text("visitor_role");
    const bool agent = is_agent(role) || role == "第三者";
    const bool moving_in = view.is("move_type", the_visit, "転入");
    for (const Subject person : view.answers().persons()) {
        // Who brings the notice but does not move in has no relation to give.
        const bool outside =
            view.visitor() == person && (agent || (moving_in && view.is("moves", person, "false")));
        const std::string relation = view.text("relation_to_new_head", person);
        if (relation == "世帯主") return Value{true};
        if (relation.empty() && !outside) return {};
    }
    return Value{false};
}

Derived related_procedures(const FieldInfo&, Subject, const AnswerView& view) {
    List ticks;
    for (const auto& needed : needed_procedures(view)) {
        const auto& word = needed.procedure->ticks;
        if (needed.truth == Truth::yes && !word.empty() &&
            std::find(ticks.begin(), ticks.end(), word) == ticks.end())
            ticks.push_back(word);
    }
    return ticks.empty() ? Derived{} : Derived{Value{std::move(ticks)}};
}

// The person for whom an agent files: the first of those concerned.
Derived principal(const FieldInfo& field, Subject, const AnswerView& view) {
    for (const Subject person : view.household()) {
        if (view.visitor() == person) continue;
        if (field.id == "principal_name") return text_value(view.text("name", person));
        if (field.id == "principal_birth_date") {
            const auto* known = view.find("birth_date", person);
            return known ? Derived{known->value} : Derived{};
        }
        if (auto own = view.text("person_address", person); !own.empty()) return text_value(own);
        return text_value(view.text(view.is("moves", person, "true") ? "new_address" : "old_address"));
    }
    return {};
}

Derived delegation_matter(const FieldInfo&, Subject, const AnswerView& view) {
    std::string titles;
    for (const auto& id : needed_forms(view)) {
        const auto* form = view.catalog().form(id, view.context().today);
        if (form) titles += (titles.empty() ? "" : "、") + form->title;
    }
    return text_value(titles.empty() ? titles : titles + "の提出");
}

// Who files a move as a member of the household may ask for its certificates in the same quality.
Derived visitor_role_cert(const FieldInfo&, Subject, const AnswerView& view) {
    const std::string role = view.text("visitor_role");
    return role == "本人" || role == "世帯主" || role == "同一世帯員" ? text_value(role) : Derived{};
}

Derived wants_certificate(const FieldInfo&, Subject, const AnswerView& view) {
    const auto& events = view.answers().life_events();
    const bool chosen = std::find(events.begin(), events.end(), "ev_cert") != events.end();
    return chosen ? Derived{Value{true}} : Derived{};
}

// Within the city a move leaves the insurance as it is.
Derived nhi_after(const FieldInfo&, Subject person, const AnswerView& view) {
    const std::string type = view.text("move_type");
    return type == "転居" || type.starts_with("世帯") ? text_value(view.text("nhi_now", person)) : Derived{};
}

Derived nhi_flag(const FieldInfo&, Subject person, const AnswerView& view) {
    const std::string type = view.text("move_type");
    const std::string after = view.text("nhi_after", person);
    if (type == "転入") {
        if (after.empty()) return {};
        return text_value(after == "国保" ? "加入する" : "対象外");
    }
    const std::string now = view.text("nhi_now", person);
    if (now.empty()) return {};
    if (now != "国保") return text_value(after == "国保" ? "加入する" : "対象外");
    if (type == "転出") return text_value("やめる");
    if (after.empty()) return {};
    return text_value(after == "国保" ? "加入中" : "やめる");
}

Derived child_allowance_flag(const FieldInfo&, Subject person, const AnswerView& view) {
    const auto birth = view.counting_date("birth_date", person);
    if (!birth) return {};
    return text_value(core::fiscal_end_of_age(*birth, 18) >= view.context().today ? "対象" : "なし");
}

Derived nationality_kind(const FieldInfo&, Subject person, const AnswerView& view) {
    for (const auto* clue : {"nationality", "residence_card_no", "residence_status"})
        if (view.find(clue, person)) return text_value("外国");
    const std::string name = view.text("name", person);
    if (is_latin_name(name)) return text_value("外国");
    return view.is("any_foreign", the_visit, "false") ? text_value("日本") : Derived{};
}

Derived any_foreign(const FieldInfo&, Subject, const AnswerView& view) {
    for (const Subject person : view.answers().persons())
        if (is_latin_name(view.text("name", person))) return Value{true};
    return {};
}

// A person who asks for the own certificate is the one it is about.
Derived only_visitor(const FieldInfo&, Subject person, const AnswerView& view) {
    if (!view.is("visitor_role_cert", the_visit, "本人")) return {};
    if (view.answers().persons().size() > 1) return {};
    return Value{view.visitor() == person};
}

constexpr std::array own_table{
    Derivation{"today", today},
    Derivation{"visitor_address", visitor_address},
    Derivation{"same_address", same_address},
    Derivation{"move_scope", move_scope},
    Derivation{"moves", moves},
    Derivation{"new_head", new_head},
    Derivation{"has_new_head", has_new_head},
    Derivation{"related_procedures", related_procedures},
    Derivation{"principal", principal},
    Derivation{"delegation_matter", delegation_matter},
    Derivation{"visitor_role_cert", visitor_role_cert},
    Derivation{"wants_certificate", wants_certificate},
    Derivation{"nhi_after", nhi_after},
    Derivation{"nhi_flag", nhi_flag},
    Derivation{"child_allowance_flag", child_allowance_flag},
    Derivation{"nationality_kind", nationality_kind},
    Derivation{"any_foreign", any_foreign},
    Derivation{"only_visitor", only_visitor},
};

const Derivation* find_derivation(std::string_view name) {
    const auto named = [&](const auto& entry) { return entry.name == name; };
    if (const auto mine = std::find_if(own_table.begin(), own_table.end(), named); mine != own_table.end())
        return &*mine;
    const auto others = family_derivations();
    const auto found = std::find_if(others.begin(), others.end(), named);
    return found == others.end() ? nullptr : &*found;
}

}  // namespace

std::optional<Value> derive(const FieldInfo& field, Subject subject, const AnswerView& view) {
    const auto* derivation = find_derivation(field.derive);
    return derivation ? derivation->work(field, subject, view) : std::nullopt;
}

std::span<const std::string_view> derivation_names() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> out;
        for (const auto& entry : own_table) out.push_back(entry.name);
        for (const auto& entry : family_derivations()) out.push_back(entry.name);
        return out;
    }();
    return names;
}

}  // namespace forms
