// A form of the catalogue with its values as pages of the page model. No font and no PDF here.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "forms/catalog/form_definition.h"
#include "forms/catalog/form_values.h"
#include "forms/intake/ink.h"
#include "forms/pdf/page_model.h"

namespace forms::pdf {

enum class PrintState : std::uint8_t {
    draft,    // 下書き
    final,    // 正
    reprint,  // 再
    practice  // 練習・見本
};

struct FormPrint {
    PrintState state{PrintState::final};
    std::string ticket;  // reception number; empty: none is printed
    std::string code;    // payload of the 2-D code; empty: the ticket
    std::map<std::string, forms::Ink, std::less<>>
        signatures;  // by field id; as large as written, smaller if the box is; none: for the pen
    // 個人番号, only at print time: by field id, or "field/row/column" in a table (row from 0). The text lies
    // in the caller's locked memory and is read during the call only. None: the boxes stay empty.
    std::map<std::string, std::string_view, std::less<>> my_numbers;
};

// One sheet per page of the layout, and the page again for every further set of rows.
Document form_document(const FormDefinition& form, const FormValues& values, const FormPrint& print);

std::string state_text(PrintState state);  // empty for 正

}  // namespace forms::pdf
