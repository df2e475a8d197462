// A site of one desk A with the clerk 佐藤, one case at the counter, and a backup node that was joined and is
// switched off. Its store is made with the product's own commands; who serves it afterwards, with or without
// a window, is the test's choice.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/practice/child_process.h"
#include "tests/app/site/program.h"

namespace tests {

inline constexpr const char* clerk_secrets = R"({"account": "sato", "password": "renshu-sato"})";
inline constexpr const char* chief_secrets = R"({"account": "admin", "password": "renshu-kanri"})";
inline constexpr const char* no_print_service = "CUPS_SERVER=127.0.0.1:1";
inline constexpr const char* no_card_service = "PCSCLITE_CSOCK_NAME=/nonexistent/pcscd.comm";

bool says(const std::string& text, const std::string& words);

class OneDesk {
  public:
    explicit OneDesk(std::string folder);  // founds the site and ends serving it; fails the test if it cannot

    void serve();  // without a window, a printer or a reader
    void end() { process_.end(); }
    Outcome tell(std::vector<std::string> words, const std::string& secrets = {}) const;
    bool keeps_its_answers() const;  // what must be there whatever failed before

    std::string place(const std::string& name) const { return folder_ + "/" + name; }
    std::string store() const { return place("A"); }
    const std::string& case_id() const { return case_; }
    const std::string& inviter() const { return inviter_; }  // the address it invited from

  private:
    std::string folder_;
    app::ChildProcess process_;
    std::string case_;
    std::string inviter_;
};

// One bit of every page after the first, or one in the middle of a small file; where a copy of the file
// stands in for it, in the copy too.
void damage(const std::string& path);

}  // namespace tests
