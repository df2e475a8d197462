#include "app/desk/views/place_entry.h"

#include <algorithm>

namespace app::desk {

namespace {

constexpr std::size_t places_at_once = 8;  // and the digit for the next ones

constexpr std::string_view address_end = "address", postal_end = "postal_code";

// "new_address" and "new_postal_code" stand for the same place.
std::string sibling(const std::string& field, std::string_view from, std::string_view to) {
    if (!field.ends_with(from)) return {};
    return field.substr(0, field.size() - from.size()) + std::string(to);
}

}  // namespace

void PlaceEntry::ask(const AnswerView& of, const std::string& typed) {
    if (typed.empty())
        return shell_.say(
            "郵便番号7桁か、都道府県・市区町村・町名のはじめのかなを入れて F4 を押してください。");
    Shell& at = shell_;
    at.slow().run(
        &sheet_, [&at, typed] { return at.service().addresses(typed); },
        [this, of, keys = native::hold_keys()](core::Result<std::vector<AddressView>> places) {
            if (!places) return shell_.complain(places.error());
            if (places->empty()) return shell_.say("その住所は一覧にありません。そのまま入力してください。");
            if (places->size() == 1) return take(of, places->front());
            offer(of, std::make_shared<const std::vector<AddressView>>(std::move(*places)), 0);
        });
}

void PlaceEntry::offer(const AnswerView& of, const Places& places, std::size_t from) {
    const std::size_t end = std::min(places->size(), from + places_at_once);
    ChoiceBox::Options options;
    for (std::size_t i = from; i < end; ++i) options.emplace_back(std::to_string(i), (*places)[i].text);
    if (end < places->size())
        options.emplace_back("more", "ほかの" + std::to_string(places->size() - end) + "件");
    prompt_.ask({.words = "住所を選んでください。",
                 .options = std::move(options),
                 .chosen = [this, of, places, end](const std::string& value, const std::string&) {
                     if (value == "more") return offer(of, places, end);
                     take(of, (*places)[static_cast<std::size_t>(std::stoul(value))]);
                 }});
}

void PlaceEntry::take(const AnswerView& of, const AddressView& place) {
    const bool from_code = of.kind == "postal";
    const std::string address = from_code ? sibling(of.field, postal_end, address_end) : of.field;
    const std::string postal = from_code ? "" : sibling(of.field, address_end, postal_end);
    if (AnswerBox* box = sheet_.box_of(address, of.person); box != nullptr && (!from_code || box->open()))
        box->type_on(place.text);
    const AnswerBox* code = postal.empty() ? nullptr : sheet_.box_of(postal, of.person);
    const CaseView* view = shell_.opened();
    if (view == nullptr || code == nullptr || place.postal_code.empty()) return;
    AnswerInput input;
    input.field = postal;
    input.person = of.person;
    input.text = place.postal_code;
    input.confirmed = true;
    input.seen = code->view().seen;
    change_case(shell_, &sheet_,
                [id = view->id, input](DeskService& service) { return service.answer(id, {input}); });
}

}  // namespace app::desk
