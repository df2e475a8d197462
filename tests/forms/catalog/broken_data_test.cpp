// One defect at a time is put into a copy of the shipped data: form check must name it, and the file it
// stands in.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "forms/catalog/catalog_check.h"
#include "forms/catalog/validate.h"
#include "forms/interview/derive.h"

using namespace forms;

namespace {

namespace fs = std::filesystem;

struct Defect {
    const char* name;
    const char* file;
    const char* from;  // the first of these words is replaced
    const char* to;
    const char* reason;
};

const Defect defects[] = {
    {"a key stands twice", "fields.json", R"({"id": "name",)", R"({"id": "name", "id": "name",)",
     "forms.data_broken"},
    {"a bracket is missing", "questions.json", R"("questions": [)", R"("questions": )", "forms.data_broken"},
    {"two fields of one id", "fields.json", R"({"id": "visitor_phone",)", R"({"id": "visitor_name",)",
     "forms.id_twice"},
    {"a number used twice", "fields.json", R"("number": 1001,)", R"("number": 1000,)", "forms.number_twice"},
    {"a field without a number", "fields.json", R"("number": 1001,)", R"("nummer": 1001,)",
     "forms.number_missing"},
    {"a record and a value in one register", "fields.json", R"("number": 1006,)", R"("number": 1004,)",
     "forms.record_and_value"},
    {"an unknown type", "fields.json", R"("type": "date")", R"("type": "day")", "forms.type_unknown"},
    {"an unknown derivation", "fields.json", R"("derive": "today")", R"("derive": "tomorrow")",
     "forms.derivation_unknown"},
    {"an unknown validation", "fields.json", R"("check": "kana")", R"("check": "kanji")",
     "forms.validation_unknown"},
    {"an option twice", "fields.json", R"("転居", "転出", "世帯主変更")", R"("転居", "転居", "世帯主変更")",
     "forms.option_twice"},
    {"a choice without options", "fields.json", R"("options": ["画面", "紙"])", R"("options": [])",
     "forms.options_missing"},
    {"a field that nobody knows", "forms/F03.json", R"({"id": "move_date",)", R"({"id": "moove_date",)",
     "forms.field_unknown"},
    {"a block that nobody knows", "forms/F03.json", R"({"block": "applicant"})", R"({"block": "applicants"})",
     "forms.block_unknown"},
    {"a day that does not exist", "forms/F03.json", R"("valid_from": "2025-05-26")",
     R"("valid_from": "2025-02-30")", "forms.date_broken"},
    {"an edition without a title", "forms/F03.json", R"("title":)", R"("heading":)", "forms.edition_missing"},
    {"a sheet that is not there", "forms/F03.json", R"("layout": "F03")", R"("layout": "F33")",
     "forms.data_missing"},
    {"a need that nobody knows", "forms/F03.json", R"("need": "optional")", R"("need": "perhaps")",
     "forms.word_unknown"},
    {"a condition on an option that does not exist", "forms/F03.json", R"({"move_type": "転入"})",
     R"({"move_type": "転生"})", "forms.option_unknown"},
    {"more rows in the form than on the sheet", "forms/F03.json", R"("rows": 5)", R"("rows": 6)",
     "forms.rows_differ"},
    {"a person's field among those of the visit", "forms/F03.json", R"({"id": "old_head_name",)",
     R"({"id": "old_head_name", "from": ["name"],)", "forms.person_field_outside_rows"},
    {"a sheet that shows a field twice over another", "layouts/F03.json", R"("at": [0, 4, 85, 4.8])",
     R"("at": [0, 0, 85, 8.8])", "forms.boxes_overlap"},
    {"a box outside the page", "layouts/F03.json", R"("at": [237, 6, 32, 6])", R"("at": [290, 6, 32, 6])",
     "forms.outside_page"},
    {"a field that the sheet forgets", "layouts/F03.json", R"("field": "visitor_phone")",
     R"("field": "visitor_name")", "forms.not_on_paper"},
    {"options wider than their box", "layouts/F03.json",
     R"("field": "move_type", "style": "options", "sizes": [9])",
     R"("field": "move_type", "style": "options", "sizes": [30])", "forms.options_too_wide"},
    {"a word longer than its box", "layouts/F03.json", R"("at": [114, 0, 19, 13])",
     R"("at": [114, 0, 3, 13])", "forms.option_too_long"},
    {"a style that nobody knows", "layouts/F03.json", R"("style": "wareki")", R"("style": "calendar")",
     "forms.style_unknown"},
    {"a cell outside its grid", "layouts/F03.json", R"({"r": 0, "c": 3,)", R"({"r": 0, "c": 9,)",
     "forms.cell_outside_grid"},
    {"a cell over another", "layouts/F03.json", R"({"r": 0, "c": 3,)", R"({"r": 0, "c": 2,)",
     "forms.cells_overlap"},
    {"an element without a place", "layouts/F03.json", R"({"draw": "code", "at": [272, 4, 15, 15]})",
     R"({"draw": "code"})", "forms.element_without_place"},
    {"an element that nobody knows", "layouts/F03.json", R"({"draw": "code",)", R"({"draw": "stamp",)",
     "forms.element_unknown"},
    {"a question for a field that does not exist", "questions.json", R"("fields": ["move_date"])",
     R"("fields": ["mover_date"])", "forms.field_unknown"},
    {"two questions for one field", "questions.json", R"("fields": ["join_existing"])",
     R"("fields": ["join_existing", "visitor_phone"])", "forms.asked_twice"},
    {"a required field that nothing asks for", "questions.json", R"("fields": ["join_existing"])",
     R"("fields": ["occupation_of_visit"])", "forms.never_asked"},
    {"a procedure with a form that does not exist", "procedures/resident.json", R"("form": "F03")",
     R"("form": "F30")", "forms.form_unknown"},
    {"a procedure without its rule", "procedures/resident.json", R"("because": "住民基本台帳法22条")",
     R"("because": "")", "forms.reason_missing"},
    {"a procedure that no life event opens", "life_events/tennyu.json", R"("move_in")", R"("move_within")",
     "forms.procedure_unreachable"},
    {"a life event with an unknown procedure", "life_events/tennyu.json", R"("school")", R"("schools")",
     "forms.procedure_unknown"},
    {"a life event that answers with an unknown option", "life_events/tennyu.json", R"("move_type": "転入")",
     R"("move_type": "転生")", "forms.option_unknown"},
};

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

Problems check(const fs::path& folder) {
    return check_catalog(folder.string(), derivation_names(), validation_names());
}

}  // namespace

TEST_CASE("every defect in the data files is named with its file") {
    const fs::path source = fs::path(KAKANAI_SOURCE_DIR) / "forms/data";
    const fs::path folder = fs::path(KAKANAI_BINARY_DIR) / "broken_data_test";
    fs::remove_all(folder);
    fs::copy(source, folder, fs::copy_options::recursive);
    for (const auto& defect : defects) {
        const std::string name = defect.name;
        CAPTURE(name);
        const fs::path path = folder / defect.file;
        const std::string whole = read(path);
        const auto at = whole.find(defect.from);
        REQUIRE(at != std::string::npos);
        std::string broken = whole;
        broken.replace(at, std::string_view(defect.from).size(), defect.to);
        std::ofstream(path, std::ios::binary) << broken;
        const auto problems = check(folder);
        const auto found = std::find_if(problems.begin(), problems.end(),
                                        [&](const auto& problem) { return problem.reason == defect.reason; });
        const bool named = found != problems.end();
        CHECK(named);
        // A box that is forgotten is named by its sheet; every other finding also by its line.
        if (named && found->reason != "forms.not_on_paper" && found->reason != "forms.data_missing")
            CHECK(found->line > 0);
        std::ofstream(path, std::ios::binary) << whole;
    }
    CHECK(check(folder).empty());
    fs::remove_all(folder);
}
