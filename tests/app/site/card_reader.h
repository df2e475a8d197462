// What the reader of a story says for itself, asked of `kakanai-admin card list`.
#pragma once

#include "app/practice/card_table.h"

namespace tests {

// True once so many cards lie on the table's readers; false after fifteen seconds.
bool cards_lie(const app::CardTable& table, int cards);

}  // namespace tests
