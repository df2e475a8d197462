// 確認・署名・印刷・手渡し: left the sheets with their state, in the middle the page itself, right the
// checks. F12 is always the next step of the chosen sheet. UI thread only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/desk/controls/page_view.h"
#include "app/desk/controls/row_list.h"
#include "app/desk/controls/text_pane.h"
#include "app/desk/resident_window.h"
#include "app/desk/views/case_page.h"

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
    enum class Next { none, check, sign, print, finish };
    Next next() const;
    const SheetView* sheet() const;
    void draw_sheet(wxDC& dc, const wxRect& rect, std::size_t at) const;
    void show_checks();
    void load_page();
    void do_next();
    void check();
    void ask_sign();
    void sign(bool on_paper, Strokes strokes);
    void print();
    void print_as(const std::string& reason);
    void finish();
    void enlarge();
    void step(int by);

    RowList* sheets_{nullptr};
    PageView* page_{nullptr};
    TextPane* checks_{nullptr};
    std::vector<SheetView> shown_;
    std::map<std::string, std::string> digests_;  // form to digest of what is on screen
    std::vector<std::string> glyphs_;
    std::string loaded_;  // form, state and width that the page shows
    int job_{0};          // the newest page asked for; older ones are dropped
    bool large_{false};
    bool busy_{false};  // a signature or print is on its way
};

}  // namespace app::desk
