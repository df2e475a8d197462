// The pages of the resident's display, one decision each. Each function makes a page as a child of `parent`;
// what the resident does on it is told. UI thread only.
#pragma once

#include <functional>
#include <vector>

#include "app/desk/resident/big_parts.h"
#include "app/desk/resident/resident_steps.h"
#include "storage/keys/secret.h"

namespace app::desk {

using Strokes = std::vector<std::vector<std::pair<float, float>>>;  // millimetres within the box

struct ResidentTold {
    std::function<void()> lines_are_right;
    std::function<void(std::size_t line)> want_change;
    std::function<void()> back_to_lines;
    std::function<void()> agreed;
    std::function<void()> on_paper;
    std::function<void(Strokes strokes)> signed_here;
};

struct PinTold {
    std::function<void(storage::Secret pin)> entered;
    std::function<void()> given_up;
};

struct PageFrame {
    wxWindow* parent;
    const ResidentWords& words;
    std::function<void()> choose_language;  // the button that every page carries
};

wxPanel* wait_page(const PageFrame& frame, const char* key);  // one sentence, nothing else
wxPanel* check_page(const PageFrame& frame, const ResidentSteps& steps, const ResidentTold& told);
wxPanel* change_page(const PageFrame& frame, const ResidentTold& told);
wxPanel* consent_page(const PageFrame& frame, const ResidentSteps& steps, const ResidentTold& told);
wxPanel* sign_page(const PageFrame& frame, const ResidentSteps& steps, const ResidentTold& told);
wxPanel* pin_page(const PageFrame& frame, int tries_left, std::size_t digits, const PinTold& told);
wxPanel* language_page(const PageFrame& frame, std::function<void(const std::string& id)> chosen);

}  // namespace app::desk
