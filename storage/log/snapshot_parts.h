// What the files of both kinds of snapshot (archive: snapshot_format, state of the cases: state_format) are
// put together from. Readers never trust a length: a count is held against the bytes that are left, and
// failing is sticky in the reader.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/core/bytes.h"
#include "storage/keys/primitives.h"
#include "storage/log/batch.h"
#include "storage/log/erasure_ledger.h"

namespace storage::snapshot_parts {

inline constexpr std::size_t file_size_max = 256 * 1024 * 1024;
inline constexpr std::size_t body_max = 32 * 1024 * 1024;
inline constexpr std::size_t record_max = 4096;

core::Error damaged(const std::string& which);

void expect(core::Reader& in, std::string_view magic);
// A count whose items take at least `least` bytes each.
std::size_t count(core::Reader& in, std::size_t least);
bool present(core::Reader& in);  // one byte, 0 or 1
Bytes own(ByteView bytes);

// What a signature stands for: the label of its file's kind, then the body.
Bytes message_of(std::string_view label, ByteView body);
Bytes sign_body(std::string_view label, const Bytes& body, const SigningKey& key);

// Head and body, without the key records, which lie apart.
void write_batch(core::Writer& out, const Batch& batch);
std::optional<Batch> read_batch(core::Reader& in);  // none: the reader has failed

void write_erasures(core::Writer& out, const std::vector<Erasure>& ledger);
std::vector<Erasure> read_erasures(core::Reader& in);

}  // namespace storage::snapshot_parts
