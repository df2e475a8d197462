#include "app/bench/side_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

extern char** environ;

namespace app {

core::Result<std::unique_ptr<SideProcess>> SideProcess::start(const Baseline& baseline,
                                                              const std::string& path, int rows) {
    const core::Error failed{core::ErrorCode::io, "bench.baseline", "kakanai-bench-baseline"};
    std::error_code unknown;
    const std::string program =
        (std::filesystem::read_symlink("/proc/self/exe", unknown).parent_path() / "kakanai-bench-baseline")
            .string();
    const std::string count = std::to_string(rows);
    const char* arguments[] = {program.c_str(), baseline.word, path.c_str(), count.c_str(), nullptr};
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) return failed;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    std::unique_ptr<SideProcess> side(new SideProcess);
    side->path_ = path;
    const int code = ::posix_spawn(&side->child_, program.c_str(), &actions, nullptr,
                                   const_cast<char* const*>(arguments), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    side->to_ = ::fdopen(in[1], "w");
    side->from_ = ::fdopen(out[0], "r");
    if (code != 0) {
        side->child_ = 0;
        return failed;
    }
    if (side->answer() != "ready")
        return core::Error{core::ErrorCode::not_found, "bench.no_library", baseline.library};
    return side;
}

SideProcess::~SideProcess() {
    if (to_ != nullptr) std::fclose(to_);
    if (from_ != nullptr) std::fclose(from_);
    if (child_ != 0) ::waitpid(child_, nullptr, 0);
    remove_store(path_);
}

std::string SideProcess::answer() {
    char line[512];
    if (std::fgets(line, sizeof line, from_) == nullptr) return {};
    std::string text(line);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

core::Result<Timing> SideProcess::perform(Work work) {
    std::fprintf(to_, "%d\n", static_cast<int>(work));
    std::fflush(to_);
    const std::string text = answer();
    Timing timing;
    if (std::sscanf(text.c_str(), "%lf %lf", &timing.cpu_ms, &timing.wall_ms) != 2)
        return core::Error{core::ErrorCode::io, "bench.baseline", text};
    return timing;
}

}  // namespace app
