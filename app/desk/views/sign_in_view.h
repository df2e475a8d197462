// Sign in, and the cover over a locked screen: the same box, the second with the account already known.
#pragma once

#include "app/desk/controls/secret_box.h"
#include "app/desk/controls/text_box.h"
#include "app/desk/view.h"

class wxStaticText;

namespace app::desk {

class SignInView : public View {
  public:
    SignInView(wxWindow* parent, Shell& shell, bool unlocking);

    std::string title() const override { return unlocking_ ? "ロック中" : "サインイン"; }
    void entered() override;
    void left() override;
    bool obey(Command command) override;
    std::string main_action() const override { return unlocking_ ? "ロックを解く" : "業務を始める"; }

  private:
    void open();

    bool unlocking_;
    bool waiting_{false};
    TextBox* account_{nullptr};
    wxStaticText* who_{nullptr};
    SecretBox* password_{nullptr};
};

}  // namespace app::desk
