#include "app/desk/views/place_entry.h"

namespace app::desk {

namespace {

constexpr std::size_t places_max = 27;  // three nines of digits

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
            if (places->size() > places_max) places->resize(places_max);
            ChoiceBox::Options options;
            for (std::size_t i = 0; i < places->size(); ++i)
                options.emplace_back(std::to_string(i), (*places)[i].text);
            prompt_.ask(
                {.words = "住所を選んでください。",
                 .options = std::move(options),
                 .chosen = [this, of, places = *places](const std::string& at_index, const std::string&) {
                     take(of, places[static_cast<std::size_t>(std::stoul(at_index))]);
                 }});
        });
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
