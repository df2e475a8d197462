// The recogniser as a process: hostile pictures end it and nothing else; good ones give every field.
#include "app/devices/ocr/recogniser.h"

#include <doctest/doctest.h>

#include "app/devices/ocr/picture_header.h"
#include "app/devices/ocr/picture_reading.h"
#include "app/practice/card_face.h"

namespace {

const app::Recogniser recogniser{std::string(KAKANAI_BINARY_DIR) + "/bin/kakanai-recogniser", {}};

const app::PictureKnowledge& knowledge() {
    static const auto loaded =
        app::PictureKnowledge::load(std::string(KAKANAI_SOURCE_DIR) + "/app/devices/ocr/data",
                                    std::string(KAKANAI_SOURCE_DIR) + "/forms/data")
            .value();
    return loaded;
}

core::Bytes picture_of(const char* kind, unsigned seed, bool worn = false) {
    std::mt19937 chance(seed);
    const auto person = app::invent_person(chance, kind);
    const auto face = app::card_face(kind, person).value();
    return app::draw_card(face, worn ? app::worn_picture(chance) : app::clean_picture(chance), chance)
        .value();
}

std::string reason_of(core::ByteView picture, app::RecogniserLimits limits = {}) {
    const auto read =
        app::read_card_picture(knowledge(), {recogniser.program, limits}, "licence", picture, 2026);
    return read ? "read" : read.error().reason;
}

void put_big(core::Bytes& bytes, std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

}  // namespace

TEST_CASE("a picture says its kind and size before anything decodes it") {
    const core::Bytes png = picture_of("licence", 1);
    const auto header = app::read_picture_header(png);
    REQUIRE(header);
    CHECK(header->kind == app::PictureKind::png);
    CHECK(header->width == 1153);
    const auto jpeg = app::read_picture_header(picture_of("licence", 1, true));
    REQUIRE(jpeg);
    CHECK(jpeg->kind == app::PictureKind::jpeg);
    CHECK(app::read_picture_header(core::view("a letter")).error().reason == "face.unreadable");
    CHECK(app::read_picture_header({}).error().reason == "face.unreadable");
}

TEST_CASE("a picture that claims to be huge is refused before a program is started for it") {
    core::Bytes huge = picture_of("licence", 1);
    put_big(huge, 16, 100'000);
    put_big(huge, 20, 100'000);
    CHECK(reason_of(huge) == "face.too_large");
    put_big(huge, 16, 9'999);
    put_big(huge, 20, 9'999);
    CHECK(reason_of(huge) == "face.too_large");
    put_big(huge, 16, 3);
    CHECK(reason_of(huge) == "face.too_small");
}

TEST_CASE("a picture cut short or with a lying header ends in a refusal, and the next one is read") {
    core::Bytes cut = picture_of("licence", 2);
    cut.resize(cut.size() / 3);
    CHECK(reason_of(cut) != "read");
    core::Bytes lying = picture_of("licence", 2);
    put_big(lying, 16, 9'000);  // its checksum does not fit, nor do its rows
    put_big(lying, 20, 4'000);
    CHECK(reason_of(lying) != "read");
    const auto grey = core::Bytes{'I', 'I', 0x2A, 0, 8, 0, 0, 0, 2, 0, 0, 1, 4, 0, 1, 0, 0, 0, 0,
                                  8,   0,   0,    1, 1, 4, 0, 1, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0};
    CHECK(reason_of(grey) == "face.unreadable");  // a TIFF of 2,048 a side without a picture in it
    CHECK(reason_of(picture_of("licence", 2)) == "read");
}

TEST_CASE("the recogniser's limits end it and leave us a reason") {
    const core::Bytes picture = picture_of("licence", 3);
    CHECK(reason_of(picture, {60, 48U << 20}) != "read");  // not even the models fit into 48 MB
    CHECK(reason_of(picture, {0, 1536U << 20}) == "face.timeout");
    CHECK(app::recognise_picture({"/nowhere/kakanai-recogniser", {}}, {}, picture).error().reason ==
          "face.no_reader");
}

TEST_CASE("the number that opens the chip is made from the face, and is in no document") {
    app::PictureReading reading;
    reading.items["birth_date"] = {"1990-03-04", 99, true, {}};
    reading.items["card_expiry"] = {"2033-03-04", 99, true, {}};
    CHECK_FALSE(app::verification_b_of(reading));
    reading.items["security_code"] = {"1234", 99, true, {}};
    CHECK(app::verification_b_of(reading) == "02030420331234");
    CHECK(app::picture_json(reading).find("1234") == std::string::npos);
    const auto identity = app::identity_of(reading);
    CHECK(identity.source == forms::Source::card_face);
    CHECK(identity.find("birth_date")->confidence_percent == 99);
    CHECK(identity.find("security_code") == nullptr);
    // A foreigner's passport: its dates stay Western.
    CHECK_FALSE(identity.western_dates);
    reading.items["nationality"] = {"VNM", 96, true, {}};
    CHECK(app::identity_of(reading).western_dates);
}
