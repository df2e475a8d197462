// Paper, the whole way: libcups, a real cupsd, its IPP backend, a printer that speaks IPP (ippeveprinter).
// Needs the Debian packages cups, cups-client, cups-ipp-utils and dbus-daemon. ippeveprinter asks for an IPv6
// loopback address and a message bus; where the machine has no IPv6 the stories with a printer say so and are
// left out.
#include "app/devices/printer/printer.h"

#include <doctest/doctest.h>

#include "tests/support/print_room.h"

using app::JobState;
using tests::PrintRoom;
using tests::within;

namespace {

constexpr int patience_ms = 45'000;  // CUPS asks a printer again after up to some ten seconds
constexpr int still_ms = 2'000;

// One empty A4 page (595 by 842 points), written by hand.
const std::string page =
    "%PDF-1.4\n"
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>endobj\n"
    "xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    "trailer<</Size 4/Root 1 0 R>>\nstartxref\n178\n%%EOF\n";

PrintRoom& room() {
    static PrintRoom one;
    return one;
}

bool has_ipv6_loopback() {
    return tests::content_of("/proc/net/if_inet6").find("00000000000000000000000000000001") !=
           std::string::npos;
}

// A print service with one queue, and its printer switched on.
bool counter_is_open() {
    if (!room().cups.running()) REQUIRE_MESSAGE(room().start_cups(), room().words());
    if (!has_ipv6_loopback()) {
        MESSAGE("left out: ippeveprinter needs the address ::1, which this machine does not have");
        return false;
    }
    if (!room().printer.running()) REQUIRE_MESSAGE(room().start_printer(), room().words());
    REQUIRE(room().add_queue("counter"));
    return true;
}

int print(const std::string& title) {
    const auto job = app::print_pdf("counter", title, core::view(page));
    REQUIRE_MESSAGE(job, job.error().reason << " " << job.error().detail);
    return *job;
}

bool is(int job, JobState wanted) {
    const auto state = app::job_state("counter", job);
    return state && *state == wanted;
}

template <typename Call>
void must_say_service_down(const Call& call) {
    const auto from = std::chrono::steady_clock::now();
    const auto answer = call();
    CHECK(std::chrono::steady_clock::now() - from < std::chrono::seconds(5));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().reason == "printer.service_down");
}

void everything_says_service_down() {
    must_say_service_down([] { return app::list_printers(); });
    must_say_service_down([] { return app::print_pdf("counter", "0001", core::view(page)); });
    must_say_service_down([] { return app::job_state("counter", 1); });
}

}  // namespace

TEST_CASE("a desk whose print service is not running learns it at once") {
    room();
    everything_says_service_down();
}

TEST_CASE("a new machine has no printer, and a name nobody set up is unknown") {
    REQUIRE_MESSAGE(room().start_cups(), room().words());
    const auto none = app::list_printers();
    REQUIRE(none);
    CHECK(none->empty());
    const auto lost = app::print_pdf("second-floor", "0002", core::view(page));
    REQUIRE_FALSE(lost);
    CHECK_MESSAGE(lost.error().reason == "printer.unknown", lost.error().detail);
    CHECK(app::job_state("second-floor", 1).error().reason == "printer.unknown");
}

TEST_CASE("a sheet comes out byte for byte, named by its reception number, and leaves nothing behind") {
    if (!counter_is_open()) return;
    const auto printers = app::list_printers();
    REQUIRE(printers);
    REQUIRE(printers->size() == 1);
    CHECK(printers->front().name == "counter");
    CHECK(printers->front().accepting);

    const int job = print("0011");
    REQUIRE(within(patience_ms, [&] { return is(job, JobState::done); }));
    const auto sheets = room().paper("0011");
    REQUIRE(sheets.size() == 1);
    CHECK(tests::content_of(sheets.front()) == page);
    CHECK(within(patience_ms, [] { return room().spool('d').empty(); }));
    // CUPS may write a record of the job (c*); of the page it holds nothing.
    for (const auto& record : room().spool('c'))
        CHECK(tests::content_of(record).find("%PDF") == std::string::npos);
    CHECK(app::job_state("counter", job + 100).error().reason == "printer.no_job");
}

TEST_CASE("a queue that takes no jobs says so; one that is paused keeps the job until it goes on") {
    if (!counter_is_open()) return;
    REQUIRE(room().administer({"/usr/sbin/cupsreject", "counter"}));
    CHECK(app::print_pdf("counter", "0021", core::view(page)).error().reason == "printer.stopped");
    CHECK_FALSE(app::list_printers()->front().accepting);
    REQUIRE(room().administer({"/usr/sbin/cupsaccept", "counter"}));

    REQUIRE(room().administer({"/usr/sbin/cupsdisable", "counter"}));
    const int job = print("0022");
    CHECK_FALSE(within(still_ms, [&] { return !is(job, JobState::waiting); }));
    CHECK(room().paper("0022").empty());
    REQUIRE(room().administer({"/usr/sbin/cupsenable", "counter"}));
    CHECK(within(patience_ms, [&] { return is(job, JobState::done); }));
    CHECK(room().paper("0022").size() == 1);
    CHECK(room().paper("0021").empty());
}

TEST_CASE("a printer that dies while it receives gives one copy once it is back") {
    if (!counter_is_open()) return;
    room().printer.freeze();
    const int job = print("0031");
    CHECK_FALSE(within(still_ms, [&] { return is(job, JobState::done); }));
    room().printer.end(SIGKILL);
    CHECK_FALSE(within(still_ms, [&] { return is(job, JobState::done); }));
    CHECK(room().paper("0031").empty());

    REQUIRE_MESSAGE(room().start_printer(), room().words());
    REQUIRE(within(patience_ms, [&] { return is(job, JobState::done); }));
    std::this_thread::sleep_for(std::chrono::milliseconds(still_ms));
    const auto sheets = room().paper("0031");
    REQUIRE(sheets.size() == 1);
    CHECK(tests::content_of(sheets.front()) == page);
}

TEST_CASE(
    "a printer that dies with the sheet inside is not done while it is away, and prints nothing twice") {
    if (!counter_is_open()) return;
    room().hold_paper();
    const int job = print("0041");
    REQUIRE(within(patience_ms, [] { return room().begun() == 1; }));
    CHECK(is(job, JobState::printing));
    room().printer.end(SIGKILL);
    CHECK_FALSE(within(still_ms, [&] { return !is(job, JobState::printing); }));
    room().release_paper();

    // The sheet is lost: the printer had taken all of it, so CUPS sends it no second time (docs/printing.md).
    REQUIRE_MESSAGE(room().start_printer(), room().words());
    REQUIRE(within(patience_ms, [&] { return !is(job, JobState::printing); }));
    CHECK(room().paper("0041").empty());

    const int again = print("0041");  // the clerk saw the empty tray
    REQUIRE(within(patience_ms, [&] { return is(again, JobState::done); }));
    CHECK(room().paper("0041").size() == 1);
}

TEST_CASE("a print service that is silent holds nobody for five seconds") {
    if (!room().cups.running()) REQUIRE_MESSAGE(room().start_cups(), room().words());
    room().cups.freeze();
    everything_says_service_down();
    room().cups.thaw();
    CHECK(within(patience_ms, [] { return bool(app::list_printers()); }));
    CHECK(room().paper("0001").empty());
    room().cups.end(SIGTERM);
    everything_says_service_down();
}
