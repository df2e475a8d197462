// A data file as a tree that knows its lines, and the list of what is wrong with it. The only reader of JSON
// in forms/catalog is data_node.cpp; everything above works on these nodes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "forms/core/result.h"

namespace forms {

struct DataMember;

struct DataNode {
    enum class Kind : std::uint8_t { null, boolean, number, text, list, object };

    Kind kind{Kind::null};
    int line{0};  // where the value begins (of a member: where its key stands), from 1
    bool boolean{false};
    double number{0};
    std::string text;
    std::vector<DataNode> items;      // list
    std::vector<DataMember> members;  // object, in the order of the file

    bool is_object() const { return kind == Kind::object; }
    bool is_list() const { return kind == Kind::list; }
    bool is_text() const { return kind == Kind::text; }
    bool is_number() const { return kind == Kind::number; }

    const DataNode* find(std::string_view key) const;  // member, or null
    std::string text_of(std::string_view key, std::string_view otherwise = {}) const;
    double number_of(std::string_view key, double otherwise = 0) const;
    bool flag_of(std::string_view key, bool otherwise = false) const;
    // A list of texts; a single text counts as a list of one. Anything else is left out.
    std::vector<std::string> texts_of(std::string_view key) const;
    std::vector<double> numbers_of(std::string_view key) const;
};

struct DataMember {
    std::string key;
    DataNode value;
};

// Limits: 4 MiB, 64 levels deep, 200,000 nodes. Error: forms.data_broken, Error::count is the line.
core::Result<DataNode> parse_data(std::string_view json);

// One finding of `form check`. `reason` is a stable word; `detail` names the id or value in question.
struct Problem {
    std::string file;  // relative to the data folder
    int line{0};
    std::string reason;
    std::string detail;
    bool operator==(const Problem&) const = default;
};
using Problems = std::vector<Problem>;

}  // namespace forms
