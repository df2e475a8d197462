#include "tests/forms/catalog/broken_data.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace tests {

namespace {

namespace fs = std::filesystem;

const fs::path root = KAKANAI_SOURCE_DIR;

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

}  // namespace

std::vector<Defect> defects() {
    std::vector<Defect> out;
    for (const auto& entry : fs::directory_iterator(root / "tests/forms/catalog/broken")) {
        const auto json = nlohmann::json::parse(read(entry.path()));
        out.push_back({entry.path().stem().string(), json.at("file"), json.at("replace"), json.at("with"),
                       json.at("reason")});
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return out;
}

BrokenData::BrokenData(const fs::path& folder) : folder_(folder) {
    fs::remove_all(folder_);
    fs::copy(root / "forms/data", folder_, fs::copy_options::recursive);
}

BrokenData::~BrokenData() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

int BrokenData::put(const Defect& defect) {
    std::string text = read(folder_ / defect.file);
    const auto at = text.find(defect.from);
    if (at == std::string::npos) return 0;
    text.replace(at, defect.from.size(), defect.to);
    std::ofstream(folder_ / defect.file, std::ios::binary) << text;
    return 1 +
           static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

void BrokenData::mend(const Defect& defect) {
    fs::copy_file(root / "forms/data" / defect.file, folder_ / defect.file,
                  fs::copy_options::overwrite_existing);
}

}  // namespace tests
