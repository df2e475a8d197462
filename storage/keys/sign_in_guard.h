// Makes guessing at the keyboard slow, over restarts too: the tries are counted in a small file before the
// password is looked at, so that pulling the plug wins nothing. (Guessing on a stolen disk is what Argon2id
// is for; a thief simply leaves this file out.)
//
//   file := "KAKANAI TRIES" format:u8(1) n:varint (name tag:16 failures:varint last:u64){n} check:32
//
// Four tries are free; each one after that waits 30 s, 60 s, 120 s … at most 15 minutes since the last, from
// the twentieth on an hour. All names together: twenty are free, then 30 s each. A right password clears its
// name and the count of all. Where the clock was set back since the last try, the wait begins anew at the
// next one. A file that is damaged counts as four tries of every name, just now.
#pragma once

#include <map>
#include <string>

#include "storage/keys/key_slots.h"

namespace storage {

class SignInGuard {
  public:
    // The file need not be there.
    static SignInGuard load(core::FileSystem& files, const std::string& path, core::Instant now);

    // To be called before each look at a password: counts the try as failed, durably, or refuses with
    // "auth.locked" and count = seconds to wait. An io error lets nobody in.
    core::Status before_try(ByteView name_tag, core::Instant now);
    // The password was right.
    core::Status succeeded(ByteView name_tag);

    std::int64_t wait_s(ByteView name_tag, core::Instant now) const;  // 0: may try

  private:
    using Tag = std::array<std::uint8_t, 16>;
    struct Tries {
        std::uint64_t failures{0};
        std::int64_t last_ms{0};
    };
    SignInGuard(core::FileSystem& files, std::string path) : files_(&files), path_(std::move(path)) {}
    bool parse(ByteView bytes);
    core::Status save() const;
    std::int64_t wait_of(const Tries& tries, bool all_names, core::Instant now) const;
    Tries tries_of(const Tag& tag) const;

    core::FileSystem* files_;
    std::string path_;
    std::map<Tag, Tries> tries_;  // under the nil tag: all names together
    Tries unknown_;               // what a name starts with that is not listed
};

// Sign-in as it is done everywhere: counted, then tried. Errors of both.
core::Result<OpenedByAccount> sign_in(KeySlots& slots, SignInGuard& guard, const core::Clock& clock,
                                      const std::string& name, ByteView password, Token* token = nullptr);

}  // namespace storage
