// kakanai-practice: a practice site on this machine. `morning` plays one morning's work and leaves its papers
// and figures; `open` keeps four desks with their windows open; `lessons` gives the course of twelve lessons
// at them.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "app/practice/lesson_course.h"
#include "app/practice/morning.h"
#include "storage/keys/secret.h"

namespace {

namespace fs = std::filesystem;

std::string own_folder() {
    std::error_code failed;
    return fs::read_symlink("/proc/self/exe", failed).parent_path().string();
}

int failed(const core::Error& error) {
    std::fprintf(stderr, "%s %s\n", error.reason.c_str(), error.detail.c_str());
    return 1;
}

// The course, or one lesson of it, beside the desk's window; the results as a file for the training record.
int give_lessons(app::PracticeSite& site, app::CardTable* card, const std::string& only,
                 const std::string& out) {
    const auto lessons = app::load_lessons(KAKANAI_LESSONS);
    if (!lessons) return failed(lessons.error());
    app::LessonCourse course(site, card, "A", stdout);
    std::vector<app::CourseRow> rows;
    for (const auto& lesson : *lessons)
        if (only.empty() || lesson.id == only)
            rows.push_back({lesson.id, course.give(lesson, 3 * static_cast<int>(lesson.par_s))});
    if (rows.empty()) return failed(core::Error{core::ErrorCode::not_found, "practice.no_lesson", only});
    std::ofstream(out + "/lessons.csv") << app::LessonCourse::csv(*lessons, rows);
    std::printf("\n結果を %s/lessons.csv に書き出しました。\n", out.c_str());
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    storage::harden_process();
    CLI::App program("かかない 練習モード", "kakanai-practice");
    std::string out = "out";
    std::string folder;
    bool headless = false;
    bool no_card = false;
    auto* morning = program.add_subcommand("morning", "窓口の午前の仕事をひととおり行う");
    auto* open = program.add_subcommand("open", "練習用の窓口を開いておく");
    auto* lessons = program.add_subcommand("lessons", "十二課の練習を、窓口の画面を見ながら行う");
    std::string only;
    lessons->add_option("--lesson", only, "一課だけ行う（L01〜L12）");
    program.require_subcommand(1);
    lessons->fallthrough();
    morning->fallthrough();
    open->fallthrough();
    program.add_option("--out", out, "書き出し先");
    program.add_option("--folder", folder, "保存データの置き場所");
    program.add_flag("--without-windows", headless, "画面を開かない");
    program.add_flag("--without-card", no_card, "カードリーダーを使わない");
    CLI11_PARSE(program, argc, argv);
    signal(SIGPIPE, SIG_IGN);

    fs::create_directories(out);
    out = fs::absolute(out).string();
    if (folder.empty()) folder = out + "/site";
    const std::string reader_folder = folder + "/reader";
    fs::create_directories(reader_folder);
    std::optional<app::CardTable> card;
    app::SitePlaces places{own_folder(), fs::absolute(folder).string(), !headless, {}};
    if (!no_card) {
        auto table = app::CardTable::set_up(KAKANAI_READER_SCRIPT, places.bin, reader_folder);
        if (!table) return failed(table.error());
        card.emplace(std::move(*table));
        places.environment = card->environment();
    }
    app::PracticeSite site(places);
    if (auto built = site.build(); !built) return failed(built.error());
    if (open->parsed()) {
        std::printf("練習用の窓口を開きました。終えるときは Ctrl+C を押してください。\n");
        std::fflush(stdout);
        sigset_t ends;
        sigemptyset(&ends);
        sigaddset(&ends, SIGINT);
        sigaddset(&ends, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &ends, nullptr);
        int got = 0;
        sigwait(&ends, &got);
        return 0;
    }
    if (lessons->parsed()) return give_lessons(site, card ? &*card : nullptr, only, out);
    (void)morning;
    app::Morning story(site, card ? &*card : nullptr, {out, KAKANAI_RESIDENTS});
    if (auto done = story.run(); !done) return failed(done.error());
    return 0;
}
