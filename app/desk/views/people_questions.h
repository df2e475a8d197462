// What 来庁者と対象者 asks beside its boxes: until when each document shown is valid, how the visitor stands
// to each procedure, and which of them the 委任状 names. One question after the other in the prompt, each
// answer saved at once; Esc leaves the rest open. UI thread only.
#pragma once

#include <functional>
#include <vector>

#include "app/desk/controls/prompt_bar.h"
#include "app/desk/controls/text_pane.h"
#include "app/service/counter_room.h"

namespace app::desk {

class PeopleQuestions {
  public:
    PeopleQuestions(wxWindow* view, Shell& shell, PromptBar& prompt)
        : view_(view), shell_(shell), prompt_(prompt) {}

    // The next document whose expiry was not asked yet; false: none is.
    bool ask_expiry();
    void ask_relation();  // of one procedure, chosen first where there are several
    void save_documents(const std::vector<std::string>& kinds);

  private:
    using Wish = std::function<core::Result<CaseView>(CounterRoom&)>;
    void wish(Wish wish, std::function<void()> done = {});
    void ask_relation_to(const RelationView& to);
    void ask_delegation_date();
    void ask_matters(const std::string& date, std::size_t at, std::vector<std::string> named);
    std::vector<RelationView> delegated() const;

    wxWindow* view_;
    Shell& shell_;
    PromptBar& prompt_;
};

// For the right-hand pane: documents with their expiry, relations with their papers and what is wrong with
// them.
std::vector<PaneLine> document_lines(const CaseView& view);
std::vector<PaneLine> relation_lines(const CaseView& view);

}  // namespace app::desk
