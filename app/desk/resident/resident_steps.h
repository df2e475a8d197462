// Which page the resident's display shows, and what follows what: the lines, then each consent by itself,
// then the signature; paper from everywhere. One decision per screen. Pure;
// tests/app/desk/resident_steps_test.
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "app/service/resident_views.h"

namespace app::desk {

enum class ResidentPage { wait, check, change, consent, sign, paper_thanks, sign_thanks };

class ResidentSteps {
  public:
    // From the beginning with this sheet; consents that the case holds already are not asked again.
    void begin(ResidentSheet sheet);
    void stop();  // blank

    ResidentPage page() const { return page_; }
    const ResidentSheet& sheet() const { return sheet_; }
    const ResidentConsent* consent() const;  // the one on screen; null on any other page
    int consent_number() const;              // of consents_asked(), from 1
    int consents_asked() const { return static_cast<int>(asked_.size()); }
    const std::set<std::size_t>& changed() const { return changed_; }  // lines that differ from before
    bool shown_anew() const { return shown_anew_; }  // the lines changed behind the resident's back
    bool asking() const { return page_ != ResidentPage::wait; }

    // Each does nothing on a page that does not offer it.
    void lines_are_right();
    bool want_change(std::size_t line);  // false: nothing there can be changed
    void back_to_lines();
    void agreed();  // to the consent on screen
    void on_paper();
    void has_signed();
    // The case moved on. Lines or consents that differ bring the resident back to the lines, even from a
    // signature half written: what is signed is what was shown last.
    // True if it differs.
    bool sheet_is_now(ResidentSheet sheet);

  private:
    void next_consent();

    ResidentSheet sheet_;
    ResidentPage page_{ResidentPage::wait};
    std::set<std::string> asked_;   // consents put to the resident in this sitting
    std::set<std::string> agreed_;  // of those
    std::string consent_;           // id of the one on screen
    std::set<std::size_t> changed_;
    bool shown_anew_{false};
};

}  // namespace app::desk
