// The clerk's window: strips, the screen between them, keys, the lock. Holds the opened case as the newest
// picture the service gave; views read it from here. Holds: every call of the service is made from a lane. UI
// thread only.
#pragma once

#include <wx/frame.h>
#include <wx/timer.h>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>

#include "app/desk/controls/strips.h"
#include "app/desk/key_times.h"
#include "app/desk/resident/resident_review.h"
#include "app/desk/resident_window.h"
#include "app/desk/shell.h"
#include "app/desk/view.h"
#include "app/desk/waiting_window.h"

namespace app::desk {

struct FrameOptions {
    std::string view;  // the screen to open after signing in; "" = the list
    int idle_lock_s{180};
    std::string print_folder{};
    std::string picture_folder{};
};

class MainFrame : public wxFrame, public Shell {
  public:
    MainFrame(DeskService& service, FrameOptions options);
    ~MainFrame() override;

    DeskService& service() override { return service_; }
    Lane& work() override { return work_; }
    Lane& slow() override { return slow_; }
    const std::optional<SessionView>& session() const override { return session_; }
    const SiteView& site() const override { return site_; }
    const std::string& print_folder() const override { return options_.print_folder; }
    const std::string& picture_folder() const override { return options_.picture_folder; }
    const std::vector<std::pair<std::string, std::string>>& life_events() const override {
        return life_events_;
    }
    const CaseView* opened() const override { return opened_ ? &*opened_ : nullptr; }
    void say(const std::string& words) override;
    void complain(const core::Error& error) override;
    void signed_in(const SessionView& session) override;
    void go(Screen screen) override;
    void open(CaseView view, Screen screen) override;
    void newest(CaseView view) override;
    void close_case() override;
    void keys_changed() override;
    bool obey(Command command) override;
    bool key_after_input_method(wxKeyEvent& event) override;
    void waiting_display() override;
    ResidentWindow& resident() override { return *resident_; }
    ResidentReview& resident_review() override { return *resident_review_; }
    void open_box(const std::string& field, forms::Subject person) override;

    // Goes to the screen first, with this case open if one is given: picture.no_such_view, picture.no_case
    core::Status show_screen(const std::string& view, const CaseView* opened);
    core::Status save_picture(const std::string& file);
    void draw_anew();           // everything, noting what does not fit
    ScreenWords words_shown();  // as drawn since
    ScreenPace pace() { return {key_times_.take(), take_save_times()}; }

  private:
    void on_key(wxKeyEvent& event);
    bool free_key(int code);
    void obey_or_default(Command command);
    void show_strips();
    void watch_service();
    void refresh_site();
    void refresh_devices();
    void refresh_after_change();
    void refresh_waiting();
    void tell_if_taken(const CaseView& before, const CaseView& now);
    void lock();
    void on_tick();

    DeskService& service_;
    FrameOptions options_;
    std::optional<SessionView> session_;
    std::optional<CaseView> opened_;
    SiteView site_;
    std::vector<std::pair<std::string, std::string>> life_events_;
    std::string reader_{"カードリーダー：未確認"};
    std::string printer_{"プリンター：未確認"};
    std::map<Screen, View*> views_;
    Screen screen_{Screen::sign_in};
    Screen behind_lock_{Screen::queue};
    wxPanel* root_{nullptr};
    TopStrip* top_{nullptr};
    MessageLine* message_{nullptr};
    KeyStrip* keys_{nullptr};
    ResidentWindow* resident_{nullptr};
    WaitingWindow* waiting_{nullptr};
    std::unique_ptr<ResidentReview> resident_review_;
    wxTimer tick_;
    wxTimer settle_;  // gathers notices that come close together
    ChangeNotice noticed_;
    std::chrono::steady_clock::time_point last_key_{std::chrono::steady_clock::now()};
    wxTimer site_later_;  // runs for a moment after each look at the site
    bool asking_site_{false};
    bool site_stale_{false};
    bool asking_devices_{false};
    KeyTimes key_times_;
    Lane work_;
    Lane slow_;
};

}  // namespace app::desk
