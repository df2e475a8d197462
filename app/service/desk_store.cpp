#include "app/service/desk_store.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/service/check_reply.h"
#include "app/service/log_trim.h"
#include "app/service/store_check.h"

namespace app {

namespace {

using Json = nlohmann::json;
using storage::ActKind;

std::int64_t bytes_of(const std::string& path) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(path, failed);
    return failed ? 0 : static_cast<std::int64_t>(size);
}

core::Result<Json> read_stats(DeskEngine& engine) {
    NodeStore& node = engine.node();
    auto& database = node.database();
    auto log = node.log().stats();
    if (!log) return log.error();
    Json out{{"batches", log->batches},
             {"head_bytes", log->head_bytes},
             {"body_bytes", log->body_bytes},
             {"seals", log->seals},
             {"key_records", log->key_records},
             {"cases", log->cases},
             {"epoch", database.label().epoch},
             {"page_format", database.label().format},
             {"file_bytes", bytes_of(database.path())},
             {"log_bytes", bytes_of(database.path() + "-wal")}};
    constexpr std::array asked{std::pair{"pages", "PRAGMA page_count"},
                               std::pair{"free_pages", "PRAGMA freelist_count"},
                               std::pair{"tables", "SELECT max(number) FROM schema_migration"},
                               std::pair{"search_words", "SELECT count(*) FROM search_key"},
                               std::pair{"acts", "SELECT count(*) FROM act"},
                               std::pair{"unread_batches", "SELECT count(*) FROM unread_batch"},
                               std::pair{"attachments", "SELECT count(*) FROM attachment"}};
    for (const auto& [name, sql] : asked) {
        auto number = database.writer().number(sql);
        if (!number) return number.error();
        out[name] = number->value_or(0);
    }
    return out;
}

}  // namespace

core::Status DeskStore::trace(ActKind kind, std::int64_t amount) {
    storage::Act act;
    act.kind = kind;
    act.account = desk_.acting().account().value_or(core::AccountId{});
    act.amount = amount;
    auto written = desk_.engine()->write({std::nullopt, std::nullopt, {act}, {}});
    return written ? core::ok() : core::Status(written.error());
}

Reply DeskStore::check() {
    auto check = check_store(*desk_.engine());
    if (!check) return refused(check.error());
    if (auto noted = trace(ActKind::store_checked, check->found); !noted) return refused(noted.error());
    const CasesSeen seen{check->cases.cases, check->cases.acts};
    return check_reply(check->node, check->found, check->findings, &seen);
}

Reply DeskStore::verify() {
    auto chains = check_chains(desk_.engine()->node(), desk_.engine()->thread());
    return chains ? chains_reply(*chains) : refused(chains.error());
}

Reply DeskStore::stats() {
    DeskEngine& engine = *desk_.engine();
    auto stats = engine.thread().ask([&] { return read_stats(engine); });
    if (!stats) return refused(stats.error());
    return {0, stats->dump(2), {}, {}, 0};
}

Reply DeskStore::rebuild() {
    DeskEngine& engine = *desk_.engine();
    std::int64_t cases = 0;
    const auto rebuilt = engine.thread().ask(
        [&] { return engine.cases().rebuild([&](std::int64_t, std::int64_t all) { cases = all; }); },
        Urgency::background);
    if (!rebuilt) return refused(rebuilt.error());
    if (auto noted = trace(ActKind::store_rebuilt, cases); !noted) return refused(noted.error());
    return {0,
            Json{{"cases", cases}}.dump(2),
            "記録から案件" + counted(cases) + "件の一覧・検索・件数を作り直しました。",
            {},
            0};
}

Reply DeskStore::rekey() {
    auto rekeyed = desk_.rekey();
    if (desk_.engine() != nullptr) engine_replaced_();
    if (!rekeyed) return refused(rekeyed.error());
    if (auto noted = trace(ActKind::store_rekeyed, rekeyed->epoch); !noted) return refused(noted.error());
    return rekeyed_reply(rekeyed->epoch, rekeyed->bytes);
}

Reply DeskStore::trim(Command& command) {
    const std::string archive = command.argument(0);
    const std::int64_t days =
        std::strtoll(command.option("days", std::to_string(audit_days)).c_str(), nullptr, 10);
    if (archive.empty()) return usage("案件の状態の控えのフォルダーを指定してください。");
    auto trimmed = desk_.trim_log(archive, days);
    if (desk_.engine() != nullptr) engine_replaced_();
    if (!trimmed) return refused(trimmed.error());
    if (auto noted = trace(ActKind::log_trimmed, trimmed->batches); !noted) return refused(noted.error());
    return {0,
            Json{{"batches", trimmed->batches}, {"acts", trimmed->acts}, {"kept", trimmed->kept}}.dump(2),
            "保存期間を過ぎた記録" + counted(trimmed->batches) + "件を片付けました。",
            {},
            0};
}

bool DeskStore::knows(const std::string& name) {
    return name == "store check" || name == "store stats" || name == "store rebuild" ||
           name == "store rekey" || name == "store trim" || name == "audit verify";
}

core::Status DeskStore::let_in(Command& command) {
    const std::lock_guard lock(desk_.mutex());
    if (const auto password = command.secrets.find("password"); password != command.secrets.end()) {
        const auto session = desk_.sign_in(plain(command.secrets, "account"), password->second);
        if (!session) return session.error();
    }
    return desk_.may(command.name() == "audit verify" ? storage::Permission::verify_audit
                                                      : storage::Permission::keep_store);
}

// The counter goes on meanwhile: the desk's lock is held only by a rekey and a trim, which close the store.
Reply DeskStore::run(Command& command) {
    if (auto allowed = let_in(command); !allowed) return refused(allowed.error());
    if (command.name() == "audit verify") return verify();
    if (command.name() == "store check") return check();
    if (command.name() == "store stats") return stats();
    if (command.name() == "store rebuild") return rebuild();
    if (command.name() == "store trim") return trim(command);
    return rekey();
}

}  // namespace app
