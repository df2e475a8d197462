#include "app/service/open_desk.h"

#include <filesystem>
#include <mutex>

#include "app/service/control_socket.h"
#include "app/service/desk_commands.h"
#include "app/service/desk_site.h"
#include "app/service/desk_store.h"
#include "app/service/local_desk_service.h"
#include "app/service/screen_commands.h"

namespace app {

namespace {

class LocalOpenDesk final : public OpenDesk {
  public:
    LocalOpenDesk(std::string folder, std::unique_ptr<LocalDeskService> desk)
        : folder_(std::move(folder)),
          desk_(std::move(desk)),
          commands_(*desk_),
          site_(*desk_),
          store_(*desk_, [this] { site_.engine_replaced(); }) {}

    DeskService& service() override { return *desk_; }

    Reply run(Command& command) override {
        const std::string name = command.name();
        if (name.starts_with("screen ")) return screen_reply(screen(), command);
        if (DeskSite::knows(name) || !command.option("time-study").empty()) return site_.run(command);
        if (DeskStore::knows(name)) return store_.run(command);
        return commands_.run(command);
    }

    core::Status listen() override {
        auto server = ControlServer::start(folder_, [this](Command& command) { return run(command); });
        if (!server) return server.error();
        server_ = std::move(*server);
        return core::ok();
    }

    void have_screen(ScreenDoor door) override {
        const std::lock_guard lock(screen_mutex_);
        screen_ = std::move(door);
    }

  private:
    ScreenDoor screen() {
        const std::lock_guard lock(screen_mutex_);
        return screen_;
    }

    std::string folder_;
    std::unique_ptr<LocalDeskService> desk_;
    DeskCommands commands_;
    DeskSite site_;
    DeskStore store_;
    std::mutex screen_mutex_;
    ScreenDoor screen_;
    std::unique_ptr<ControlServer> server_;  // ends first
};

}  // namespace

std::string default_data_folder() {
    std::error_code failed;
    for (const char* folder : {KAKANAI_DATA_INSTALLED, KAKANAI_DATA_BUILT}) {
        if (std::filesystem::exists(folder, failed)) return folder;
    }
    return KAKANAI_DATA_INSTALLED;
}

core::Result<std::unique_ptr<OpenDesk>> OpenDesk::create(const std::string& folder, const std::string& data) {
    auto desk = LocalDeskService::create(folder, data.empty() ? default_data_folder() : data);
    if (!desk) return desk.error();
    return std::unique_ptr<OpenDesk>(std::make_unique<LocalOpenDesk>(folder, std::move(*desk)));
}

}  // namespace app
