// What the function keys mean, the same on every screen (reference: screens, A0). F6 to F10 belong to the
// Japanese input method and stand nowhere here.
#pragma once

#include <array>
#include <string_view>

namespace app::desk {

enum class Command {
    help,         // F1
    person,       // F2
    search,       // F3
    candidates,   // F4
    card,         // F5
    enlarge,      // F11
    main_action,  // F12
    print,        // Ctrl+P
    hold,         // Ctrl+K
    lock,         // Ctrl+L
    back,         // Esc
    undo,         // Ctrl+Z
    report,       // Ctrl+R
    heard,        // Ctrl+G
    reception,    // Insert
    page_up,
    page_down,
    none
};

struct KeyName {
    Command command;
    std::string_view key;
    std::string_view word;
};

// The strip at the bottom, left to right. The word of F12 is written by the screen.
inline constexpr std::array<KeyName, 11> key_strip_order{{
    {Command::help, "F1", "説明"},
    {Command::person, "F2", "人物"},
    {Command::search, "F3", "検索"},
    {Command::candidates, "F4", "候補"},
    {Command::card, "F5", "カード"},
    {Command::enlarge, "F11", "拡大"},
    {Command::print, "Ctrl+P", "印刷"},
    {Command::hold, "Ctrl+K", "保留"},
    {Command::lock, "Ctrl+L", "ロック"},
    {Command::back, "Esc", "戻る"},
    {Command::main_action, "F12", ""},
}};

}  // namespace app::desk
