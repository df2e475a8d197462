// Broken data, one defect at a time: tests/forms/catalog/broken/DEFECT.json says which words of which shipped
// file are put otherwise, and the reason that form check must give.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tests {

struct Defect {
    std::string name;  // of the fixture's file
    std::string file;  // of the data
    std::string from;  // the first of these words is replaced
    std::string to;
    std::string reason;
};
std::vector<Defect> defects();

// A copy of forms/data in which one defect at a time can stand.
class BrokenData {
  public:
    explicit BrokenData(const std::filesystem::path& folder);  // made anew; removed at the end
    ~BrokenData();
    BrokenData(const BrokenData&) = delete;
    BrokenData& operator=(const BrokenData&) = delete;

    int put(const Defect& defect);  // the line where it begins; 0: the words to be replaced are not there
    void mend(const Defect& defect);
    std::string folder() const { return folder_.string(); }

  private:
    std::filesystem::path folder_;
};

}  // namespace tests
