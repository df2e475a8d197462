#include "app/devices/ocr/name_list.h"

#include <fstream>

namespace app {

core::Result<NameLists> NameLists::load(const std::string& folder) {
    NameLists lists;
    for (const auto& [name, into] :
         {std::pair("surnames.txt", &lists.surnames_), std::pair("given_names.txt", &lists.given_)}) {
        std::ifstream file(folder + "/" + name);
        if (!file) return core::invalid("face.templates", name);
        for (std::string word; file >> word;) into->insert(word);
    }
    return lists;
}

}  // namespace app
