#include "forms/linkage/csv.h"

#include <algorithm>

namespace forms {

namespace {

class CsvReader {
  public:
    explicit CsvReader(std::string_view text) : text_(text) {}

    core::Result<std::vector<CsvRow>> rows() {
        std::vector<CsvRow> out;
        while (at_ < text_.size()) {
            ++line_;
            CsvRow row;
            if (!read_row(row))
                return core::Error{core::ErrorCode::invalid_input, "csv.malformed", "", line_};
            out.push_back(std::move(row));
        }
        return out;
    }

  private:
    bool take(char c) {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    bool read_field(std::string& field) {
        if (!take('"')) return false;
        for (;;) {
            const auto quote = text_.find('"', at_);
            if (quote == std::string_view::npos) return false;
            field.append(text_.substr(at_, quote - at_));
            at_ = quote + 1;
            if (!take('"')) return true;
            field += '"';
        }
    }
    bool read_row(CsvRow& row) {
        do {
            std::string field;
            if (!read_field(field)) return false;
            line_ += std::count(field.begin(), field.end(), '\n');
            row.push_back(std::move(field));
        } while (take(','));
        return take('\r') && take('\n');
    }

    std::string_view text_;
    std::size_t at_{0};
    std::int64_t line_{0};
};

}  // namespace

std::string csv_line(const CsvRow& row) {
    std::string out;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) out += ',';
        out += '"';
        for (const char c : row[i]) {
            if (c == '"') out += '"';
            out += c;
        }
        out += '"';
    }
    return out + "\r\n";
}

core::Result<std::vector<CsvRow>> read_csv(std::string_view text) { return CsvReader(text).rows(); }

}  // namespace forms
