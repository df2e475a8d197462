#include "forms/linkage/linkage_file.h"

#include <cstdio>
#include <optional>

#include "forms/core/calendar.h"
#include "forms/core/text.h"
#include "forms/linkage/csv.h"

namespace forms {

namespace {

std::string wareki7(const std::string& iso) {
    const auto date = core::parse_iso(iso);
    const auto wareki = date ? core::to_wareki(*date) : std::nullopt;
    if (!wareki) return {};
    char out[32];
    std::snprintf(out, sizeof out, "%d%02d%02u%02u", static_cast<int>(wareki->era), wareki->year,
                  wareki->month, wareki->day);
    return out;
}

struct Cell {
    std::string value;
    std::string problem;  // "" or one of E0001 … E0004
};

std::string shaped(const LinkageColumn& column, const std::string& value) {
    if (column.shape == "wide") return core::to_full_width(core::to_katakana(value));
    if (column.shape == "digits") return core::digits_of(value);
    if (column.shape == "wareki7") return wareki7(value);
    if (column.shape == "fixed") return column.item;
    if (column.shape == "code") {
        const auto at = column.codes.find(value);
        return at == column.codes.end() ? std::string() : at->second;
    }
    return value;
}

Cell cell_of(const LinkageColumn& column, const LinkageItems& person, const LinkageItems& visit) {
    auto at = person.find(column.item);
    if (at == person.end()) at = visit.find(column.item);
    const bool found = at != person.end() && at != visit.end();
    const std::string held = found ? at->second : std::string();
    Cell cell{shaped(column, held), {}};
    if (column.required && cell.value.empty()) cell.problem = held.empty() ? "E0001" : "E0002";
    if (column.letters_max > 0 && core::letter_count(cell.value) > column.letters_max) cell.problem = "E0003";
    return cell;
}

class GroupWriter {
  public:
    GroupWriter(const LinkageProfile& profile, const LinkageGroup& group, const Substitutes& substitutes,
                std::uint64_t sequence)
        : profile_(profile), group_(group), substitutes_(substitutes) {
        file_.group = group.id;
        file_.name = group.file;
        if (const auto hole = file_.name.find("{sequence}"); hole != std::string::npos) {
            file_.name.replace(hole, 10, std::to_string(sequence));
        }
    }

    core::Status header() {
        if (profile_.byte_order_mark && profile_.charset == "UTF-8") file_.bytes = "\xEF\xBB\xBF";
        CsvRow row;
        for (const auto& column : group_.columns) row.push_back(column.header);
        return append(row, "");
    }

    core::Status record(const LinkageRecord& record) {
        static const LinkageItems no_person;
        if (!group_.per_person) return line(record, no_person);
        for (const auto& person : record.persons) {
            if (auto done = line(record, person); !done) return done;
        }
        return core::ok();
    }

    LinkageFile take() { return std::move(file_); }

  private:
    core::Status line(const LinkageRecord& record, const LinkageItems& person) {
        CsvRow row;
        bool whole = true;
        for (const auto& column : group_.columns) {
            Cell cell = cell_of(column, person, record.items);
            if (!cell.problem.empty()) {
                file_.problems.push_back({record.reception_number, column.header, cell.problem});
                whole = false;
            }
            row.push_back(std::move(cell.value));
        }
        if (!whole) return core::ok();
        file_.rows += 1;
        return append(row, record.reception_number);
    }

    core::Status append(const CsvRow& row, const std::string& reception_number) {
        CsvRow converted;
        for (std::size_t i = 0; i < row.size(); ++i) {
            auto cell = convert(row[i], profile_.charset, substitutes_);
            if (!cell) return cell.error();
            for (auto& substitution : cell->substitutions) {
                file_.replacements.push_back(
                    {reception_number, group_.columns[i].header, std::move(substitution)});
            }
            converted.push_back(std::move(cell->bytes));
        }
        file_.bytes += csv_line(converted);
        return core::ok();
    }

    const LinkageProfile& profile_;
    const LinkageGroup& group_;
    const Substitutes& substitutes_;
    LinkageFile file_;
};

}  // namespace

core::Result<std::vector<LinkageFile>> write_files(const LinkageProfile& profile,
                                                   const Substitutes& substitutes,
                                                   const std::vector<LinkageRecord>& records,
                                                   std::uint64_t sequence) {
    std::vector<LinkageFile> files;
    for (const auto& group : profile.groups) {
        GroupWriter writer(profile, group, substitutes, sequence);
        if (auto done = writer.header(); !done) return done.error();
        for (const auto& record : records) {
            if (record.form != group.form) continue;
            if (auto done = writer.record(record); !done) return done.error();
        }
        files.push_back(writer.take());
    }
    return files;
}

std::string replacement_list(const LinkageFile& file) {
    std::string out = csv_line({"受付番号", "項目", "元の文字", "置き換えた文字", "符号位置", "扱い"});
    for (const auto& entry : file.replacements) {
        out += csv_line({entry.reception_number, entry.header, entry.substitution.from, entry.substitution.to,
                         core::code_points_text(entry.substitution.from),
                         entry.substitution.decided ? "代替文字表による" : "未決定（職員の判断が必要）"});
    }
    return out;
}

}  // namespace forms
