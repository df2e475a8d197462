#include "app/admin/free_commands.h"

#include <chrono>

#include "app/admin/address_commands.h"
#include "app/admin/card_commands.h"
#include "app/admin/form_commands.h"
#include "app/admin/language_commands.h"
#include "app/admin/print_commands.h"

namespace app {

namespace {

core::Date today() {
    const auto now = std::chrono::system_clock::now() + std::chrono::hours(9);
    return core::Date(std::chrono::floor<std::chrono::days>(now));
}

}  // namespace

Reply run_free_command(Command& command, const std::string& store) {
    const std::string name = command.name();
    if (name == "form languages") return form_languages(command);
    if (command.words[0] == "form") return run_form_command(command);
    if (command.words[0] == "address") return run_address_command(command);
    if (command.words[0] == "print") return run_print_command(command, store);
    if (name == "card list") return card_list();
    if (name == "card read") return card_read(command, today());
    return usage("この操作はありません。");
}

}  // namespace app
