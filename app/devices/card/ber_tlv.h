// A bounded reader of the tag-length-value objects in card files.
//
//   object := tag length value
//   tag    := one byte, or two where the low five bits of the first are all ones (DF 21, FF 10, 5F 4E).
//             Never more than two: residence cards carry DF D1, which strict BER would read on.
//   length := 00..7F | 81 xx | 82 hh ll
//   filler := 00, FF FF, or FF in single-byte files; ends the reading
//
// Nothing is copied or allocated; a length that runs past the buffer makes the reading "damaged".
#pragma once

#include <optional>

#include "forms/core/bytes.h"

namespace app {

// Driving licences number their objects with single bytes, 5F and FF included.
enum class TagForm : std::uint8_t { one_or_two_bytes, one_byte };

struct Tlv {
    std::uint16_t tag{0};  // 0x00DF..: a two-byte tag is its two bytes, big-endian
    core::ByteView value;  // points into the input
    core::ByteView whole;  // tag, length and value
};

class TlvReader {
  public:
    explicit TlvReader(core::ByteView bytes, TagForm form = TagForm::one_or_two_bytes)
        : bytes_(bytes), form_(form) {}

    // The next object, or nothing at the end, at filler or at damage; damaged() tells which.
    std::optional<Tlv> next();
    bool damaged() const { return damaged_; }

  private:
    core::ByteView bytes_;
    TagForm form_;
    std::size_t at_{0};
    bool damaged_{false};
};

// The first object with this tag among the objects of one level.
std::optional<Tlv> find_tlv(core::ByteView bytes, std::uint16_t tag,
                            TagForm form = TagForm::one_or_two_bytes);

struct TlvHeader {
    std::uint16_t tag{0};
    std::size_t header_size{0};
    std::size_t value_size{0};
    std::size_t total() const { return header_size + value_size; }
};

// Reads tag and length only: how much of a file is still to be fetched. Nothing at filler, at damage or where
// the header itself is not complete.
std::optional<TlvHeader> tlv_header(core::ByteView bytes, TagForm form = TagForm::one_or_two_bytes);

}  // namespace app
