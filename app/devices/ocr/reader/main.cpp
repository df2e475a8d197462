// kakanai-recogniser: reads the fields of one card in one picture. It is started by recogniser.cpp with its
// limits already set, takes one request from its input, gives one answer and ends. It opens nothing but the
// models, writes no file, and a hostile picture ends it and nothing else.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>

#include "app/devices/ocr/field_text.h"
#include "app/devices/ocr/picture_header.h"
#include "app/devices/ocr/reader/card_finder.h"
#include "app/devices/ocr/reader/line_reader.h"

namespace {

constexpr double crop_dots_per_mm = 24;
constexpr double margin_mm = 0.4;

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

core::Bytes png_of(const app::PixPtr& pix) {
    l_uint8* data = nullptr;
    std::size_t size = 0;
    if (!pix || pixWriteMemPng(&data, &size, pix.get(), 0) != 0) return {};
    core::Bytes out(data, data + size);
    lept_free(data);
    return out;
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

core::Result<app::RecogniserAnswer> recognise(core::ByteView input) {
    auto request = app::decode_request(input);
    if (!request) return request.error();
    const auto& [asked, picture] = *request;
    auto header = app::read_picture_header(picture);
    if (!header) return header.error();
    app::LineReader reader;
    for (const app::FieldRequest& field : asked.fields) {
        core::Status loaded = reader.load(field.model);
        if (!loaded) return loaded.error();
    }
    close_the_door();
    auto grey = app::decode_grey(picture);
    if (!grey) return grey.error();
    auto card = app::find_card(*grey, asked.card_width_mm, asked.card_height_mm);
    if (!card) return card.error();
    app::RecogniserAnswer answer;
    answer.angle_degrees = card->angle_degrees;
    answer.dots_per_mm = card->dots_per_mm;
    for (const app::FieldRequest& field : asked.fields) {
        app::ReadField read;
        read.name = field.name;
        for (const double scale : app::scales_for(field)) {
            const app::PixPtr strip = app::cut_field(*card, field.x_mm, field.y_mm, field.width_mm,
                                                     field.height_mm, margin_mm, scale);
            read.readings.push_back(strip ? reader.read(strip, field) : app::SymbolRow{});
        }
        read.crop = png_of(app::cut_field(*card, field.x_mm, field.y_mm, field.width_mm, field.height_mm, 1.0,
                                          crop_dots_per_mm));
        answer.fields.push_back(std::move(read));
    }
    return answer;
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
