#include "app/devices/ocr/recogniser.h"

#include <string.h>
#include <sys/wait.h>

#include "app/devices/limited_child.h"
#include "app/devices/ocr/picture_header.h"

namespace app {
namespace {

core::Error reader_failed_with(const char* detail) {
    return {core::ErrorCode::device, "face.reader_failed", detail};
}

core::Error told_of_child(const core::Error& error) {
    if (error.reason == "child.missing") return {error.code, "face.no_reader", error.detail};
    if (error.reason == "child.timeout") return {error.code, "face.timeout", {}};
    return reader_failed_with(error.detail.c_str());
}

}  // namespace

core::Result<RecogniserAnswer> recognise_picture(const Recogniser& recogniser,
                                                 const RecogniserRequest& request, core::ByteView picture) {
    auto header = read_picture_header(picture);
    if (!header) return header.error();
    ChildPlan plan{recogniser.program.empty() ? beside_this_program("kakanai-recogniser")
                                              : recogniser.program};
    plan.environment = {"OMP_THREAD_LIMIT=1"};
    plan.limits.seconds = recogniser.limits.seconds;
    plan.limits.memory_bytes = recogniser.limits.memory_bytes;
    plan.answer_max = recogniser_answer_max;
    core::Bytes question = encode_request(request, picture);
    const auto answer = run_limited(plan, question);
    explicit_bzero(question.data(), question.size());
    if (!answer) return told_of_child(answer.error());
    if (answer->bytes.empty())
        return reader_failed_with(WIFSIGNALED(answer->status) ? strsignal(WTERMSIG(answer->status))
                                                              : "ended early");
    return decode_answer(answer->bytes);
}

}  // namespace app
