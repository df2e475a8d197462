#include "storage/roster/fields.h"

namespace storage {

void Fields::put_number(std::uint32_t tag, std::uint64_t value) {
    core::Writer out;
    out.varint(value);
    values_[tag] = out.take();
}

const core::Bytes* Fields::find(std::uint32_t tag) const {
    const auto it = values_.find(tag);
    return it == values_.end() ? nullptr : &it->second;
}

void Fields::encode(core::Writer& out) const {
    out.varint(values_.size());
    for (const auto& [tag, value] : values_) out.varint(tag).blob(value);
}

Fields Fields::decode(core::Reader& in) {
    Fields fields;
    const std::uint64_t count = in.varint();
    if (count > fields_max) in.fail();
    std::uint64_t least = 0;
    for (std::uint64_t i = 0; in.ok() && i < count; ++i) {
        const std::uint64_t tag = in.varint();
        if (tag < least || tag > 0xffffffffu) in.fail();
        least = tag + 1;
        fields.put(static_cast<std::uint32_t>(tag), in.blob(field_size_max));
    }
    return fields;
}

core::Bytes Fields::bytes() const {
    core::Writer out;
    encode(out);
    return out.take();
}

core::ByteView FieldReader::blob(std::uint32_t tag, std::size_t limit) {
    const core::Bytes* value = fields_.find(tag);
    if (value == nullptr) return {};
    if (value->size() > limit) {
        ok_ = false;
        return {};
    }
    return *value;
}

std::string FieldReader::text(std::uint32_t tag, std::size_t limit) {
    return std::string(core::text(blob(tag, limit)));
}

std::uint64_t FieldReader::number(std::uint32_t tag) {
    if (fields_.find(tag) == nullptr) return 0;
    core::Reader in(blob(tag, 10));
    const std::uint64_t number = in.varint();
    if (in.done()) return number;
    ok_ = false;
    return 0;
}

Fields FieldReader::fields(std::uint32_t tag) {
    if (fields_.find(tag) == nullptr) return {};
    core::Reader in(blob(tag, field_size_max));
    Fields inner = Fields::decode(in);
    if (!in.done()) ok_ = false;
    return inner;
}

}  // namespace storage
