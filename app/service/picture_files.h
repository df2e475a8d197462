// The folder into which a desk's scanner puts its pictures.
#pragma once

#include <string>
#include <vector>

namespace app {

struct PictureFile {
    std::string path;
    std::string words;  // scan-003.png　11/27 09:41
};

// The newest `count` pictures (by their names' endings) of a folder, the newest first; none if it cannot be
// looked into. Looks at 1,000 entries at most. Any thread.
std::vector<PictureFile> newest_pictures(const std::string& folder, std::size_t count);

}  // namespace app
