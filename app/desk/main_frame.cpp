#include "app/desk/main_frame.h"

#include <wx/display.h>
#include <wx/sizer.h>
#include <wx/textctrl.h>

#include "app/desk/control_ids.h"
#include "app/desk/controls/paint.h"
#include "app/desk/native_calls.h"
#include "app/desk/native_keys.h"
#include "app/desk/native_widgets.h"
#include "app/desk/views/certificate_view.h"
#include "app/desk/views/interview_view.h"
#include "app/desk/views/people_view.h"
#include "app/desk/views/queue_view.h"
#include "app/desk/views/report_view.h"
#include "app/desk/views/review_view.h"
#include "app/desk/views/sign_in_view.h"
#include "app/service/counter_room.h"
#include "app/service/sentences.h"

namespace app::desk {

namespace {

constexpr int tick_ms = 5000;
constexpr int settle_ms = 120;
constexpr int site_pause_ms = 1000;

// Keys of the strip that no input method uses: seen before it. All others wait until it let them pass.
Command early_command(const wxKeyEvent& event) {
    if (event.AltDown()) return Command::none;
    if (event.ControlDown()) {
        switch (event.GetKeyCode()) {
            case 'P':
                return Command::print;
            case 'K':
                return Command::hold;
            case 'L':
                return Command::lock;
            case 'Z':
                return Command::undo;
            case 'R':
                return Command::report;
            case 'G':
                return Command::heard;
            default:
                return Command::none;
        }
    }
    switch (event.GetKeyCode()) {
        case WXK_F1:
            return Command::help;
        case WXK_F2:
            return Command::person;
        case WXK_F3:
            return Command::search;
        case WXK_F4:
            return Command::candidates;
        case WXK_F5:
            return Command::card;
        case WXK_F11:
            return Command::enlarge;
        case WXK_F12:
            return Command::main_action;
        default:
            return Command::none;
    }
}

Command late_command(int code) {
    switch (code) {
        case WXK_ESCAPE:
            return Command::back;
        case WXK_PAGEUP:
        case WXK_NUMPAD_PAGEUP:
            return Command::page_up;
        case WXK_PAGEDOWN:
        case WXK_NUMPAD_PAGEDOWN:
            return Command::page_down;
        case WXK_INSERT:
        case WXK_NUMPAD_INSERT:
            return Command::reception;
        default:
            return Command::none;
    }
}

std::optional<int> digit_of(int code) {
    if (code >= '0' && code <= '9') return code - '0';
    if (code >= WXK_NUMPAD0 && code <= WXK_NUMPAD9) return code - WXK_NUMPAD0;
    return std::nullopt;
}

bool is_text_box(const wxWindow* window) { return dynamic_cast<const wxTextEntryBase*>(window) != nullptr; }

}  // namespace

MainFrame::MainFrame(DeskService& service, FrameOptions options)
    : wxFrame(nullptr, control::main_frame, to_wx("かかない"), wxDefaultPosition, wxDefaultSize,
              wxDEFAULT_FRAME_STYLE | wxWANTS_CHARS),
      service_(service),
      options_(std::move(options)) {
    root_ = new wxPanel(this);
    root_->SetBackgroundColour(colour(theme::ground));
    top_ = new TopStrip(root_);
    message_ = new MessageLine(root_);
    keys_ = new KeyStrip(root_, [this](Command command) { obey_or_default(command); });
    views_[Screen::sign_in] = new SignInView(root_, *this, false);
    views_[Screen::locked] = new SignInView(root_, *this, true);
    views_[Screen::queue] = new QueueView(root_, *this);
    views_[Screen::people] = new PeopleView(root_, *this);
    views_[Screen::interview] = new InterviewView(root_, *this);
    views_[Screen::certificate] = new CertificateView(root_, *this);
    views_[Screen::review] = new ReviewView(root_, *this);
    views_[Screen::report] = new ReportView(root_, *this);
    auto* column = new wxBoxSizer(wxVERTICAL);
    column->Add(top_, 0, wxEXPAND);
    for (const auto& [screen, view] : views_) {
        column->Add(view, 1, wxEXPAND);
        view->Hide();
    }
    column->Add(message_, 0, wxEXPAND);
    column->Add(keys_, 0, wxEXPAND);
    auto* border = new wxBoxSizer(wxVERTICAL);
    border->Add(column, 1, wxEXPAND);
    root_->SetSizer(border);
    resident_ = new ResidentWindow(this);
    resident_->on_trouble([this](const std::string& sentence, bool closed) {
        if (closed && !resident_->asking()) resident_review_->stop();
        message_->complain(sentence);
    });
    resident_review_ = std::make_unique<ResidentReview>(*this, *resident_);

    waiting_ = new WaitingWindow(this);

    const wxRect display = wxDisplay(this).GetClientArea();
    SetMinClientSize(wxSize(std::min(display.width, 1024), std::min(display.height, 700)));
    SetSize(display);
    Bind(wxEVT_CHAR_HOOK, &MainFrame::on_key, this);
    tick_.Bind(wxEVT_TIMER, [this](wxTimerEvent&) { on_tick(); });
    settle_.Bind(wxEVT_TIMER, [this](wxTimerEvent&) { refresh_after_change(); });
    site_later_.Bind(wxEVT_TIMER, [this](wxTimerEvent&) {
        if (site_stale_ && session_ && screen_ != Screen::locked) refresh_site();
    });
    Bind(wxEVT_CLOSE_WINDOW, [this](wxCloseEvent& event) {
        service_.on_change(nullptr);
        event.Skip();
    });
    tick_.Start(tick_ms);
    native::keep_keys_in_order(*this);
    native::watch_keys(
        *this, [this](std::int64_t at_ms) { key_times_.key(at_ms); },
        [this](std::int64_t at_ms) { key_times_.painted(at_ms); });
    go(Screen::sign_in);
}

MainFrame::~MainFrame() { service_.on_change(nullptr); }

void MainFrame::say(const std::string& words) { message_->say(words); }
void MainFrame::complain(const core::Error& error) {
    // What may no longer be seen goes from the screen before the sentence stands.
    if (error.reason == "case.protected" && opened_) close_case();
    message_->complain(sentence(error));
}

void MainFrame::signed_in(const SessionView& session) {
    const bool unlocking = screen_ == Screen::locked;
    const bool same = session_ && session_->account == session.account;
    session_ = session;
    say(unlocking ? "ロックを解きました。" : "業務を始めます。");
    if (session.practice) {  // a frame all round, so that practice is never taken for real
        auto* border = root_->GetSizer();
        border->GetItem(std::size_t{0})->SetFlag(wxEXPAND | wxALL);
        border->GetItem(std::size_t{0})->SetBorder(px(6));
        root_->SetBackgroundColour(colour(theme::practice));
        root_->Layout();
        root_->Refresh();
    }
    if (!unlocking) watch_service();
    if (!unlocking) resident_->use(service_.languages());
    refresh_site();
    refresh_devices();
    if (unlocking && same) {
        go(behind_lock_);
        return;
    }
    close_case();
    if (options_.view == "report") go(Screen::report);
}

void MainFrame::go(Screen screen) {
    const auto at = views_.find(screen);
    if (at == views_.end()) return;
    if (const auto before = views_.find(screen_); before != views_.end()) {
        before->second->left();
        if (before->second != at->second) before->second->Hide();
    }
    screen_ = screen;
    resident_review_->clerk_at(screen);
    at->second->Show();
    root_->Layout();
    show_strips();
    at->second->entered();
    keys_changed();
}

void MainFrame::open(CaseView view, Screen screen) {
    opened_ = std::move(view);
    say("");
    go(screen);
    views_[screen]->case_changed();
    show_strips();
    keys_changed();
}

void MainFrame::newest(CaseView view) {
    if (!opened_ || !(opened_->id == view.id)) return;
    tell_if_taken(*opened_, view);
    opened_ = std::move(view);
    resident_review_->case_is_now(opened());
    views_[screen_]->case_changed();
    show_strips();
    keys_changed();
}

// A colleague took it over, or a supervisor gave it to somebody: told to whoever had it, with the reason.
void MainFrame::tell_if_taken(const CaseView& before, const CaseView& now) {
    if (!before.mine || now.mine || now.counter.taken_over.empty()) return;
    message_->complain(now.summary.reception_number + "は、" + now.counter.taken_over +
                       "。入れた値は残っています。");
}

void MainFrame::waiting_display() {
    if (waiting_->IsShown()) {
        waiting_->turn_off();
        return say("番号表示を消しました。");
    }
    waiting_->turn_on();
    refresh_waiting();
    say("番号表示を出しました。もう一度 F11 で消します。");
}

void MainFrame::refresh_waiting() {
    if (!waiting_->IsShown() || !session_) return;
    work_.run(
        this, [this] { return service_.counter().called(); },
        [this](core::Result<std::vector<CalledTicket>> called) {
            if (called) waiting_->show(std::move(*called));
        });
}

void MainFrame::close_case() {
    opened_.reset();
    resident_review_->stop();
    go(Screen::queue);
}

void MainFrame::open_box(const std::string& field, forms::Subject person) {
    go(Screen::interview);
    views_[Screen::interview]->open_box(field, person);
}

void MainFrame::keys_changed() { keys_->show(*views_[screen_]); }

void MainFrame::show_strips() {
    TopWords words;
    const bool covered = screen_ == Screen::locked || screen_ == Screen::sign_in;
    if (opened_ && !covered) {
        std::string person = "来庁者 未入力";
        if (!opened_->persons.empty() && !opened_->persons.front().name.empty())
            person = opened_->persons.front().name + " 様";
        words.subject = (opened_->purposes.empty() ? "用件 未定" : opened_->purposes) + "　" + person;
        words.reception = "受付番号 " + opened_->summary.reception_number;
        if (!opened_->summary.ticket.empty()) words.reception += "　番号札 " + opened_->summary.ticket;
        words.reception += "　" + opened_->stage_word;
    } else {
        words.subject = covered ? "かかない" : views_[screen_]->title();
    }
    if (session_) words.desk = "窓口" + session_->desk_letter + "　" + session_->display_name;
    words.peers = session_ ? site_.sentence : "サインインすると、ほかの窓口とつながります。";
    words.peers_warn = session_ && (site_.cases_only_here > 0 || site_.conflicts > 0);
    words.reader = reader_;
    words.printer = printer_;
    words.practice = session_ && session_->practice;
    const std::string title = views_[screen_]->title() + (words.desk.empty() ? "" : " — " + words.desk) +
                              (words.practice ? "（練習）" : "");
    SetTitle(to_wx(title));
    top_->show(std::move(words));
}

void MainFrame::on_key(wxKeyEvent& event) {
    last_key_ = std::chrono::steady_clock::now();
    const int code = event.GetKeyCode();
    if (code >= WXK_F6 && code <= WXK_F10) return event.Skip();  // the input method's
    if (const Command command = early_command(event); command != Command::none)
        return obey_or_default(command);
    const auto digit = digit_of(code);
    if (event.AltDown() && digit) {
        if (!views_[screen_]->jump(*digit)) event.Skip();
        return;
    }
    if (is_text_box(wxWindow::FindFocus()) || event.ControlDown() || event.AltDown()) return event.Skip();
    if (free_key(code)) return;
    event.Skip();
}

bool MainFrame::free_key(int code) {
    if (const Command command = late_command(code); command != Command::none)
        return views_[screen_]->obey(command);
    if (const auto digit = digit_of(code)) return views_[screen_]->digit(*digit);
    return false;
}

bool MainFrame::key_after_input_method(wxKeyEvent& event) {
    const Command command = late_command(event.GetKeyCode());
    return command != Command::none && views_[screen_]->obey(command);
}

bool MainFrame::obey(Command command) {
    obey_or_default(command);
    return true;
}

void MainFrame::obey_or_default(Command command) {
    if (views_[screen_]->obey(command)) return;
    switch (command) {
        case Command::lock:
            return lock();
        case Command::search:
            if (session_ && screen_ != Screen::locked) close_case();
            return;
        default:
            return;
    }
}

void MainFrame::lock() {
    if (!session_ || screen_ == Screen::locked) return;
    behind_lock_ = screen_;
    say("");
    resident_review_->stop();
    go(Screen::locked);
}

void MainFrame::on_tick() {
    if (session_ && screen_ != Screen::locked) {
        refresh_site();
        refresh_devices();
    }
    const auto idle = std::chrono::steady_clock::now() - last_key_;
    if (options_.idle_lock_s > 0 && idle > std::chrono::seconds(options_.idle_lock_s) && !resident_->asking())
        lock();
}

void MainFrame::watch_service() {
    // The notice comes on a service thread; only a copy crosses, and only while the window lives.
    const wxWeakRef<wxWindow> weak(this);
    auto window = std::make_shared<wxWeakRef<wxWindow>>(weak);
    service_.on_change([this, window](const ChangeNotice& notice) {
        native::soon([this, window, notice] {
            if (!*window) return;
            noticed_.queue = noticed_.queue || notice.queue;
            noticed_.peers = noticed_.peers || notice.peers;
            noticed_.cases.insert(noticed_.cases.end(), notice.cases.begin(), notice.cases.end());
            if (!settle_.IsRunning()) settle_.StartOnce(settle_ms);
        });
    });
}

void MainFrame::refresh_after_change() {
    const ChangeNotice notice = std::exchange(noticed_, {});
    if (notice.peers || notice.queue) {
        site_stale_ = true;
        if (!site_later_.IsRunning()) refresh_site();
    }
    if (notice.queue || !notice.cases.empty()) {
        views_[screen_]->queue_changed();
        refresh_waiting();
    }
    if (!opened_) return;
    for (const core::CaseId& id : notice.cases) {
        if (!(id == opened_->id)) continue;
        work_.run(
            this, [this, id] { return service_.again(id); },
            [this](core::Result<CaseView> result) {
                if (result && opened_ && *opened_ == *result)
                    return;  // this desk's own change, shown already
                if (result) return newest(std::move(*result));
                if (result.error().reason == "case.protected") complain(result.error());
            });
        return;
    }
}

// A backlog that arrives brings a notice with every few cases; the sentence about the others needs no more
// than a clerk can read.
void MainFrame::refresh_site() {
    if (asking_site_ || site_later_.IsRunning()) return;
    asking_site_ = true;
    site_stale_ = false;
    slow_.run(
        this, [this] { return service_.site(); },
        [this](core::Result<SiteView> site) {
            asking_site_ = false;
            site_later_.StartOnce(site_pause_ms);
            if (site) site_ = std::move(*site);
            show_strips();
        });
}

void MainFrame::refresh_devices() {
    if (asking_devices_) return;
    asking_devices_ = true;
    slow_.run(
        this,
        [this] {
            struct Seen {
                std::string reader;
                std::string printer;
                std::vector<std::pair<std::string, std::string>> life_events;
            };
            Seen seen{{}, {}, service_.life_events()};
            const auto cards = service_.cards();
            seen.reader = cards || cards.error().reason == "card.absent" ? "カードリーダー：使えます"
                                                                         : "カードリーダー：なし";
            const auto printers = service_.printers();
            seen.printer = printers && !printers->empty() ? "プリンター：" + printers->front()
                                                          : "プリンター：なし（保存できます）";
            return seen;
        },
        [this](auto seen) {
            asking_devices_ = false;
            life_events_ = std::move(seen.life_events);
            reader_ = seen.reader;
            printer_ = seen.printer;
            show_strips();
        });
}

core::Status MainFrame::show_screen(const std::string& view, const CaseView* opened) {
    static const std::map<std::string, Screen> names{
        {"sign_in", Screen::sign_in},         {"queue", Screen::queue},
        {"people", Screen::people},           {"interview", Screen::interview},
        {"certificate", Screen::certificate}, {"review", Screen::review},
        {"report", Screen::report},           {"locked", Screen::locked}};
    Screen screen = screen_;
    if (!view.empty()) {
        const auto at = names.find(view);
        if (at == names.end()) return core::invalid("picture.no_such_view", view);
        screen = at->second;
    }
    if (opened != nullptr) {
        open(*opened, screen);
        return core::ok();
    }
    const bool needs_case = screen == Screen::people || screen == Screen::interview ||
                            screen == Screen::certificate || screen == Screen::review;
    if (needs_case && !opened_) return core::invalid("picture.no_case", view);
    if (screen == Screen::queue) {
        close_case();
    } else if (screen != screen_) {
        go(screen);
    }
    return core::ok();
}

void MainFrame::draw_anew() {
    paint::forget_cuts();
    native::draw_all(*root_);
}

ScreenWords MainFrame::words_shown() {
    ScreenWords out{
        to_utf8(GetTitle()), native::focus_words(), message_->words(), message_->complains(), {}, {},
        paint::cuts()};
    native::words_on(*root_, out.words, out.cut);
    if (resident_->IsShown()) native::words_on(*resident_, out.resident, out.cut);
    if (waiting_->IsShown()) native::words_on(*waiting_, out.resident, out.cut);
    return out;
}

core::Status MainFrame::save_picture(const std::string& file) {
    root_->Layout();
    return native::save_picture(*this, file);
}

}  // namespace app::desk
