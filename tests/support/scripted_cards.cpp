// The scripted desk's reader: one マイナンバーカード that always lies on it.
#include <chrono>
#include <thread>

#include "tests/support/scripted_desk_service.h"

namespace test_support {

core::Result<std::vector<app::CardLook>> ScriptedDeskService::cards() {
    const std::lock_guard lock(guard_);
    app::CardLook look;
    look.reader = "Virtual PCD 00 00";
    look.kind = "mynumber";
    look.kind_words = "マイナンバーカード";
    look.tries_left = {{"pin", 3}, {"verification_b", 10}};
    return std::vector{look};
}

core::Result<app::CardResult> ScriptedDeskService::read_card(const core::CaseId&, app::CardAsk ask) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    const std::lock_guard lock(guard_);
    std::string line = "read_card " + ask.way;
    for (const auto& [name, secret] : ask.secrets) line += " " + name + "=" + std::to_string(secret.size());
    told(line);
    app::CardResult result;
    result.look = cards()->front();
    result.proposals = {{"visitor_name", "氏名", "鈴木　髙志", "", false, "", {"髙", "高"}},
                        {"visitor_birth_date", "生年月日", "昭和58年2月3日", "", false, "", {}},
                        {"visitor_sex", "性別", "男", "", false, "", {}},
                        {"visitor_address",
                         "住所",
                         "寒河江市中央一丁目9番45号 コーポ中央203号室",
                         "寒河江市中央二丁目1番1号",
                         true,
                         "前回",
                         {}}};
    return result;
}

// This desk has no templates: pictures are the business of the real one's stories.
std::vector<app::PictureKindView> ScriptedDeskService::picture_kinds() const { return {}; }
core::Result<app::PictureResult> ScriptedDeskService::read_picture(const core::CaseId&,
                                                                   const app::PictureAsk&) {
    return core::Error{core::ErrorCode::not_found, "face.kind"};
}
core::Result<storage::Secret> ScriptedDeskService::picture_code(const core::CaseId&) {
    return core::Error{core::ErrorCode::not_found, "face.no_code"};
}
core::Result<app::CaseView> ScriptedDeskService::accept_picture(const core::CaseId&,
                                                                const app::PictureAccept&) {
    return core::Error{core::ErrorCode::conflict, "face.not_read"};
}

core::Result<app::CaseView> ScriptedDeskService::accept_card(const core::CaseId& id, forms::Subject,
                                                             const std::vector<app::CardProposal>& accepted,
                                                             app::AddressIs address) {
    const std::lock_guard lock(guard_);
    told("accept_card " + std::to_string(accepted.size()) + " " + std::to_string(static_cast<int>(address)));
    if (ScriptedCase* one = find(id))
        for (const app::CardProposal& proposal : accepted)
            one->values[proposal.field] = {proposal.text, forms::Source::card_chip};
    return shown(id);
}

}  // namespace test_support
