// What a city publishes of its time study: the CSV line by line, and the page as a PDF that says the same.
#include "app/service/time_study_report.h"

#include <doctest/doctest.h>
#include <poppler/cpp/poppler-document.h>
#include <poppler/cpp/poppler-page.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "forms/pdf/page_layout.h"
#include "forms/pdf/pdf_writer.h"

namespace {

using forms::Step;

std::string name_of(const std::string& id) { return id == "ev_cert" ? "証明書" : "転入"; }

app::TimeStudy study() {
    std::vector<forms::VisitTimes> before;
    std::vector<forms::VisitTimes> after;
    for (int i = 0; i < 8; ++i) {
        before.push_back({"ev_cert", 0, {{Step::question, 120}, {Step::sign, 30}}, 0, 150});
        after.push_back({"ev_cert", 0, {{Step::read, 15}, {Step::question, 60}, {Step::sign, 20}}, 300, 95});
    }
    for (int i = 0; i < 3; ++i) after.push_back({"ev_tennyu", 0, {{Step::question, 613}}, 0, 613});
    app::TimeStudy out;
    out.from = "2026-11-01";
    out.to = "2026-11-30";
    out.before_from = "2026-04-01";
    out.before_to = "2026-04-30";
    out.before = forms::time_study(before);
    out.figures = forms::time_study(after);
    out.holds = forms::hold_figures(after);
    return out;
}

std::string page_text(const core::Bytes& pdf) {
    poppler::byte_array copy(pdf.begin(), pdf.end());
    const std::unique_ptr<poppler::document> document(poppler::document::load_from_data(&copy));
    REQUIRE(document);
    std::string out;
    for (int i = 0; i < document->pages(); ++i) {
        const auto utf8 = std::unique_ptr<poppler::page>(document->create_page(i))->text().to_utf8();
        out.append(utf8.begin(), utf8.end());
    }
    return out;
}

}  // namespace

TEST_CASE("the table names step by step what was before and what is now, holds apart") {
    const std::string csv = app::time_study_csv(study(), name_of);
    CHECK(csv.find("証明書,質問,8,60.0,60.0,8,120.0,120.0,0.50\r\n") != std::string::npos);
    CHECK(csv.find("証明書,保留・預かり（別掲）,8,300.0,300.0,") != std::string::npos);
    CHECK(csv.find("転入,質問,非公表,,") != std::string::npos);
    CHECK(csv.find("613") == std::string::npos);  // three visits do not show their seconds
    CHECK(csv.find(",3,") == std::string::npos);  // nor that there were three
}

TEST_CASE("the same figures as JSON: a small group says only that it is small") {
    const auto json = app::time_study_json(study(), name_of);
    for (const auto& row : json["rows"]) {
        if (row["procedure"] != "ev_tennyu") continue;
        CHECK(row["now"] == nlohmann::json{{"suppressed", true}});
    }
    CHECK(json.dump().find("613") == std::string::npos);
}

TEST_CASE("the page of bars carries the words and the seconds, and hides what may not be published") {
    const auto fonts =
        forms::pdf::FontBook::shared(std::string(KAKANAI_SOURCE_DIR) + "/forms/data/fonts.json");
    REQUIRE(fonts);
    const auto document = forms::pdf::bar_chart_document(app::time_study_chart(study(), name_of));
    const auto laid = forms::pdf::lay_out(document, **fonts);
    REQUIRE(laid);
    CHECK(laid->missing.empty());
    const auto pdf = forms::pdf::write_pdf(document.title, laid->pages, **fonts);
    REQUIRE(pdf);
    std::ofstream(std::string(KAKANAI_BINARY_DIR) + "/time_study.pdf", std::ios::binary)
        .write(reinterpret_cast<const char*>(pdf->data()), static_cast<std::streamsize>(pdf->size()));
    const std::string text = page_text(*pdf);
    for (const char* words :
         {"窓口の所要時間", "証明書", "質問", "2分（8件）", "1分（8件）", "件数が少ないため非公表"}) {
        CAPTURE(words);
        CHECK(text.find(words) != std::string::npos);
    }
    CHECK(text.find("10分13秒") == std::string::npos);
}
