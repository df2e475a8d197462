// Every form with a small, a typical and an overflowing set of answers:
// tests/forms/pdf/answers/FORM_set.json. A new form joins by its three files.
#include <doctest/doctest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "forms/catalog/catalog.h"
#include "forms/catalog/form_values_reader.h"
#include "forms/pdf/form_renderer.h"
#include "tests/forms/pdf/pdf_picture.h"

using namespace forms::pdf;

namespace {

const std::string kRoot = KAKANAI_SOURCE_DIR;

const FontBook& book() {
    static const auto opened = FontBook::shared(kRoot + "/forms/data/fonts.json");
    REQUIRE(opened.has_value());
    return **opened;
}

const forms::Catalog& catalog() {
    static forms::Problems problems;
    static const forms::Catalog read = forms::Catalog::read(kRoot + "/forms/data", problems);
    return read;
}

std::vector<std::string> answer_files() {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(kRoot + "/tests/forms/pdf/answers"))
        out.push_back(entry.path().string());
    std::sort(out.begin(), out.end());
    return out;
}

struct Printed {
    Rendered out;
    std::string name;  // "F03_typical"
};

Printed print(const std::string& path) {
    const std::string name = std::filesystem::path(path).stem().string();
    const forms::FormDefinition* form = catalog().form(name.substr(0, 3), core::make_date(2026, 11, 24));
    REQUIRE(form != nullptr);
    std::ostringstream json;
    json << std::ifstream(path).rdbuf();
    const auto values = forms::read_form_values(json.str(), *form, catalog());
    if (!values) FAIL(name << ": " << values.error().reason << " " << values.error().detail);
    RenderOptions options;
    options.print.ticket = "B-014";
    auto out = render_form(*form, *values, options, book());
    if (!out) FAIL(name << ": " << out.error().reason << " " << out.error().detail);
    return {std::move(*out), name};
}

bool qpdf_finds_it_sound(const Printed& printed) {
    const std::string path = std::string(KAKANAI_BINARY_DIR) + "/answers_" + printed.name + ".pdf";
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(printed.out.pdf.data()),
               static_cast<std::streamsize>(printed.out.pdf.size()));
    const int status = std::system(("qpdf --check '" + path + "' >/dev/null 2>&1").c_str());
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("every edition of every form prints empty, on its own pages, under 60 KB") {
    for (const forms::FormDefinition& form : catalog().forms()) {
        CAPTURE(form.id);
        const auto out = render_form(form, {}, {}, book());
        if (!out) FAIL(form.id << ": " << out.error().reason << " " << out.error().detail);
        CHECK(out->pages == form.layout.pages.size());
        CHECK(out->missing.empty());
        CHECK(out->pdf.size() < 60000);
    }
}

TEST_CASE("every set prints, is sound and stays under 60 KB") {
    for (const std::string& path : answer_files()) {
        const Printed printed = print(path);
        CAPTURE(printed.name);
        CHECK(printed.out.missing.empty());
        CHECK(printed.out.pdf.size() < 60000);
        CHECK(qpdf_finds_it_sound(printed));
    }
}

TEST_CASE("only the overflowing sets need more than the form's own pages") {
    for (const std::string& path : answer_files()) {
        const Printed printed = print(path);
        CAPTURE(printed.name);
        const bool overflowing = printed.name.ends_with("overflow");
        const forms::FormDefinition* form =
            catalog().form(printed.name.substr(0, 3), core::make_date(2026, 11, 24));
        CHECK((printed.out.pages > form->layout.pages.size()) == overflowing);
        if (!overflowing) CHECK(printed.out.overflowed.empty());
    }
}
