#include "app/desk/views/protection_prompt.h"

#include "app/service/protection_room.h"

namespace app::desk {

namespace {

using Options = ChoiceBox::Options;

void carry_out(PromptBar& prompt, Shell& shell, std::function<core::Status(ProtectionRoom&)> wish,
               const std::string& done_words) {
    shell.work().run(
        &prompt, [&shell, wish = std::move(wish)] { return wish(shell.service().protection()); },
        [&shell, done_words, keys = native::hold_keys()](const core::Status& result) {
            if (!result) return shell.complain(result.error());
            shell.close_case();
            shell.say(done_words);
        });
}

struct Offered {  // what a release can name
    Options forms;
    Options clerks;
    Options reasons;
};

core::Result<Offered> offered(DeskService& service, const core::CaseId& id) {
    const auto view = service.look(id);
    if (!view) return view.error();
    Offered out;
    for (const SheetView& sheet : view->sheets)
        out.forms.emplace_back(sheet.form.substr(0, sheet.form.find('.')), sheet.title);
    out.clerks = service.protection().clerks();
    for (const std::string& reason : service.protection().reasons()) out.reasons.emplace_back(reason, reason);
    return out;
}

void ask_reason(PromptBar& prompt, Shell& shell, const core::CaseId& id, const Offered& all,
                ReleaseInput input) {
    prompt.ask({.words = "許可の理由を選んでください。",
                .options = all.reasons,
                .chosen = [&prompt, &shell, id, input](const std::string& reason, const std::string&) {
                    ReleaseInput whole = input;
                    whole.reason = reason;
                    carry_out(
                        prompt, shell, [id, whole](ProtectionRoom& room) { return room.release(id, whole); },
                        "書類1つを1回だけ許可しました。印刷すると、許可は終わります。");
                }});
}

void ask_clerk(PromptBar& prompt, Shell& shell, const core::CaseId& id, const Offered& all,
               const std::string& sheet) {
    prompt.ask({.words = "どの職員に許可しますか。",
                .options = all.clerks,
                .chosen = [&prompt, &shell, id, all, sheet](const std::string& clerk, const std::string&) {
                    ask_reason(prompt, shell, id, all, {clerk, sheet, ""});
                }});
}

void ask_release(PromptBar& prompt, Shell& shell, const core::CaseId& id) {
    shell.work().run(
        &prompt, [&shell, id] { return offered(shell.service(), id); },
        [&prompt, &shell, id, keys = native::hold_keys()](core::Result<Offered> all) {
            if (!all) return shell.complain(all.error());
            if (all->forms.empty())
                return shell.say("許可できる書類がまだありません。先に用件を決めてください。");
            prompt.ask(
                {.words = "どの書類を許可しますか。許可は1人・1書類・1回だけです。",
                 .options = all->forms,
                 .chosen = [&prompt, &shell, id, all = *all](const std::string& sheet, const std::string&) {
                     ask_clerk(prompt, shell, id, all, sheet);
                 }});
        });
}

}  // namespace

void make_protected(PromptBar& prompt, Shell& shell, const core::CaseId& id) {
    carry_out(
        prompt, shell, [id](ProtectionRoom& room) { return room.protect(id); },
        "この受付は係長確認になりました。内容は係長だけが見られます。");
}

void ask_protected(PromptBar& prompt, Shell& shell, const core::CaseId& id, std::function<void()> open) {
    const bool supervisor = shell.session() && shell.session()->role == "supervisor";
    if (!supervisor) return open();  // a release may stand; else the service says what to do
    prompt.ask({.words = "係長確認の受付です。どうしますか。",
                .options = {{"open", "開く"},
                            {"release", "職員に書類1つを許可する"},
                            {"end", "支援措置を終える"},
                            {"back", "戻る"}},
                .chosen = [&prompt, &shell, id, open = std::move(open)](const std::string& what,
                                                                        const std::string&) {
                    if (what == "open") return open();
                    if (what == "release") return ask_release(prompt, shell, id);
                    if (what == "end")
                        carry_out(
                            prompt, shell, [id](ProtectionRoom& room) { return room.end_protection(id); },
                            "支援措置を終えました。");
                }});
}

}  // namespace app::desk
