#include "app/service/picture_files.h"

#include <sys/stat.h>
#include <time.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>

namespace app {

namespace {

namespace fs = std::filesystem;
constexpr int entries_max = 1000;

bool is_picture(const fs::path& path) {
    static const std::set<std::string> endings{".png", ".jpg", ".jpeg", ".tif", ".tiff", ".jp2"};
    std::string ending = path.extension().string();
    for (char& c : ending) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return endings.contains(ending);
}

std::string words_of(const fs::path& path, time_t at) {
    tm local{};
    localtime_r(&at, &local);
    char when[32];
    strftime(when, sizeof when, "%m/%d %H:%M", &local);
    return path.filename().string() + "　" + when;
}

}  // namespace

std::vector<PictureFile> newest_pictures(const std::string& folder, std::size_t count) {
    std::vector<std::pair<time_t, fs::path>> found;
    std::error_code failed;
    int looked_at = 0;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end && ++looked_at <= entries_max;
         at.increment(failed)) {
        struct stat about {};
        if (is_picture(at->path()) && stat(at->path().c_str(), &about) == 0 && S_ISREG(about.st_mode))
            found.emplace_back(about.st_mtime, at->path());
    }
    std::sort(found.rbegin(), found.rend());
    if (found.size() > count) found.resize(count);
    std::vector<PictureFile> out;
    for (const auto& [when, path] : found) out.push_back({path.string(), words_of(path, when)});
    return out;
}

}  // namespace app
