#include "app/service/linkage_records.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/service/case_answers.h"
#include "app/service/case_viewer.h"
#include "app/service/sheet_state.h"
#include "storage/keys/primitives.h"

namespace app {

namespace {

void put_date(forms::LinkageItems& items, const std::string& field, const core::DateValue& date) {
    const auto exact = date.exact();
    items[field] = exact ? core::to_iso(*exact) : "";
    items[field + "_unknown"] = exact ? "0" : "1";
    items[field + "_phrase"] = exact ? "" : core::printed(date);
}

std::string linkage_text(const forms::FieldInfo& field, const forms::Value& value) {
    std::string text = box_text(field, value);
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

void put_fields(forms::LinkageItems& items, const forms::AnswerView& view, forms::Subject subject) {
    for (const auto& field : view.catalog().fields()) {
        if (field.of_person != (subject != 0)) continue;
        const auto* known = view.find(field.id, subject);
        if (known == nullptr) continue;
        if (const auto* date = std::get_if<forms::DateValue>(&known->value)) {
            put_date(items, field.id, date->given);
        } else {
            items[field.id] = linkage_text(field, known->value);
        }
        if (field.part == "kana") items[field.id + "_confirmed"] = known->confirmed ? "1" : "0";
    }
}

}  // namespace

std::vector<forms::LinkageRecord> linkage_records(const forms::Catalog& catalog, const core::CaseId& id,
                                                  const forms::CaseFile& file, core::Date today,
                                                  const LinkageOperator& who) {
    const core::Date day = case_day(file, today);
    const CaseKnowledge knowledge(catalog, file, day);
    const forms::AnswerView& view = knowledge.view();
    std::vector<forms::LinkageRecord> out;
    for (const auto& sheet : sheets_of(file, view, day)) {
        if (sheet.printed == 0 || !sheet.may_print) continue;
        forms::LinkageRecord record;
        record.form = forms::form_of_sheet(sheet.form);
        record.reception_number = file.shown_text({0, forms::field::reception_number});
        put_fields(record.items, view, 0);
        record.items["record_id"] = id.hex() + "-" + sheet.form;
        record.items["reception_number"] = record.reception_number;
        record.items["processing_date"] = who.day;
        record.items["desk"] = forms::summarize(file).desk;
        record.items["operator"] = who.account;
        record.items["operated_on"] = who.day;
        record.items["operated_at"] = who.time;
        for (const auto person : view.household()) {
            if (!view.is("moves", person, "true")) continue;
            forms::LinkageItems items;
            put_fields(items, view, person);
            record.persons.push_back(std::move(items));
        }
        out.push_back(std::move(record));
    }
    return out;
}

core::Result<ExportResult> keep_linkage_files(core::FileSystem& disk, const std::string& folder,
                                              const forms::LinkageProfile& profile,
                                              const std::vector<forms::LinkageFile>& files,
                                              std::int64_t sequence, const LinkageOperator& who) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    nlohmann::json manifest{
        {"profile", profile.id},           {"charset", profile.charset}, {"sequence", sequence},
        {"operator", who.account},         {"made_on", who.day},         {"made_at", who.time},
        {"files", nlohmann::json::array()}};
    ExportResult result;
    for (const auto& file : files) {
        const std::string path = folder + "/" + file.name;
        if (auto kept = disk.write_whole(path, core::view(file.bytes)); !kept) return kept.error();
        const std::string list = file.name + ".substitutes.csv";
        const std::string replaced = forms::replacement_list(file);
        if (auto kept = disk.write_whole(folder + "/" + list, core::view(replaced)); !kept)
            return kept.error();
        nlohmann::json problems = nlohmann::json::array();
        for (const auto& problem : file.problems) {
            problems.push_back({{"reception_number", problem.reception_number},
                                {"item", problem.header},
                                {"code", problem.code}});
        }
        manifest["files"].push_back({{"file", file.name},
                                     {"rows", file.rows},
                                     {"bytes", file.bytes.size()},
                                     {"sha256", core::to_hex(storage::sha256(core::view(file.bytes)))},
                                     {"substitutes", list},
                                     {"left_out", problems}});
        result.rows += file.rows;
        result.file = path;
        for (const auto& entry : file.replacements) {
            result.substituted.push_back(entry.substitution.from + " → " + entry.substitution.to + "（" +
                                         entry.reception_number + " " + entry.header + "）");
        }
    }
    result.manifest = folder + "/manifest-" + profile.id + "-" + std::to_string(sequence) + ".json";
    if (auto kept = disk.write_whole(result.manifest, core::view(manifest.dump(2) + "\n")); !kept)
        return kept.error();
    return result;
}

}  // namespace app
