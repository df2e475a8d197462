// A list of numbered options on one or more lines. With fewer than ten options a digit chooses at once; with
// more, the number and Enter. Several may be ticked if `many`; with `counted` each ticked one carries a
// number of copies, typed as number Enter count Enter. なし takes the others away, and where nothing more can
// be ticked the digit is the whole answer. The text form is that of AnswerInput: values joined by
// "\n", counts as "value:2", words in an
// option's brackets as "その他：words", which are kept. UI thread only.
#pragma once

#include <wx/window.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace app::desk {

class ChoiceBox : public wxWindow {
  public:
    using Options = std::vector<std::pair<std::string, std::string>>;  // value, label
    struct Told {
        std::function<void()> changed;
        std::function<void(int direction)> entered;
        std::function<bool(int direction)> tabbed{};  // false or empty: the window's own order
        std::function<void()> came;
        std::function<void()> left;
    };
    ChoiceBox(wxWindow* parent, int id, const std::string& name, Options options, bool many, bool counted);

    void on(Told told) { told_ = std::move(told); }
    void put(const std::string& text);
    // Nine at a time: 1 to 9, then 01 to 09, 001 to 009 …, so that no Enter is needed however long the list
    // is.
    void number_by_zeros();
    void one_below_another() { column_ = true; }
    std::string text() const;
    std::string words() const;  // labels, for screen readers
    int fit_width(int width);   // lays the options out; sets and returns the height
    bool digit(int n);          // as if typed
    bool AcceptsFocus() const override { return true; }
    bool pending() const { return !typed_.empty() || asking_count_ >= 0; }

  private:
    struct Spot {
        wxRect rect;
        wxString label;  // whole, as last drawn
        wxString words;  // of it what the rect holds
        int measured{-1};
    };
    const wxString& words_in(wxDC& dc, std::size_t index);
    void on_key(wxKeyEvent& event);
    void on_paint();
    void on_click(wxMouseEvent& event);
    void pick(int index);
    bool is_none(int index) const;
    bool settled_by(int index) const;
    void enter(int direction);
    bool enter_what_was_typed();
    void changed();
    wxString label_of(std::size_t index) const;

    std::string name_;
    Options options_;
    bool many_;
    bool zeros_{false};
    bool column_{false};
    bool counted_;
    std::map<int, int> chosen_;         // option index to copies (1 where not counted)
    std::map<int, std::string> notes_;  // words in the brackets of an option
    std::vector<Spot> spots_;
    int cursor_{0};
    std::string typed_;     // digits of a number not yet entered
    int asking_count_{-1};  // option whose copies are being typed
    Told told_;
};

}  // namespace app::desk
