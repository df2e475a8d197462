// What a view may ask of the window around it. Views hold no case and decide nothing: they show the newest
// CaseView and hand wishes to the service, always through a lane. UI thread only.
#pragma once

#include <wx/event.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/desk/background.h"
#include "app/desk/commands.h"
#include "app/desk/native_keys.h"
#include "app/service/desk_service.h"

namespace app::desk {

enum class Screen { sign_in, queue, people, interview, certificate, review, report, locked };

class ResidentReview;
class ResidentWindow;

class Shell {
  public:
    virtual ~Shell() = default;

    virtual DeskService& service() = 0;  // from a lane's thread only
    virtual Lane& work() = 0;            // looks and saves, in order
    virtual Lane& slow() = 0;            // card, page, printer, report: may take seconds
    virtual const std::optional<SessionView>& session() const = 0;
    virtual const SiteView& site() const = 0;
    virtual const std::string& print_folder() const = 0;  // where sheets go without a printer; "" = nowhere
    virtual const std::string& picture_folder()
        const = 0;  // where a scanner puts pictures; "" = the user's own
    virtual const std::vector<std::pair<std::string, std::string>>& life_events() const = 0;  // id, label
    virtual const CaseView* opened() const = 0;  // the case on screen; null on the list

    virtual void say(const std::string& words) = 0;          // the message line
    virtual void complain(const core::Error& error) = 0;     // the same line, as an error
    virtual void signed_in(const SessionView& session) = 0;  // also after unlocking
    virtual void go(Screen screen) = 0;
    virtual void open(CaseView view, Screen screen) = 0;
    virtual void newest(CaseView view) = 0;  // a newer picture of the opened case; another case is ignored
    virtual void close_case() = 0;           // back to the list
    virtual void keys_changed() = 0;         // the strip at the bottom asks the view again
    virtual bool obey(Command command) = 0;  // as if the key had been pressed
    // Keys that the input method sees first (Enter, Esc, Page) come here from a text box once it let them
    // pass.
    virtual bool key_after_input_method(wxKeyEvent& event) = 0;
    virtual void waiting_display() = 0;  // on or off: the numbers that are called, for those who wait
    virtual ResidentWindow& resident() = 0;
    virtual ResidentReview& resident_review() = 0;
    // The box of this field opens for the clerk: the resident wants it changed.
    virtual void open_box(const std::string& field, forms::Subject person) = 0;
};

// A change of the opened case: runs `wish` on the work lane, then shows the newest picture or the sentence of
// the refusal in the message line. `after` is told which of both it was, if `window` still lives.
inline void change_case(Shell& shell, wxWindow* window,
                        std::function<core::Result<CaseView>(DeskService&)> wish,
                        std::function<void(bool done)> after = {}) {
    shell.work().run(
        window, [&shell, wish = std::move(wish)] { return wish(shell.service()); },
        [&shell, after = std::move(after)](core::Result<CaseView> result) {
            if (result) {
                shell.newest(std::move(*result));
            } else {
                shell.complain(result.error());
            }
            if (after) after(result.has_value());
        });
}

// The same where the answer moves the focus: what is typed meanwhile is meant for where it goes.
inline void change_case_and_go(Shell& shell, wxWindow* window,
                               std::function<core::Result<CaseView>(DeskService&)> wish,
                               std::function<void(bool done)> go) {
    change_case(shell, window, std::move(wish),
                [keys = native::hold_keys(), go = std::move(go)](bool done) { go(done); });
}

}  // namespace app::desk
