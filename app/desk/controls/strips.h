// The three lines that never move: who and where at the top, one sentence to the clerk, and the keys at the
// bottom.
#pragma once

#include <wx/button.h>
#include <wx/panel.h>

#include <array>
#include <functional>
#include <string>

#include "app/desk/commands.h"
#include "app/desk/controls/still_panel.h"
#include "app/desk/view.h"

namespace app::desk {

struct TopWords {
    std::string subject;    // 転入 鈴木 花子 様 … procedure and person in plain words
    std::string reception;  // 受付番号 A-014　番号札 23
    std::string desk;       // 窓口A　佐藤
    std::string peers;      // one sentence
    bool peers_warn{false};
    std::string reader;
    std::string printer;
    bool practice{false};
    bool operator==(const TopWords&) const = default;
};

class TopStrip : public StillPanel {
  public:
    explicit TopStrip(wxWindow* parent);
    void show(TopWords words);

  private:
    void on_paint();
    TopWords words_;
};

class MessageLine : public StillPanel {
  public:
    explicit MessageLine(wxWindow* parent);
    void say(const std::string& words);
    void complain(const std::string& words);
    const std::string& words() const { return words_; }
    bool complains() const { return error_; }

  private:
    void on_paint();
    std::string words_;
    bool error_{false};
};

class KeyStrip : public wxPanel {
  public:
    KeyStrip(wxWindow* parent, std::function<void(Command)> pressed);
    void show(const View& view);

  private:
    std::array<wxButton*, key_strip_order.size()> buttons_{};
};

}  // namespace app::desk
