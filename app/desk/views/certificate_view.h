// 証明書の受付: four of five visitors, on one page. Left the numbered certificates, in the middle the
// person's options, at the right the sheet as it will print, below what cannot be issued and what is handed
// over. F12 is always the next step. UI thread only.
#pragma once

#include <wx/timer.h>

#include "app/desk/controls/box_sheet.h"
#include "app/desk/controls/text_pane.h"
#include "app/desk/views/case_page.h"
#include "app/desk/views/fee_questions.h"
#include "app/desk/views/handover_panel.h"
#include "app/desk/views/print_watch.h"
#include "app/desk/views/sheet_page.h"

namespace app::desk {

class CertificateView : public CasePage {
  public:
    CertificateView(wxWindow* parent, Shell& shell);

    std::string title() const override { return "証明書の受付"; }
    void entered() override;
    void case_changed() override;
    bool jump(int n) override;
    std::string main_action() const override;

  protected:
    bool own(Command command) override;
    bool offers_also(Command command) const override;
    std::string help_words() const override;
    void step_back() override;
    void question_given_up() override { list_->SetFocus(); }

  private:
    enum class Next { none, print, hand_over, finish };
    Next next() const;
    const SheetView* sheet() const;
    void save_certificates();
    void show_limits();
    void show_page();
    void print();
    void print_again();
    void finish();

    ChoiceBox* list_{nullptr};
    BoxSheet* options_{nullptr};
    SheetPage* page_{nullptr};
    TextPane* limits_{nullptr};
    HandoverPanel* handover_{nullptr};
    FeeQuestions fees_;
    PrintWatch watch_;
    wxTimer page_pause_;  // several answers in a row are one page
    bool busy_{false};
};

}  // namespace app::desk
