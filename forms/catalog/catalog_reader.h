// Reads forms/data into a Catalog. Used by Catalog only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "forms/catalog/catalog.h"

namespace forms {

class CatalogReader {
  public:
    CatalogReader(std::string folder, Problems& problems) : folder_(std::move(folder)), problems_(problems) {}
    Catalog read();

  private:
    // file: relative to the data folder. A file that is missing or broken is reported and gives an empty
    // node.
    DataNode file(const std::string& name, bool& found);
    std::vector<std::string> files_in(const std::string& sub_folder);  // *.json, sorted
    void report(const std::string& name, const DataNode& node, std::string reason, std::string detail);

    void read_fields(const DataNode& root, const std::string& name);
    std::vector<Option> read_options(const DataNode& node);
    void read_form(const DataNode& root, const std::string& name, const DataNode& blocks);
    void read_edition(const DataNode& edition, FormDefinition form, const std::string& name,
                      const DataNode& blocks);
    void read_form_fields(const DataNode& list, const std::string& name, const DataNode& blocks,
                          const std::string& section, std::vector<FormField>& out, int depth);
    FormField read_form_field(const DataNode& node, const std::string& name);
    void read_procedure(const DataNode& root, const std::string& name);
    Clock read_clock(const DataNode& node);
    void read_life_event(const DataNode& root, const std::string& name);
    void read_question(const DataNode& node, const std::string& name);

    std::string folder_;
    Problems& problems_;
    Catalog catalog_;
    std::map<std::string, std::vector<Option>> option_sets_;
};

// The word in the data files for a type; none if there is no such word.
const FieldType* field_type_named(std::string_view word);

}  // namespace forms
