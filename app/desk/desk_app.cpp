#include "app/desk/desk_app.h"

#include <wx/app.h>
#include <wx/init.h>

#include <cstdio>
#include <future>

#include "app/desk/layout_helpers.h"
#include "app/desk/main_frame.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

constexpr int repaint_ms = 250;  // a screen that has just come up is drawn by then
constexpr std::chrono::seconds picture_wait{10};

class DeskApp : public wxApp {
  public:
    DeskApp(DeskService& service, const DeskOptions& options) : service_(service), options_(options) {}

    bool OnInit() override {
        set_print_size(options_.print_size);
        native::set_up();
        frame_ = new MainFrame(service_, {options_.view, options_.idle_lock_s});
        frame_->Show();
        SetTopWindow(frame_);
        if (options_.offer_picture)
            options_.offer_picture(
                [this](std::string view, std::string file) { return picture(view, file); });
        return true;
    }

  private:
    core::Status picture(const std::string& view, const std::string& file) {
        auto answer = std::make_shared<std::promise<core::Status>>();
        auto future = answer->get_future();
        CallAfter([this, view, file, answer] {
            const core::Status gone = frame_->save_view(view, file);
            if (!gone) return answer->set_value(gone);
            // Once more when what the screen had asked for has come and is drawn.
            auto* timer = new wxTimer;
            timer->Bind(wxEVT_TIMER, [this, timer, file, answer](wxTimerEvent&) {
                answer->set_value(frame_->save_view("", file));
                CallAfter([timer] { delete timer; });
            });
            timer->StartOnce(repaint_ms);
        });
        if (future.wait_for(picture_wait) != std::future_status::ready)
            return core::Error{core::ErrorCode::timeout, "picture.timeout", file};
        return future.get();
    }

    DeskService& service_;
    DeskOptions options_;
    MainFrame* frame_{nullptr};
};

}  // namespace

int run_desk(DeskService& service, const DeskOptions& options) {
    wxApp::SetInstance(new DeskApp(service, options));
    int argc = 0;
    char** argv = nullptr;
    if (!wxEntryStart(argc, argv)) {
        std::fputs("画面を開けません。ディスプレイの接続を確かめてください。\n", stderr);
        return 1;
    }
    int code = 1;
    if (wxTheApp->CallOnInit()) {
        code = wxTheApp->OnRun();
        wxTheApp->OnExit();
    }
    wxEntryCleanup();
    return code;
}

}  // namespace app::desk
