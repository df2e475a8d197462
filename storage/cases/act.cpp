#include "storage/cases/act.h"

#include <array>

namespace storage {

namespace {

constexpr std::uint8_t trace_format = 2;
constexpr std::uint8_t first_format = 1;  // all parts stand there, no flags; read for ever, written no more
constexpr std::size_t reception_size_max = 32;
constexpr std::size_t form_size_max = 64;
constexpr std::size_t extra_size_max = 1024;

enum Flag : std::uint8_t { has_reception = 1, has_form = 2, has_amount = 4, has_extra = 8, flags_known = 15 };

struct ActWord {
    ActKind kind;
    std::string_view word;
};
constexpr std::array act_words{
    ActWord{ActKind::signed_in, "signed_in"},
    ActWord{ActKind::sign_in_refused, "sign_in_refused"},
    ActWord{ActKind::signed_out, "signed_out"},
    ActWord{ActKind::screen_locked, "screen_locked"},
    ActWord{ActKind::program_started, "program_started"},
    ActWord{ActKind::case_opened, "case_opened"},
    ActWord{ActKind::case_seen, "case_seen"},
    ActWord{ActKind::case_changed, "case_changed"},
    ActWord{ActKind::case_claimed, "case_claimed"},
    ActWord{ActKind::case_taken_over, "case_taken_over"},
    ActWord{ActKind::status_changed, "status_changed"},
    ActWord{ActKind::conflict_settled, "conflict_settled"},
    ActWord{ActKind::signed_by_resident, "signed_by_resident"},
    ActWord{ActKind::checked_by_clerk, "checked_by_clerk"},
    ActWord{ActKind::handed_over, "handed_over"},
    ActWord{ActKind::searched, "searched"},
    ActWord{ActKind::list_seen, "list_seen"},
    ActWord{ActKind::report_made, "report_made"},
    ActWord{ActKind::acts_seen, "acts_seen"},
    ActWord{ActKind::card_read, "card_read"},
    ActWord{ActKind::card_refused, "card_refused"},
    ActWord{ActKind::printed_draft, "printed_draft"},
    ActWord{ActKind::printed_final, "printed_final"},
    ActWord{ActKind::printed_again, "printed_again"},
    ActWord{ActKind::printed_practice, "printed_practice"},
    ActWord{ActKind::previewed, "previewed"},
    ActWord{ActKind::list_printed, "list_printed"},
    ActWord{ActKind::exported, "exported"},
    ActWord{ActKind::my_number_used, "my_number_used"},
    ActWord{ActKind::protection_set, "protection_set"},
    ActWord{ActKind::protection_released, "protection_released"},
    ActWord{ActKind::erase_proposed, "erase_proposed"},
    ActWord{ActKind::erase_confirmed, "erase_confirmed"},
    ActWord{ActKind::erase_stopped, "erase_stopped"},
    ActWord{ActKind::erased, "erased"},
    ActWord{ActKind::account_changed, "account_changed"},
    ActWord{ActKind::device_invited, "device_invited"},
    ActWord{ActKind::device_revoked, "device_revoked"},
    ActWord{ActKind::recovery_renewed, "recovery_renewed"},
    ActWord{ActKind::setting_changed, "setting_changed"},
    ActWord{ActKind::store_checked, "store_checked"},
    ActWord{ActKind::snapshot_made, "snapshot_made"},
    ActWord{ActKind::snapshot_restored, "snapshot_restored"},
    ActWord{ActKind::clock_warned, "clock_warned"},
    ActWord{ActKind::store_rekeyed, "store_rekeyed"},
    ActWord{ActKind::store_rebuilt, "store_rebuilt"},
    ActWord{ActKind::log_trimmed, "log_trimmed"},
};

}  // namespace

core::Bytes encode_acts(const std::vector<Act>& acts) {
    core::Writer out;
    out.u8(trace_format).varint(acts.size());
    for (const Act& act : acts) {
        int flags = 0;
        if (!act.reception.empty()) flags |= has_reception;
        if (!act.form.empty()) flags |= has_form;
        if (act.amount != 0) flags |= has_amount;
        if (!act.extra.empty()) flags |= has_extra;
        out.varint(static_cast<std::uint64_t>(act.kind)).u8(static_cast<std::uint8_t>(flags));
        out.raw(act.account.bytes);
        if (flags & has_reception) out.blob(act.reception);
        if (flags & has_form) out.blob(act.form);
        if (flags & has_amount) out.zigzag(act.amount);
        if (flags & has_extra) out.blob(act.extra);
    }
    return out.take();
}

core::Result<std::vector<Act>> decode_acts(core::ByteView bytes) {
    core::Reader in(bytes);
    std::vector<Act> acts;
    const std::uint8_t format = in.u8();
    if (format != trace_format && format != first_format) in.fail();
    const std::uint64_t count = in.varint();
    if (count > acts_max) in.fail();
    for (std::uint64_t i = 0; in.ok() && i < count; ++i) {
        Act act;
        const std::uint64_t kind = in.varint();
        if (kind > 0xffff) in.fail();
        act.kind = static_cast<ActKind>(kind);
        const std::uint8_t flags = format == first_format ? std::uint8_t{flags_known} : in.u8();
        if ((flags & ~flags_known) != 0) in.fail();
        act.account.bytes = in.array<16>();
        if (flags & has_reception) act.reception = in.string(reception_size_max);
        if (flags & has_form) act.form = in.string(form_size_max);
        if (flags & has_amount) act.amount = in.zigzag();
        if (flags & has_extra) {
            const core::ByteView extra = in.blob(extra_size_max);
            act.extra.assign(extra.begin(), extra.end());
        }
        acts.push_back(std::move(act));
    }
    if (!in.done()) return core::corrupt("act.malformed");
    return acts;
}

core::AccountId account_of_trace(core::ByteView trace) {
    core::Reader in(trace);
    const std::uint8_t format = in.u8();
    if (format != trace_format && format != first_format) in.fail();
    if (in.varint() == 0) in.fail();
    in.varint();                                // its kind
    if (format == trace_format) (void)in.u8();  // its flags
    const core::AccountId account{in.array<16>()};
    return in.ok() ? account : core::AccountId{};
}

std::string_view act_word(ActKind kind) {
    for (const auto& entry : act_words) {
        if (entry.kind == kind) return entry.word;
    }
    return {};
}

ActKind act_of_word(std::string_view word) {
    for (const auto& entry : act_words) {
        if (entry.word == word) return entry.kind;
    }
    return ActKind::none;
}

}  // namespace storage
