#include "storage/accounts/signed_act.h"

#include <algorithm>

namespace storage {

namespace {

constexpr std::uint8_t format = 1;
constexpr std::size_t rule_size_max = 256;

core::Error malformed() { return core::corrupt("act.malformed"); }

Bytes body_of(const SignedAct& act) {
    core::Writer out;
    out.u8(format).raw(act.site.bytes).raw(act.id).varint(act.kind);
    out.u64(static_cast<std::uint64_t>(act.time.unix_ms));
    act.fields.encode(out);
    return out.take();
}

SignedAct begin(const core::SiteId& site, std::uint32_t kind, core::Instant time, core::Random& random) {
    SignedAct act;
    act.site = site;
    random.fill(act.id);
    act.kind = kind;
    act.time = time;
    return act;
}

struct Roles {
    bool supervisor{false};
    bool administrator{false};
};

core::Result<Roles> roles_of(const SignedAct& act, const Roster& roster) {
    Roles roles;
    const Bytes message = act_message(act);
    for (const auto& signature : act.signatures) {
        const Account* account = roster.account(signature.account);
        if (account == nullptr) return core::denied("act.forged", "unknown account");
        if (!verify(account->record.sign_key, message, signature.signature))
            return core::denied("act.forged");
        if (!account->in_force()) continue;
        roles.supervisor = roles.supervisor || account->record.role == AccountRole::supervisor;
        roles.administrator = roles.administrator || account->record.role == AccountRole::administrator;
    }
    return roles;
}

}  // namespace

SignedAct erase_act(const core::SiteId& site, const EraseOrder& order, core::Instant time,
                    core::Random& random) {
    SignedAct act = begin(site, act_kind::erase, time, random);
    act.fields.put_text(1, order.rule);
    core::Writer targets;
    targets.varint(order.targets.size());
    for (const auto& target : order.targets) targets.raw(target.case_id.bytes).varint(target.part_class);
    act.fields.put(2, targets.bytes());
    return act;
}

core::Result<EraseOrder> erase_order(const SignedAct& act) {
    if (act.kind != act_kind::erase) return malformed();
    EraseOrder order;
    FieldReader in(act.fields);
    order.rule = in.must(1).text(1, rule_size_max);
    in.must(2).list(2, erase_targets_max, [&](core::Reader& item) {
        EraseTarget target;
        target.case_id.bytes = item.array<16>();
        const std::uint64_t part_class = item.varint();
        if (part_class > 0xffffffffu) item.fail();
        target.part_class = static_cast<std::uint32_t>(part_class);
        order.targets.push_back(target);
    });
    if (!in.ok() || order.targets.empty()) return malformed();
    return order;
}

SignedAct stop_act(const core::SiteId& site, const SignedAct& erase, core::Instant time,
                   core::Random& random) {
    SignedAct act = begin(site, act_kind::stop_erase, time, random);
    act.fields.put(1, act_digest(erase));
    return act;
}

core::Result<Digest> stopped_act(const SignedAct& act) {
    FieldReader in(act.fields);
    const Digest digest = in.must(1).array<32>(1);
    if (act.kind != act_kind::stop_erase || !in.ok()) return malformed();
    return digest;
}

SignedAct release_act(const core::SiteId& site, const ReleaseOrder& order, core::Instant time,
                      core::Random& random) {
    SignedAct act = begin(site, act_kind::release_protection, time, random);
    act.fields.put(1, order.case_id.bytes);
    act.fields.put_text(2, order.form);
    act.fields.put_text(3, order.reason);
    act.fields.put(4, order.clerk.bytes);
    return act;
}

core::Result<ReleaseOrder> release_order(const SignedAct& act) {
    if (act.kind != act_kind::release_protection) return malformed();
    ReleaseOrder order;
    FieldReader in(act.fields);
    order.case_id.bytes = in.must(1).array<16>(1);
    order.form = in.must(2).text(2, rule_size_max);
    order.reason = in.must(3).text(3, rule_size_max);
    order.clerk.bytes = in.must(4).array<16>(4);
    if (!in.ok()) return malformed();
    return order;
}

Bytes encode_act(const SignedAct& act) {
    core::Writer out;
    out.blob(body_of(act)).varint(act.signatures.size());
    for (const auto& signature : act.signatures) out.raw(signature.account.bytes).raw(signature.signature);
    return out.take();
}

core::Result<SignedAct> decode_act(ByteView bytes) {
    if (bytes.size() > act_size_max) return malformed();
    core::Reader outer(bytes);
    core::Reader in(outer.blob(act_size_max));
    SignedAct act;
    if (in.u8() != format) in.fail();
    act.site.bytes = in.array<16>();
    act.id = in.array<16>();
    const std::uint64_t kind = in.varint();
    if (kind > 0xffffffffu) in.fail();
    act.kind = static_cast<std::uint32_t>(kind);
    act.time.unix_ms = static_cast<std::int64_t>(in.u64());
    act.fields = Fields::decode(in);
    const std::uint64_t count = outer.varint();
    if (count > act_signers_max) outer.fail();
    for (std::uint64_t i = 0; outer.ok() && i < count; ++i) {
        ActSignature signature{{outer.array<16>()}, {}};
        signature.signature = outer.array<64>();
        if (i > 0 && !(act.signatures.back().account < signature.account)) outer.fail();
        act.signatures.push_back(signature);
    }
    if (!in.done() || !outer.done()) return malformed();
    return act;
}

Digest act_digest(const SignedAct& act) {
    return Hasher().add(core::view("kakanai act 1")).add(body_of(act)).finish();
}

Bytes act_message(const SignedAct& act) {
    core::Writer out;
    out.raw(core::view("kakanai act sign 1")).raw(body_of(act));
    return out.take();
}

void add_signature(SignedAct& act, const core::AccountId& account, const Signature& signature) {
    std::erase_if(act.signatures, [&](const ActSignature& mine) { return mine.account == account; });
    act.signatures.push_back({account, signature});
    std::sort(act.signatures.begin(), act.signatures.end(),
              [](const ActSignature& a, const ActSignature& b) { return a.account < b.account; });
}

core::Status check_act(const SignedAct& act, const Roster& roster) {
    if (act.site != roster.site()) return core::denied("act.wrong_site");
    const auto roles = roles_of(act, roster);
    if (!roles) return roles.error();
    bool enough = false;
    switch (act.kind) {
        case act_kind::erase:
            enough = roles->supervisor && roles->administrator;
            break;
        case act_kind::stop_erase:
            enough = roles->administrator;
            break;
        case act_kind::release_protection:
        case act_kind::settle_signed:
            enough = roles->supervisor;
            break;
        default:
            return core::Error{core::ErrorCode::unsupported, "act.unknown_kind"};
    }
    return enough ? core::ok() : core::Status(core::denied("act.not_confirmed"));
}

namespace {

Bytes mark_message(const core::SiteId& site, const EraseMark& mark) {
    core::Writer out;
    out.raw(core::view("kakanai erased 1")).raw(site.bytes).raw(mark.act).raw(mark.device.bytes);
    out.u64(static_cast<std::uint64_t>(mark.time.unix_ms));
    return out.take();
}

}  // namespace

EraseMark erase_mark(const core::SiteId& site, const Digest& act, const core::DeviceId& device,
                     core::Instant time, const SigningKey& key) {
    EraseMark mark{act, device, time, {}};
    mark.signature = key.sign(mark_message(site, mark));
    return mark;
}

Bytes encode_mark(const EraseMark& mark) {
    core::Writer out;
    out.raw(mark.act).raw(mark.device.bytes).u64(static_cast<std::uint64_t>(mark.time.unix_ms));
    out.raw(mark.signature);
    return out.take();
}

core::Result<EraseMark> decode_mark(ByteView bytes) {
    core::Reader in(bytes);
    EraseMark mark;
    mark.act = in.array<32>();
    mark.device.bytes = in.array<16>();
    mark.time.unix_ms = static_cast<std::int64_t>(in.u64());
    mark.signature = in.array<64>();
    if (!in.done()) return malformed();
    return mark;
}

bool mark_holds(const EraseMark& mark, const Roster& roster) {
    const Member* member = roster.member(mark.device);
    return member != nullptr && member->in_force() &&
           verify(member->device.sign_key, mark_message(roster.site(), mark), mark.signature);
}

namespace {

bool stop_period_over(const SignedAct& act, const EraseView& view) {
    const std::int64_t agreed = std::min(view.now.unix_ms, view.newest_elsewhere.unix_ms);
    if (view.marks >= 1 && agreed - act.time.unix_ms >= erase_stop_period_ms) return true;
    return view.now.unix_ms - view.first_seen.unix_ms >= erase_stop_period_ms &&
           view.newest_elsewhere.unix_ms - view.elsewhere_first.unix_ms >= erase_stop_period_ms;
}

}  // namespace

EraseState erase_state(const SignedAct& act, const Roster& roster, const EraseView& view) {
    if (act.kind != act_kind::erase || act.site != roster.site()) return EraseState::not_confirmed;
    // Two members saw it valid and acted; whoever signed may have retired since.
    if (view.marks >= 2 && act.signatures.size() >= 2 && roles_of(act, roster)) return EraseState::ready;
    if (!check_act(act, roster)) return EraseState::not_confirmed;
    if (view.stopped) return EraseState::stopped;
    if (!stop_period_over(act, view)) return EraseState::may_be_stopped;
    const std::int64_t agreed = std::min(view.now.unix_ms, view.newest_elsewhere.unix_ms);
    const std::int64_t days =
        static_cast<std::int64_t>(std::min<std::uint64_t>(roster.minimum_retention_days(), 1'000'000));
    if (agreed - view.newest_head.unix_ms < days * 86'400'000) return EraseState::too_young;
    return EraseState::ready;
}

}  // namespace storage
