#include "app/desk/views/set_aside.h"

#include "app/desk/views/protection_prompt.h"
#include "app/service/counter_room.h"

namespace app::desk {

namespace {

constexpr const char* custody = "預かり";
constexpr const char* another_section = "引継ぎ";
constexpr const char* guarded = "係長確認";

// What the resident takes along: why it waits, what to bring, the number under which it goes on.
void print_slip(PromptBar& prompt, Shell& shell, const CaseView& held) {
    shell.slow().run(
        &prompt,
        [&shell, id = held.id] { return shell.service().counter().print_slip(id, shell.print_folder()); },
        [&shell, words = held.summary.reception_number + "は「" + held.stage_word +
                         "」になりました。"](core::Result<PrintResult> printed) {
            shell.say(words + (printed ? "保留票をお渡しください。"
                                       : "保留票は印刷できませんでした（番号を書いてお渡しください）。"));
        });
}

void carry_out(PromptBar& prompt, Shell& shell, const core::CaseId& id, forms::Stage stage,
               const std::string& reason, const std::function<void(const CaseView&)>& done) {
    shell.work().run(
        &prompt, [&shell, id, stage, reason] { return shell.service().move_to(id, stage, reason); },
        [&prompt, &shell, done](core::Result<CaseView> result) {
            if (!result) return shell.complain(result.error());
            done(*result);
            if (result->summary.stage == forms::Stage::on_hold) print_slip(prompt, shell, *result);
        });
}

void ask_section(PromptBar& prompt, Shell& shell, const core::CaseId& id,
                 const std::function<void(const CaseView&)>& done) {
    prompt.ask({.words = "どの窓口へ引き継ぎますか。受け取られるまで、この窓口の担当です。",
                .options = {{"国保・年金の窓口", "国保・年金"},
                            {"子育て支援の窓口", "子育て支援"},
                            {"税の窓口", "税"},
                            {"福祉の窓口", "福祉"},
                            {"学校教育の窓口", "学校教育"},
                            {"その他の窓口", "その他"}},
                .chosen = [&prompt, &shell, id, done](const std::string& section, const std::string&) {
                    carry_out(prompt, shell, id, forms::Stage::handed_on, section, done);
                }});
}

}  // namespace

void ask_set_aside(PromptBar& prompt, Shell& shell, const core::CaseId& id,
                   std::function<void(const CaseView& view)> done) {
    prompt.ask({.words = "保留にする理由を選んでください。次に開いたとき、同じところから続けられます。",
                .options = {{"書類の不足", "書類の不足"},
                            {"来庁者が席を外した", "来庁者が席を外した"},
                            {"他課の確認待ち", "他課の確認待ち"},
                            {"後日あらためて来庁", "後日あらためて来庁"},
                            {"係長の判断待ち", "係長の判断待ち"},
                            {"その他", "その他"},
                            {custody, "預かり（翌開庁日に処理）"},
                            {another_section, "他課へ引継ぎ"},
                            {guarded, "係長確認（支援措置）"}},
                .chosen = [&prompt, &shell, id, done](const std::string& reason, const std::string&) {
                    if (reason == another_section) return ask_section(prompt, shell, id, done);
                    if (reason == guarded) return make_protected(prompt, shell, id);
                    const bool keep = reason == custody;
                    carry_out(prompt, shell, id, keep ? forms::Stage::in_custody : forms::Stage::on_hold,
                              keep ? "翌開庁日に処理" : reason, done);
                }});
}

}  // namespace app::desk
