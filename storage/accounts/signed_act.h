// Role-bound acts that the accounts themselves sign: erasing, stopping an erasure, releasing a protection,
// settling after a signature. An act stands in the head of the batch that carries it (extension tag below),
// so that every node, the blind one too, can check it, and it is never removed.
//
//   act       := body:blob n:varint (account:16 signature:64){n}         sorted by account, each once
//   body      := format:u8(1) site:16 act:16 kind:varint time:u64 fields
//   signature := Ed25519 by the account over "kakanai act sign 1" ‖ body
//   digest    := H("kakanai act 1" ‖ body)                               names the act, whoever signed it so
//   far
//
//   erase               1: 1 rule  2 targets: n (case:16 class:varint){n}
//   stop erase          2: 1 digest of the erase act
//   release protection  3: 1 case  2 form  3 reason  4 for which clerk
//   settle signed       4: 1 case  2 what was settled, opaque to this room
//
// A supervisor proposes an erasure by signing it; an administrator confirms by signing the same body at
// another time, perhaps at another desk. Kinds that a release does not know are kept and permit nothing.
#pragma once

#include "storage/keys/primitives.h"
#include "storage/roster/roster.h"

namespace storage {

inline constexpr std::uint64_t head_extension_signed_act = 1;  // of batch heads; on disk and on the wire
inline constexpr std::size_t act_size_max = 16 * 1024;
inline constexpr std::size_t erase_targets_max = 600;
inline constexpr std::size_t act_signers_max = 8;
inline constexpr std::int64_t erase_stop_period_ms = std::int64_t{7} * 86'400'000;

namespace act_kind {  // on disk; never reused
inline constexpr std::uint32_t erase = 1;
inline constexpr std::uint32_t stop_erase = 2;
inline constexpr std::uint32_t release_protection = 3;
inline constexpr std::uint32_t settle_signed = 4;
}  // namespace act_kind

struct ActSignature {
    core::AccountId account;
    Signature signature{};
    bool operator==(const ActSignature&) const = default;
};

struct SignedAct {
    core::SiteId site;
    std::array<std::uint8_t, 16> id{};  // chance: the same order given twice is two acts
    std::uint32_t kind{0};
    core::Instant time;
    Fields fields;
    std::vector<ActSignature> signatures;
    bool operator==(const SignedAct&) const = default;
};

struct EraseTarget {
    core::CaseId case_id;
    std::uint32_t part_class{0};  // 0: every class but traces
    bool operator==(const EraseTarget&) const = default;
};
struct EraseOrder {
    std::string rule;
    std::vector<EraseTarget> targets;
};
SignedAct erase_act(const core::SiteId& site, const EraseOrder& order, core::Instant time,
                    core::Random& random);
core::Result<EraseOrder> erase_order(const SignedAct& act);  // "act.malformed"
SignedAct stop_act(const core::SiteId& site, const SignedAct& erase, core::Instant time,
                   core::Random& random);
core::Result<Digest> stopped_act(const SignedAct& act);  // digest of what it stops; "act.malformed"

struct ReleaseOrder {
    core::CaseId case_id;
    std::string form;  // "*": the protection ends
    std::string reason;
    core::AccountId clerk;
};
SignedAct release_act(const core::SiteId& site, const ReleaseOrder& order, core::Instant time,
                      core::Random& random);
core::Result<ReleaseOrder> release_order(const SignedAct& act);  // "act.malformed"

Bytes encode_act(const SignedAct& act);
core::Result<SignedAct> decode_act(ByteView bytes);  // "act.malformed"; only the canonical form
Digest act_digest(const SignedAct& act);
Bytes act_message(const SignedAct& act);  // what an account signs (Session::sign)
void add_signature(SignedAct& act, const core::AccountId& account, const Signature& signature);

// Whether the accounts that signed hold, as the roster is now, the roles that the act asks for: erase a
// supervisor and an administrator, stop an administrator, the others a supervisor. A false signature spoils
// the whole act. "act.wrong_site", "act.forged", "act.not_confirmed" (a role is missing), "act.unknown_kind".
core::Status check_act(const SignedAct& act, const Roster& roster);

// A member's own word that it has carried out an erasure:
//   mark := act:32 device:16 time:u64 signature:64      Ed25519 by the device over "kakanai erased 1" ‖ site
//   ‖
//                                                       act ‖ device ‖ time
struct EraseMark {
    Digest act{};
    core::DeviceId device;
    core::Instant time;  // by that device's clock
    Signature signature{};
};
EraseMark erase_mark(const core::SiteId& site, const Digest& act, const core::DeviceId& device,
                     core::Instant time, const SigningKey& key);
Bytes encode_mark(const EraseMark& mark);
core::Result<EraseMark> decode_mark(ByteView bytes);           // "act.malformed"
bool mark_holds(const EraseMark& mark, const Roster& roster);  // signed by a member in force

// Where one target of an erasure stands at a node. Two clocks must agree that the time has come: the node's
// own, and the newest stamp that any other device gave, so that a desk whose clock runs years ahead erases
// nothing alone. Where another member has carried it out already, its right to be stopped is spent; where two
// have, this node holds a remnant and follows them whatever its clock says.
enum class EraseState : std::uint8_t { not_confirmed, stopped, may_be_stopped, too_young, ready };
struct EraseView {
    core::Instant first_seen;   // by this node's clock, when the confirmed act came
    bool stopped{false};        // a valid stop act is here
    core::Instant newest_head;  // of the case
    core::Instant now;          // this node's clock
    core::Instant newest_elsewhere;
    core::Instant elsewhere_first{};  // newest_elsewhere when the confirmed act came
    std::size_t marks{0};             // other members that have carried it out
};
EraseState erase_state(const SignedAct& act, const Roster& roster, const EraseView& view);

}  // namespace storage
