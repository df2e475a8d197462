#include "app/desk/views/print_watch.h"

#include "app/desk/views/paper_steps.h"

namespace app::desk {

namespace {

constexpr int every_ms = 2'000;
constexpr int most_questions = 300;  // ten minutes

}  // namespace

PrintWatch::PrintWatch(wxWindow* window, Shell& shell) : window_(window), shell_(shell) {
    tick_.Bind(wxEVT_TIMER, [this](wxTimerEvent&) { ask(); });
}

void PrintWatch::follow(const PrintResult& printed, const std::string& more) {
    tick_.Stop();
    printer_ = printed.printer;
    job_ = printed.job;
    more_ = more;
    said_ = printed_words(printed);
    asked_ = 0;
    shell_.say(said_ + more_);
    if (job_ > 0) tick_.Start(every_ms);
}

void PrintWatch::ask() {
    if (asking_) return;
    if (++asked_ > most_questions) return end();
    asking_ = true;
    Shell& desk = shell_;
    desk.slow().run(
        window_, [&desk, printer = printer_, job = job_] { return desk.service().print_job(printer, job); },
        [this, job = job_](const core::Result<PrintJobView>& state) { told(job, state); });
}

void PrintWatch::told(int job, const core::Result<PrintJobView>& state) {
    asking_ = false;
    if (job != job_) return;
    if (!state) {  // the service does not know the job any more, or is silent: the last word stands
        if (state.error().reason == "printer.no_job") end();
        return;
    }
    if (state->words != said_) {
        said_ = state->words;
        shell_.say(said_ + more_);
    }
    if (state->state == "done" || state->state == "cancelled") end();
}

}  // namespace app::desk
