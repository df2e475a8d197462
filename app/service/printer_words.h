// What a printer's and a job's state mean for a clerk. Pure.
#pragma once

#include <string>

#include "app/devices/printer/printer.h"

namespace app {

// IPP printer-state-reasons ("media-empty-error,cover-open") in words with what to do; several reasons: the
// gravest.
std::string printer_words(const PrinterView& printer);
bool stands_still(const PrinterView& printer);  // nothing comes out until somebody goes there

std::string job_word(JobState state);  // waiting printing stopped cancelled done
// `printer` may be null: not known, or the service did not say. One that is silent for twenty seconds is told
// like one that is off: CUPS itself gives no reason for it.
std::string job_words(JobState state, const PrinterView* printer);

}  // namespace app
