// 支援措置: protecting, releasing, and the two questions that every other call asks first: may this account
// see the case, and is the person of this case protected elsewhere?
#include <algorithm>

#include "app/service/case_answers.h"
#include "app/service/local_desk_service.h"
#include "forms/casework/protection.h"
#include "forms/interview/fill.h"
#include "storage/accounts/signed_act.h"

namespace app {

namespace {

using storage::ActKind;
using storage::Permission;

constexpr std::int64_t release_lasts_ms = 2LL * 3600 * 1000;  // a talk at the counter and its print
constexpr std::string_view everything = "*";

forms::SetAdd protection_of_all() {
    return {forms::set_number::protections, forms::Record{{"person", ""}, {"until", ""}}};
}

}  // namespace

std::vector<std::string> LocalDeskService::reasons() const {
    return {"本人からの届出", "本人からの証明書の請求", "国・裁判所・警察からの請求", "係長の判断"};
}

std::vector<std::pair<std::string, std::string>> LocalDeskService::clerks() {
    const std::lock_guard lock(mutex_);
    std::vector<std::pair<std::string, std::string>> out;
    if (!engine_) return out;
    const auto roster = engine_->roster();
    for (const auto& [id, account] : roster.accounts())
        if (account.in_force() && storage::role_allows(account.record.role, Permission::write))
            out.emplace_back(account.record.name, account.record.shown);
    std::sort(out.begin(), out.end());  // the digits stay the same
    return out;
}

core::Status LocalDeskService::guard(const forms::CaseFile& file, const std::string& form) {
    if (!forms::is_protected(file)) return core::ok();
    const bool supervisor = may(Permission::release_protection).has_value();
    const auto access = forms::access_to(file, me(), supervisor, clock_.now().unix_ms);
    if (!access.open) return core::denied("case.protected");
    const bool other = !form.empty() && !access.form.empty() && forms::form_of_sheet(form) != access.form;
    return other ? core::Status(core::denied("protection.other_form", access.form)) : core::ok();
}

core::Result<forms::CaseFile> LocalDeskService::file_for_me(const core::CaseId& id, const std::string& form) {
    if (!engine_) return core::denied("auth.not_signed_in");
    auto file = engine_->file(id);
    if (!file) return file;
    if (auto open = guard(*file, form); !open) return open.error();
    return file;
}

// A person whom another case protects is protected here from the moment that name and birth date are known.
core::Status LocalDeskService::protect_known(const forms::CaseFile& now, Items& items) {
    if (forms::is_protected(now)) return core::ok();
    for (const auto& person : forms::summarize(now).persons) {
        const auto known = engine_->read(
            [&](storage::CaseViews& views) { return views.is_guarded(person.name, person.birth_date); });
        if (!known) return known.error();
        if (!*known) continue;
        items.emplace_back(protection_of_all());
        return core::ok();
    }
    return core::ok();
}

// The print that a release was given for spends it.
void LocalDeskService::spend_release(const forms::CaseFile& now, const std::string& sheet, Items& items) {
    if (!forms::is_protected(now) || may(Permission::release_protection)) return;
    for (const auto& release : forms::open_releases(now, clock_.now().unix_ms)) {
        if (release.clerk != me() || release.form != forms::form_of_sheet(sheet)) continue;
        items.emplace_back(forms::spent_fact(release));
        return;
    }
}

core::Status LocalDeskService::protect(const core::CaseId& id) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::set_protection); !allowed) return allowed;
    const auto done =
        change(id, ActKind::protection_set, "", [&](const forms::CaseFile& file) -> core::Result<Items> {
            if (forms::is_protected(file)) return core::Error{core::ErrorCode::conflict, "protection.stands"};
            return Items{protection_of_all()};
        });
    return done ? core::ok() : core::Status(done.error());
}

core::Status LocalDeskService::sign_off_protection(const core::CaseId& id, const ReleaseInput& input,
                                                   const core::AccountId& clerk, const Make& make) {
    auto signed_act = storage::release_act(engine_->roster().site(), {id, input.form, input.reason, clerk},
                                           clock_.now(), random_);
    auto signature = session_.sign(storage::act_message(signed_act));
    if (!signature) return signature.error();
    storage::add_signature(signed_act, me(), *signature);
    auto written = engine_->change(id, [&](const forms::CaseFile& file) -> core::Result<Writing> {
        if (!forms::is_protected(file)) return core::Error{core::ErrorCode::conflict, "protection.none"};
        auto items = make(file);
        if (!items) return items.error();
        return Writing{id,
                       forms::Change{me(), std::move(*items)},
                       {act(ActKind::protection_released, &file, input.form == everything ? "" : input.form)},
                       {},
                       {{storage::head_extension_signed_act, storage::encode_act(signed_act)}}};
    });
    return written ? core::ok() : core::Status(written.error());
}

core::Status LocalDeskService::release(const core::CaseId& id, const ReleaseInput& input) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::release_protection); !allowed) return allowed;
    const auto roster = engine_->roster();
    core::AccountId clerk;
    for (const auto& [account, one] : roster.accounts())
        if (one.in_force() && one.record.name == input.account) clerk = account;
    if (clerk.is_nil()) return core::Error{core::ErrorCode::not_found, "protection.no_such_clerk"};
    const auto known = reasons();
    if (std::find(known.begin(), known.end(), input.reason) == known.end())
        return core::invalid("protection.reason_wanted");
    if (catalog_->form(input.form, today()) == nullptr)
        return core::Error{core::ErrorCode::not_found, "form.unknown", input.form};
    const std::int64_t until = clock_.now().unix_ms + release_lasts_ms;
    return sign_off_protection(id, input, clerk, [&](const forms::CaseFile&) {
        return core::Result<Items>(Items{forms::release_fact(clerk, input.form, input.reason, until)});
    });
}

core::Status LocalDeskService::end_protection(const core::CaseId& id) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::release_protection); !allowed) return allowed;
    return sign_off_protection(
        id, {"", std::string(everything), "支援措置の終了"}, me(), [&](const forms::CaseFile& file) {
            return core::Result<Items>(
                Items{forms::SetRemove{forms::set_number::protections, forms::protections_of(file)}});
        });
}

}  // namespace app
