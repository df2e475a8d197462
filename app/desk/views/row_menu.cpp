#include "app/desk/views/row_menu.h"

#include "app/desk/layout_helpers.h"

namespace app::desk {

namespace {

ChoiceBox::Options options_of(const std::vector<std::pair<RowAction, std::string>>& actions) {
    ChoiceBox::Options out;
    for (const auto& [action, words] : actions)
        out.emplace_back(std::to_string(static_cast<int>(action)), words);
    return out;
}

RowAction action_of(const std::string& value) { return static_cast<RowAction>(std::stoi(value)); }

}  // namespace

void RowMenu::wish(const core::CaseId&, Wish wish, std::function<void(const CaseView&)> done) {
    Shell& at = shell_;
    at.work().run(
        list_, [&at, wish = std::move(wish)] { return wish(at.service().counter()); },
        [this, done = std::move(done)](core::Result<CaseView> result) {
            if (!result) return shell_.complain(result.error());
            if (done) done(*result);
            told_.changed();
        });
}

void RowMenu::said(const QueueRow& row, Wish what, const std::string& words) {
    wish(row.id, std::move(what), [this, words](const CaseView&) { shell_.say(words); });
}

void RowMenu::offer(const QueueRow& row) {
    const auto& session = shell_.session();
    if (!session) return;
    const auto actions = row_actions(row, session->desk_letter, session->role == "supervisor");
    if (actions.empty()) return shell_.say("この受付にできることは、Enter で開くことだけです。");
    prompt_.ask({.words = row.reception_number + "　何をしますか。",
                 .options = options_of(actions),
                 .chosen = [this, row](const std::string& value, const std::string&) {
                     carry_out(row, action_of(value));
                 }});
}

void RowMenu::call(const QueueRow& row) {
    wish(
        row.id, [id = row.id](CounterRoom& room) { return room.call(id); },
        [this, row](const CaseView&) { ask_called(row); });
}

void RowMenu::ask_called(const QueueRow& row) {
    prompt_.ask({.words = called_number(row) + " 番の方をお呼びしています。どうなりましたか。",
                 .options = options_of(after_call(row)),
                 .chosen = [this, row](const std::string& value, const std::string&) {
                     carry_out(row, action_of(value));
                 }});
}

void RowMenu::carry_out(const QueueRow& row, RowAction action) {
    switch (action) {
        case RowAction::call:
        case RowAction::again:
            return call(row);
        case RowAction::came:
        case RowAction::settle:
            return told_.open(row.id);
        case RowAction::absent:
            return said(
                row, [id = row.id](CounterRoom& room) { return room.nobody_came(id); },
                called_number(row) + " 番は不在のため、列のうしろに戻しました。");
        case RowAction::stop:
            return said(
                row, [id = row.id](CounterRoom& room) { return room.stop_calling(id); },
                called_number(row) + " 番を呼ぶのをやめました。順番はそのままです。");
        case RowAction::cancel:
            return cancel(row);
        case RowAction::note:
            return write_note(row);
        case RowAction::take_in:
            return wish(
                row.id, [id = row.id](CounterRoom& room) { return room.take_in(id); },
                [this, row](const CaseView&) {
                    shell_.say(row.reception_number + "を、この窓口で受け取りました。");
                    told_.open(row.id);
                });
        case RowAction::approve:
            return decide(row, true);
        case RowAction::send_back:
            return decide(row, false);
        case RowAction::assign:
            return assign(row);
        case RowAction::release:
            return ask_reason(row, {});
    }
}

void RowMenu::write_note(const QueueRow& row) {
    prompt_.ask(
        {.words = row.reception_number + "　同僚へのメモ（記録に残ります。保護の方のことは書きません）",
         .options = {{"write", "書き残す"}},
         .box_label = "メモ",
         .words_wanted = true,
         .chosen = [this, row](const std::string&, const std::string& text) {
             said(
                 row, [id = row.id, text](CounterRoom& room) { return room.add_note(id, text); },
                 row.reception_number + "にメモを残しました。");
         }});
}

void RowMenu::decide(const QueueRow& row, bool approved) {
    const std::string what = approved ? "承認" : "差戻し";
    prompt_.ask(
        {.words = row.reception_number + "を" + what + "にします。担当の方へ伝えることがあれば書きます。",
         .options = {{"done", what + "にする"}},
         .box_label = "ひとこと（空でもよい）",
         .words_wanted = true,
         .chosen = [this, row, approved, what](const std::string&, const std::string& text) {
             said(
                 row,
                 [id = row.id, approved, text](CounterRoom& room) { return room.decide(id, approved, text); },
                 row.reception_number + "を" + what + "にしました。担当の窓口で続きができます。");
         }});
}

void RowMenu::assign(const QueueRow& row) {
    Shell& at = shell_;
    at.work().run(
        list_, [&at] { return at.service().counter().seats(); },
        [this, row](core::Result<std::vector<SeatView>> seats) {
            if (!seats) return shell_.complain(seats.error());
            if (seats->empty()) return shell_.say("いまサインインしている同僚がいません。");
            ChoiceBox::Options options;
            for (std::size_t i = 0; i < seats->size(); ++i)
                options.emplace_back(std::to_string(i), (*seats)[i].desk + "・" + (*seats)[i].name);
            prompt_.ask({.words = row.reception_number + "を、どの窓口の担当にしますか。",
                         .options = std::move(options),
                         .chosen = [this, row, list = *seats](const std::string& value, const std::string&) {
                             ask_reason(row, list[static_cast<std::size_t>(std::stoi(value))]);
                         }});
        });
}

void RowMenu::ask_reason(const QueueRow& row, const SeatView& seat) {
    const bool release = seat.account.is_nil();
    prompt_.ask(
        {.words = release ? "担当を外す理由を選んでください（待ちの列に戻ります）。"
                          : seat.desk + "・" + seat.name + "さんに替える理由を選んでください。",
         .options = {{"窓口の混雑", "窓口の混雑"},
                     {"担当の交代", "担当の交代"},
                     {"担当が席を外した", "担当が席を外した"}},
         .chosen = [this, row, seat, release](const std::string& reason, const std::string&) {
             said(
                 row,
                 [id = row.id, seat, reason](CounterRoom& room) { return room.assign(id, seat, reason); },
                 row.reception_number +
                     (release ? "の担当を外し、待ちの列に戻しました。"
                              : "を" + seat.desk + "・" + seat.name + "さんの担当にしました。"));
         }});
}

void RowMenu::cancel(const QueueRow& row) {
    prompt_.ask({.words = row.reception_number + "を取り消します。理由を選んでください。",
                 .options = {{"不在", "呼んでも来られない"},
                             {"お帰りになった", "お帰りになった"},
                             {"二重の受付", "二重の受付"},
                             {"", "取り消さない"}},
                 .chosen = [this, row](const std::string& reason, const std::string&) {
                     if (reason.empty()) return;
                     Shell& at = shell_;
                     at.work().run(
                         list_,
                         [&at, id = row.id, reason] {
                             return at.service().move_to(id, forms::Stage::cancelled, reason);
                         },
                         [this, row](core::Result<CaseView> result) {
                             if (!result) return shell_.complain(result.error());
                             shell_.say(row.reception_number + "を取り消しました。");
                             told_.changed();
                         });
                 }});
}

}  // namespace app::desk
