#include "app/practice/card_table.h"

#include <sstream>

namespace app {

core::Result<CardTable> CardTable::set_up(const std::string& script, const std::string& bin,
                                          const std::string& folder) {
    auto told = run_to_end({script, "start", folder});
    if (!told) return told.error();
    CardTable table;
    table.script_ = script;
    table.folder_ = folder;
    std::istringstream lines(*told);
    std::string port;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("PCSCLITE_CSOCK_NAME=")) table.environment_.push_back(line);
        if (line.starts_with("KAKANAI_VPCD_PORT=")) port = line.substr(line.find('=') + 1);
    }
    auto card = ChildProcess::start({bin + "/kakanai-virtual-card", "--port", port}, {{}, "", true});
    if (!card) return card.error();
    table.card_ = std::move(*card);
    return table;
}

CardTable::~CardTable() {
    if (script_.empty()) return;
    card_.end();
    (void)run_to_end({script_, "stop", folder_});
}

}  // namespace app
