#include "app/service/picture_proposals.h"

#include <algorithm>
#include <set>

#include "app/devices/ocr/picture_header.h"
#include "app/service/case_answers.h"
#include "app/service/sentences.h"
#include "app/service/wording.h"

namespace app {

namespace {

constexpr std::uint32_t picture_side_shown_max = 6000;  // of one item; more is no picture of an item

using forms::Identity;
using forms::Subject;

// Where an item stands among its neighbours, as a clerk reads a card.
int order_of(const std::string& name) {
    static const std::vector<std::string> order{"name",
                                                "name_kana",
                                                "birth_date",
                                                "sex",
                                                "relation",
                                                "juminhyo_code",
                                                "nationality",
                                                "address",
                                                "planned_leave_date",
                                                "old_head_name",
                                                "honseki_address",
                                                "hittousha_name",
                                                "residence_expiry"};
    return static_cast<int>(std::find(order.begin(), order.end(), name) - order.begin());
}

std::string attribute_name(const std::string& item) {
    const std::string name = row_and_name(item).second;
    return name == "stay_until" ? "residence_expiry" : name;
}

// A sheet is about a move: its address is the one that was left.
AddressIs address_of(const PictureReading& reading, const forms::AnswerView& view) {
    return reading.rows > 0 ? AddressIs::previous : static_cast<AddressIs>(forms::address_default(view));
}

// The relations on a sheet are to the head of the household that was left. They are those to the new head
// where that head is among the persons who come and nobody's household is joined.
bool relations_hold(const PictureReading& reading, const forms::AnswerView& view) {
    return !view.is("join_existing", forms::the_visit, "既にある世帯") &&
           std::any_of(reading.items.begin(), reading.items.end(), [](const auto& item) {
               return row_and_name(item.first).second == "relation" && item.second.value == "世帯主";
           });
}

Identity only(const Identity& whole, const std::string& name, const std::string& text) {
    Identity one = whole;
    one.attributes.clear();
    for (forms::Attribute attribute : whole.attributes) {
        if (attribute.name != name) continue;
        attribute.text = text;
        one.attributes.push_back(std::move(attribute));
    }
    return one;
}

// One item of one person, seen against the case.
class SeenItem {
  public:
    SeenItem(const Identity& whole, std::string name, Subject person, AddressIs address,
             const forms::AnswerView& view, const forms::NameFamilies& families)
        : whole_(whole),
          name_(std::move(name)),
          person_(person),
          address_(address),
          view_(view),
          families_(families) {}

    std::vector<forms::Proposal> proposals(const std::string& text) const {
        return forms::propose(only(whole_, name_, text), person_, static_cast<forms::AddressIs>(address_),
                              view_, families_);
    }
    // 「どちらでもない」 has no field of its own; the item is called an address all the same.
    std::string label() const {
        const auto named = address_ == AddressIs::neither ? AddressIs::current : address_;
        const auto at = target_named(named);
        const auto* field = at ? view_.catalog().field(at->field) : nullptr;
        return field == nullptr ? std::string() : field->label;
    }
    std::optional<forms::ItemTarget> target() const { return target_named(address_); }
    // As the box would show it, also where the case says the same already.
    std::string shown(const std::string& text) const {
        if (name_ == "address") return text;
        const forms::Answers none;
        const forms::AnswerView empty(view_.catalog(), none, view_.context());
        const Subject person = person_ == forms::the_visit ? person_ : Subject{1};
        const auto fresh = forms::propose(only(whole_, name_, text), person,
                                          static_cast<forms::AddressIs>(address_), empty, families_);
        return fresh.empty() ? text : shown_text(view_.catalog(), fresh.front().field, fresh.front().value);
    }

  private:
    std::optional<forms::ItemTarget> target_named(AddressIs address) const {
        return forms::target_of(name_, person_, static_cast<forms::AddressIs>(address), view_);
    }

    const Identity& whole_;
    std::string name_;
    Subject person_;
    AddressIs address_;
    const forms::AnswerView& view_;
    const forms::NameFamilies& families_;
};

core::Bytes picture_of(const PictureReading& reading, const std::string& item) {
    auto at = reading.crops.find(item);
    if (at == reading.crops.end()) at = reading.crops.find("mrz");
    if (at == reading.crops.end()) return {};
    // The child that made it had looked at somebody's picture: no decoder is asked to make room for more.
    const auto header = read_picture_header(at->second);
    const bool fits =
        header ? header->width <= picture_side_shown_max && header->height <= picture_side_shown_max
               : header.error().reason == "face.too_small";
    return fits ? at->second : core::Bytes{};
}

// Nobody is named yet: the document is the visitor's. Somebody of the case has this name and birth date: it
// is that person's. Else a new person's.
std::optional<Subject> known_person(const Identity& identity, const forms::AnswerView& view,
                                    const forms::NameFamilies& families, bool sheet) {
    if (!sheet && view.text("visitor_name").empty()) return forms::the_visit;
    return forms::recognise(identity, view, families);
}

void now_of(PictureProposal& out, const std::vector<forms::Proposal>& proposals,
            const forms::AnswerView& view) {
    if (proposals.empty()) return;
    const forms::Proposal& first = proposals.front();
    out.now = first.now;
    if (const auto* field = view.catalog().field(first.field); field != nullptr && first.differs)
        if (const auto* known = view.find(first.field, first.person); known != nullptr) {
            out.now = shown_text(view.catalog(), first.field, known->value);
            out.now_source = source_word(known->source);
        }
    out.differs = first.differs;
}

}  // namespace

PictureResult picture_result(const PictureReading& reading, const forms::AnswerView& view,
                             const forms::NameFamilies& families, core::Date today) {
    const bool sheet = reading.rows > 0;
    PictureResult out;
    out.kind = reading.kind;
    out.document = reading.document;
    out.address_default = address_of(reading, view);
    out.dots_per_mm = crop_dots_per_mm;
    std::map<std::size_t, Identity> identities;
    std::map<std::size_t, Subject> persons;
    for (std::size_t row = 0; row <= reading.rows; ++row) {
        const Identity& identity = identities[row] = identity_of(reading, row);
        if (sheet && row == 0) continue;
        const bool any = std::any_of(reading.items.begin(), reading.items.end(),
                                     [&](const auto& item) { return row_and_name(item.first).first == row; });
        if (!any) continue;
        const auto known = known_person(identity, view, families, sheet);
        const auto* name = identity.find("name");
        out.persons.push_back({row, name != nullptr ? name->text : std::to_string(row) + "人目", known});
        // Somebody new has said nothing yet: a person that the case does not have.
        persons[row] = known.value_or(~Subject{0});
    }
    const bool relations = relations_hold(reading, view);
    for (const auto& [item, read] : reading.items) {
        const std::size_t row = row_and_name(item).first;
        if (attribute_name(item) == "relation" && !relations) continue;
        const Subject person = persons.contains(row) ? persons.at(row) : forms::the_visit;
        const std::string name = attribute_name(item);
        const SeenItem one(identities.at(row), name, person, out.address_default, view, families);
        PictureProposal proposal{.item = item,
                                 .row = row,
                                 .label = one.label(),
                                 .text = read.value.empty() ? "" : one.shown(read.value),
                                 .confidence = read.confidence,
                                 .sure = read.sure,
                                 .others = {},
                                 .now = {},
                                 .now_source = {},
                                 .picture = {}};
        if (proposal.label.empty()) continue;  // no box takes it: 免許の番号, 有効期限 …
        const auto proposals = one.proposals(read.value);
        if (proposals.empty() && !read.value.empty()) {
            out.same.push_back(proposal.label);
            continue;
        }
        for (const std::string& other : read.others)
            if (const std::string shown = one.shown(other); shown != proposal.text)
                proposal.others.push_back(shown);
        now_of(proposal, proposals, view);
        proposal.picture = picture_of(reading, item);
        out.asks_address = out.asks_address || (!sheet && name == "address");
        out.proposals.push_back(std::move(proposal));
    }
    std::stable_sort(out.proposals.begin(), out.proposals.end(), [](const auto& a, const auto& b) {
        return std::pair(a.row, order_of(attribute_name(a.item))) <
               std::pair(b.row, order_of(attribute_name(b.item)));
    });
    if (const auto& until = identities.at(0).valid_until; until && *until < today)
        out.remarks.push_back(sentence({core::ErrorCode::conflict, "card.expired", {}, 0}));
    if (!reading.items.empty() && std::none_of(reading.items.begin(), reading.items.end(),
                                               [](const auto& item) { return item.second.sure; }))
        out.remarks.push_back(sentence({core::ErrorCode::conflict, "face.nothing_sure", {}, 0}));
    return out;
}

std::vector<std::size_t> rows_to_add(const PictureAccept& accepted, bool sheet) {
    std::set<std::size_t> rows;
    for (const PictureChoice& choice : accepted.items) {
        const std::size_t row = row_and_name(choice.item).first;
        if (!(sheet && row == 0) && !accepted.persons.contains(row)) rows.insert(row);
    }
    return {rows.begin(), rows.end()};
}

core::Result<std::vector<AnswerInput>> picture_inputs(const PictureReading& reading,
                                                      const PictureAccept& accepted,
                                                      const forms::AnswerView& view,
                                                      const forms::NameFamilies& families) {
    const bool sheet = reading.rows > 0;
    const AddressIs address = sheet ? AddressIs::previous : accepted.address;
    std::vector<AnswerInput> out;
    for (const PictureChoice& choice : accepted.items) {
        const auto read = reading.items.find(choice.item);
        if (read == reading.items.end()) return core::invalid("face.no_item", choice.item);
        const std::size_t row = row_and_name(choice.item).first;
        const auto who = accepted.persons.find(row);
        const Subject person = who == accepted.persons.end() ? forms::the_visit : who->second;
        const std::string name = attribute_name(choice.item);
        Identity identity = identity_of(reading, row);
        if (identity.find(name) == nullptr)  // could not be read; a person has typed it beside the picture
            identity.attributes.push_back({name, choice.text, 0});
        const SeenItem one(identity, name, person, address, view, families);
        const auto input = [&](const std::string& field, Subject whose, const std::string& text) {
            out.push_back({field, whose, text, identity.source, identity.document, true, std::nullopt});
        };
        if (name == "address") {
            for (const auto& proposal : one.proposals(choice.text))
                input(proposal.field, proposal.person, forms::plain_text(proposal.value));
            continue;
        }
        // What was typed need not be in the form in which it was read (a date): the box's own rules take it.
        if (const auto at = one.target()) input(at->field, at->person, choice.text);
    }
    return out;
}

}  // namespace app
