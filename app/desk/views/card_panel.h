// Reading a card, step by step: what lies on the reader and how many tries are left, the way to read, the
// values as proposals that a digit turns off and Enter takes, and what the address on the card is. Codes go
// straight into locked memory; a PIN is asked on the resident's window only. UI thread only.
#pragma once

#include <wx/panel.h>

#include <functional>
#include <set>
#include <vector>

#include "app/desk/controls/prompt_bar.h"
#include "app/desk/controls/secret_box.h"
#include "app/desk/controls/text_pane.h"
#include "app/desk/shell.h"

class wxStaticText;

namespace app::desk {

class CardPanel : public wxPanel {
  public:
    // `picture`: there is no card to read, or none that can be; its face may be read from a picture.
    CardPanel(wxWindow* parent, Shell& shell, PromptBar& prompt, std::function<void()> closed,
              std::function<void()> picture);

    void begin();
    bool digit(int n);  // proposals: on and off
    bool accept();      // Enter: takes the proposals that are on
    bool give_up();     // Esc; false if nothing was going on
    bool showing() const { return step_ != Step::idle; }

  private:
    enum class Step { idle, looking, way, code, reading, proposals, finding, address };
    void ask_card(std::vector<CardLook> cards);
    void chosen(const CardLook& look);
    void fill_code(const storage::Secret& code);
    void looked(core::Result<std::vector<CardLook>> result);
    void ask_way();
    void ask_code();
    void code_entered();
    void ask_number();
    void ask_pin();
    void ask_two_pins();
    void read(CardAsk ask);
    void has_read(core::Result<CardResult> result);
    void show_proposals();
    const CaseView* opened_or_close();
    std::string proposed(const std::string& ending) const;
    void find_person();
    void ask_address(forms::Subject person);
    void take(forms::Subject person, AddressIs address);
    void show_lines(std::vector<PaneLine> lines);
    void close();
    void close_for_picture();

    Shell& shell_;
    PromptBar& prompt_;
    std::function<void()> closed_;
    std::function<void()> picture_;
    Step step_{Step::idle};
    CardLook look_;
    CardResult result_;
    bool by_pin_{false};
    core::CaseId read_by_pin_;  // the last card of this case was: the next one is asked for its PIN at once
    std::set<std::size_t> refused_;
    std::string address_typed_;  // the digit came before its question
    TextPane* pane_{nullptr};
    wxPanel* code_{nullptr};
    std::vector<SecretBox*> code_boxes_;
    wxPanel* number_{nullptr};  // 在留カード: the number printed on the card is its key
    SecretBox* number_box_{nullptr};
};

}  // namespace app::desk
