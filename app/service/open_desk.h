// A desk as a program holds it: the service, and the socket through which commands reach it. Composition for
// kakanai-desk and for kakanai-admin on a free store.
#pragma once

#include <memory>
#include <string>

#include "app/service/command.h"
#include "app/service/desk_service.h"
#include "app/service/screen_door.h"

namespace app {

class OpenDesk {
  public:
    // `data`: forms/data as installed; "" = where this program was installed or built. Errors of
    // LocalDeskService::create.
    static core::Result<std::unique_ptr<OpenDesk>> create(const std::string& folder,
                                                          const std::string& data = {});
    virtual ~OpenDesk() = default;

    virtual DeskService& service() = 0;
    // Runs a command here, on the caller's thread.
    virtual Reply run(Command& command) = 0;
    // From now on kakanai-admin may send commands ("store.busy" if another process answers for this store).
    virtual core::Status listen() = 0;
    // The window of this desk, called on the socket's thread; an empty door once it is closed.
    virtual void have_screen(ScreenDoor door) = 0;
};

std::string default_data_folder();

}  // namespace app
