#include "app/desk/controls/answer_box.h"

#include <wx/dcbuffer.h>
#include <wx/dcclient.h>

#include <algorithm>
#include <utility>

#include "app/desk/controls/paint.h"
#include "app/desk/native_keys.h"
#include "app/desk/native_widgets.h"
#include "app/desk/views/case_words.h"
#include "forms/core/date_words.h"
#include "forms/core/text.h"

namespace app::desk {

namespace {

constexpr int label_height = 26;
constexpr int beside_height = 22;
constexpr std::size_t candidates_max = 9;  // one digit each

bool past_input_method(const std::string& kind) {
    return kind == "date" || kind == "num" || kind == "phone" || kind == "postal" || kind == "digits" ||
           kind == "money";
}

bool is_register_name(const AnswerView& view) {
    return view.kind == "text" && view.field.find("name") != std::string::npos;
}

// Yes and no are two options like others.
AnswerView whole(AnswerView view) {
    if (view.kind == "flag" && view.options.empty()) view.options = {{"true", "はい"}, {"false", "いいえ"}};
    return view;
}

std::string hint_of(const std::string& kind) {
    if (kind == "date") return "和暦7桁か西暦8桁（例 5081110）";
    if (kind == "kana") return "ひらがなでも入力できます";
    if (kind == "postal") return "7桁の数字";
    if (kind == "address") return "郵便番号7桁と Enter で、町名まで入ります";
    if (kind == "phone") return "市外局番から";
    return "";
}

// What stands under an open box: how it is typed, or whom a digit names.
std::string hint_of(const AnswerView& view) {
    if (view.candidates.empty()) return hint_of(view.kind);
    std::string out;
    for (std::size_t i = 0; i < std::min(view.candidates.size(), candidates_max); ++i)
        out += (i > 0 ? "　" : "") + std::to_string(i + 1) + " " + view.candidates[i];
    return out;
}

// What stands under a box whose value is wrong or doubtful.
std::string remark_words(const AnswerView& view) {
    return (view.beside.empty() ? "" : view.beside + "　") + view.remark;
}

bool is_whole_code(const std::string& typed) {
    const std::string plain = core::to_half_width(typed);
    return plain.find_first_not_of("0123456789-") == std::string::npos &&
           std::count_if(plain.begin(), plain.end(), [](char c) { return c != '-'; }) == 7;
}

}  // namespace

AnswerBox::AnswerBox(wxWindow* parent, int id, Shell& shell, AnswerView view, const Told& told)
    : wxPanel(parent, id), shell_(shell), view_(whole(std::move(view))), told_(told), seen_(view_.seen) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    SetBackgroundColour(colour(theme::ground));
    if (view_.choices.size() > 1) {
        make_conflict();
    } else if (!view_.options.empty()) {
        make_choice();
    } else {
        make_text();
    }
    name_inner();
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) { on_paint(); });
    Bind(wxEVT_LEFT_DOWN, [this](wxMouseEvent&) { put_focus(); });
}

void AnswerBox::make_text() {
    text_ = new TextBox(this, wxID_ANY, view_.label, shell_);
    if (is_register_name(view_)) text_->SetFont(font(Face::name, theme::lead_px));
    if (past_input_method(view_.kind)) native::bypass_input_method(*text_);
    text_->put(view_.text);
    native::watch_composition(*text_);
    text_->Bind(wxEVT_CHAR_HOOK, [this](wxKeyEvent& event) {
        const int code = event.GetKeyCode();
        const int digit = code >= WXK_NUMPAD1 && code <= WXK_NUMPAD9 ? code - WXK_NUMPAD0 : code - '0';
        if (event.HasModifiers() || event.ShiftDown() || native::composing(*text_) || !pick_candidate(digit))
            event.Skip();
    });
    text_->on({.entered = [this](int direction) { entered(direction); },
               .left = [this] { leave(); },
               .came =
                   [this] {
                       if (saves_ == 0) take_note();
                       told_.came(*this);
                   },
               .typed = [this] { look_at_typing(); },
               .key =
                   [this](wxKeyEvent& event) {
                       if (event.GetKeyCode() == WXK_TAB && !event.ControlDown())
                           return told_.tab(*this, event.ShiftDown() ? -1 : 1);
                       if (event.GetUnicodeKey() != '/' || !text_->IsEmpty()) return false;
                       told_.skip(view_);
                       return true;
                   }});
}

void AnswerBox::entered(int direction) {
    const bool code = is_whole_code(inner_text());
    if (view_.kind == "address" && code && told_.place) return told_.place(view_, inner_text());
    const bool fresh = view_.kind == "postal" && code && inner_text() != view_.text;
    commit();
    if (fresh && told_.place && direction > 0) return told_.place(view_, inner_text());
    told_.go_on(*this, direction);
}

void AnswerBox::type_on(const std::string& beginning) {
    if (text_ == nullptr) return;
    text_->SetFocus();
    text_->put(beginning);
    text_->SetInsertionPointEnd();
    Refresh();
}

// In an empty box for a name a digit is one of the persons here.
bool AnswerBox::pick_candidate(int n) {
    if (n < 1 || n > static_cast<int>(std::min(view_.candidates.size(), candidates_max)) || !text_->IsEmpty())
        return false;
    text_->put(view_.candidates[static_cast<std::size_t>(n) - 1]);
    commit();
    told_.go_on(*this, 1);
    return true;
}

void AnswerBox::look_at_typing() {
    typed_beside_.clear();
    if (view_.kind == "postal" && inner_text() != view_.text && is_whole_code(inner_text()))
        look_up_place(inner_text());
    if (view_.kind == "date" && inner_text() != view_.text)
        typed_beside_ =
            core::beside_typed_date(inner_text(), today(), view_.field.find("birth") != std::string::npos);
    if (view_.kind == "date")
        native::describe(*text_, typed_beside_.empty() ? hint_of(view_.kind) : typed_beside_);
    Refresh();
}

void AnswerBox::make_choice() {
    choice_ = new ChoiceBox(this, wxID_ANY, view_.label, view_.options, view_.kind == "check", view_.counted);
    if (view_.options.size() > 9 && !view_.counted) choice_->number_by_zeros();
    put_choice();
    choice_->on({.changed = [this] { changed_choice(); },
                 .entered =
                     [this](int direction) {
                         commit();
                         told_.go_on(*this, direction);
                     },
                 .tabbed = [this](int direction) { return told_.tab(*this, direction); },
                 .came =
                     [this] {
                         if (saves_ == 0) take_note();
                         told_.came(*this);
                     },
                 .left = [this] { leave(); }});
    choice_->Bind(wxEVT_CHAR_HOOK, [this](wxKeyEvent& event) {
        if (event.GetUnicodeKey() != '/' || !view_.text.empty()) return event.Skip();
        told_.skip(view_);
    });
}

void AnswerBox::put_choice() {
    choice_->put(view_.text);
    base_ = choice_->text();
}

void AnswerBox::make_conflict() {
    ChoiceBox::Options sides;
    for (std::size_t i = 0; i < view_.choices.size(); ++i) {
        const ChoiceView& side = view_.choices[i];
        sides.emplace_back(std::to_string(i), side.text + "　（窓口" + side.desk + "・" + side.who + "　" +
                                                  clock_words(side.at_ms) + "）");
    }
    choice_ = new ChoiceBox(this, wxID_ANY, view_.label + "の食い違い", sides, false, false);
    choice_->on({.changed =
                     [this] {
                         const std::string picked = choice_->text();
                         if (picked.empty()) return;
                         told_.settle(view_, view_.choices[static_cast<std::size_t>(std::stoul(picked))].dot);
                     },
                 .entered = [this](int direction) { told_.go_on(*this, direction); },
                 .tabbed = [this](int direction) { return told_.tab(*this, direction); },
                 .came = [this] { told_.came(*this); },
                 .left = {}});
}

bool AnswerBox::same_shape(const AnswerView& newer, const AnswerView& other) {
    const AnswerView one = whole(newer);
    return one.field == other.field && one.person == other.person && one.kind == other.kind &&
           one.label == other.label && one.options == other.options &&
           (one.choices.size() > 1) == (other.choices.size() > 1) &&
           one.choices.size() == other.choices.size();
}

// Letters that the case does not hold and that no save has taken along.
bool AnswerBox::typed_since() const {
    return text_ != nullptr && text_->HasFocus() && inner_text() != view_.text &&
           !(saves_ > 0 && inner_text() == asked_to_save_);
}

bool AnswerBox::show(AnswerView newer) {
    AnswerView view = whole(std::move(newer));
    if (view == view_ && !changed_elsewhere_) return false;
    const bool other_height = view.remark != view_.remark || view.beside != view_.beside ||
                              view.candidates != view_.candidates || choice_ != nullptr;
    const bool touched = typed_since();
    changed_elsewhere_ = touched && saves_ == 0 && view.text != view_.text;
    view_ = std::move(view);
    if (!touched && saves_ == 0) take_over();
    name_inner();
    Refresh();
    return other_height;
}

void AnswerBox::saved(bool done) {
    saves_ = std::max(0, saves_ - 1);
    if (done && saves_ == 0 && !(text_ != nullptr && text_->HasFocus() && inner_text() != asked_to_save_))
        take_over();
    Refresh();
}

// The box says what the case holds.
void AnswerBox::take_over() {
    if (text_ != nullptr && inner_text() != view_.text) {
        text_->put(view_.text);
        if (text_->HasFocus()) text_->SetInsertionPointEnd();
    }
    if (choice_ != nullptr && view_.choices.size() <= 1 && !choice_->pending()) put_choice();
    take_note();
}

// What stands there has been seen: an edit that begins now knows of it.
void AnswerBox::take_note() {
    seen_ = view_.seen;
    own_since_ = false;
}

std::string AnswerBox::inner_text() const {
    if (text_ != nullptr) return text_->words();
    const bool picked = choice_ != nullptr && view_.choices.size() <= 1 && choice_->text() != base_;
    return picked ? choice_->text() : view_.text;
}

bool AnswerBox::undo_typing() {
    if (text_ == nullptr || inner_text() == view_.text) return false;
    text_->put(view_.text);
    text_->SetInsertionPointEnd();
    Refresh();
    return true;
}

void AnswerBox::leave() { commit(); }

void AnswerBox::changed_choice() {
    if (choice_->pending()) return;
    commit();
}

void AnswerBox::commit() {
    if (view_.choices.size() > 1) return;
    std::string now = inner_text();
    if (text_ != nullptr && view_.kind == "kana" && !now.empty()) {
        const std::string kana = core::kana_entry(now);
        if (kana != now) text_->put(kana);
        now = kana;
    }
    if (saves_ > 0 ? now == asked_to_save_ : now == view_.text) return;
    ++saves_;
    asked_to_save_ = now;
    Refresh();
    told_.save(view_, {now, seen_, std::exchange(own_since_, true)});
}

void AnswerBox::put_focus() {
    if (text_ != nullptr) {
        text_->SetFocus();
        text_->SelectAll();
    } else if (choice_ != nullptr) {
        choice_->SetFocus();
    }
}

bool AnswerBox::wide() const { return view_.choices.size() > 1 || view_.options.size() > 5; }

int AnswerBox::fit_width(int width) {
    int y = px(label_height);
    if (text_ != nullptr) {
        text_->SetSize(0, y, width, px(theme::field_px));
        y += px(theme::field_px);
    } else if (choice_ != nullptr) {
        y += choice_->fit_width(width);
        choice_->Move(0, px(label_height));
    }
    if (!view_.remark.empty()) {
        wxClientDC dc(this);
        dc.SetFont(font(Face::interface, theme::small_px));
        y += px(beside_height) * static_cast<int>(paint::wrap(dc, to_wx(remark_words(view_)), width).size());
    } else if (text_ != nullptr && !view_.candidates.empty()) {
        wxClientDC dc(this);
        dc.SetFont(font(Face::interface, theme::small_px));
        y += px(beside_height) * static_cast<int>(paint::wrap(dc, to_wx(hint_of(view_)), width).size());
    } else if (text_ != nullptr && (!view_.beside.empty() || !hint_of(view_).empty())) {
        y += px(beside_height);
    }
    SetSize(width, y);
    return y;
}

void AnswerBox::name_inner() {
    std::string words = view_.label;
    if (view_.required) words += "、必須";
    if (view_.choices.size() > 1) words += "、食い違いがあります。数字で選んでください";
    if (!view_.source_word.empty()) words += "、出所 " + view_.source_word;
    wxWindow& inner = text_ != nullptr ? static_cast<wxWindow&>(*text_) : *choice_;
    native::name(inner, words);
    if (!view_.remark.empty()) {
        native::describe(inner, remark_words(view_));
    } else if (text_ != nullptr) {
        native::describe(inner, view_.beside.empty() ? hint_of(view_) : view_.beside);
    }
}

void AnswerBox::on_paint() {
    wxAutoBufferedPaintDC dc(this);
    dc.SetBackground(wxBrush(colour(theme::ground)));
    dc.Clear();
    const bool conflict = view_.choices.size() > 1;
    dc.SetFont(font(Face::strong, theme::label_px));
    dc.SetTextForeground(colour(conflict ? theme::warning : theme::text));
    const wxString label = to_wx((conflict ? "▲ 食い違い　" : "") + view_.label);
    dc.DrawText(label, 0, 0);
    int x = dc.GetTextExtent(label).x + px(8);
    dc.SetFont(font(Face::interface, theme::small_px));
    if (view_.required && view_.text.empty()) {
        dc.SetTextForeground(colour(theme::error));
        dc.DrawText(to_wx("※必須"), x, px(3));
        x += dc.GetTextExtent(to_wx("※必須")).x + px(8);
    }
    if (conflict) {
        dc.SetTextForeground(colour(theme::text));
        dc.DrawText(to_wx("正しいほうを数字で選んでください"), x, px(3));
        return;
    }
    // Right end: source and tick. The tick stands only for what is durable.
    const bool dirty = inner_text() != view_.text;
    const wxString state = to_wx(saves_ > 0 ? "保存中" : dirty ? "未保存" : view_.text.empty() ? "" : "✓");
    int right = GetClientSize().x - dc.GetTextExtent(state).x - px(2);
    dc.SetTextForeground(colour(saves_ > 0 || dirty ? theme::text_help : theme::success));
    dc.DrawText(state, right, px(3));
    const std::string from = changed_elsewhere_ ? "ほかの窓口で変更" : view_.source_word;
    if (!from.empty() && !dirty) {
        right -= dc.GetTextExtent(to_wx(from)).x + px(8);
        dc.SetTextForeground(colour(changed_elsewhere_ ? theme::warning : theme::text_help));
        if (right > x) dc.DrawText(to_wx(from), right, px(3));
    }
    if (!view_.remark.empty() && !dirty) return draw_remark(dc);
    if (text_ == nullptr) return;
    const std::string known = dirty ? typed_beside_ : view_.beside;
    const std::string below = known.empty() && (dirty || view_.text.empty()) ? hint_of(view_) : known;
    dc.SetTextForeground(colour(theme::text_help));
    int y = px(label_height) + px(theme::field_px) + px(1);
    for (const wxString& line : paint::wrap(dc, to_wx(below), GetClientSize().x)) {
        dc.DrawText(line, px(2), y);
        y += px(beside_height);
    }
}

// The place of a postal code, while the code still stands there.
void AnswerBox::look_up_place(const std::string& code) {
    Shell& desk = shell_;
    desk.slow().run(
        this, [&desk, code] { return desk.service().addresses(code); },
        [this, code](const core::Result<std::vector<AddressView>>& places) {
            if (!places || places->empty() || inner_text() != code) return;
            typed_beside_ = places->front().text;
            if (places->size() > 1) typed_beside_ += " ほか" + std::to_string(places->size() - 1) + "か所";
            native::describe(*text_, typed_beside_);
            Refresh();
        });
}

void AnswerBox::draw_remark(wxDC& dc) const {
    dc.SetTextForeground(colour(view_.remark_is_warning ? theme::warning : theme::error));
    const auto lines = paint::wrap(dc, to_wx(remark_words(view_)), GetClientSize().x);
    int y = GetClientSize().y - px(beside_height) * static_cast<int>(lines.size()) + px(1);
    for (const wxString& line : lines) {
        dc.DrawText(line, px(2), y);
        y += px(beside_height);
    }
}

}  // namespace app::desk
