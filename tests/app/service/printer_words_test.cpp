// What a clerk reads about a printer, a job and a box; and the file that says where each form goes.
#include "app/service/printer_words.h"

#include <doctest/doctest.h>

#include "app/service/print_settings.h"
#include "app/service/value_sentences.h"
#include "storage/env/system_environment.h"
#include "tests/support/temp_folder.h"

using namespace app;

TEST_CASE("a printer says in words what it lacks, the gravest first") {
    CHECK(printer_words({"p", "", true, "none"}) == "使えます。");
    CHECK(printer_words({"p", "", true, "media-empty-error"}).find("用紙を入れて") != std::string::npos);
    CHECK(printer_words({"p", "", true, "toner-low-report,cover-open-error"}).find("カバー") !=
          std::string::npos);
    CHECK(printer_words({"p", "", true, "toner-low-warning"}).find("残り少なく") != std::string::npos);
    CHECK(printer_words({"p", "", false, "none"}).find("受け付けていません") != std::string::npos);
    CHECK_FALSE(stands_still({"p", "", true, "toner-low-warning"}));
    CHECK(stands_still({"p", "", true, "offline-report"}));
}

TEST_CASE(
    "a job is sent, being printed, done; a printer that stands still says why and that one copy will come") {
    const PrinterView ready{"p", "", true, "none"}, empty{"p", "", true, "media-empty-error"};
    CHECK(job_words(JobState::waiting, &ready).starts_with("送信しました"));
    CHECK(job_words(JobState::printing, &ready) == "印刷中です。");
    CHECK(job_words(JobState::done, nullptr).starts_with("出力済み"));
    const PrinterView silent{"p", "", true, "none", 30};
    CHECK(job_words(JobState::printing, &silent).find("電源とケーブルを確かめてください") !=
          std::string::npos);
    const std::string stuck = job_words(JobState::printing, &empty);
    CHECK(stuck.find("用紙がありません") != std::string::npos);
    CHECK(stuck.find("1部だけ") != std::string::npos);
    for (const JobState state :
         {JobState::waiting, JobState::printing, JobState::stopped, JobState::cancelled, JobState::done})
        for (const PrinterView* printer : {&ready, &empty, static_cast<const PrinterView*>(nullptr)})
            CHECK(job_words(state, printer).ends_with("。"));
}

TEST_CASE("every finding has one sentence of its own") {
    for (const auto& [reason, words] : value_sentence_table()) {
        CAPTURE(reason);
        CHECK(words.ends_with("。"));
    }
    for (const auto name : forms::validation_names())
        if (const auto found = forms::validate_text(name, "?"))
            CHECK(value_sentence_table().contains(found->reason));
    CHECK(value_sentence({"value.bank_yucho", true, "店番 058・口座番号 1234567"}).find("店番 058") !=
          std::string::npos);
}

TEST_CASE("where each form goes is kept, and a damaged file is not taken for none") {
    const support::TempFolder folder;
    storage::SystemFileSystem files;
    CHECK(load_print_settings(files, folder.path().string())->forms.empty());
    PrintSettings settings;
    settings.forms["F09"] = {"counter", "tray-2", 2, true, false};
    settings.printers["counter"] = {3, -2};
    REQUIRE(save_print_settings(files, folder.path().string(), settings));
    const auto again = load_print_settings(files, folder.path().string());
    REQUIRE(again);
    CHECK(again->forms.at("F09").tray == "tray-2");
    CHECK(again->forms.at("F09").duplex == true);
    CHECK(again->printers.at("counter").y == -2);
    REQUIRE(files.write_whole(folder / "printing.json", core::view(std::string("{\"forms\": 3}"))));
    CHECK(load_print_settings(files, folder.path().string()).error().reason == "print.settings_broken");
}
