// A scanner through SANE's own test driver: what it scans arrives as a picture, and each thing that goes
// wrong with paper, cover or cable has its own reason. No scanner is needed.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "app/devices/ocr/picture_header.h"
#include "app/devices/picture/picture_taking.h"
#include "tests/support/temp_folder.h"

namespace {

constexpr const char* program = "/usr/bin/scanimage";

// SANE asked for the test driver alone, with lines of its configuration changed.
class TestDriver {
  public:
    explicit TestDriver(const std::string& lines, const std::string& driver = "test") {
        const std::string folder = folder_.path().string();
        std::filesystem::create_directories(folder + "/dll.d");
        std::ofstream(folder + "/dll.conf") << driver << "\n";
        std::ofstream(folder + "/test.conf") << "number_of_devices 1\nmode Gray\ntest-picture \"Grid\"\n"
                                             << lines << "\n";
        scanner_.environment = {"SANE_CONFIG_DIR=" + folder};
    }
    app::Scanner scanner(int seconds = 30) const {
        app::Scanner out = scanner_;
        out.seconds = seconds;
        return out;
    }
    std::string reason(const std::string& device = "", int seconds = 30) const {
        const auto picture = app::picture_from_scanner(scanner(seconds), device);
        return picture ? "scanned" : picture.error().reason;
    }

  private:
    support::TempFolder folder_;
    app::Scanner scanner_;
};

}  // namespace

TEST_CASE("what lies on the scanner comes as a grey picture at 300 dpi") {
    REQUIRE(std::filesystem::exists(program));  // sane-utils, see installer/packages
    const TestDriver driver("");
    const auto picture = app::picture_from_scanner(driver.scanner(), "test:0");
    REQUIRE(picture);
    const auto header = app::read_picture_header(*picture);
    REQUIRE(header);
    CHECK(header->kind == app::PictureKind::png);
    CHECK(header->width == 944);  // 80 mm and 100 mm, the test driver's page
    CHECK(header->height == 1181);
    CHECK(driver.reason() == "scanned");  // without a name: the first there is
}

TEST_CASE("no paper, a jam, an open cover, a scanner in use: each says what it is") {
    // The test driver's own reader hangs now and then when it is told to fail, or ends as if all were well.
    const auto with_status = [](const std::string& status) {
        const TestDriver driver("read-status-code \"SANE_STATUS_" + status + "\"");
        std::string reason = driver.reason("", 5);
        for (int i = 0; i < 3 && (reason == "scanner.timeout" || reason == "scanner.no_picture"); ++i)
            reason = driver.reason("", 5);
        return reason;
    };
    CHECK(with_status("NO_DOCS") == "scanner.no_paper");
    CHECK(with_status("JAMMED") == "scanner.jammed");
    CHECK(with_status("COVER_OPEN") == "scanner.cover_open");
    CHECK(with_status("DEVICE_BUSY") == "scanner.busy");
    CHECK(with_status("ACCESS_DENIED") == "scanner.denied");
    CHECK(with_status("IO_ERROR") == "scanner.failed");
}

TEST_CASE("no scanner, no such scanner, no program for it") {
    CHECK(TestDriver("", "#").reason() == "scanner.none");
    CHECK(TestDriver("").reason("nodriver:0") == "scanner.none");
    CHECK(app::picture_from_scanner({"/nowhere/scanimage"}, "").error().reason == "scanner.no_program");
}

TEST_CASE("a scanner that takes for ever is given up, and the next page is scanned") {
    const TestDriver slow("read-limit true\nread-limit-size 64\nread-delay true\nread-delay-duration 200000");
    CHECK(app::picture_from_scanner(slow.scanner(1), "test:0").error().reason == "scanner.timeout");
    CHECK(TestDriver("").reason() == "scanned");
}
