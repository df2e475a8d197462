// 確認・署名・印刷・手渡し: left the sheets with their state, in the middle the page itself, right the
// checks. F12 is always the next step of the chosen sheet. UI thread only.
#pragma once

#include <string>
#include <vector>

#include "app/desk/controls/row_list.h"
#include "app/desk/controls/text_pane.h"
#include "app/desk/resident_window.h"
#include "app/desk/views/case_page.h"
#include "app/desk/views/handover_panel.h"
#include "app/desk/views/print_watch.h"
#include "app/desk/views/sheet_page.h"

namespace app::desk {

class ReviewView : public CasePage {
  public:
    ReviewView(wxWindow* parent, Shell& shell);

    std::string title() const override { return "確認・署名・印刷"; }
    void entered() override;
    void left() override;
    void case_changed() override;
    bool jump(int n) override;
    std::string main_action() const override;

  protected:
    bool own(Command command) override;
    bool offers_also(Command command) const override;
    std::string help_words() const override;
    void step_back() override;
    void question_given_up() override;

  private:
    enum class Next { none, glyphs, check, sign, print, hand_over, finish };
    Next next() const;
    const SheetView* sheet() const;
    void draw_sheet(wxDC& dc, const wxRect& rect, std::size_t at) const;
    void show_checks();
    void load_page();
    void do_next();
    bool glyphs_open() const;  // characters that no font has, and nobody has decided
    void ask_glyphs();
    void check();
    void go_to_unchecked();
    void ask_sign();
    // The digest is of what the resident's display showed; empty: of the page on this screen.
    void sign(bool on_paper, Strokes strokes, const std::string& shown_digest);
    void sign_all(std::vector<SignatureInput> inputs);
    void print();
    void print_signed();
    void print_all(std::vector<PrintInput> inputs);
    void finish();
    void enlarge();
    void step(int by);

    RowList* sheets_{nullptr};
    SheetPage* page_{nullptr};
    HandoverPanel* handover_{nullptr};
    PrintWatch watch_;
    TextPane* checks_{nullptr};
    core::CaseId shown_case_;
    std::vector<SheetView> shown_;
    bool large_{false};
    bool heard_{false};  // the right-hand pane lists what is read aloud
    bool busy_{false};   // a signature or print is on its way
};

}  // namespace app::desk
