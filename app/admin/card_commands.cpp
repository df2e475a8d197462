#include "app/admin/card_commands.h"

#include "app/devices/card/card_command.h"
#include "app/devices/card/pcsc_reader.h"
#include "app/devices/ocr/picture_header.h"
#include "app/devices/ocr/picture_reading.h"
#include "app/service/open_desk.h"
#include "app/service/sentences.h"
#include "storage/env/system_environment.h"

namespace app {

namespace {

Reply from_text(const core::Result<std::string>& json) {
    return json ? Reply{0, *json, {}, {}, 0} : refused(json.error());
}

core::ByteView secret_of(const Command& command, const std::string& name) {
    const auto at = command.secrets.find(name);
    return at == command.secrets.end() ? core::ByteView{} : at->second.view();
}

Reply picture_read(const Command& command, core::Date today) {
    storage::SystemFileSystem files;
    auto picture = files.read(command.option("picture"), picture_bytes_max + 1);
    if (!picture) return refused(picture.error());
    auto knowledge = PictureKnowledge::load(default_picture_folder(), default_data_folder());
    if (!knowledge) return refused(knowledge.error());
    auto reading = read_card_picture(*knowledge, {}, command.option("kind", "auto"), *picture,
                                     static_cast<int>(today.year()));
    if (!reading) return refused(reading.error());
    return Reply{0, picture_json(*reading), {}, {}, 0};
}

}  // namespace

Reply card_list() { return from_text(card_list_json(*make_pcsc_readers())); }

Reply card_read(Command& command, core::Date today) {
    if (!command.option("picture").empty()) return picture_read(command, today);
    CardReadOptions options;
    options.kind = command.option("kind", "auto");
    options.reader = command.option("reader");
    options.today = today;
    const CardSecrets secrets{secret_of(command, "pin"),         secret_of(command, "verification_b"),
                              secret_of(command, "pin1"),        secret_of(command, "pin2"),
                              secret_of(command, "card_number"), secret_of(command, "signing_password")};
    return from_text(card_read_json(*make_pcsc_readers(), options, secrets));
}

}  // namespace app
