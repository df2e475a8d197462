// A virtual display of its own with one program on it, driven by keys as a clerk would. The display number is
// this process's own; both processes are ended by their ids. Needs Xvfb, xdotool and ImageMagick; for two
// screens Xorg with its dummy driver, since those of Xvfb cannot be unplugged.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace test_support {

class XSession {
  public:
    enum class Screens { one, two };  // two of this size, the second at the right
    XSession(int width, int height, Screens screens = Screens::one);
    ~XSession();
    XSession(const XSession&) = delete;
    XSession& operator=(const XSession&) = delete;

    bool up() const { return !display_.empty(); }
    // Before start(): a bus of its own, on which programs tell a screen reader what they show.
    bool with_session_bus();
    // Before start(), after with_session_bus(): fcitx5 with mozc, its settings in `home`. mozc refuses to
    // serve root, so from here on everything runs as nobody if the tests run as root.
    bool with_input_method(const std::string& home);
    // True once its window has a title and the keys. `environment`: NAME=value, beside this process's own.
    bool start(const std::vector<std::string>& program, const std::vector<std::string>& environment = {});
    pid_t program() const { return program_; }
    void end_program();                                // and waits for it
    void kill_program();                               // SIGKILL
    void keys(const std::vector<std::string>& names);  // xdotool's names: Return, F12, ctrl+l
    void type(const std::string& text);
    bool focus_title(const std::string& part);   // the visible window whose title holds `part` gets the keys,
                                                 // once it is there
    void close_window(const std::string& part);  // as by its own button
    void unplug_second_screen();                 // of two
    void plug_second_screen();
    std::string title();  // of the window with the keys
    bool wait_for_title(const std::string& part);
    bool picture(const std::string& file);
    std::string pixel(const std::string& file, int x, int y);  // "#RRGGBB"
    std::string run(const std::vector<std::string>& command);  // its standard output

  private:
    std::string first_line_of(const std::vector<std::string>& command, pid_t& started);
    std::string window_named(const std::string& part);  // its number; "" if there is none
    bool focus_title_now(const std::string& part);
    void find_spare_keys();
    void lend_keys(const std::vector<std::string>& letters);
    pid_t spawn(const std::vector<std::string>& command, int out_fd,
                const std::vector<std::string>& environment = {});

    bool serve(const std::vector<std::string>& server);  // on a display of its own
    bool serve_two(int width, int height);

    std::string mode_;  // "1920x1080"
    std::string display_;
    std::vector<std::pair<std::string, std::string>> environment_;
    std::vector<std::string> spare_keys_;  // "keycode 93 ": keys of the display that no story presses
    std::vector<std::string> lent_;        // the letters they have now
    bool as_nobody_{false};
    pid_t bus_{-1};
    pid_t input_method_{-1};
    pid_t server_{-1};
    pid_t program_{-1};
};

void send_close(const std::string& display_name, unsigned long window);  // x_close.cpp

}  // namespace test_support
