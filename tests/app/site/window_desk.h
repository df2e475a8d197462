// A real kakanai-desk on a virtual display of its own, worked by keys alone. What its window says is asked
// through the store's own socket: what a screen reader is told, and which texts did not fit.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/app/site/program.h"
#include "tests/support/x_session.h"

namespace tests {

struct WindowPlaces {
    std::string store;
    std::string pictures;                    // folder of PNGs, made if it is missing
    std::vector<std::string> environment{};  // of the desk: reader and printer
    std::string print_folder{};              // "" = nowhere without a printer
    std::string picture_folder{};            // where its scanner puts pictures
    int width{1366};
    int height{768};
    int print_size{100};
    test_support::XSession::Screens screens{test_support::XSession::Screens::one};
};

// Pictures go into the build folder; the gallery of the documents is renewed on purpose, with
// KAKANAI_GALLERY=docs/gallery in the environment.
std::string gallery();

class WindowDesk {
  public:
    explicit WindowDesk(WindowPlaces places);

    bool start();  // true once its window stands
    void end() { x_.end_program(); }
    void kill_now() { x_.kill_program(); }
    bool sign_in(const std::string& account, const std::string& password);  // true on the list

    void keys(const std::vector<std::string>& names);  // counted
    void type(const std::string& text);                // words and addresses: counted apart
    std::size_t keystrokes() const { return keystrokes_; }
    std::size_t letters() const { return letters_; }
    void count_anew() { keystrokes_ = letters_ = 0; }

    nlohmann::json screen() const;  // screen words
    // The message line once it holds `part`, or what it says after five seconds.
    std::string message_with(const std::string& part) const;
    bool shows(const std::string& part) const;           // anywhere on the screen, within five seconds
    bool shows_resident(const std::string& part) const;  // on the resident's display
    bool on(const std::string& title) { return x_.wait_for_title(title); }
    // From the list to the people of a certificate's case: its ticket, Enter, F2.
    bool open_people(const std::string& ticket);
    // In the list: types a ticket's number and waits until the row of it is the chosen one.
    bool choose_ticket(const std::string& ticket);
    // Keeps a picture NAME.png; the texts that were cut on it, one a line, "" if none.
    std::string picture(const std::string& name);
    Outcome tell(std::vector<std::string> words, const std::string& secrets = {}) const;
    test_support::XSession& x() { return x_; }
    const WindowPlaces& places() const { return places_; }

  private:
    bool shows_in(const char* list, const std::string& part) const;

    WindowPlaces places_;
    test_support::XSession x_;
    std::size_t keystrokes_{0};
    std::size_t letters_{0};
};

}  // namespace tests
