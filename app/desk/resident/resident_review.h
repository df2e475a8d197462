// Between the opened case and the resident's display: fetches the lines, writes consents as the resident
// gives them, hands the clerk a wish for a change, and the signature with the digest of the page that stood.
// Any look of the clerk at something else blanks the display. UI thread only.
#pragma once

#include "app/desk/resident/resident_steps.h"
#include "app/desk/resident_window.h"
#include "app/desk/shell.h"

namespace app::desk {

class ResidentReview {
  public:
    struct Told {
        std::function<void(Strokes strokes, const std::string& digest)> signed_here;
        std::function<void()> on_paper;
        // The resident wants this box changed: open it.
        std::function<void(const std::string& field, forms::Subject person)> want_change;
    };

    ResidentReview(Shell& shell, ResidentWindow& window) : shell_(shell), window_(window) {}

    void begin(const core::CaseId& id, const std::string& form, Told told);
    void stop();
    void clerk_at(Screen screen);            // the clerk went there
    void case_is_now(const CaseView* view);  // the newest picture of the opened case; null: none
    bool going_on() const { return steps_.asking(); }

  private:
    void show();
    void show_or_prepare();
    void agree();
    void fetch(std::function<void(ResidentSheet)> then);
    ResidentTold told_by_page();

    Shell& shell_;
    ResidentWindow& window_;
    ResidentSteps steps_;
    Told told_;
    core::CaseId case_;
    std::string form_;
    std::string digest_;  // of the page that the signature will stand on
    int sitting_{0};      // answers that belong to an earlier one are dropped
};

}  // namespace app::desk
