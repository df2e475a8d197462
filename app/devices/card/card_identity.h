// From what a card told to what the intake compares and proposes: the names of the items, the document, and
// until when it is valid. Numbers of documents and 個人番号 stay behind. Pure.
#pragma once

#include "app/devices/card/card_reading.h"
#include "forms/intake/identity.h"

namespace app {

std::string_view card_kind_in_japanese(CardKind kind);  // マイナンバーカード

forms::Identity identity_of(const CardReading& reading);

}  // namespace app
