#include "app/admin/setup_commands.h"

#include <nlohmann/json.hpp>

#include "app/node/roster_file.h"
#include "app/node/snapshot_view.h"
#include "app/service/desk_snapshots.h"
#include "app/service/json_reply.h"
#include "app/service/recovery_paper.h"
#include "app/service/site_setup.h"
#include "storage/env/system_environment.h"

namespace app {

namespace {

using Json = nlohmann::json;

FirstDevice device_from(const std::string& folder, const Command& command, const std::string& name_option) {
    return {folder, command.option(name_option, "窓口" + command.option("letter", "A")),
            command.option("letter", "A"), command.option("listen")};
}

core::Result<FirstAccount> administrator_from(Command& command) {
    const auto password = command.secrets.find("password");
    if (password == command.secrets.end() || password->second.empty())
        return core::invalid("account.no_password");
    return FirstAccount{command.option("account-name", "admin"), command.option("shown-name", "管理者"),
                        password->second.clone()};
}

// The sheet for an explicitly named file, as a page (NAME.pdf) or as text; printing it is the administrator's
// choice, never a default.
core::Status keep_sheet(core::FileSystem& files, const std::string& path, const storage::RecoverySheet& sheet,
                        const std::string& site) {
    if (path.empty()) return core::invalid("recovery.no_place");
    if (path.ends_with(".pdf")) {
        auto page = recovery_paper(sheet, site);
        if (!page) return page.error();
        return files.write_whole(path, *page);
    }
    const storage::Secret words = sheet.words();
    const storage::Secret code = sheet.qr_text();
    std::string text = "かかない 復旧用紙　" + site +
                       "\n金庫に保管してください。この用紙と控えの端末があれば、すべての案件を戻せます。\n\n";
    text += core::text(words.view());
    text += "\n\n";
    text += core::text(code.view());
    text += "\n";
    const auto kept = files.write_whole(path, core::view(text));
    storage::wipe(text);
    return kept;
}

Reply site_init(const std::string& folder, Command& command) {
    auto administrator = administrator_from(command);
    if (!administrator) return refused(administrator.error());
    storage::SystemClock clock;
    storage::SystemRandom random;
    storage::SystemFileSystem files;
    SitePlan plan{device_from(folder, command, "desk-name"), std::move(*administrator),
                  command.option("name", "寒河江市"), !command.option("practice").empty(),
                  std::strtoull(command.option("retention-days", "365").c_str(), nullptr, 10)};
    const auto made = init_site(plan, clock, random, [&](const storage::RecoverySheet& sheet) {
        return keep_sheet(files, command.option("recovery-out"), sheet, plan.site_name);
    });
    if (!made) return refused(made.error());
    return done(
        {{"store", folder}, {"site", plan.site_name}, {"recovery_sheet", command.option("recovery-out")}},
        "サイトを作りました。復旧用紙を金庫に保管してください。");
}

Reply device_join(const std::string& folder, Command& command) {
    const auto code = command.secrets.find("code");
    if (code == command.secrets.end()) return refused(core::invalid("enrolment.code"));
    storage::SystemRandom random;
    const auto kind =
        join_site(device_from(folder, command, "name"), command.argument(0), code->second, random);
    if (!kind) return refused(kind.error());
    return done({{"store", folder}, {"role", *kind == NodeKind::backup ? "backup" : "desk"}},
                "この端末を登録しました。");
}

Reply recovery_restore(const std::string& folder, Command& command) {
    auto administrator = administrator_from(command);
    if (!administrator) return refused(administrator.error());
    const auto typed = command.secrets.find("recovery");
    if (typed == command.secrets.end()) return refused(core::invalid("recovery.missing"));
    auto sheet = storage::RecoverySheet::read(typed->second.view());
    if (!sheet) return refused(sheet.error());
    storage::SystemClock clock;
    storage::SystemRandom random;
    storage::SystemFileSystem files;
    auto roster = files.read(command.option("roster"), roster_file_max);
    if (!roster) return refused(roster.error());
    auto entries = restore_site(device_from(folder, command, "name"), *administrator, *roster, *sheet,
                                command.argument(0), clock, random);
    if (!entries) return refused(entries.error());
    if (auto kept = files.write_whole(command.option("out"), *entries); !kept) return refused(kept.error());
    return done(
        {{"store", folder}, {"entries", command.option("out")}},
        "新しい窓口を作りました。書き出したファイルを控えの端末で site admit に渡すと、案件が戻ります。");
}

Reply snapshot_restore(const std::string& folder, Command& command) {
    const std::string archive = command.argument(0);
    if (archive.empty()) return usage("控えのフォルダーを指定してください。");
    const auto password = command.secrets.find("password");
    storage::SystemClock clock;
    storage::SystemRandom random;
    const auto info =
        restore_snapshot(folder, archive, std::strtoull(command.option("number", "0").c_str(), nullptr, 10),
                         plain(command.secrets, "account"),
                         password == command.secrets.end() ? nullptr : &password->second, clock, random);
    if (!info) return refused(info.error());
    return done(*info, "控えを戻しました。窓口を開くと、その後の分がほかの端末から届きます。");
}

}  // namespace

Reply run_setup_command(const std::string& folder, Command& command) {
    const std::string name = command.name();
    if (name == "site init") return site_init(folder, command);
    if (name == "device join") return device_join(folder, command);
    if (name == "recovery restore") return recovery_restore(folder, command);
    if (name == "snapshot restore") return snapshot_restore(folder, command);
    return usage("この操作はありません。");
}

}  // namespace app
