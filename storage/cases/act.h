// An act: who saw, changed, printed, exported or erased what kind of thing. It is the plain text of a trace
// part. It holds no content and no hash of content, and outlives the case; device and time are those of the
// batch's head.
//
//   trace := format:u8(2) n:varint act{n}
//   act   := kind:varint flags:u8 account:16 [reception:blob] [form:blob] [amount:zigzag] [extra:blob]
//   flags := 1 reception · 2 form · 4 amount · 8 extra        what is empty or zero is left out
// extra is empty in this release; a newer one may fill it. Numbers are on disk and never reused.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/core/id.h"
#include "forms/core/result.h"

namespace storage {

enum class ActKind : std::uint16_t {
    none = 0,
    signed_in = 1,
    sign_in_refused = 2,
    signed_out = 3,
    screen_locked = 4,
    program_started = 5,
    case_opened = 10,  // a new reception
    case_seen = 11,
    case_changed = 12,
    case_claimed = 13,
    case_taken_over = 14,
    status_changed = 15,
    conflict_settled = 16,
    signed_by_resident = 17,
    checked_by_clerk = 18,
    handed_over = 19,
    searched = 20,  // amount: hits
    list_seen = 21,
    report_made = 22,
    acts_seen = 23,
    card_read = 30,
    card_refused = 31,  // amount: tries left
    printed_draft = 40,
    printed_final = 41,
    printed_again = 42,
    printed_practice = 43,
    previewed = 44,
    list_printed = 45,
    exported = 50,  // amount: rows
    my_number_used = 51,
    protection_set = 60,
    protection_released = 61,
    erase_proposed = 70,
    erase_confirmed = 71,
    erase_stopped = 72,
    erased = 73,
    account_changed = 80,
    device_invited = 81,
    device_revoked = 82,
    recovery_renewed = 83,
    setting_changed = 84,
    store_checked = 90,
    snapshot_made = 91,
    snapshot_restored = 92,
    clock_warned = 93,
    store_rekeyed = 94,  // amount: epoch
    store_rebuilt = 95,  // amount: cases
    log_trimmed = 96     // amount: batches that went
};

struct Act {
    ActKind kind{ActKind::none};
    core::AccountId account;
    std::string reception;  // number, "" if about no case
    std::string form;       // form or profile id, "" if none
    std::int64_t amount{0};
    core::Bytes extra;
    bool operator==(const Act&) const = default;
};

inline constexpr std::size_t acts_max = 64;

core::Bytes encode_acts(const std::vector<Act>& acts);
core::Result<std::vector<Act>> decode_acts(core::ByteView bytes);  // "act.malformed"
// Whose change it is where the content leaves that to the trace: the first act's; nil if that cannot be read.
core::AccountId account_of_trace(core::ByteView trace);

// Stable words for lists in JSON and filters on the command line: "printed_final". "" for an unknown kind.
std::string_view act_word(ActKind kind);
ActKind act_of_word(std::string_view word);  // none for a foreign word

}  // namespace storage
