// Where each form of this desk goes: printer, tray, copies, both sides, the city's own sheet; and how far
// each printer prints off the mark. One small file in the desk's folder, without personal data.
//
//   printing.json = {"forms": {"F09": {"printer": "counter", "tray": "tray-2", "copies": 1,
//                                      "duplex": true, "preprinted": false}},
//                    "printers": {"counter": {"offset_x": 3, "offset_y": -2}}}  in tenths of a millimetre
#pragma once

#include <map>
#include <optional>
#include <string>

#include "forms/core/environment.h"

namespace app {

struct FormPrinting {
    std::string printer;         // CUPS queue; empty: chosen at each print
    std::string tray;            // IPP media-source; empty: the queue's own
    int copies{1};               // 1 to 99
    std::optional<bool> duplex;  // none: both sides for a form that has a back
    bool preprinted{false};      // values only, onto the city's own sheet
};
struct PrinterOffset {
    int x{0};  // tenths of a millimetre, right and down; -500 to 500
    int y{0};
};
struct PrintSettings {
    std::map<std::string, FormPrinting> forms;      // by form id
    std::map<std::string, PrinterOffset> printers;  // by queue
    FormPrinting of(const std::string& form) const {
        const auto found = forms.find(form);
        return found == forms.end() ? FormPrinting{} : found->second;
    }
};

// A file that is not there gives the defaults. "print.settings_broken".
core::Result<PrintSettings> load_print_settings(core::FileSystem& files, const std::string& folder);
core::Status save_print_settings(core::FileSystem& files, const std::string& folder,
                                 const PrintSettings& settings);

}  // namespace app
