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
#include "forms/core/text.h"
#include "forms/pdf/form_renderer.h"
#include "tests/forms/pdf/pdf_picture.h"

using namespace forms::pdf;

namespace {

const std::string kRoot = KAKANAI_SOURCE_DIR;

using forms::pdf::Box;

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

Printed print(const std::string& path, Show show = Show::everything) {
    const std::string name = std::filesystem::path(path).stem().string();
    const forms::FormDefinition* form = catalog().form(name.substr(0, 3), core::make_date(2026, 11, 24));
    REQUIRE(form != nullptr);
    std::ostringstream json;
    json << std::ifstream(path).rdbuf();
    const auto values = forms::read_form_values(json.str(), *form, catalog());
    if (!values) FAIL(name << ": " << values.error().reason << " " << values.error().detail);
    RenderOptions options;
    options.print.ticket = "B-014";
    options.layout.show = show;
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

bool within(const Box& inner, const Box& outer, double slack) {
    return inner.x >= outer.x - slack && inner.x + inner.width <= outer.x + outer.width + slack &&
           inner.y + inner.height / 2 >= outer.y && inner.y + inner.height / 2 <= outer.y + outer.height;
}

// What stands in an area, blanks apart, in any order: Poppler reads a wrapped text line by line.
std::u32string letters_of(const std::string& text) {
    std::u32string out;
    for (const char32_t c : core::decode_utf8(text).value_or(U""))
        if (c != U' ' && c != U'\u3000' && c != U'\n') out.push_back(c);
    std::sort(out.begin(), out.end());
    return out;
}

constexpr double kSlackMm = 0.15;  // a letter's advance may reach past its ink

// Each piece of text that Poppler finds must lie in one field's box, and each box must hold its whole text.
void check_boxes(const Printed& printed) {
    const pdf_test::PdfReader reader(printed.out.pdf);
    std::vector<std::string> found(printed.out.areas.size());
    for (int page = 0; page < reader.pages(); ++page)
        for (const pdf_test::Word& word : reader.words(page)) {
            bool placed = false;
            for (std::size_t i = 0; i < printed.out.areas.size() && !placed; ++i) {
                const FieldArea& area = printed.out.areas[i];
                placed = area.page == static_cast<std::size_t>(page) && within(word.box, area.box, kSlackMm);
                if (placed) found[i] += word.text;
            }
            CHECK_MESSAGE(placed, printed.name << " page " << page + 1 << ": " << word.text << " at "
                                               << word.box.x << "," << word.box.y
                                               << " lies in no field's box");
        }
    for (std::size_t i = 0; i < found.size(); ++i) {
        const FieldArea& area = printed.out.areas[i];
        CHECK_MESSAGE(letters_of(found[i]) == letters_of(area.text),
                      printed.name << ": " << area.field << " shows " << found[i] << " of " << area.text);
    }
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

TEST_CASE("no value leaves its field's box, and none is cut") {
    for (const std::string& path : answer_files()) check_boxes(print(path, Show::values));
}

TEST_CASE("a hundred renderings are one file") {
    const std::string path = kRoot + "/tests/forms/pdf/answers/F03_typical.json";
    const core::Bytes first = print(path).out.pdf;
    for (int i = 1; i < 100; ++i) CHECK(print(path).out.pdf == first);
}
