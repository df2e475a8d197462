#include "app/service/state_walk.h"

#include <nlohmann/json.hpp>

#include "app/service/json_reply.h"

namespace app {

namespace {

using Json = nlohmann::json;

constexpr std::size_t file_max = 256 * 1024 * 1024;
constexpr std::size_t hash_digits = 32;

// Store thread.
core::Result<Json> digest_here(DeskEngine& engine) {
    auto key = engine.keys().digest_key();
    if (!key) return key.error();
    Json at = Json::object();
    const core::VersionVector heads = engine.node().log().sealed_heads();
    for (const auto& [device, seq] : heads.entries()) at[device.hex()] = seq;
    Json buckets = Json::object();
    auto rows = engine.node().database().writer().query(
        "SELECT c.id, s.state FROM case_state s JOIN case_id c ON c.n = s.n");
    if (!rows) return rows.error();
    auto read = rows->each([&](storage::Statement& row) {
        const auto id = row.id<core::CaseId>(0);
        const auto hash = storage::Hasher(key->view()).add(id.bytes).add(row.blob_view(1)).finish();
        buckets[id.hex().substr(0, 2)][id.hex()] = core::to_hex(hash).substr(0, hash_digits);
    });
    if (!read) return read.error();
    return Json{{"at", at}, {"buckets", buckets}};
}

// Cases of one bucket that are not alike, on either side.
void walk_bucket(const Json& mine, const Json& theirs, Json& out) {
    for (const auto& [id, hash] : mine.items())
        if (!theirs.contains(id) || theirs[id] != hash) out.push_back(id);
    for (const auto& [id, hash] : theirs.items())
        if (!mine.contains(id)) out.push_back(id);
}

Json differing(const Json& mine, const Json& theirs) {
    static const Json none = Json::object();
    Json out = Json::array();
    for (const auto& [bucket, cases] : mine.items()) {
        const Json& other = theirs.contains(bucket) ? theirs[bucket] : none;
        if (cases != other) walk_bucket(cases, other, out);
    }
    for (const auto& [bucket, cases] : theirs.items())
        if (!mine.contains(bucket)) walk_bucket(none, cases, out);
    return out;
}

}  // namespace

Reply StateWalk::run(Command& command) {
    if (auto allowed = desk_.may(storage::Permission::keep_store); !allowed) return refused(allowed.error());
    DeskEngine& engine = *desk_.engine();
    auto here = engine.thread().ask([&] { return digest_here(engine); }, Urgency::background);
    if (!here) return refused(here.error());
    storage::SystemFileSystem files;
    if (const auto out = command.option("out"); !out.empty()) {
        const auto kept = files.write_whole(out, core::view(here->dump()));
        return kept ? done({{"file", out}}, "照合の表を書き出しました。") : refused(kept.error());
    }
    if (command.argument(0).empty()) return usage("ほかの窓口で書き出した表か、--out を指定してください。");
    auto bytes = files.read(command.argument(0), file_max);
    if (!bytes) return refused(bytes.error());
    const Json theirs = Json::parse(core::text(*bytes), nullptr, false);
    const bool sound = theirs.is_object() && theirs.contains("at") && theirs.contains("buckets") &&
                       theirs["buckets"].is_object();
    if (!sound) return refused(core::corrupt("digest.malformed"));
    const Json cases = differing((*here)["buckets"], theirs["buckets"]);
    const bool same_log = (*here)["at"] == theirs["at"];
    return done({{"same_log", same_log}, {"cases", cases}},
                cases.empty() ? "案件の状態はすべて同じです。"
                : same_log ? "同じ記録なのに状態が違う案件があります。一覧を添えて連絡してください。"
                           : "記録がまだそろっていません。そろってから、もう一度照合してください。");
}

}  // namespace app
