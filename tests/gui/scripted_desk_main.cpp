// The desk window over a scripted service: kakanai-desk-scripted CALLS PDF_FOLDER [PRINT_SIZE [high]]. Used
// by tests/gui only.
#include <cstdlib>
#include <string>

#include "app/desk/desk_app.h"
#include "tests/support/scripted_desk_service.h"

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    test_support::ScriptedDeskService service(argv[1], argv[2]);
    app::desk::DeskOptions options;
    if (argc > 3) options.print_size = std::atoi(argv[3]);
    if (argc > 4) options.high_contrast = std::string(argv[4]) == "high";
    return app::desk::run_desk(service, options);
}
