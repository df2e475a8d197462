// 受付一覧: one row for each case of all desks, the list a desk lives in. Names stand only in the right-hand
// pane of the chosen row, since visitors can see the screen. Rows of others appear and move without shifting
// choice or scroll.
#pragma once

#include <wx/timer.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "app/desk/controls/prompt_bar.h"
#include "app/desk/controls/row_list.h"
#include "app/desk/controls/text_box.h"
#include "app/desk/controls/text_pane.h"
#include "app/desk/view.h"
#include "app/desk/views/deadline_column.h"
#include "app/desk/views/queue_columns.h"
#include "app/desk/views/row_menu.h"

namespace app::desk {

class QueueView : public View {
  public:
    QueueView(wxWindow* parent, Shell& shell);

    std::string title() const override { return "受付一覧"; }
    void entered() override;
    void queue_changed() override { reload(); }
    bool obey(Command command) override;
    bool digit(int n) override;
    bool offers(Command command) const override;
    std::string key_word(Command command) const override;
    std::string main_action() const override { return "次の方を受け付ける"; }

  private:
    enum class Group { open, hold, custody, handed_on, closed };
    struct Entry {
        Group group{Group::open};
        std::optional<std::size_t> row;  // none: the group's own line
    };

    void reload();
    void arrange();
    void choose(const core::CaseId& id);
    void draw(wxDC& dc, const wxRect& rect, std::size_t at, bool chosen) const;
    std::string words(std::size_t at) const;
    const QueueRow* row_at(int at) const;
    void chosen(int at);
    void open_row(int at);
    void open_case(const core::CaseId& id);
    void take(const core::CaseId& id, const std::string& reason);
    void ask_held(const CaseView& view);
    void new_reception(bool into_line);
    void receive(const NewReception& reception);
    void put_in_line(const NewReception& reception);
    bool supervisor() const;
    void show_for_role();
    void hold();
    void next_one();
    void show_detail();

    std::vector<QueueRow> rows_;
    std::vector<Entry> entries_;
    std::set<Group> unfolded_;
    std::optional<core::CaseId> chosen_;
    std::optional<Group> chosen_group_;     // its heading, if that has the cursor
    std::optional<core::CaseId> detailed_;  // whose lines the right-hand pane shows
    std::string typed_ticket_;
    wxTimer ticket_pause_;
    wxTimer detail_pause_;
    bool loading_{false};
    bool load_again_{false};
    std::unique_ptr<RowMenu> menu_;
    std::unique_ptr<DeadlineColumn> deadlines_;
    QueueHeader* header_{nullptr};
    TextBox* filter_{nullptr};
    PromptBar* prompt_{nullptr};
    RowList* list_{nullptr};
    TextPane* detail_{nullptr};
};

}  // namespace app::desk
