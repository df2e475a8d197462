#include "app/desk/theme.h"

#include <doctest/doctest.h>

namespace theme = app::desk::theme;

TEST_CASE("contrast agrees with the values the design system publishes") {
    CHECK(theme::contrast(theme::text, theme::ground) == doctest::Approx(17.4).epsilon(0.01));
    CHECK(theme::contrast(theme::text_help, theme::ground) == doctest::Approx(5.74).epsilon(0.01));
    CHECK(theme::contrast(theme::action, theme::ground) == doctest::Approx(11.1).epsilon(0.01));
    CHECK(theme::contrast(theme::error, theme::ground) == doctest::Approx(5.79).epsilon(0.01));
}

TEST_CASE("every pair of words and ground can be read") {
    using namespace theme;
    const Rgb pairs[][2]{
        {text, ground},           {text, ground_soft},    {text, chosen},        {text, error_ground},
        {text_soft, ground_soft}, {text_help, ground},    {text_help, chosen},   {text_smallest, ground},
        {action, ground},         {action, chosen},       {ground, action},      {ground, action_hover},
        {ground, practice},       {error, ground},        {error, error_ground}, {success, ground},
        {warning, ground},        {warning, ground_soft}, {warning, chosen},     {warning, warning_ground}};
    for (const auto& pair : pairs) {
        CAPTURE(pair[0]);
        CAPTURE(pair[1]);
        CHECK(contrast(pair[0], pair[1]) >= 4.5);
    }
}
