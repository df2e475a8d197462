// The three files of a state snapshot, as they come from a folder that anybody may have written. What is
// accepted says the same after it was written and read again.
#include <cstdlib>

#include "storage/log/state_format.h"

namespace {

void same(const core::Bytes& written, const core::Bytes& again) {
    if (written != again) std::abort();
}

void cases(core::ByteView bytes) {
    const auto file = storage::decode_state_file(bytes);
    if (!file) return;
    const auto written = storage::encode_state_file(*file);
    const auto again = storage::decode_state_file(written);
    if (!again) std::abort();
    same(written, storage::encode_state_file(*again));
}

void manifest(core::ByteView bytes, const storage::SigningKey& key) {
    const auto read = storage::decode_state_manifest(bytes);
    if (!read) return;
    const auto written = storage::encode_state_manifest(read->manifest, key);
    const auto again = storage::decode_state_manifest(written);
    if (!again || !storage::verify(key.public_key, again->message, again->signature)) std::abort();
    same(written, storage::encode_state_manifest(again->manifest, key));
}

void keys(core::ByteView bytes, const storage::SigningKey& key) {
    const auto read = storage::decode_state_keys(bytes);
    if (!read) return;
    const auto written = storage::encode_state_keys({}, {}, *read, key);
    const auto again = storage::decode_state_keys(written);
    if (!again) std::abort();
    same(written, storage::encode_state_keys({}, {}, *again, key));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const storage::SigningKey key = storage::SigningKey::from_seed(core::Digest{1});
    const core::ByteView bytes(data, size);
    cases(bytes);
    manifest(bytes, key);
    keys(bytes, key);
    return 0;
}
