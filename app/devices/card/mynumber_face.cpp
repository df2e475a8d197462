#include "app/devices/card/mynumber_face.h"

#include <algorithm>

#include "app/devices/card/ber_tlv.h"
#include "app/devices/card/card_crypto.h"
#include "app/devices/card/mynumber_signature.h"

namespace app {
namespace {

constexpr std::array<std::uint8_t, 10> face_aid{0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x02};
constexpr std::uint16_t face_file = 0x0002;
constexpr std::uint16_t certificate_file = 0x0004;
constexpr std::uint16_t verification_b_reference = 0x0012;
constexpr std::uint16_t face_tag = 0xFF20;
constexpr std::uint16_t certificate_tag = 0x7F21;
constexpr std::uint16_t photo_tag = 0xDF27;
constexpr std::size_t face_file_max = 32'767;  // as far as READ BINARY reaches
constexpr std::size_t certificate_file_max = 2048;
constexpr std::size_t header_piece = 8;  // enough for any tag and length

core::Error garbage(const char* detail) { return {core::ErrorCode::device, "card.garbage", detail}; }

// Exactly `size` bytes of the current file from `offset` on.
core::Result<core::Bytes> read_range(CardChannel& channel, std::size_t offset, std::size_t size) {
    core::Bytes out;
    while (out.size() < size) {
        const std::size_t want = std::min<std::size_t>(256, size - out.size());
        auto answer =
            ask_card(channel, apdu::read_binary(static_cast<std::uint16_t>(offset + out.size()), want));
        if (!answer) return answer.error();
        if (answer->status == 0x6982) return core::denied("card.denied");
        if (answer->refused()) return garbage("face file ends early");
        if (answer->data.empty() || answer->data.size() > want) return garbage("wrong amount of bytes");
        out.insert(out.end(), answer->data.begin(), answer->data.end());
    }
    return out;
}

using Objects = std::map<std::uint16_t, core::Bytes>;  // tag -> the whole object

// Goes from object to object and fetches those that are wanted; the others are stepped over.
core::Result<Objects> read_objects(CardChannel& channel, bool with_photo) {
    auto first = read_range(channel, 0, header_piece);
    if (!first) return first.error();
    const auto outer = tlv_header(*first);
    if (!outer || outer->tag != face_tag || outer->total() > face_file_max) return garbage("no face object");
    Objects objects;
    std::size_t at = outer->header_size;
    while (at + 2 < outer->total()) {
        auto head = read_range(channel, at, std::min(header_piece, outer->total() - at));
        if (!head) return head.error();
        const auto header = tlv_header(*head);
        if (!header) break;  // filler
        if (at + header->total() > outer->total()) return garbage("face object runs past its file");
        if (header->tag != photo_tag || with_photo) {
            auto whole = read_range(channel, at, header->total());
            if (!whole) return whole.error();
            objects[header->tag] = std::move(*whole);
        }
        at += header->total();
    }
    return objects;
}

core::ByteView value_of(const Objects& objects, std::uint16_t tag) {
    const auto it = objects.find(tag);
    const auto object = it == objects.end() ? std::nullopt : find_tlv(it->second, tag);
    return object ? object->value : core::ByteView();
}

core::Digest digest_of(const Objects& objects, std::initializer_list<std::uint16_t> tags) {
    core::Bytes together;
    for (const std::uint16_t tag : tags) {
        const auto it = objects.find(tag);
        if (it != objects.end()) together.insert(together.end(), it->second.begin(), it->second.end());
    }
    return sha256(together);
}

core::Result<SignatureState> check_signature(CardChannel& channel, const Objects& objects,
                                             const std::vector<CardIssuerKey>& issuers) {
    const core::ByteView signature = value_of(objects, 0xDF28);
    auto found = select(channel, apdu::select_file(certificate_file));
    if (!found) return found.error();
    if (!*found || signature.empty()) return SignatureState::not_checkable;
    auto certificate = read_object(channel, certificate_tag, certificate_file_max);
    if (!certificate) {
        const std::string& reason = certificate.error().reason;
        if (reason == "card.garbage" || reason == "card.refused") return SignatureState::not_checkable;
        return certificate.error();
    }
    // Three digests side by side: entries and key, pictures of the text, photo.
    core::Bytes signed_digests;
    for (const core::Digest& digest :
         {digest_of(objects, {0xDF22, 0xDF23, 0xDF24}), digest_of(objects, {0xDF25, 0xDF26}),
          digest_of(objects, {photo_tag})}) {
        signed_digests.insert(signed_digests.end(), digest.begin(), digest.end());
    }
    return judge_card_signature(*certificate, issuers, [&](core::ByteView modulus, core::ByteView exponent) {
        return rsa_block_holds_digests(modulus, exponent, signed_digests, signature);
    });
}

void put_items(CardReading& reading, const Objects& objects) {
    const std::string birth(core::text(value_of(objects, 0xDF22)));
    const std::string expiry(core::text(value_of(objects, 0xDF29)));
    reading.items["birth_date"] = {iso_date(birth).value_or(""), std::string(chip_source)};
    reading.items["sex"] = {std::string(chip_sex_word(core::text(value_of(objects, 0xDF23)))),
                            std::string(chip_source)};
    if (const auto date = iso_date(expiry)) reading.items["card_expiry"] = {*date, std::string(chip_source)};
}

void put_picture(CardReading& reading, const char* name, core::ByteView picture) {
    if (!picture.empty()) reading.pictures[name] = core::Bytes(picture.begin(), picture.end());
}

}  // namespace

core::Result<CardReading> read_mynumber_face(CardChannel& channel, const FaceRequest& request) {
    if (request.verification_b.size() != 14 ||
        !std::all_of(request.verification_b.begin(), request.verification_b.end(),
                     [](std::uint8_t c) { return c >= '0' && c <= '9'; })) {
        return core::invalid("card.pin_format", "verification_b");
    }
    auto found = select(channel, apdu::select_application(face_aid));
    if (!found) return found.error();
    if (!*found) return core::Error{core::ErrorCode::unsupported, "card.unknown", "no face application"};
    auto tries = verify_reference(channel, verification_b_reference, request.verification_b);
    if (!tries && tries.error().code == core::ErrorCode::not_permitted) {
        core::Error error = tries.error();
        error.detail = "verification_b";
        return error;
    }
    if (!tries) return tries.error();
    found = select(channel, apdu::select_file(face_file));
    if (!found) return found.error();
    if (!*found) return core::Error{core::ErrorCode::unsupported, "card.refused", "no face file"};
    auto objects = read_objects(channel, request.with_photo || request.check_signature);
    if (!objects) return objects.error();

    CardReading reading;
    reading.kind = CardKind::mynumber;
    if (*tries) reading.tries_left["face_verification_b"] = **tries;
    put_items(reading, *objects);
    put_picture(reading, "name", value_of(*objects, 0xDF25));
    put_picture(reading, "address", value_of(*objects, 0xDF26));
    if (request.with_photo) put_picture(reading, "photo", value_of(*objects, photo_tag));
    if (request.check_signature) {
        auto state = check_signature(channel, *objects, request.issuers);
        if (!state) return state.error();
        reading.signature = *state;
    }
    return reading;
}

}  // namespace app
