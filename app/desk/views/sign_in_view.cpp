#include "app/desk/views/sign_in_view.h"

#include <wx/sizer.h>
#include <wx/stattext.h>

#include "app/desk/control_ids.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

wxStaticText* words(wxWindow* parent, const std::string& text, Face face, int size,
                    theme::Rgb ink = theme::text) {
    auto* out = new wxStaticText(parent, wxID_ANY, to_wx(text));
    out->SetFont(font(face, size));
    out->SetForegroundColour(colour(ink));
    return out;
}

}  // namespace

SignInView::SignInView(wxWindow* parent, Shell& shell, bool unlocking)
    : View(parent, shell), unlocking_(unlocking) {
    auto* outer = new wxBoxSizer(wxVERTICAL);
    auto* card = new wxBoxSizer(wxVERTICAL);
    card->Add(words(this, unlocking ? "画面をロックしています" : "書かない窓口　かかない", Face::strong,
                    theme::title_px),
              0, wxBOTTOM, px(gap::small));
    card->Add(
        words(this,
              unlocking ? "続けるには、パスワードを入力してください。入力途中の内容はそのまま残っています。"
                        : "職員番号とパスワードを入力してください。",
              Face::interface, theme::body_px, theme::text_help),
        0, wxBOTTOM, px(gap::section));
    who_ = words(this, "職員番号", Face::strong, theme::label_px);
    card->Add(who_, 0, wxBOTTOM, px(gap::hair));
    account_ = new TextBox(this, unlocking ? wxID_ANY : static_cast<int>(control::sign_in_account),
                           "職員番号", shell);
    native::name(*account_, "職員番号", who_);
    native::bypass_input_method(*account_);
    account_->SetMinSize(wxSize(px(400), px(theme::field_px)));
    account_->on({.entered =
                      [this](int direction) {
                          (direction > 0 ? static_cast<wxWindow*>(password_) : account_)->SetFocus();
                      },
                  .left = {},
                  .came = {},
                  .typed = {},
                  .key = {}});
    card->Add(account_, 0, wxBOTTOM, px(gap::large));
    auto* label = words(this, "パスワード", Face::strong, theme::label_px);
    card->Add(label, 0, wxBOTTOM, px(gap::hair));
    password_ = new SecretBox(this, unlocking ? control::lock_password : control::sign_in_password,
                              "パスワード", {.length_max = 128, .digits_only = false, .shown = false});
    native::name(*password_, "パスワード", label);
    password_->SetMinSize(wxSize(px(400), px(theme::field_px)));
    password_->on_enter([this] { open(); });
    card->Add(password_, 0, wxBOTTOM, px(gap::small));
    card->Add(words(this, "英数字と記号で入力します。日本語入力は使いません。", Face::interface,
                    theme::small_px, theme::text_help));
    if (unlocking) account_->Hide();
    outer->AddStretchSpacer(2);
    outer->Add(card, 0, wxALIGN_CENTER_HORIZONTAL);
    outer->AddStretchSpacer(3);
    SetSizer(outer);
}

void SignInView::entered() {
    waiting_ = false;
    password_->clear();
    if (unlocking_ && shell().session()) {
        who_->SetLabel(
            to_wx("窓口" + shell().session()->desk_letter + "　" + shell().session()->display_name));
        Layout();
        password_->SetFocus();
    } else {
        account_->SetFocus();
    }
}

void SignInView::left() { password_->clear(); }

bool SignInView::obey(Command command) {
    if (command != Command::main_action) return false;
    open();
    return true;
}

void SignInView::open() {
    if (waiting_) return;
    const std::string account =
        unlocking_ && shell().session() ? shell().session()->account_name : account_->words();
    if (account.empty()) {
        shell().say("職員番号を入力してください。");
        account_->SetFocus();
        return;
    }
    waiting_ = true;
    shell().say("確かめています。しばらくお待ちください。");
    auto password = std::make_shared<storage::Secret>(password_->take());
    Shell& at = shell();
    at.work().run(
        this, [&at, account, password] { return at.service().sign_in(account, *password); },
        [this](core::Result<SessionView> result) {
            waiting_ = false;
            if (!result) {
                shell().complain(result.error());
                password_->SetFocus();
                return;
            }
            shell().signed_in(*result);
        });
}

}  // namespace app::desk
