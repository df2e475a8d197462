#include "app/devices/card/ber_tlv.h"

namespace app {
namespace {

bool is_filler(core::ByteView bytes, TagForm form) {
    if (bytes[0] == 0x00) return true;
    if (bytes[0] != 0xFF) return false;
    return form == TagForm::one_byte || bytes.size() < 2 || bytes[1] == 0xFF;
}

}  // namespace

std::optional<TlvHeader> tlv_header(core::ByteView bytes, TagForm form) {
    if (bytes.empty() || is_filler(bytes, form)) return std::nullopt;
    TlvHeader header;
    std::size_t at = 0;
    header.tag = bytes[at++];
    if (form == TagForm::one_or_two_bytes && (header.tag & 0x1F) == 0x1F) {
        if (at >= bytes.size()) return std::nullopt;
        header.tag = static_cast<std::uint16_t>(header.tag << 8 | bytes[at++]);
    }
    if (at >= bytes.size()) return std::nullopt;
    const std::uint8_t first = bytes[at++];
    std::size_t extra = 0;
    if (first <= 0x7F) {
        header.value_size = first;
    } else if (first == 0x81 || first == 0x82) {
        extra = first & 0x0F;
    } else {
        return std::nullopt;
    }
    if (bytes.size() - at < extra) return std::nullopt;
    for (; extra > 0; --extra) header.value_size = header.value_size << 8 | bytes[at++];
    header.header_size = at;
    return header;
}

std::optional<Tlv> TlvReader::next() {
    const core::ByteView rest = bytes_.subspan(at_);
    if (damaged_ || rest.empty() || is_filler(rest, form_)) return std::nullopt;
    const auto header = tlv_header(rest, form_);
    if (!header || header->total() > rest.size()) {
        damaged_ = true;
        return std::nullopt;
    }
    at_ += header->total();
    return Tlv{header->tag, rest.subspan(header->header_size, header->value_size),
               rest.first(header->total())};
}

std::optional<Tlv> find_tlv(core::ByteView bytes, std::uint16_t tag, TagForm form) {
    TlvReader reader(bytes, form);
    while (auto object = reader.next()) {
        if (object->tag == tag) return object;
    }
    return std::nullopt;
}

}  // namespace app
