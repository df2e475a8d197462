#include "app/desk/theme.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace theme = app::desk::theme;

namespace {

constexpr double words_least = 4.5;
constexpr double large_least = 3.0;
constexpr double high_least = 7.0;

// What the drawing code uses as ink: SetTextForeground(colour(…)) and .ink = …, ternaries included.
std::set<std::string> inks_in(const std::string& source) {
    std::set<std::string> out;
    static const std::regex drawing(R"((?:SetTextForeground\(|SetForegroundColour\(|\.ink = )([^;]*);)");
    static const std::regex name(R"(theme::([a-z_]+))");
    for (std::sregex_iterator at(source.begin(), source.end(), drawing), end; at != end; ++at) {
        const std::string expression = (*at)[1];
        for (std::sregex_iterator word(expression.begin(), expression.end(), name); word != end; ++word)
            out.insert((*word)[1]);
    }
    return out;
}

}  // namespace

TEST_CASE("contrast agrees with the values the design system publishes") {
    CHECK(theme::contrast(theme::text, theme::ground) == doctest::Approx(17.4).epsilon(0.01));
    CHECK(theme::contrast(theme::text_help, theme::ground) == doctest::Approx(5.74).epsilon(0.01));
    CHECK(theme::contrast(theme::action, theme::ground) == doctest::Approx(11.1).epsilon(0.01));
    CHECK(theme::contrast(theme::error, theme::ground) == doctest::Approx(5.79).epsilon(0.01));
}

TEST_CASE("every pair of words and ground can be read, in both modes") {
    std::printf("%-14s %-15s %8s %6s %6s  %s\n", "ink", "ground", "ratio", "least", "high", "where");
    for (const theme::Pair& pair : theme::pairs()) {
        const double least = pair.large ? large_least : words_least;
        const double ratio = theme::contrast(pair.ink, pair.ground);
        const double high =
            theme::contrast(theme::in_high_contrast(pair.ink), theme::in_high_contrast(pair.ground));
        std::printf("%-14s %-15s %8.2f %6.1f %6.2f  %s\n", std::string(pair.ink_name).c_str(),
                    std::string(pair.ground_name).c_str(), ratio, least, high,
                    std::string(pair.where).c_str());
        CAPTURE(pair.ink_name);
        CAPTURE(pair.ground_name);
        CHECK(ratio >= least);
        CHECK(high >= high_least);
    }
}

TEST_CASE("borders of fields and the focus ring stand out from what they surround") {
    for (const theme::Rgb ground : {theme::ground, theme::ground_soft, theme::chosen}) {
        CHECK(theme::contrast(theme::text_help, ground) >= large_least);
        CHECK(theme::contrast(theme::focus_ring, ground) >= large_least);
    }
    CHECK(theme::contrast(theme::focus_ring, theme::focus_glow) >= large_least);
}

TEST_CASE("no drawing code uses an ink that the table does not hold") {
    CHECK(inks_in("dc.SetTextForeground(colour(late ? theme::error : theme::nowhere));").contains("nowhere"));
    std::set<std::string> known;
    for (const theme::Pair& pair : theme::pairs()) known.insert(std::string(pair.ink_name));
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::string(KAKANAI_SOURCE_DIR) + "/app/desk")) {
        if (entry.path().extension() != ".cpp") continue;
        std::ifstream in(entry.path());
        for (const std::string& ink : inks_in({std::istreambuf_iterator<char>(in), {}})) {
            CAPTURE(entry.path().string());
            CAPTURE(ink);
            CHECK(known.contains(ink));
        }
    }
}
