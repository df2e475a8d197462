#include "app/practice/card_table.h"

#include <cstdlib>
#include <sstream>

namespace app {

core::Result<CardTable> CardTable::set_up(const std::string& script, const std::string& bin,
                                          const std::string& folder) {
    auto told = run_to_end({script, "start", folder});
    if (!told) return told.error();
    CardTable table;
    table.script_ = script;
    table.folder_ = folder;
    table.program_ = bin + "/kakanai-virtual-card";
    std::istringstream lines(*told);
    std::string port;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("PCSCLITE_CSOCK_NAME=")) table.environment_.push_back(line);
        if (line.starts_with("KAKANAI_VPCD_PORT=")) port = line.substr(line.find('=') + 1);
    }
    auto card = ChildProcess::start({table.program_, "--port", port}, {{}, "", true});
    if (!card) return card.error();
    table.card_ = std::move(*card);
    table.port_ = std::atoi(port.c_str());
    return table;
}

bool CardTable::lay_beside(const std::string& resident) {
    if (!beside_.running()) {
        auto card = ChildProcess::start({program_, "--port", std::to_string(port_ + 1)}, {{}, "", true});
        if (!card) return false;
        beside_ = std::move(*card);
    }
    return beside_.ask("insert " + resident, patience_ms).starts_with("ok");
}

CardTable::~CardTable() {
    if (script_.empty()) return;
    card_.end();
    beside_.end();
    (void)run_to_end({script_, "stop", folder_});
}

}  // namespace app
