// Card readers through PC/SC: the one user of libpcsclite.
//
// Invariants: at most one service context; after the service was lost it is made anew at the next call, not
// in a loop. Errors of PC/SC never leave this file as numbers, but as the reasons named in card_readers.h.
#pragma once

#include "app/devices/card/card_readers.h"

namespace app {

std::unique_ptr<CardReaders> make_pcsc_readers();

}  // namespace app
