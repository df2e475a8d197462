#include "app/backupd/backup_node.h"

#include <nlohmann/json.hpp>

#include "app/node/network_settings.h"
#include "app/node/old_part.h"
#include "app/node/roster_file.h"
#include "app/node/snapshot_view.h"
#include "app/node/snapshots.h"
#include "app/node/store_inspection.h"
#include "app/node/store_rekey.h"
#include "app/service/check_reply.h"
#include "app/service/json_reply.h"
#include "storage/keys/key_file.h"

namespace app {

namespace {

using Json = nlohmann::json;

}  // namespace

core::Result<std::unique_ptr<BackupNode>> BackupNode::open(const std::string& folder) {
    std::unique_ptr<BackupNode> backup(new BackupNode(folder));
    if (auto started = backup->start(); !started) return started.error();
    BackupNode* self = backup.get();
    auto server = ControlServer::start(folder, [self](Command& command) { return self->answer(command); });
    if (!server) return server.error();
    backup->server_ = std::move(*server);
    return backup;
}

BackupNode::~BackupNode() {
    server_.reset();
    stop();
}

core::Status BackupNode::start() {
    auto key = key_from_file(folder_);
    if (!key) return key.error();
    auto node = NodeStore::open(folder_, *key, NodeKind::backup, random_);
    if (!node) return node.error();
    node_ = std::move(*node);
    auto host = NodeHost::start(*node_, thread_, network_settings(*node_), clock_, random_, {});
    if (!host) return host.error();
    host_ = std::move(*host);
    return core::ok();
}

void BackupNode::stop() {
    host_.reset();
    thread_.ask([this] { node_.reset(); });
}

Reply BackupNode::answer(Command& command) {
    const std::string name = command.name();
    // After a rekey that could not open its store again: nothing to answer from until that is mended.
    if (host_ == nullptr)
        if (auto started = start(); !started) return refused(started.error());
    if (name == "site status") return status();
    if (name == "queue") return heads();
    if (name == "site roster") return export_roster(command.option("out"));
    if (name == "site admit") return admit(command.argument(0));
    if (name == "site peers") return set_peers(command.arguments);
    if (name.starts_with("snapshot ")) return snapshot(command);
    if (name == "erase" && command.arguments.empty() && command.options.empty()) return erasures();
    if (name == "audit verify") return verify();
    if (name == "store check") return check_store();
    if (name == "store rekey") return rekey();
    return refused(core::denied("backup.blind"));
}

Reply BackupNode::status() {
    const auto peers = host_->status();
    auto digest = thread_.ask([this] { return node_->log().digest(); });
    if (!digest) return refused(digest.error());
    Json list = Json::array();
    for (const auto& peer : peers.peers) {
        list.push_back({{"device", peer.device.hex()},
                        {"name", peer.name},
                        {"backup", peer.backup},
                        {"connected", peer.linked},
                        {"waiting", peer.waiting_for_them},
                        {"turned_away", peer.turned_away},
                        {"cannot_serve", peer.begins_above},
                        {"left_behind", peer.stands_below}});
    }
    const auto batches = thread_.ask([this] {
        const core::VersionVector heads = node_->log().heads();
        std::uint64_t count = 0;
        for (const auto& [device, seq] : heads.entries()) count += seq;
        return count;
    });
    return done({{"backup", true},
                 {"peers", list},
                 {"old_part", word(where_old_part_is(peers))},
                 {"log_digest", core::to_hex(*digest)},
                 {"batches", batches},
                 {"bytes_sent", peers.bytes_out},
                 {"listening_on", host_->listening_on()}});
}

// All that a blind node can say of the queue.
Reply BackupNode::heads() {
    auto digest = thread_.ask([this] { return node_->log().digest(); });
    if (!digest) return refused(digest.error());
    const core::VersionVector heads = thread_.ask([this] { return node_->log().heads(); });
    Json list = Json::array();
    for (const auto& [device, seq] : heads.entries())
        list.push_back({{"device", device.hex()}, {"seq", seq}});
    return done({{"heads", list}, {"log_digest", core::to_hex(*digest)}});
}

Reply BackupNode::export_roster(const std::string& file) {
    if (file.empty()) return usage("書き出し先を --out で指定してください。");
    const auto bytes = thread_.ask([this] { return encode_roster(node_->roster().entries()); });
    const auto kept = files_.write_whole(file, bytes);
    return kept ? done({{"file", file}}) : refused(kept.error());
}

Reply BackupNode::admit(const std::string& file) {
    auto bytes = files_.read(file, roster_file_max);
    if (!bytes) return refused(bytes.error());
    auto entries = decode_roster(*bytes);
    if (!entries) return refused(entries.error());
    auto added = thread_.ask([&] { return node_->admit(*entries); });
    if (!added) return refused(added.error());
    thread_.ask([this] { host_->roster_changed(); });
    return done({{"entries", *added}});
}

Reply BackupNode::set_peers(const std::vector<std::string>& addresses) {
    const auto kept = thread_.ask([&] { return keep_peers(*node_, addresses); });
    if (!kept) return refused(kept.error());
    host_->set_peers(addresses);
    return done({{"peers", addresses}});
}

Reply BackupNode::snapshot(Command& command) {
    const std::string folder = command.option("out", command.argument(0));
    if (folder.empty()) return usage("控えのフォルダーを指定してください。");
    const std::string name = command.name();
    return thread_.ask(
        [&]() -> Reply {
            Snapshots all(*node_, files_, folder);
            if (name == "snapshot list") {
                const auto listed = all.list();
                return listed ? done(to_json(*listed)) : refused(listed.error());
            }
            if (name == "snapshot prune") {
                const auto gone = all.prune(std::strtoull(command.option("keep", "2").c_str(), nullptr, 10));
                return gone ? done({{"removed", *gone}}) : refused(gone.error());
            }
            const auto info =
                name == "snapshot verify"
                    ? all.verify(std::strtoull(command.option("number", "0").c_str(), nullptr, 10))
                    : all.create(clock_.now());
            return info ? done(to_json(*info)) : refused(info.error());
        },
        Urgency::background);
}

// What it holds of erasures: ids and times, nothing else.
Reply BackupNode::erasures() {
    auto ledger =
        thread_.ask([this] { return storage::ErasureLedger(node_->database().writer()).entries(); });
    if (!ledger) return refused(ledger.error());
    Json out = Json::array();
    for (const auto& entry : *ledger)
        out.push_back({{"case", entry.case_id.hex()}, {"at_ms", entry.at.unix_ms}, {"late", entry.late}});
    return done({{"ledger", out}});
}

Reply BackupNode::check_store() {
    auto check = check_node(*node_, thread_);
    return check ? check_reply(*check, check->found, check->findings) : refused(check.error());
}

// Peers see the node leave and return. Commands are answered one after the other: none meets the closed
// store.
Reply BackupNode::rekey() {
    auto file_key = storage::read_key_file(used_key_file(folder_));
    if (!file_key) return refused(file_key.error());
    auto store_key = key_from_file(folder_);
    if (!store_key) return refused(store_key.error());
    stop();
    const auto rekeyed = rekey_store(folder_, *store_key, &*file_key, random_);
    const auto started = start();
    if (!rekeyed) return refused(rekeyed.error());
    return started ? rekeyed_reply(rekeyed->epoch, rekeyed->bytes) : refused(started.error());
}

Reply BackupNode::verify() {
    auto chains = check_chains(*node_, thread_);
    return chains ? chains_reply(*chains) : refused(chains.error());
}

}  // namespace app
