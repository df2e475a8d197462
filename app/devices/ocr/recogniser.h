// Starts the recogniser (kakanai-recogniser) for one picture, in a process of its own with limits on time,
// memory and files: what a hostile picture can do is end that process.
#pragma once

#include "app/devices/ocr/recogniser_protocol.h"

namespace app {

struct RecogniserLimits {
    int seconds{60};                          // by the clock; the processor's time is limited to the same
    std::uint64_t memory_bytes{1536U << 20};  // address space: models, picture and its copies
};

struct Recogniser {
    std::string program;  // empty: kakanai-recogniser beside this program
    RecogniserLimits limits{};
};

// The picture goes through a pipe, never through a file. Blocks up to the limit; call it off the window's
// thread. Errors: picture.unreadable, picture.too_large, picture.too_small (before anything is started),
// picture.no_card, picture.no_model, picture.no_reader (the program is not there), picture.timeout,
// picture.reader_failed (it ended without an answer).
core::Result<RecogniserAnswer> recognise_picture(const Recogniser& recogniser,
                                                 const RecogniserRequest& request, core::ByteView picture);

}  // namespace app
