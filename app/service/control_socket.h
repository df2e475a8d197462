// The Unix socket in the store's folder (control.sock, mode 0600, same user only) through which kakanai-admin
// reaches the process that owns the store.
//
//   request := size:u32 json:blob n:varint (name:blob secret:blob){n}
//   reply   := size:u32 exit:u8 json:blob message:blob reason:blob count:zigzag
// json of a request: {"words": […], "options": {…}, "arguments": […]}. Secrets travel beside it, so that no
// JSON reader holds them. Limits before allocation: request 1 MiB, reply 64 MiB.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "app/service/command.h"

namespace app {

inline constexpr const char* control_socket_name = "control.sock";

// Serves one request at a time on a thread of its own; `handler` runs there. Stops in the destructor. A
// socket left behind by a killed process is taken over; one that answers is "store.busy".
class ControlServer {
  public:
    static core::Result<std::unique_ptr<ControlServer>> start(const std::string& store_folder,
                                                              CommandHandler handler);
    ~ControlServer();
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

  private:
    ControlServer(int listener, std::string path, CommandHandler handler);
    void serve();

    int listener_;
    std::string path_;
    CommandHandler handler_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

// nullopt-like "control.absent" if nobody owns the store now.
core::Result<Reply> send_command(const std::string& store_folder, const Command& command);

}  // namespace app
