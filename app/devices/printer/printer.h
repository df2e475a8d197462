// Paper through CUPS (the one user of libcups). The bytes given are the bytes sent; nothing is rendered here.
// Job titles carry the reception number only. Calls block on the print service: background threads only.
//
// Reasons: printer.service_down (no CUPS), printer.unknown (no such queue), printer.stopped, printer.refused,
// printer.unreachable (the queue's device does not answer), io.
#pragma once

#include <string>
#include <vector>

#include "forms/core/bytes.h"
#include "forms/core/result.h"

namespace app {

struct PrinterView {
    std::string name;
    std::string info;  // as the city named it
    bool accepting{true};
    std::string state_reason;  // "none", "media-empty" … as IPP gives it
};

enum class JobState : std::uint8_t { waiting, printing, stopped, cancelled, done };

struct PrintOptions {
    int copies{1};
    bool duplex{false};
    std::string tray;  // IPP media-source, "" = the queue's own
};

core::Result<std::vector<PrinterView>> list_printers();
// Hands the document over; returns the job id once CUPS has it.
core::Result<int> print_pdf(const std::string& printer, const std::string& title, core::ByteView pdf,
                            const PrintOptions& options = {});
core::Result<JobState> job_state(const std::string& printer, int job);

}  // namespace app
