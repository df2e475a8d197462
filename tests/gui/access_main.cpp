// What a screen reader is told: kakanai-access tree | focused. One line a control, parted by tabs: depth,
// role, name, description, value, states. The program of the newest window on this session's accessibility
// bus. Used by tests/gui only.
#include <atspi/atspi.h>

#include <cstdio>
#include <cstring>
#include <string>

namespace {

std::string taken(gchar* text) {
    std::string out = text == nullptr ? "" : text;
    g_free(text);
    for (char& c : out)
        if (c == '\t' || c == '\n') c = ' ';
    return out;
}

std::string value_of(AtspiAccessible* at) {
    if (AtspiText* text = atspi_accessible_get_text_iface(at)) {
        const int length = atspi_text_get_character_count(text, nullptr);
        std::string out = "text:" + std::to_string(length);
        g_object_unref(text);
        return out;
    }
    if (AtspiSelection* selection = atspi_accessible_get_selection_iface(at)) {
        g_object_unref(selection);
        return "selection";
    }
    if (AtspiAction* action = atspi_accessible_get_action_iface(at)) {
        g_object_unref(action);
        return "action";
    }
    return "";
}

std::string states_of(AtspiAccessible* at) {
    AtspiStateSet* set = atspi_accessible_get_state_set(at);
    std::string out;
    const auto add = [&](AtspiStateType type, const char* word) {
        if (atspi_state_set_contains(set, type)) out += (out.empty() ? "" : " ") + std::string(word);
    };
    add(ATSPI_STATE_SHOWING, "showing");
    add(ATSPI_STATE_FOCUSABLE, "focusable");
    add(ATSPI_STATE_FOCUSED, "focused");
    add(ATSPI_STATE_SENSITIVE, "sensitive");
    g_object_unref(set);
    return out;
}

void walk(AtspiAccessible* at, int depth, bool only_focused) {
    const std::string states = states_of(at);
    if (!only_focused || states.find("focused") != std::string::npos) {
        std::printf("%d\t%s\t%s\t%s\t%s\t%s\n", depth,
                    taken(atspi_accessible_get_role_name(at, nullptr)).c_str(),
                    taken(atspi_accessible_get_name(at, nullptr)).c_str(),
                    taken(atspi_accessible_get_description(at, nullptr)).c_str(), value_of(at).c_str(),
                    states.c_str());
    }
    if (depth > 0 && states.find("showing") == std::string::npos) return;
    const int count = atspi_accessible_get_child_count(at, nullptr);
    for (int i = 0; i < count; ++i) {
        AtspiAccessible* child = atspi_accessible_get_child_at_index(at, i, nullptr);
        if (child == nullptr) continue;
        walk(child, depth + 1, only_focused);
        g_object_unref(child);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    if (atspi_init() != 0) return 1;
    AtspiAccessible* desktop = atspi_get_desktop(0);
    const int programs = atspi_accessible_get_child_count(desktop, nullptr);
    for (int i = 0; i < programs; ++i) {
        AtspiAccessible* program = atspi_accessible_get_child_at_index(desktop, i, nullptr);
        if (program == nullptr) continue;
        const int windows = atspi_accessible_get_child_count(program, nullptr);
        for (int w = 0; w < windows; ++w)
            if (AtspiAccessible* window = atspi_accessible_get_child_at_index(program, w, nullptr))
                walk(window, 0, std::strcmp(argv[1], "focused") == 0);
    }
    return 0;
}
