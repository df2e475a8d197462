#include "forms/pdf/pdf_writer.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "forms/pdf/page_layout.h"
#include "tests/forms/pdf/pdf_picture.h"

using namespace forms::pdf;

namespace {

const FontBook& book() {
    static const auto opened = FontBook::shared(std::string(KAKANAI_SOURCE_DIR) + "/forms/data/fonts.json");
    REQUIRE(opened.has_value());
    return **opened;
}

constexpr const char* kNames = "髙﨑𠮷葛󠄀辻󠄀鷗ｱ㈱";

Document sample() {
    Document document;
    document.title = "住民異動届";
    Page page;
    TextStyle label;
    label.role = "gothic";
    label.align = AlignH::even;
    page.items.push_back(Watermark{"下書き"});
    page.items.push_back(Rect{{20, 20, 170, 12}, 0.3, -1});
    page.items.push_back(Rect{{20, 20, 30, 12}, 0.2, 0.93});
    page.items.push_back(TextBox{{20, 20, 30, 12}, "氏名", label, Layer::sheet, {}, {}});
    page.items.push_back(TextBox{{50, 20, 140, 12}, kNames, {}, Layer::value, "visitor_name", "氏名"});
    page.items.push_back(
        TextBox{{50, 40, 140, 12}, "Grégory O'Brien 0123", {}, Layer::value, "alias", "通称"});
    page.items.push_back(DigitBoxes{{50, 60, 90, 8}, "0123456", {3, 4}});
    page.items.push_back(QrCode{{170, 270, 20, 20}, "B-014"});
    page.items.push_back(Ink{{50, 80, 60, 15}, {{{1, 1}, {20, 10}, {30, 3}}}});
    document.pages.push_back(page);
    return document;
}

core::Bytes written(const Document& document) {
    const auto laid = lay_out(document, book());
    REQUIRE(laid.has_value());
    REQUIRE(laid->missing.empty());
    auto bytes = write_pdf(document.title, laid->pages, book());
    REQUIRE(bytes.has_value());
    return *bytes;
}

std::string output_of(const std::string& command) {
    std::string out;
    FILE* pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::array<char, 4096> part{};
    while (const std::size_t n = fread(part.data(), 1, part.size(), pipe)) out.append(part.data(), n);
    out += "exit " + std::to_string(WEXITSTATUS(pclose(pipe)));
    return out;
}

std::string saved(const core::Bytes& bytes, const std::string& name) {
    const std::string path = std::string(KAKANAI_BINARY_DIR) + "/" + name;
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return path;
}

// The bytes as another process makes them, with that process's locale and time zone.
core::Bytes written_elsewhere(const char* locale, const char* zone) {
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    const pid_t child = fork();
    if (child == 0) {
        setenv("TZ", zone, 1);
        const bool known = std::setlocale(LC_ALL, locale) != nullptr;
        const core::Bytes bytes = known ? written(sample()) : core::Bytes{};
        std::size_t sent = 0;
        while (sent < bytes.size())
            sent += static_cast<std::size_t>(write(ends[1], bytes.data() + sent, bytes.size() - sent));
        _exit(0);
    }
    close(ends[1]);
    core::Bytes out;
    std::array<std::uint8_t, 4096> part{};
    for (ssize_t n = 0; (n = read(ends[0], part.data(), part.size())) > 0;)
        out.insert(out.end(), part.begin(), part.begin() + n);
    close(ends[0]);
    waitpid(child, nullptr, 0);
    return out;
}

}  // namespace

TEST_CASE("text on paper can be found by what was meant") {
    const pdf_test::PdfReader reader(written(sample()));
    REQUIRE(reader.pages() == 1);
    const std::string text = reader.text(0);
    for (const char* part : {"髙﨑𠮷葛󠄀辻󠄀鷗ｱ㈱", "Grégory O'Brien 0123", "氏", "名"})
        CHECK(text.find(part) != std::string::npos);
}

TEST_CASE("one glyph that means two characters is found as both") {
    // U+2F0A is a sign for the radical that fonts draw with the very glyph of 大.
    Document document;
    document.title = "字";
    Page page;
    page.items.push_back(TextBox{{20, 20, 100, 10}, "大⼊大", {}, Layer::value, "a", {}});
    page.items.push_back(TextBox{{20, 40, 100, 10}, "入", {}, Layer::value, "b", {}});
    document.pages.push_back(page);
    const std::string text = pdf_test::PdfReader(written(document)).text(0);
    CHECK(text.find("大⼊大") != std::string::npos);
    CHECK(text.find("入") != std::string::npos);
}

TEST_CASE("the file says only the name of the form") {
    const core::Bytes bytes = written(sample());
    CHECK(pdf_test::PdfReader(bytes).title() == "住民異動届");
    const std::string_view raw = core::text(bytes);
    for (const char* word : {"CreationDate", "ModDate", "/ID", "/Author", "/home", "/usr", "/work"})
        CHECK(raw.find(word) == std::string_view::npos);
}

TEST_CASE("the file is sound, its fonts are embedded subsets, and it is small") {
    const core::Bytes bytes = written(sample());
    CHECK(bytes.size() < 60000);
    const std::string path = saved(bytes, "pdf_writer_test.pdf");
    const std::string checked = output_of("qpdf --check '" + path + "' 2>&1");
    CHECK(checked.find("exit 0") != std::string::npos);
    CHECK(checked.find("No syntax or stream encoding errors") != std::string::npos);
    const std::string fonts = output_of("pdffonts '" + path + "' 2>&1");
    CHECK(fonts.find("IPAexMincho") != std::string::npos);
    CHECK(fonts.find(" no ") == std::string::npos);  // columns emb, sub, uni
}

TEST_CASE("the same page gives the same bytes in another process, locale and time zone") {
    const core::Bytes here = written(sample());
    CHECK(written(sample()) == here);
    CHECK(written_elsewhere("C", "UTC") == here);
    CHECK(written_elsewhere("C.UTF-8", "Asia/Tokyo") == here);
    // A locale with a decimal comma, where the machine has one.
    for (const char* locale : {"de_DE.UTF-8", "fr_FR.UTF-8"})
        if (std::setlocale(LC_ALL, locale) != nullptr) {
            std::setlocale(LC_ALL, "C");
            CHECK(written_elsewhere(locale, "America/New_York") == here);
        }
}

TEST_CASE("a hundred documents in one process are one document") {
    const core::Bytes first = written(sample());
    for (int i = 0; i < 99; ++i) REQUIRE(written(sample()) == first);
}
