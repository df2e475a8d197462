// Paper through CUPS (the one user of libcups). The bytes given are the bytes sent; nothing is rendered here.
// Job titles carry the reception number only. Calls block on the print service: background threads only.
//
// Each call gives up within five seconds when the service is absent or silent (ten more if it falls silent
// while it takes a document).
//
// Reasons: printer.service_down (no CUPS, or it does not answer), printer.unknown (no such queue),
// printer.stopped (the queue takes no jobs), printer.refused, printer.no_job (CUPS does not know the job, or
// no longer).
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
    // How long it has been at its present work. A printer that CUPS cannot reach gives no reason: the job
    // stays in print.
    int busy_s{0};
};

// done: the printer took the whole document and reported no failure. It is not proof of paper: a printer
// switched off with the sheet inside forgets the job, and CUPS 2.4 then calls it completed.
enum class JobState : std::uint8_t { waiting, printing, stopped, cancelled, done };

struct PrintOptions {
    int copies{1};
    bool duplex{false};
    std::string tray;  // IPP media-source, "" = the queue's own
};

core::Result<std::vector<PrinterView>> list_printers();
// Hands the document over; returns the job id once CUPS has it. That is not yet paper: a device that is off
// or stopped keeps the job waiting. On an error the job is cancelled; CUPS falling silent at the last byte
// may still print it.
core::Result<int> print_pdf(const std::string& printer, const std::string& title, core::ByteView pdf,
                            const PrintOptions& options = {});
// The queue's own memory (PreserveJobHistory) is what answers.
core::Result<JobState> job_state(const std::string& printer, int job);

}  // namespace app
