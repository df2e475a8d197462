#include "app/desk/views/handover_panel.h"

#include <wx/sizer.h>
#include <wx/stattext.h>

#include <algorithm>
#include <sstream>

#include "app/desk/layout_helpers.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

HandoverPanel::HandoverPanel(wxWindow* parent, Shell& shell, int list_id)
    : wxPanel(parent), shell_(shell), list_id_(list_id) {
    SetBackgroundColour(colour(theme::ground_soft));
    native::name(*this, "手渡しの一覧");
    auto* column = new wxBoxSizer(wxVERTICAL);
    auto* words = new wxStaticText(this, wxID_ANY,
                                   to_wx("手渡し　渡したもの、回したものの数字を押します（0 ですべて）"));
    words->SetFont(font(Face::strong, theme::body_px));
    column->Add(words, 0, wxLEFT | wxTOP, px(gap::small));
    SetSizer(column);
    Hide();
}

void HandoverPanel::show(const CaseView& view) {
    const auto same_lines = [&] {
        return std::equal(lines_.begin(), lines_.end(), view.handover.begin(), view.handover.end(),
                          [](const HandoverView& a, const HandoverView& b) { return a.words == b.words; });
    };
    const bool rebuild = !same_lines() || list_ == nullptr;
    lines_ = view.handover;
    if (lines_.empty()) {
        if (IsShown()) {
            Hide();
            GetParent()->Layout();
        }
        return;
    }
    if (rebuild) {
        if (list_ != nullptr) list_->Destroy();
        ChoiceBox::Options options;
        for (const HandoverView& line : lines_) options.emplace_back(line.item, line.words);
        list_ = new ChoiceBox(this, list_id_, "手渡しの一覧", options, true, false);
        if (options.size() > 9) list_->number_by_zeros();
        list_->on({.changed = [this] { tick(); }, .entered = {}, .came = {}, .left = {}});
        list_->Bind(wxEVT_CHAR_HOOK, [this](wxKeyEvent& event) {
            const int code = event.GetKeyCode();
            if ((code == '0' || code == WXK_NUMPAD0) && lines_.size() < 10) return tick_all();
            event.Skip();
        });
        GetSizer()->Add(list_, 0, wxALL, px(gap::hair));
    }
    std::string done;
    for (const HandoverView& line : lines_)
        if (line.done) done += (done.empty() ? "" : "\n") + line.item;
    list_->put(done);
    if (!IsShown()) Show();
    list_->fit_width(std::max(px(400), GetParent()->GetClientSize().x - px(gap::large)));
    GetParent()->Layout();
}

bool HandoverPanel::open() const {
    return std::any_of(lines_.begin(), lines_.end(), [](const HandoverView& line) { return !line.done; });
}

void HandoverPanel::put_focus() {
    if (IsShown() && list_ != nullptr) list_->SetFocus();
}

void HandoverPanel::tick() {
    const CaseView* view = shell_.opened();
    if (view == nullptr) return;
    std::vector<std::string> items;
    std::istringstream chosen(list_->text());
    for (std::string item; std::getline(chosen, item);) items.push_back(item);
    change_case_and_go(
        shell_, this, [id = view->id, items](DeskService& service) { return service.hand_over(id, items); },
        [this](bool) {
            if (const CaseView* now = shell_.opened()) show(*now);  // a tick stays, whatever was pressed
        });
}

void HandoverPanel::tick_all() {
    const CaseView* view = shell_.opened();
    if (view == nullptr) return;
    std::vector<std::string> items;
    for (const HandoverView& line : lines_) items.push_back(line.item);
    // An F12 right behind it means the case as it is then.
    change_case_and_go(
        shell_, this, [id = view->id, items](DeskService& service) { return service.hand_over(id, items); },
        [](bool) {});
}

}  // namespace app::desk
