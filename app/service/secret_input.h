// Secrets from standard input: one JSON object of strings, read straight into locked memory. Nothing of it is
// copied into ordinary memory, so no general JSON reader is used here.
#pragma once

#include <map>
#include <string>

#include "forms/core/result.h"
#include "storage/keys/secret.h"

namespace app {

using Secrets = std::map<std::string, storage::Secret>;

inline constexpr std::size_t secrets_size_max = 16 * 1024;

// {"account": "...", "password": "..."}: string values only, escapes \" \\ \/ and \uXXXX below U+0800.
// "secrets.malformed".
core::Result<Secrets> parse_secrets(core::ByteView json);
// Reads a file descriptor to its end.
core::Result<Secrets> read_secrets(int descriptor);

// The named secret as text for names (an account's name is no secret); "" if absent.
std::string plain(const Secrets& secrets, const std::string& name);

}  // namespace app
