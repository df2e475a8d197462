// 業務報告 and 操作記録 as plain tables over a span of days. UI thread only.
#pragma once

#include <vector>

#include "app/desk/controls/choice_box.h"
#include "app/desk/controls/row_list.h"
#include "app/desk/controls/text_box.h"
#include "app/desk/view.h"

class wxStaticText;

namespace app::desk {

class ReportView : public View {
  public:
    ReportView(wxWindow* parent, Shell& shell);

    std::string title() const override { return "業務報告"; }
    void entered() override;
    bool obey(Command command) override;
    bool digit(int n) override;
    bool offers(Command command) const override;
    std::string main_action() const override { return "表示する"; }

  private:
    void load();
    void load_fees();
    void draw(wxDC& dc, const wxRect& rect, std::size_t at) const;
    std::vector<std::string> cells(std::size_t at) const;

    TextBox* from_{nullptr};
    TextBox* to_{nullptr};
    ChoiceBox* which_{nullptr};
    wxPanel* header_{nullptr};
    RowList* table_{nullptr};
    wxStaticText* total_{nullptr};
    wxStaticText* fees_{nullptr};
    bool acts_shown_{false};
    std::vector<ReportRow> rows_;
    std::vector<ActRow> acts_;
};

}  // namespace app::desk
