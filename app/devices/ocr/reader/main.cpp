// kakanai-recogniser: reads the fields of one card in one picture. It is started by recogniser.cpp with its
// limits already set, takes one request from its input, gives one answer and ends. It opens nothing but the
// models and the table of shapes, writes no file, and a hostile picture ends it and nothing else.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>

#include "app/devices/ocr/picture_header.h"
#include "app/devices/ocr/reader/card_reader.h"

namespace {

core::Bytes read_all() {
    core::Bytes all;
    std::array<std::uint8_t, 65'536> chunk{};
    for (ssize_t got = read(STDIN_FILENO, chunk.data(), chunk.size()); got > 0;
         got = read(STDIN_FILENO, chunk.data(), chunk.size())) {
        if (all.size() + static_cast<std::size_t>(got) > app::picture_bytes_max + 65'536) return {};
        all.insert(all.end(), chunk.begin(), chunk.begin() + got);
    }
    return all;
}

bool write_all(core::ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t put = write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (put <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
    return true;
}

// No new files from here on: the models are loaded.
void close_the_door() {
    const rlimit none{0, 0};
    const rlimit few{3, 3};
    setrlimit(RLIMIT_FSIZE, &none);
    setrlimit(RLIMIT_NOFILE, &few);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

core::Status load_shapes(app::CardReader& reader) {
    const std::string installed = KAKANAI_GLYPHS_INSTALLED, file = "/glyphs.bin";
    const std::string folder =
        access((installed + file).c_str(), R_OK) == 0 ? installed : KAKANAI_GLYPHS_BUILT;
    auto wide = app::GlyphTable::load(folder + file);
    if (!wide) return wide.error();
    auto machine = app::GlyphTable::load(folder + "/machine_glyphs.bin");
    if (!machine) return machine.error();
    reader.wide = std::move(*wide);
    reader.machine = std::move(*machine);
    return core::ok();
}

core::Result<app::RecogniserAnswer> recognise(core::ByteView input) {
    auto request = app::decode_request(input);
    if (!request) return request.error();
    const auto& [asked, picture] = *request;
    auto header = app::read_picture_header(picture);
    if (!header) return header.error();
    app::CardReader reader;
    core::Status loaded = app::load_models(reader.lines, asked);
    if (!loaded) return loaded.error();
    core::Status shapes = load_shapes(reader);
    if (!shapes) return shapes.error();
    close_the_door();
    return app::read_card(reader, asked, picture);
}

}  // namespace

int main() {
    setMsgSeverity(L_SEVERITY_NONE);
    const core::Bytes input = read_all();
    const auto answer = recognise(input);
    const bool told =
        write_all(answer ? app::encode_answer(*answer) : app::encode_refusal(answer.error().reason));
    return told && answer ? 0 : 1;
}
