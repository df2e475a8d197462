// kakanai-bench: figures with their baseline in the same run. Ratios count; absolute times move with the
// machine.
#include <sys/utsname.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/bench/card_bench.h"
#include "app/bench/desk_bench.h"
#include "app/bench/pdf_bench.h"
#include "app/bench/store_bench.h"
#include "app/bench/sync_bench.h"

namespace {

using Json = nlohmann::json;

std::string machine() {
    utsname names{};
    uname(&names);
    return std::string(names.machine) + ", " + std::to_string(std::thread::hardware_concurrency()) + " cores";
}

Json document(const std::string& bench, const std::vector<app::BenchRow>& rows) {
    Json out{{"bench", bench}, {"machine", machine()}, {"rows", Json::array()}};
    for (const auto& row : rows) {
        out["rows"].push_back({{"name", row.name},
                               {"unit", row.unit},
                               {"ours", row.ours},
                               {"baseline", row.baseline},
                               {"baseline_name", row.baseline_name},
                               {"ratio", row.ratio()}});
    }
    return out;
}

// The virtual card is the program beside this one; the reader service lives only as long as the measuring.
core::Result<std::vector<app::BenchRow>> measure_card(const std::string& folder) {
    namespace fs = std::filesystem;
    const fs::path room = fs::path(folder) / ("kakanai-bench-card-" + std::to_string(getpid()));
    fs::create_directories(room);
    auto rows = app::bench_card(
        {KAKANAI_READER_SCRIPT, fs::read_symlink("/proc/self/exe").parent_path(), KAKANAI_DATA, room, 9});
    fs::remove_all(room);
    return rows;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App program("かかない 計測", "kakanai-bench");
    std::string folder = std::filesystem::temp_directory_path().string();
    int rows = 200'000;
    int cases = 20'000;
    bool json = false;
    auto* store = program.add_subcommand("store", "暗号化した保存データと素のSQLite");
    auto* desk = program.add_subcommand("desk", "多くの案件を持つ窓口の待ち時間");
    auto* sync = program.add_subcommand("sync", "端末どうしの同期と素のSQLite");
    auto* pdf = program.add_subcommand("pdf", "帳票と素のlibharu");
    auto* card = program.add_subcommand("card", "カードの読み取りと最小限のやり取り");
    for (auto* command : {store, desk, sync, pdf, card}) command->fallthrough();
    app::SyncBenchOptions syncing;
    sync->add_option("--rounds", syncing.rounds, "測る回数（中央値をとる）")->check(CLI::Range(1, 99));
    sync->add_option("--edits", syncing.edits, "離れている間の端末ごとの修正")->check(CLI::Range(1, 100'000));
    sync->add_flag("--writing", syncing.writing_only, "書き込みだけを測る");
    sync->add_flag("--delays", syncing.delays_only, "待ち時間だけを測る");
    sync->add_flag("--joining", syncing.joining_only,
                   "何も持たない端末が加わる時間だけを測る（案件数は --cases）");
    program.require_subcommand(1);
    program.add_option("--folder", folder, "計測に使うフォルダー");
    program.add_option("--rows", rows, "行数（store）。短く試すときに減らす");
    program.add_option("--cases", cases, "案件数（desk・sync）");
    program.add_flag("--json", json, "JSONで答える");
    CLI11_PARSE(program, argc, argv);
    syncing.folder = folder;
    syncing.cases = cases;
    const std::string bench = program.get_subcommands().front()->get_name();
    const auto measured = store->parsed()  ? app::bench_store({folder, rows, 5})
                          : desk->parsed() ? app::bench_desk({folder, cases})
                          : card->parsed() ? measure_card(folder)
                          : sync->parsed() ? app::bench_sync(syncing)
                                           : app::bench_pdf({KAKANAI_DATA, 9});
    if (!measured) {
        std::fprintf(stderr, "計測できませんでした（%s）。フォルダーと導入を確かめてください。\n",
                     measured.error().reason.c_str());
        return 1;
    }
    if (json) {
        std::printf("%s\n", document(bench, *measured).dump(2).c_str());
        return 0;
    }
    for (const auto& row : *measured) {
        std::printf("%-40s %10.2f %10.2f %-8s %6.2f x %s\n", row.name.c_str(), row.ours, row.baseline,
                    row.unit.c_str(), row.ratio(), row.baseline_name.c_str());
    }
    return 0;
}
