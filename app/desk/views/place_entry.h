// An address from the public list: a postal code, or the beginnings of prefecture, city and town, fills the
// box as far as the town, and the clerk writes on behind it. The legal wording stands in the box before it is
// taken; nothing is saved but the postal code, until Enter. UI thread only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/desk/controls/box_sheet.h"
#include "app/desk/controls/prompt_bar.h"

namespace app::desk {

class PlaceEntry {
  public:
    // All three outlive this.
    PlaceEntry(Shell& shell, PromptBar& prompt, BoxSheet& sheet)
        : shell_(shell), prompt_(prompt), sheet_(sheet) {}

    // `of`: the box of an address or of a postal code. Several places are asked about, none is said.
    void ask(const AnswerView& of, const std::string& typed);
    static bool serves(const AnswerView& of) { return of.kind == "address" || of.kind == "postal"; }

  private:
    using Places = std::shared_ptr<const std::vector<AddressView>>;
    void offer(const AnswerView& of, const Places& places, std::size_t from);
    void take(const AnswerView& of, const AddressView& place);

    Shell& shell_;
    PromptBar& prompt_;
    BoxSheet& sheet_;
};

}  // namespace app::desk
