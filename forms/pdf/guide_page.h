// The guide slip (案内票) on paper: where to go next, until when, with what. Large type, one numbered block a
// stop.
#pragma once

#include <string>
#include <vector>

#include "forms/interview/guide.h"
#include "forms/pdf/font_book.h"
#include "forms/pdf/form_page.h"
#include "forms/pdf/page_model.h"

namespace forms::pdf {

struct GuidePage {
    std::string office{"寒河江市役所"};
    std::string ticket;  // reception number
    std::string day;     // 令和8年11月23日
    GuideSlip slip;
    PrintState state{PrintState::final};
    std::string paused{};  // why the case waits (書類の不足); "" = it does not
};

// As many pages as the stops need; a block is never parted. The book is asked how high the words stand.
Document guide_document(const GuidePage& guide, const FontBook& book);

}  // namespace forms::pdf
