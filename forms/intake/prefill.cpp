#include "forms/intake/prefill.h"

#include <algorithm>

#include "forms/core/text.h"

namespace forms {

namespace {

// The field that takes an item: of the visitor, or of a person.
struct Target {
    std::string_view item;
    std::string_view visitor_field;
    std::string_view person_field;
};
constexpr Target targets[] = {{"name", "visitor_name", "name"},
                              {"name_kana", "visitor_name_kana", "name_kana"},
                              {"birth_date", "visitor_birth_date", "birth_date"},
                              {"sex", "visitor_sex", "sex"},
                              {"nationality", "", "nationality"},
                              {"residence_status", "", "residence_status"},
                              {"residence_period", "", "residence_period"},
                              {"residence_expiry", "", "residence_expiry"},
                              {"residence_card_no", "", "residence_card_no"},
                              {"old_head_name", "old_head_name", ""},
                              {"honseki_address", "honseki_address", ""},
                              {"hittousha_name", "hittousha_name", ""},
                              {"planned_leave_date", "planned_leave_date", ""},
                              {"relation", "", "relation_to_new_head"},
                              {"juminhyo_code", "", "juminhyo_code"}};

bool is_name(std::string_view item) {
    return item == "name" || item == "old_head_name" || item == "hittousha_name";
}

bool is_date(std::string_view item) {
    return item == "birth_date" || item == "residence_expiry" || item == "planned_leave_date";
}

class Proposer {
  public:
    Proposer(const Identity& identity, Subject person, const AnswerView& view, const NameFamilies& families)
        : identity_(identity), view_(view), families_(families), person_(person) {}

    std::vector<Proposal> run(AddressIs address) {
        for (const auto& target : targets) {
            const auto* item = identity_.find(target.item);
            if (!item || core::trim(item->text).empty()) continue;
            if (auto at = target_of(target.item, person_, address, view_))
                add(std::move(at->field), at->person, *item);
        }
        if (const auto* item = identity_.find("address")) add_address(*item, address);
        return std::move(out_);
    }

  private:
    std::optional<Value> value_of(const Attribute& item) const {
        if (is_date(item.name)) {
            DateValue date;
            const auto line = core::parse_line(item.text);
            if (!line) return std::nullopt;
            date.given = *line;
            // 在留カード and its holders' dates stay Western; so do those of names in Latin letters.
            if (identity_.western_dates || identity_.document.starts_with("在留") ||
                identity_.document.starts_with("特別永住"))
                date.given.calendar = core::Calendar::western;
            return Value{date};
        }
        if (is_name(item.name)) return Value{core::name_entry(item.text)};
        if (item.name == "name_kana") return Value{core::kana_entry(item.text)};
        if (item.name == "sex" && item.text == "unknown") return std::nullopt;
        return Value{core::trim(item.text)};
    }

    void add(const std::string& field, Subject subject, const Attribute& item) {
        auto value = value_of(item);
        if (!value) return;
        propose_value(field, subject, std::move(*value), item);
    }

    void propose_value(const std::string& field, Subject subject, Value value, const Attribute& item) {
        Proposal proposal;
        proposal.person = subject;
        proposal.field = field;
        proposal.doubtful = item.confidence_percent < 100;
        if (const auto* known = view_.find(field, subject); known && known->own) {
            if (known->value == value) return;
            proposal.now = plain_text(known->value);
            proposal.differs = true;
            proposal.variant_only =
                is_name(item.name) && families_.same_name(proposal.now, plain_text(value));
        }
        if (is_name(item.name)) proposal.letters = doubtful_letters(plain_text(value));
        proposal.value = std::move(value);
        out_.push_back(std::move(proposal));
    }

    std::vector<DoubtfulLetter> doubtful_letters(const std::string& name) const {
        std::vector<DoubtfulLetter> out;
        const auto letters = core::letters(name);
        for (std::size_t i = 0; i < letters.size(); ++i)
            if (const auto& family = families_.family_of(letters[i]); family.size() > 1)
                out.push_back({i, letters[i], family});
        return out;
    }

    void add_address(const Attribute& item, AddressIs address) {
        if (address == AddressIs::neither) return;
        const auto [street, building] = split_address(item.text);
        if (street.empty()) return;
        const auto at = *target_of("address", person_, address, view_);
        std::string rest = "old_katagaki";
        if (address == AddressIs::current)
            rest = person_ == the_visit ? "visitor_katagaki" : "person_katagaki";
        propose_value(at.field, at.person, Value{street}, item);
        if (!building.empty()) propose_value(rest, at.person, Value{building}, item);
    }

    const Identity& identity_;
    const AnswerView& view_;
    const NameFamilies& families_;
    Subject person_;
    std::vector<Proposal> out_;
};

}  // namespace

std::optional<ItemTarget> target_of(std::string_view item, Subject person, AddressIs address,
                                    const AnswerView& view) {
    if (item == "address" && address == AddressIs::current)
        return ItemTarget{person == the_visit ? "visitor_address" : "person_address", person};
    if (item == "address")
        return address == AddressIs::previous ? std::optional(ItemTarget{"old_address", the_visit})
                                              : std::nullopt;
    for (const auto& target : targets) {
        if (target.item != item) continue;
        if (person == the_visit && !target.visitor_field.empty())
            return ItemTarget{std::string(target.visitor_field), the_visit};
        const auto whose = person == the_visit ? view.visitor() : std::optional(person);
        if (!whose || target.person_field.empty()) return std::nullopt;
        return ItemTarget{std::string(target.person_field), *whose};
    }
    return std::nullopt;
}

std::pair<std::string, std::string> split_address(std::string_view text) {
    const std::string whole = core::trim(text);
    auto at = whole.find("　");
    std::size_t length = std::string_view("　").size();
    if (const auto ascii = whole.find(' '); ascii < at) {
        at = ascii;
        length = 1;
    }
    if (at == std::string::npos) return {whole, ""};
    return {whole.substr(0, at), core::trim(whole.substr(at + length))};
}

AddressIs address_default(const AnswerView& view) {
    return view.is("move_type", the_visit, "転入") || view.is("move_type", the_visit, "転居")
               ? AddressIs::previous
               : AddressIs::current;
}

std::vector<Proposal> propose(const Identity& identity, Subject person, AddressIs address,
                              const AnswerView& view, const NameFamilies& families) {
    return Proposer(identity, person, view, families).run(address);
}

std::optional<Subject> recognise(const Identity& identity, const AnswerView& view,
                                 const NameFamilies& families) {
    const auto* name = identity.find("name");
    const auto* birth = identity.find("birth_date");
    const auto date = birth ? core::parse_line(birth->text) : std::nullopt;
    if (!name || !date || !date->exact()) return std::nullopt;
    const auto fits = [&](const std::string& known_name, std::optional<core::Date> known_birth) {
        return known_birth == date->exact() && families.same_name(known_name, name->text);
    };
    if (fits(view.text("visitor_name"), view.exact_date("visitor_birth_date"))) return the_visit;
    for (const Subject person : view.answers().persons())
        if (fits(view.text("name", person), view.exact_date("birth_date", person))) return person;
    return std::nullopt;
}

std::vector<std::string> disagreements(const Identity& identity, Subject person, const AnswerView& view,
                                       const NameFamilies& families) {
    std::vector<std::string> out;
    for (const auto& proposal : propose(identity, person, AddressIs::current, view, families)) {
        if (!proposal.differs || proposal.variant_only) continue;
        for (const auto& target : targets)
            if (proposal.field == target.visitor_field || proposal.field == target.person_field)
                out.emplace_back(target.item);
        if (proposal.field.ends_with("_address")) out.emplace_back("address");
    }
    return out;
}

void accept(const std::vector<Proposal>& accepted, const Identity& identity, const Catalog& catalog,
            Answers& answers) {
    for (const auto& proposal : accepted)
        answers.put(catalog, proposal.person, proposal.field, proposal.value, identity.source,
                    identity.document, true);
}

}  // namespace forms
