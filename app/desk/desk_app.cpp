#include "app/desk/desk_app.h"

#include <wx/app.h>
#include <wx/init.h>

#include <csignal>
#include <cstdio>
#include <future>

#include "app/desk/layout_helpers.h"
#include "app/desk/main_frame.h"
#include "app/desk/native_calls.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

constexpr int repaint_ms = 900;  // a screen that has just come up is drawn by then
constexpr int redraw_ms = 120;   // one frame, generously
constexpr std::chrono::seconds picture_wait{10};

// On the UI thread: the window closes, and with the service its socket goes.
void end_wished(int) {
    if (wxWindow* top = wxTheApp->GetTopWindow()) top->Close(true);
}

class DeskApp : public wxApp {
  public:
    DeskApp(DeskService& service, const DeskOptions& options) : service_(service), options_(options) {}

    bool OnInit() override {
        set_print_size(options_.print_size);
        theme::set_high_contrast(options_.high_contrast);
        native::set_up();
        frame_ = new MainFrame(
            service_, {options_.view, options_.idle_lock_s, options_.print_folder, options_.picture_folder});
        frame_->Show();
        SetTopWindow(frame_);
        for (const int signal : {SIGTERM, SIGINT}) SetSignalHandler(signal, end_wished);
        if (options_.offer_door)
            options_.offer_door(
                {.show = [this](const std::string& view, const std::string& case_hex,
                                const std::string& file) { return picture(view, case_hex, file); },
                 .words = [this] { return words(); },
                 .pace = [this] { return pace(); }});
        return true;
    }

  private:
    struct Wanted {
        std::string view;
        std::string file;
        std::optional<SessionView> session;
        std::optional<CaseView> opened;
    };

    // On the asking thread: everything that needs the service.
    core::Status picture(const std::string& view, const std::string& case_hex, const std::string& file) {
        auto wanted = std::make_shared<Wanted>(Wanted{view, file, service_.session(), {}});
        if (!case_hex.empty()) {
            const auto id = core::CaseId::from_hex(case_hex);
            if (!id) return core::invalid("case.not_found");
            auto opened = service_.look(*id);
            if (!opened) return opened.error();
            wanted->opened = std::move(*opened);
        }
        const auto shown = in_window<core::Status>([this, wanted](auto answer) { show(wanted, answer); });
        return shown ? *shown : core::Status(shown.error());
    }

    core::Result<ScreenWords> words() {
        return in_window<ScreenWords>([this](auto answer) {
            frame_->draw_anew();
            after(redraw_ms, [this, answer] { answer->set_value(frame_->words_shown()); });
        });
    }

    core::Result<ScreenPace> pace() {
        return in_window<ScreenPace>([this](auto answer) { answer->set_value(frame_->pace()); });
    }

    // Runs `ask` on the UI thread and waits for what it promises.
    template <class T>
    core::Result<T> in_window(std::function<void(std::shared_ptr<std::promise<T>>)> ask) {
        auto answer = std::make_shared<std::promise<T>>();
        auto future = answer->get_future();
        native::soon([ask = std::move(ask), answer] { ask(answer); });
        if (future.wait_for(picture_wait) != std::future_status::ready)
            return core::Error{core::ErrorCode::timeout, "picture.timeout"};
        return future.get();
    }

    void after(int ms, std::function<void()> then) {
        auto* timer = new wxTimer;
        timer->Bind(wxEVT_TIMER, [this, timer, then = std::move(then)](wxTimerEvent&) {
            then();
            CallAfter([timer] { delete timer; });
        });
        timer->StartOnce(ms);
    }

    void show(const std::shared_ptr<Wanted>& wanted,
              const std::shared_ptr<std::promise<core::Status>>& answer) {
        if (wanted->session && !frame_->session()) frame_->signed_in(*wanted->session);
        const core::Status gone =
            frame_->show_screen(wanted->view, wanted->opened ? &*wanted->opened : nullptr);
        if (!gone) return answer->set_value(gone);
        frame_->Raise();
        // The picture is taken when what the screen had asked for has come and is drawn.
        after(repaint_ms, [this, wanted, answer] { answer->set_value(frame_->save_picture(wanted->file)); });
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
