// kakanai-desk: opens one store, answers kakanai-admin on its socket, and shows the window.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "app/desk/desk_app.h"
#include "app/service/open_desk.h"
#include "app/service/sentences.h"
#include "storage/keys/secret.h"

namespace {

constexpr char usage[] =
    "kakanai-desk --store DIR [--view queue|report] [--print-size 100..200] [--contrast high] "
    "[--print-folder DIR] [--picture-folder DIR] [--data DIR]\n";

struct Arguments {
    std::string store;
    std::string data;
    app::desk::DeskOptions options;
};

bool read_arguments(int argc, char** argv, Arguments& out) {
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        const std::string value = argv[i + 1];
        if (name == "--store") {
            out.store = value;
        } else if (name == "--data") {
            out.data = value;
        } else if (name == "--view") {
            out.options.view = value;
        } else if (name == "--print-size") {
            out.options.print_size = std::atoi(value.c_str());
        } else if (name == "--contrast") {
            out.options.high_contrast = value == "high";
        } else if (name == "--print-folder") {
            out.options.print_folder = value;
        } else if (name == "--picture-folder") {
            out.options.picture_folder = value;
        } else {
            return false;
        }
    }
    return argc % 2 == 1 && !out.store.empty();
}

int refused(const core::Error& error) {
    std::fprintf(stderr, "%s\n", app::sentence(error).c_str());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (!storage::harden_process())
        std::fputs("kakanai-desk: memory cannot be locked (RLIMIT_MEMLOCK)\n", stderr);
    Arguments arguments;
    if (!read_arguments(argc, argv, arguments)) {
        std::fputs(usage, stderr);
        return 2;
    }
    auto desk = app::OpenDesk::create(arguments.store, arguments.data);
    if (!desk) return refused(desk.error());
    if (auto listening = (*desk)->listen(); !listening) return refused(listening.error());
    arguments.options.offer_door = [&desk](app::ScreenDoor door) { (*desk)->have_screen(std::move(door)); };
    const int code = app::desk::run_desk((*desk)->service(), arguments.options);
    (*desk)->have_screen({});
    return code;
}
