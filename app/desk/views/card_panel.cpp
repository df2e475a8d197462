#include "app/desk/views/card_panel.h"

#include <wx/sizer.h>
#include <wx/stattext.h>

#include "app/desk/control_ids.h"
#include "app/desk/layout_helpers.h"
#include "app/desk/native_widgets.h"
#include "app/desk/resident_window.h"

namespace app::desk {

namespace {

using Kind = PaneLine::Kind;

struct CodePart {
    const char* label;
    std::size_t digits;
    int id;
};
// 照合番号B of a マイナンバーカード: birth date with the era's year, year of expiry, security code; 14
// digits.
constexpr CodePart code_parts[]{{"生年月日（和暦の年 2桁・月・日）", 6, control::people_birth_code},
                                {"有効期限の年（西暦 4桁）", 4, control::people_expiry_year},
                                {"セキュリティコード（4桁）", 4, control::people_security_code}};

std::vector<PaneLine> tries_lines(const CardLook& look, const std::string& only = {}) {
    std::vector<PaneLine> lines;
    static const std::map<std::string, std::string> names{
        {"pin", "暗証番号"}, {"verification_b", "照合番号B"}, {"pin1", "暗証番号1"}, {"pin2", "暗証番号2"}};
    for (const auto& [way, left] : look.tries_left) {
        const auto name = names.find(way);
        if (name != names.end() && (only.empty() || way == only))
            lines.push_back({left > 1 ? Kind::body : Kind::warning,
                             name->second + "　あと " + std::to_string(left) + " 回", left > 1 ? "・" : "▲"});
    }
    return lines;
}

std::vector<PaneLine> look_lines(const CardLook& look) {
    std::vector<PaneLine> lines{{Kind::title, look.kind_words, ""}};
    if (const auto until = core::parse_iso(look.valid_until))  // as the card's face has it
        lines.push_back({Kind::body, "有効期限　" + core::western_text(*until), ""});
    for (PaneLine& line : tries_lines(look)) lines.push_back(std::move(line));
    for (const std::string& remark : look.remarks) lines.push_back({Kind::warning, remark, "▲"});
    return lines;
}

// Above the boxes there is room for few lines: what to do and what a slip costs come first.
std::vector<PaneLine> code_lines(const CardLook& look, PaneLine what_to_do) {
    std::vector<PaneLine> lines{{Kind::title, look.kind_words, ""}, std::move(what_to_do)};
    for (PaneLine& line : tries_lines(look, "verification_b")) lines.push_back(std::move(line));
    for (const std::string& remark : look.remarks) lines.push_back({Kind::warning, remark, "▲"});
    return lines;
}

int tries(const CardLook& look, const std::string& way) {
    const auto at = look.tries_left.find(way);
    return at == look.tries_left.end() ? 0 : at->second;
}

}  // namespace

CardPanel::CardPanel(wxWindow* parent, Shell& shell, PromptBar& prompt, std::function<void()> closed,
                     std::function<void()> picture)
    : wxPanel(parent, control::people_card),
      shell_(shell),
      prompt_(prompt),
      closed_(std::move(closed)),
      picture_(std::move(picture)) {
    SetBackgroundColour(colour(theme::ground));
    native::name(*this, "カードの読み取り");
    auto* column = new wxBoxSizer(wxVERTICAL);
    pane_ = new TextPane(this, wxID_ANY, "カードの内容");
    pane_->SetBackgroundColour(colour(theme::ground));
    column->Add(pane_, 1, wxEXPAND);
    code_ = new wxPanel(this);
    code_->SetBackgroundColour(colour(theme::ground));
    auto* boxes = new wxFlexGridSizer(2, px(gap::small), px(gap::small));
    for (const CodePart& part : code_parts) {
        auto* label = new wxStaticText(code_, wxID_ANY, to_wx(part.label));
        label->SetFont(font(Face::strong, theme::label_px));
        boxes->Add(label, 0, wxLEFT | wxALIGN_CENTER_VERTICAL, px(gap::small));
        auto* box = new SecretBox(code_, part.id, part.label,
                                  {.length_max = part.digits, .digits_only = true, .shown = true});
        native::name(*box, part.label, label);
        boxes->Add(box);
        const std::size_t at = code_boxes_.size();
        box->on_enter([this, at] {
            if (code_boxes_[at]->length() < code_parts[at].digits) return;
            if (at + 1 < code_boxes_.size()) return code_boxes_[at + 1]->SetFocus();
            code_entered();
        });
        code_boxes_.push_back(box);
    }
    code_->SetSizer(boxes);
    column->Add(code_, 0, wxEXPAND | wxBOTTOM, px(gap::section));
    number_ = new wxPanel(this);
    number_->SetBackgroundColour(colour(theme::ground));
    auto* line = new wxBoxSizer(wxVERTICAL);
    auto* label = new wxStaticText(number_, wxID_ANY, to_wx("カード番号（英字2・数字8・英字2）"));
    label->SetFont(font(Face::strong, theme::label_px));
    line->Add(label, 0, wxLEFT | wxTOP, px(gap::small));
    number_box_ = new SecretBox(number_, wxID_ANY, "カード番号",
                                {.length_max = 12, .digits_only = false, .shown = true});
    native::name(*number_box_, "カード番号", label);
    line->Add(number_box_, 0, wxLEFT | wxBOTTOM, px(gap::small));
    number_->SetSizer(line);
    number_box_->on_enter([this] {
        if (number_box_->length() < 12) return;
        CardAsk ask{look_.reader, "card_number", {}};
        ask.secrets.emplace("card_number", number_box_->take());
        number_->Hide();
        read(std::move(ask));
    });
    column->Add(number_, 0, wxEXPAND | wxBOTTOM, px(gap::section));
    SetSizer(column);
    code_->Hide();
    number_->Hide();
}

void CardPanel::ask_number() {
    step_ = Step::code;
    std::vector<PaneLine> lines = look_lines(look_);
    lines.push_back({Kind::body, "券面の右上の番号を入力してください。", ""});
    show_lines(std::move(lines));
    number_box_->clear();
    number_->Show();
    Layout();
    number_box_->SetFocus();
}

void CardPanel::show_lines(std::vector<PaneLine> lines) { pane_->show(std::move(lines)); }

void CardPanel::begin() {
    if (step_ == Step::looking || step_ == Step::reading) return;
    step_ = Step::looking;
    code_->Hide();
    Layout();
    show_lines({{Kind::title, "カードを確かめています", ""},
                {Kind::body, "カードをリーダーに置いたまま、お待ちください。", ""}});
    Shell& at = shell_;
    at.slow().run(
        this, [&at] { return at.service().cards(); },
        [this](core::Result<std::vector<CardLook>> result) { looked(std::move(result)); });
}

void CardPanel::looked(core::Result<std::vector<CardLook>> result) {
    if (step_ != Step::looking) return;
    if (!result || result->empty()) {
        if (result) {
            shell_.complain({core::ErrorCode::device, "card.absent"});
        } else {
            shell_.complain(result.error());
        }
        return close_for_picture();
    }
    if (result->size() > 1) return ask_card(std::move(*result));
    chosen(result->front());
}

// Two cards lie on two readers: the clerk says whose turn it is.
void CardPanel::ask_card(std::vector<CardLook> cards) {
    step_ = Step::way;
    show_lines({{Kind::title, "カードが " + std::to_string(cards.size()) + " 枚あります", ""}});
    ChoiceBox::Options options;
    for (std::size_t i = 0; i < cards.size(); ++i)
        options.emplace_back(std::to_string(i), cards[i].kind_words + "（" + cards[i].reader + "）");
    prompt_.ask({.words = "どのカードを読みますか。",
                 .options = std::move(options),
                 .chosen = [this, cards = std::move(cards)](const std::string& at, const std::string&) {
                     chosen(cards[std::stoul(at)]);
                 }});
}

void CardPanel::chosen(const CardLook& look) {
    look_ = look;
    shell_.say("カードを確かめました。");  // a complaint about an earlier try is over
    const CaseView* view = shell_.opened();
    const bool as_before = view != nullptr && view->id == read_by_pin_ && look_.kind == "mynumber";
    if (as_before && tries(look_, "pin") > 1) return ask_pin();  // the family's next card
    ask_way();
}

void CardPanel::ask_way() {
    step_ = Step::way;
    show_lines(look_lines(look_));
    ChoiceBox::Options ways;
    if (look_.kind == "mynumber") {
        ways = {{"verification_b", "照合番号B（券面の数字）"},
                {"pin", "暗証番号（お客様が入力）"},
                {"face", "顔認証カード"}};
    } else if (look_.kind == "licence") {
        ways = {{"two_pins", "暗証番号1と2（お客様が入力）"}};
    } else if (look_.kind == "residence") {
        ways = {{"card_number", "カード番号（券面の番号）"}};
    } else {
        shell_.complain({core::ErrorCode::unsupported, "card.unknown"});
        return close_for_picture();
    }
    ways.emplace_back("picture", "券面の画像");
    prompt_.ask({.words = look_.kind_words + "の読み方を選んでください。",
                 .options = std::move(ways),
                 .box_label = "",
                 .chosen = [this](const std::string& way, const std::string&) {
                     if (way == "pin") return ask_pin();
                     if (way == "two_pins") return ask_two_pins();
                     if (way == "card_number") return ask_number();
                     if (way == "picture") return close_for_picture();
                     ask_code();  // a card without a PIN (顔認証) is read by 照合番号B only
                 }});
}

void CardPanel::ask_code() {
    step_ = Step::code;
    show_lines(code_lines(look_, {Kind::body, "券面の数字を入力してください。", ""}));
    for (SecretBox* box : code_boxes_) box->clear();
    code_->Show();
    Layout();
    code_boxes_.front()->SetFocus();
    const CaseView* view = shell_.opened();
    if (view == nullptr) return;
    Shell& at = shell_;
    at.work().run(
        this, [&at, id = view->id] { return at.service().picture_code(id); },
        [this](core::Result<storage::Secret> code) {
            if (code && step_ == Step::code) fill_code(*code);
        });
}

// What a picture of the face said stands in the boxes; it costs a try only when the clerk has compared it
// with the card and presses Enter. What was typed meanwhile stays.
void CardPanel::fill_code(const storage::Secret& code) {
    std::size_t at = 0;
    for (const SecretBox* box : code_boxes_)
        if (box->length() > 0) return;
    for (std::size_t i = 0; i < code_boxes_.size() && at + code_parts[i].digits <= code.size(); ++i) {
        code_boxes_[i]->fill(code.view().subspan(at, code_parts[i].digits));
        at += code_parts[i].digits;
    }
    show_lines(code_lines(
        look_,
        {Kind::warning,
         "画像で読んだ数字です。カードと見比べて、違うところを直してから Enter を押してください。", "▲"}));
    code_boxes_.back()->SetFocus();
}

void CardPanel::code_entered() {
    storage::Secret whole(14);
    std::size_t at = 0;
    for (SecretBox* box : code_boxes_) {
        const storage::Secret part = box->take();
        for (const std::uint8_t digit : part.view())
            if (at < whole.size()) whole.bytes()[at++] = digit;
    }
    code_->Hide();
    Layout();
    CardAsk ask{look_.reader, "verification_b", {}};
    ask.secrets.emplace("verification_b", std::move(whole));
    read(std::move(ask));
}

void CardPanel::ask_pin() {
    step_ = Step::code;
    std::vector<PaneLine> lines = look_lines(look_);
    lines.push_back(
        {Kind::body, "お客様画面で暗証番号を入力していただいています。この画面には表示しません。", ""});
    show_lines(std::move(lines));
    shell_.resident().ask_pin(tries(look_, "pin"), 4,
                              {.entered =
                                   [this](storage::Secret pin) {
                                       CardAsk ask{look_.reader, "pin", {}};
                                       ask.secrets.emplace("pin", std::move(pin));
                                       read(std::move(ask));
                                   },
                               .given_up = [this] { ask_way(); }});
}

void CardPanel::ask_two_pins() {
    step_ = Step::code;
    show_lines({{Kind::title, look_.kind_words, ""},
                {Kind::body, "お客様画面で暗証番号1と2を入力していただいています。", ""}});
    shell_.resident().ask_pin(tries(look_, "pin1"), 4,
                              {.entered =
                                   [this](storage::Secret first) {
                                       auto one = std::make_shared<storage::Secret>(std::move(first));
                                       CallAfter([this, one] {
                                           shell_.resident().ask_pin(
                                               tries(look_, "pin2"), 4,
                                               {.entered =
                                                    [this, one](storage::Secret second) {
                                                        CardAsk ask{look_.reader, "pin", {}};
                                                        ask.secrets.emplace("pin1", std::move(*one));
                                                        ask.secrets.emplace("pin2", std::move(second));
                                                        read(std::move(ask));
                                                    },
                                                .given_up = [this] { ask_way(); }});
                                       });
                                   },
                               .given_up = [this] { ask_way(); }});
}

const CaseView* CardPanel::opened_or_close() {
    const CaseView* view = shell_.opened();
    if (view == nullptr) close();
    return view;
}

void CardPanel::read(CardAsk ask) {
    const CaseView* view = shell_.opened();
    if (view == nullptr) return close();
    step_ = Step::reading;
    by_pin_ = ask.way == "pin";
    show_lines(
        {{Kind::title, "カードを読んでいます", ""}, {Kind::body, "カードを動かさないでください。", ""}});
    shell_.say("カードを読んでいます。カードを動かさないでください。");
    auto held = std::make_shared<CardAsk>(std::move(ask));
    Shell& at = shell_;
    at.slow().run(
        this, [&at, id = view->id, held] { return at.service().read_card(id, std::move(*held)); },
        [this](core::Result<CardResult> result) { has_read(std::move(result)); });
}

void CardPanel::has_read(core::Result<CardResult> result) {
    if (step_ != Step::reading) return;
    if (!result) {
        shell_.complain(result.error());
        return close();
    }
    shell_.say("カードを読みました。");
    if (const CaseView* view = shell_.opened()) read_by_pin_ = by_pin_ ? view->id : core::CaseId{};
    result_ = std::move(*result);
    refused_.clear();
    step_ = Step::proposals;
    show_proposals();
    SetFocus();
    pane_->SetFocus();
}

void CardPanel::show_proposals() {
    std::vector<PaneLine> lines{
        {Kind::title, result_.look.kind_words + "の内容", ""},
        {Kind::help, "Enter ですべて取り込みます。数字を押すと、その項目を外します。", ""}};
    for (const std::string& remark : result_.remarks) lines.push_back({Kind::warning, remark, "▲"});
    for (std::size_t i = 0; i < result_.proposals.size(); ++i) {
        const CardProposal& proposal = result_.proposals[i];
        const bool on = !refused_.contains(i);
        lines.push_back({Kind::heading,
                         std::to_string(i + 1) + " " + proposal.label + (on ? "" : "　（取り込まない）"),
                         on ? "✓" : "－"});
        lines.push_back({Kind::name, proposal.text, " "});
        if (proposal.differs && !proposal.now.empty())
            lines.push_back({Kind::warning,
                             "いまの内容：" + proposal.now +
                                 (proposal.now_source.empty() ? "" : "（" + proposal.now_source + "）"),
                             "▲"});
        if (!proposal.family.empty()) {
            std::string family = "字形を確かめてください：";
            for (const std::string& letter : proposal.family) family += "　" + letter;
            lines.push_back({Kind::warning, family, "▲"});
        }
    }
    show_lines(std::move(lines));
}

bool CardPanel::digit(int n) {
    if (step_ == Step::finding && n >= 1 && n <= 3) address_typed_ = std::to_string(n);
    if (step_ != Step::proposals || n < 1 || n > static_cast<int>(result_.proposals.size())) return false;
    const auto at = static_cast<std::size_t>(n) - 1;
    if (refused_.erase(at) == 0) refused_.insert(at);
    show_proposals();
    return true;
}

bool CardPanel::accept() {
    if (step_ != Step::proposals) return false;
    step_ = Step::finding;
    address_typed_.clear();
    find_person();
    return true;
}

std::string CardPanel::proposed(const std::string& ending) const {
    for (const CardProposal& proposal : result_.proposals)
        if (proposal.field.ends_with(ending)) return proposal.text;
    return {};
}

// The visitor's card comes first; a card of somebody already here is merged; any other adds a person.
void CardPanel::find_person() {
    const CaseView* view = opened_or_close();
    if (view == nullptr) return;
    const bool nobody = view->persons.empty() || view->persons.front().name.empty();
    if (nobody) return ask_address(0);
    const std::string name = proposed("visitor_name");
    const std::string birth = proposed("birth_date");
    for (const PersonView& person : view->persons)
        if (person.name == name && (person.birth.empty() || person.birth == birth))
            return ask_address(person.subject);
    auto added = std::make_shared<forms::Subject>(0);
    change_case_and_go(
        shell_, this, [id = view->id, added](DeskService& service) { return service.add_person(id, *added); },
        [this, added](bool done) {
            if (done) ask_address(*added);
        });
}

void CardPanel::ask_address(forms::Subject person) {
    bool has_address = false;
    for (std::size_t i = 0; i < result_.proposals.size(); ++i)
        has_address = has_address || (!refused_.contains(i) &&
                                      result_.proposals[i].field.find("address") != std::string::npos);
    if (!has_address) return take(person, AddressIs::neither);
    step_ = Step::address;
    if (!address_typed_.empty()) return take(person, static_cast<AddressIs>(address_typed_.front() - '0'));
    const auto words_of = [this](const char* words, AddressIs which) {
        return std::string(words) + (result_.address_default == which ? "（通常）" : "");
    };
    prompt_.ask({.words = "カードの住所は、どの住所ですか。",
                 .options = {{"1", words_of("今の住所", AddressIs::current)},
                             {"2", words_of("前の住所", AddressIs::previous)},
                             {"3", words_of("どちらでもない", AddressIs::neither)}},
                 .box_label = "",
                 .chosen = [this, person](const std::string& value, const std::string&) {
                     take(person, static_cast<AddressIs>(value.front() - '0'));
                 }});
}

void CardPanel::take(forms::Subject person, AddressIs address) {
    const CaseView* view = shell_.opened();
    if (view == nullptr) return close();
    std::vector<CardProposal> accepted;
    for (std::size_t i = 0; i < result_.proposals.size(); ++i)
        if (!refused_.contains(i)) accepted.push_back(result_.proposals[i]);
    change_case_and_go(
        shell_, this,
        [id = view->id, person, accepted, address](DeskService& service) {
            return service.accept_card(id, person, accepted, address);
        },
        [this](bool done) {
            if (done) shell_.say("カードの内容を取り込みました。");
            close();
        });
}

bool CardPanel::give_up() {
    if (step_ == Step::idle) return false;
    shell_.say("カードの読み取りをやめました。");
    close();
    return true;
}

void CardPanel::close() {
    step_ = Step::idle;
    result_ = {};
    for (SecretBox* box : code_boxes_) box->clear();
    number_box_->clear();
    code_->Hide();
    number_->Hide();
    if (shell_.resident().asking()) shell_.resident().blank();
    closed_();
}

void CardPanel::close_for_picture() {
    close();
    picture_();
}

}  // namespace app::desk
