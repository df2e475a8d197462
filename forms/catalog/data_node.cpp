#include "forms/catalog/data_node.h"

#include <iterator>
#include <nlohmann/json.hpp>

namespace forms {

namespace {

constexpr std::size_t size_max = 4u << 20;
constexpr std::size_t depth_max = 64;
constexpr std::size_t nodes_max = 200'000;

// Counts the lines that the parser has taken.
struct LineIterator {
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = char;

    const char* at{nullptr};
    int* line{nullptr};

    char operator*() const { return *at; }
    LineIterator& operator++() {
        if (*at == '\n') ++*line;
        ++at;
        return *this;
    }
    bool operator==(const LineIterator& other) const { return at == other.at; }
    bool operator!=(const LineIterator& other) const { return at != other.at; }
};

class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
  public:
    explicit TreeBuilder(const int& line) : line_(line) {}
    DataNode root;

    bool null() override { return put({}) != nullptr; }
    bool boolean(bool value) override {
        DataNode node;
        node.kind = DataNode::Kind::boolean;
        node.boolean = value;
        return put(std::move(node)) != nullptr;
    }
    bool number_integer(number_integer_t value) override { return put_number(static_cast<double>(value)); }
    bool number_unsigned(number_unsigned_t value) override { return put_number(static_cast<double>(value)); }
    bool number_float(number_float_t value, const string_t&) override { return put_number(value); }
    bool string(string_t& value) override {
        DataNode node;
        node.kind = DataNode::Kind::text;
        node.text = std::move(value);
        return put(std::move(node)) != nullptr;
    }
    bool binary(binary_t&) override { return false; }
    bool key(string_t& value) override {
        key_ = std::move(value);
        key_line_ = line_;
        return true;
    }
    bool start_object(std::size_t) override { return open(DataNode::Kind::object); }
    bool start_array(std::size_t) override { return open(DataNode::Kind::list); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
        return false;
    }

  private:
    bool put_number(double value) {
        DataNode node;
        node.kind = DataNode::Kind::number;
        node.number = value;
        return put(std::move(node)) != nullptr;
    }
    DataNode* put(DataNode node) {
        if (++nodes_ > nodes_max) return nullptr;
        if (open_.empty()) {
            node.line = line_;
            root = std::move(node);
            return &root;
        }
        DataNode& parent = *open_.back();
        if (parent.kind == DataNode::Kind::list) {
            node.line = line_;
            return &parent.items.emplace_back(std::move(node));
        }
        if (parent.find(key_)) return nullptr;  // a key twice would hide one of two values
        node.line = key_line_;
        parent.members.push_back({key_, std::move(node)});
        return &parent.members.back().value;
    }
    bool open(DataNode::Kind kind) {
        if (open_.size() >= depth_max) return false;
        DataNode node;
        node.kind = kind;
        DataNode* placed = put(std::move(node));
        if (!placed) return false;
        open_.push_back(placed);  // stays valid: a parent gets no further child while this one is open
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }

    const int& line_;
    std::vector<DataNode*> open_;
    std::string key_;
    int key_line_{1};
    std::size_t nodes_{0};
};

}  // namespace

const DataNode* DataNode::find(std::string_view key) const {
    for (const auto& [name, value] : members)
        if (name == key) return &value;
    return nullptr;
}

std::string DataNode::text_of(std::string_view key, std::string_view otherwise) const {
    const auto* node = find(key);
    return node && node->is_text() ? node->text : std::string(otherwise);
}

double DataNode::number_of(std::string_view key, double otherwise) const {
    const auto* node = find(key);
    return node && node->is_number() ? node->number : otherwise;
}

bool DataNode::flag_of(std::string_view key, bool otherwise) const {
    const auto* node = find(key);
    return node && node->kind == Kind::boolean ? node->boolean : otherwise;
}

std::vector<std::string> DataNode::texts_of(std::string_view key) const {
    const auto* node = find(key);
    if (!node) return {};
    if (node->is_text()) return {node->text};
    std::vector<std::string> out;
    for (const auto& item : node->items)
        if (item.is_text()) out.push_back(item.text);
    return out;
}

std::vector<double> DataNode::numbers_of(std::string_view key) const {
    const auto* node = find(key);
    if (!node) return {};
    if (node->is_number()) return {node->number};
    std::vector<double> out;
    for (const auto& item : node->items)
        if (item.is_number()) out.push_back(item.number);
    return out;
}

core::Result<DataNode> parse_data(std::string_view json) {
    int line = 1;
    TreeBuilder builder(line);
    const auto broken = [&] {
        return core::Error{core::ErrorCode::invalid_input, "forms.data_broken", "not readable as JSON", line};
    };
    if (json.size() > size_max) return broken();
    const LineIterator first{json.data(), &line}, last{json.data() + json.size(), &line};
    if (!nlohmann::json::sax_parse(first, last, &builder)) return broken();
    return std::move(builder.root);
}

}  // namespace forms
