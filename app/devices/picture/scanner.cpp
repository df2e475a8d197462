#include <sys/wait.h>

#include <cstdlib>

#include "app/devices/limited_child.h"
#include "app/devices/ocr/picture_header.h"
#include "app/devices/picture/picture_taking.h"

namespace app {
namespace {

constexpr int no_device_or_option = 1;

// What scanimage ends with: the status of SANE (sane.h), or 1 where it found no device to ask.
const char* reason_of(int status) {
    if (!WIFEXITED(status)) return "scanner.failed";
    switch (WEXITSTATUS(status)) {
        case 0:
            return "scanner.no_picture";
        case no_device_or_option:
        case 4:
            return "scanner.none";
        case 3:
            return "scanner.busy";
        case 6:
            return "scanner.jammed";
        case 7:
            return "scanner.no_paper";
        case 8:
            return "scanner.cover_open";
        case 11:
            return "scanner.denied";
        default:
            return "scanner.failed";
    }
}

std::vector<std::string> environment_of(const Scanner& scanner) {
    std::vector<std::string> out = scanner.environment;
    for (const char* name : {"SANE_CONFIG_DIR", "SANE_DEFAULT_DEVICE"})
        if (const char* value = std::getenv(name)) out.push_back(std::string(name) + "=" + value);
    return out;
}

ChildPlan plan_for(const Scanner& scanner, std::vector<std::string> words, const std::string& device) {
    ChildPlan plan{scanner.program, std::move(words), environment_of(scanner)};
    plan.words.insert(plan.words.begin(), "--format=png");
    if (!device.empty()) plan.words.push_back("--device-name=" + device);
    plan.limits.seconds = scanner.seconds;
    plan.limits.memory_bytes = 1024U << 20;
    plan.limits.file_bytes = 64U << 10;  // some drivers keep a lock file
    plan.limits.open_files = 64;
    plan.answer_max = picture_bytes_max;
    return plan;
}

core::Error told_of_scanner(const core::Error& error) {
    if (error.reason == "child.missing") return {error.code, "scanner.no_program", error.detail};
    if (error.reason == "child.timeout") return {error.code, "scanner.timeout", {}};
    return {error.code, "scanner.failed", error.detail};
}

}  // namespace

core::Result<core::Bytes> picture_from_scanner(const Scanner& scanner, const std::string& device) {
    // A driver that has no such option refuses the whole command, before anything moves.
    const std::vector<std::vector<std::string>> ways{{"--mode=Gray", "--resolution=300"},
                                                     {"--resolution=300"}};
    int status = 0;
    for (const auto& words : ways) {
        auto answer = run_limited(plan_for(scanner, words, device), {});
        if (!answer) return told_of_scanner(answer.error());
        status = answer->status;
        if (!WIFEXITED(status)) break;
        if (WEXITSTATUS(status) == 0 && !answer->bytes.empty()) return std::move(answer->bytes);
        if (WEXITSTATUS(status) != no_device_or_option) break;
    }
    return core::Error{core::ErrorCode::device, reason_of(status), device};
}

}  // namespace app
