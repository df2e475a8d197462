// A headless node's key file: 32 chance bytes in a file that its owner alone may read, or a systemd
// credential ($CREDENTIALS_DIRECTORY/kakanai-store-key). Reading looks at owner and mode of the very file it
// reads, which core::FileSystem cannot; hence POSIX here.
#pragma once

#include <string>

#include "storage/keys/primitives.h"

namespace storage {

// "key_file.absent", "key_file.open_to_others" (mode or owner), "key_file.malformed".
core::Result<Secret> read_key_file(const std::string& path);

// Path of the systemd credential of that name; "" if this process was given none.
std::string credential_path(const std::string& name = "kakanai-store-key");

// Writes a fresh key durably with mode 0600; refuses to replace one: "key_file.exists".
core::Status make_key_file(const std::string& path, core::Random& random);

}  // namespace storage
