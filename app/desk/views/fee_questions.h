// Fees at the certificate desk: what is due by the city's table, booked with the receipt's number or an
// exemption, and a wrong line taken back by another. Lines are only added. UI thread only.
#pragma once

#include <vector>

#include "app/desk/controls/prompt_bar.h"
#include "app/desk/controls/text_pane.h"
#include "app/service/counter_room.h"

namespace app::desk {

class FeeQuestions {
  public:
    FeeQuestions(wxWindow* view, Shell& shell, PromptBar& prompt)
        : view_(view), shell_(shell), prompt_(prompt) {}
    void ask();  // F4

  private:
    void ask_receipt();
    void ask_line();
    void book(const std::string& exemption, const std::string& receipt);

    wxWindow* view_;
    Shell& shell_;
    PromptBar& prompt_;
};

std::string yen(std::int64_t amount);  // 1,200円
std::vector<PaneLine> fee_lines(const CaseView& view);

}  // namespace app::desk
