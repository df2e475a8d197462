// Tagged values: how a format of ours grows without breaking older releases. Unknown tags stay.
//
//   fields := n:varint (tag:varint value:blob){n}        sorted by tag, each once
//
// Numbers in a value are varints, texts UTF-8, ids and keys their plain bytes.
#pragma once

#include <map>

#include "forms/core/bytes.h"
#include "forms/core/id.h"
#include "forms/core/result.h"

namespace storage {

inline constexpr std::size_t fields_max = 64;
inline constexpr std::size_t field_size_max = 60 * 1024;

class Fields {
  public:
    void put(std::uint32_t tag, core::ByteView value) {
        values_[tag] = core::Bytes(value.begin(), value.end());
    }
    void put_text(std::uint32_t tag, std::string_view text) { put(tag, core::view(text)); }
    void put_number(std::uint32_t tag, std::uint64_t value);
    void put_fields(std::uint32_t tag, const Fields& inner) { put(tag, inner.bytes()); }
    const core::Bytes* find(std::uint32_t tag) const;

    void encode(core::Writer& out) const;
    static Fields decode(core::Reader& in);  // in.ok() tells
    core::Bytes bytes() const;

    bool operator==(const Fields&) const = default;

  private:
    std::map<std::uint32_t, core::Bytes> values_;
};

// Reads fields of which each may be missing or misshapen: the first misfit makes ok() false for good, and the
// values read are empty. `must` marks what may not be missing.
class FieldReader {
  public:
    explicit FieldReader(const Fields& fields) : fields_(fields) {}

    std::string text(std::uint32_t tag, std::size_t limit);
    std::uint64_t number(std::uint32_t tag);
    core::ByteView blob(std::uint32_t tag, std::size_t limit);
    Fields fields(std::uint32_t tag);
    template <std::size_t N>
    std::array<std::uint8_t, N> array(std::uint32_t tag) {
        std::array<std::uint8_t, N> out{};
        const core::ByteView value = blob(tag, N);
        if (value.size() == N)
            std::copy(value.begin(), value.end(), out.begin());
        else if (fields_.find(tag) != nullptr)
            ok_ = false;
        return out;
    }
    // `item` reads one element from the Reader it is given.
    template <class Item>
    void list(std::uint32_t tag, std::size_t limit, Item item) {
        if (fields_.find(tag) == nullptr) return;
        core::Reader in(blob(tag, field_size_max));
        const std::uint64_t count = in.varint();
        if (count > limit) in.fail();
        for (std::uint64_t i = 0; in.ok() && i < count; ++i) item(in);
        if (!in.done()) ok_ = false;
    }
    FieldReader& must(std::uint32_t tag) {
        if (fields_.find(tag) == nullptr) ok_ = false;
        return *this;
    }
    bool has(std::uint32_t tag) const { return fields_.find(tag) != nullptr; }
    bool ok() const { return ok_; }
    void fail() { ok_ = false; }

  private:
    const Fields& fields_;
    bool ok_{true};
};

}  // namespace storage
