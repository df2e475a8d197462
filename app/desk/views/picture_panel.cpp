#include "app/desk/views/picture_panel.h"

#include <wx/sizer.h>
#include <wx/stattext.h>
#include <wx/stdpaths.h>

#include <algorithm>

#include "app/desk/control_ids.h"
#include "app/desk/layout_helpers.h"
#include "app/desk/native_widgets.h"
#include "app/service/picture_files.h"

namespace app::desk {

namespace {

using Kind = PaneLine::Kind;
constexpr std::size_t files_shown = 5;
constexpr int notes_height = 150;
constexpr const char* from_elsewhere = "other";
constexpr const char* from_scanner = "scanner";
constexpr const char* from_camera = "camera";

std::string picture_folder(const Shell& shell) {
    if (!shell.picture_folder().empty()) return shell.picture_folder();
    return to_utf8(wxStandardPaths::Get().GetUserDir(wxStandardPaths::Dir_Pictures));
}

std::vector<PaneLine> notes_of(const PictureProposal& item, bool accepted) {
    std::vector<PaneLine> lines;
    const std::string percent = "確からしさ " + std::to_string(item.confidence) + "％";
    if (item.text.empty()) {
        lines.push_back(
            {Kind::warning, "読めませんでした。画像を見て入力するか、PageDown で次へ進みます。", "▲"});
    } else if (item.sure) {
        lines.push_back({Kind::good, percent + "。画像と同じか確かめてください。", "・"});
    } else {
        lines.push_back({Kind::warning, percent + "。一字ずつ画像と見比べてください。", "▲"});
    }
    if (!item.others.empty()) {
        std::string words;
        for (const std::string& other : item.others) words += (words.empty() ? "" : " ／ ") + other;
        words = "ほかの読み（F4 で替えます）： " + words;
        lines.push_back({Kind::body, words, "・"});
    }
    if (!item.now.empty())
        lines.push_back(
            {Kind::warning,
             "いまの内容：" + item.now + (item.now_source.empty() ? "" : "（" + item.now_source + "）"),
             "▲"});
    if (accepted) lines.push_back({Kind::good, "この項目は取り込みます。", "✓"});
    lines.push_back({Kind::help,
                     "Enter 取り込んで次へ　PageDown 取り込まずに次へ　PageUp 前へ　F4 ほかの読み　"
                     "F12 ここまでを取り込む　Esc やめる",
                     ""});
    return lines;
}

}  // namespace

PicturePanel::PicturePanel(wxWindow* parent, Shell& shell, PromptBar& prompt, std::function<void()> changed)
    : wxPanel(parent, control::people_picture), shell_(shell), prompt_(prompt), changed_(std::move(changed)) {
    SetBackgroundColour(colour(theme::ground));
    native::name(*this, "画像の読み取り");
    auto* column = new wxBoxSizer(wxVERTICAL);
    title_ = new wxStaticText(this, wxID_ANY, "");
    title_->SetFont(font(Face::strong, theme::lead_px));
    title_->SetForegroundColour(colour(theme::text));
    column->Add(title_, 0, wxLEFT | wxTOP, px(gap::medium));
    strip_ = new PrintStrip(this, control::people_picture_strip, "画像と読み取った内容");
    column->Add(strip_, 1, wxEXPAND | wxALL, px(gap::hair));
    box_ = new TextBox(this, control::people_picture_box, "取り込む内容", shell);
    box_->SetFont(font(Face::name, theme::lead_px));
    box_->on({.entered =
                  [this](int direction) {
                      if (direction < 0) return (void)page(-1);
                      accept_item();
                  },
              .left = {},
              .came = {},
              .typed = [this] { strip_->put(box_->words()); },
              .key = {}});
    column->Add(box_, 0, wxEXPAND | wxLEFT | wxRIGHT, px(gap::medium));
    notes_ = new TextPane(this, wxID_ANY, "この項目について");
    notes_->SetBackgroundColour(colour(theme::ground));
    notes_->SetMinSize(wxSize(-1, px(notes_height)));
    column->Add(notes_, 0, wxEXPAND | wxALL, px(gap::hair));
    SetSizer(column);
}

void PicturePanel::begin() {
    if (active()) return;
    step_ = Step::asking;
    Shell& at = shell_;
    at.work().run(
        this, [&at] { return at.service().picture_kinds(); },
        [this](std::vector<PictureKindView> kinds) { ask_kind(kinds); });
}

void PicturePanel::ask_kind(const std::vector<PictureKindView>& kinds) {
    if (step_ != Step::asking) return;
    if (kinds.empty()) {
        shell_.complain({core::ErrorCode::not_found, "face.templates"});
        return close();
    }
    ChoiceBox::Options options;
    for (const PictureKindView& kind : kinds) options.emplace_back(kind.kind, kind.words);
    prompt_.ask({.words = "何の書類の画像を読みますか。",
                 .options = std::move(options),
                 .chosen = [this](const std::string& kind, const std::string&) { ask_place(kind); }});
}

void PicturePanel::ask_place(const std::string& kind) {
    Shell& at = shell_;
    at.work().run(
        this, [folder = picture_folder(at)] { return newest_pictures(folder, files_shown); },
        [this, kind](const std::vector<PictureFile>& files) {
            if (step_ != Step::asking) return;
            ChoiceBox::Options options;
            for (const PictureFile& file : files) options.emplace_back(file.path, file.words);
            options.emplace_back(from_elsewhere, "ほかの場所のファイル");
            options.emplace_back(from_scanner, "スキャナーで読む");
            options.emplace_back(from_camera, "カメラで写す");
            prompt_.ask({.words = "画像はどれですか。",
                         .options = std::move(options),
                         .chosen = [this, kind](const std::string& place, const std::string&) {
                             if (place == from_elsewhere) return ask_path(kind);
                             if (place == from_scanner) return read({kind, PictureFrom::scanner, ""});
                             if (place == from_camera) return read({kind, PictureFrom::camera, ""});
                             read({kind, PictureFrom::file, place});
                         }});
        });
}

void PicturePanel::ask_path(const std::string& kind) {
    prompt_.ask({.words = "画像のファイルの場所を入力してください。",
                 .options = {{"read", "読む"}},
                 .box_label = "場所",
                 .box_first = true,
                 .chosen = [this, kind](const std::string&, const std::string& typed) {
                     read({kind, PictureFrom::file, typed});
                 }});
}

void PicturePanel::read(PictureAsk ask) {
    const CaseView* view = shell_.opened();
    if (view == nullptr) return close();
    step_ = Step::reading;
    title_->SetLabel(to_wx("画像を読んでいます"));
    strip_->clear();
    box_->put("");
    box_->Hide();
    notes_->show({{Kind::body, "数秒かかります。Esc でやめられます。", ""}});
    shell_.say("画像を読んでいます。");
    changed_();
    SetFocus();
    Shell& at = shell_;
    at.slow().run(
        this, [&at, id = view->id, ask = std::move(ask)] { return at.service().read_picture(id, ask); },
        [this](core::Result<PictureResult> result) { has_read(std::move(result)); });
}

void PicturePanel::has_read(core::Result<PictureResult> result) {
    if (step_ != Step::reading) return;
    if (!result) {
        shell_.complain(result.error());
        return close();
    }
    result_ = std::move(*result);
    accepted_.clear();
    persons_.clear();
    for (const PicturePerson& person : result_.persons)
        if (person.known) persons_[person.row] = *person.known;
    at_ = 0;
    if (result_.proposals.empty()) {
        shell_.say(result_.document + "の画像を読みました。いまの内容と違う項目はありません。");
        return close();
    }
    std::string words;
    for (const std::string& remark : result_.remarks) words += remark;
    shell_.say(words.empty() ? result_.document + "の画像を読みました。一項目ずつ確かめてください。" : words);
    step_ = Step::items;
    changed_();
    show_item();
}

void PicturePanel::show_item() {
    const PictureProposal& shown = item();
    candidate_ = 0;
    std::string title = result_.document + "　" + shown.label + "（" + std::to_string(at_ + 1) + "/" +
                        std::to_string(result_.proposals.size()) + "）";
    for (const PicturePerson& person : result_.persons)
        if (person.row == shown.row && shown.row > 0)
            title += "　" + std::to_string(person.row) + "人目　" + person.words;
    title_->SetLabel(to_wx(title));
    const auto accepted = accepted_.find(shown.item);
    const std::string text = accepted == accepted_.end() ? shown.text : accepted->second;
    strip_->show(shown.picture, result_.dots_per_mm, text);
    box_->Show();
    box_->put(text);
    native::name(*box_, shown.label);
    show_notes();
    Layout();
    box_->SetFocus();
    box_->SetInsertionPointEnd();
}

void PicturePanel::show_notes() { notes_->show(notes_of(item(), accepted_.contains(item().item))); }

void PicturePanel::accept_item() {
    if (step_ != Step::items) return;
    const std::string text = box_->words();
    if (text.empty()) {
        accepted_.erase(item().item);
    } else {
        accepted_[item().item] = text;
    }
    if (at_ + 1 < result_.proposals.size()) {
        ++at_;
        return show_item();
    }
    finish();
}

bool PicturePanel::page(int by) {
    if (step_ != Step::items) return false;
    if (by < 0 && at_ > 0) {
        --at_;
        show_item();
    } else if (by > 0) {
        accepted_.erase(item().item);
        if (at_ + 1 == result_.proposals.size()) return finish();
        ++at_;
        show_item();
    }
    return true;
}

bool PicturePanel::next_candidate() {
    if (step_ != Step::items) return false;
    candidate_ = (candidate_ + 1) % (item().others.size() + 1);
    const std::string text = candidate_ == 0 ? item().text : item().others[candidate_ - 1];
    box_->put(text);
    box_->SetInsertionPointEnd();
    strip_->put(text);
    return true;
}

bool PicturePanel::finish() {
    if (step_ != Step::items) return step_ != Step::idle;
    if (accepted_.empty()) {
        shell_.say("取り込む項目はありませんでした。");
        close();
        return true;
    }
    step_ = Step::ending;
    changed_();
    ask_person();
    return true;
}

// A card whose person the case does not have may still be somebody's of the case whose name was misread; on a
// sheet the visitor may be any of the persons.
void PicturePanel::ask_person() {
    const CaseView* view = shell_.opened();
    if (view == nullptr) return close();
    ChoiceBox::Options options;
    std::string words;
    if (result_.persons.size() == 1 && result_.persons.front().row == 0) {
        if (persons_.contains(0)) return ask_address();
        words = "だれの書類ですか。";
        options.emplace_back("new", "新しい対象者");
        for (const PersonView& person : view->persons)
            options.emplace_back(std::to_string(person.subject),
                                 person.name.empty() ? "（氏名 未入力）" : person.name);
    } else {
        const bool visitor_named = !view->persons.empty() && !view->persons.front().name.empty();
        if (visitor_named) return ask_address();
        words = "来庁した方は、どの方ですか。";
        for (const PicturePerson& person : result_.persons)
            options.emplace_back(std::to_string(person.row), person.words);
        options.emplace_back("none", "この中にいない");
    }
    const bool sheet = result_.persons.empty() || result_.persons.front().row > 0;
    prompt_.ask({.words = words,
                 .options = std::move(options),
                 .chosen = [this, sheet](const std::string& value, const std::string&) {
                     const bool number = value != "new" && value != "none";
                     if (number && sheet) persons_[std::stoul(value)] = 0;
                     if (number && !sheet) persons_[0] = std::stoull(value);
                     ask_address();
                 }});
}

void PicturePanel::ask_address() {
    address_ = result_.address_default;
    const bool has_address = accepted_.contains("address");
    if (!result_.asks_address || !has_address) return take();
    const auto words_of = [this](const char* words, AddressIs which) {
        return std::string(words) + (result_.address_default == which ? "（通常）" : "");
    };
    prompt_.ask({.words = "書類の住所は、どの住所ですか。",
                 .options = {{"1", words_of("今の住所", AddressIs::current)},
                             {"2", words_of("前の住所", AddressIs::previous)},
                             {"3", words_of("どちらでもない", AddressIs::neither)}},
                 .chosen = [this](const std::string& value, const std::string&) {
                     address_ = static_cast<AddressIs>(value.front() - '0');
                     take();
                 }});
}

void PicturePanel::take() {
    const CaseView* view = shell_.opened();
    if (view == nullptr) return close();
    PictureAccept accepted{{}, persons_, address_};
    for (const auto& [item, text] : accepted_) accepted.items.push_back({item, text});
    change_case(
        shell_, this,
        [id = view->id, accepted](DeskService& service) { return service.accept_picture(id, accepted); },
        [this, count = accepted.items.size()](bool done) {
            if (done) shell_.say("画像から " + std::to_string(count) + " 項目を取り込みました。");
            close();
        });
}

bool PicturePanel::give_up() {
    if (step_ == Step::idle) return false;
    if (step_ == Step::ending) {  // one step back: nothing that was accepted is lost
        step_ = Step::items;
        changed_();
        show_item();
        return true;
    }
    if (showing()) shell_.say("画像の読み取りをやめました。何も取り込んでいません。");
    close();
    return true;
}

void PicturePanel::close() {
    step_ = Step::idle;
    result_ = {};
    accepted_.clear();
    strip_->clear();
    box_->put("");
    changed_();
}

}  // namespace app::desk
