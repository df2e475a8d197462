#include "app/service/case_viewer.h"

#include <algorithm>
#include <set>

#include "app/service/answer_lines.h"
#include "app/service/case_answers.h"
#include "app/service/case_history.h"
#include "app/service/counter_part.h"
#include "app/service/counter_settings.h"
#include "app/service/handover.h"
#include "app/service/identity_count.h"
#include "app/service/relations.h"
#include "app/service/sheet_state.h"
#include "app/service/wording.h"

namespace app {

namespace {

std::string part(const forms::Record& record, const std::string& name) {
    const auto at = record.find(name);
    return at == record.end() ? std::string() : at->second;
}

// The list of documents with their classes stands as options of the field that the staff box prints.
std::vector<std::pair<std::string, std::string>> document_kinds(const forms::Catalog& catalog) {
    std::vector<std::pair<std::string, std::string>> out;
    const auto* field = catalog.field("id_check_docs");
    if (field == nullptr) return out;
    for (const auto& option : field->options) {
        out.emplace_back(option.value, option.group.find("Ａ") != std::string::npos ? "A" : "B");
    }
    return out;
}

constexpr std::uint32_t register_is_visitor = 1100;  // forms/data/fields.json

bool is_true(const forms::CaseFile& file, const forms::Place& place) {
    const auto* standing = file.shown(place);
    if (standing == nullptr) return false;
    const auto* flag = std::get_if<bool>(&standing->answer.value);
    return flag != nullptr && *flag;
}

std::vector<PersonView> persons_view(const forms::CaseFile& file) {
    std::vector<PersonView> out;
    std::vector<forms::Subject> subjects{0};
    for (const auto subject : persons_of(file)) subjects.push_back(subject);
    for (const auto subject : subjects) {
        PersonView person{subject, {}, {}, {}, {}};
        const bool visitor = subject == 0 || is_true(file, {subject, register_is_visitor});
        // A visitor's items stand under the visit or under the person, whichever was written.
        const auto shown = [&](std::uint32_t field) {
            const auto* own = file.shown({subject, field});
            return own != nullptr || !visitor ? own : file.shown({0, field});
        };
        if (const auto* name = shown(forms::field::name)) {
            if (const auto* record = std::get_if<forms::Record>(&name->answer.value)) {
                person.name = part(*record, "text");
                person.kana = part(*record, "kana");
            }
        }
        if (const auto* birth = shown(forms::field::birth_date)) {
            if (const auto* date = std::get_if<forms::DateValue>(&birth->answer.value))
                person.birth = core::printed(date->given);
        }
        if (visitor) person.roles.emplace_back("来庁者");
        if (subject != 0) person.roles.emplace_back("対象者");
        out.push_back(std::move(person));
    }
    return out;
}

std::string reason_words(const forms::Catalog& catalog, const forms::OpenQuestion& open, core::Date day) {
    std::vector<std::string> out;
    for (const auto& reason : open.reasons) {
        const auto* form = catalog.form(reason.form, day);
        const auto* procedure = catalog.procedure(reason.procedure);
        std::string words = form != nullptr        ? form->title + "の「" + reason.field + "」"
                            : procedure != nullptr ? procedure->label + "が必要かを決めるため"
                                                   : "";
        if (!reason.because.empty()) words += "（" + reason.because + "）";
        if (!words.empty() && std::find(out.begin(), out.end(), words) == out.end())
            out.push_back(std::move(words));
    }
    std::string text;
    for (const auto& words : out) text += (text.empty() ? "" : "、") + words;
    return text;
}

void add_progress(CaseView& view, const forms::Progress& progress, const Surroundings& around,
                  core::Date day) {
    for (const auto& open : progress.open) {
        if (open.fields.empty()) continue;
        view.questions.push_back({open.fields.front(), open.person, open.ask,
                                  reason_words(around.catalog, open, day),
                                  open.question != nullptr ? open.question->hint : std::string()});
    }
    view.questions_asked = static_cast<std::uint32_t>(progress.answered);
    for (const auto& needed : progress.procedures) {
        for (const auto& deadline : needed.deadlines) view.deadlines.push_back(deadline_view(deadline));
    }
    for (const auto& entry : progress.bring)
        view.bring.push_back(entry.why.empty() ? entry.what : entry.what + "（" + entry.why + "）");
}

// A value of this clerk's stands at the place, and another is the one on the screen.
bool mine_is_not_shown(const forms::CaseFile& file, const forms::Place& place, const core::AccountId& me) {
    const auto* shown = file.shown(place);
    const auto standing = file.standing(place);
    return shown != nullptr && shown->stamp.by != me &&
           std::any_of(standing.begin(), standing.end(),
                       [&](const forms::Standing& value) { return value.stamp.by == me; });
}

// What keeps the case from 完了, in the order in which a clerk would do it.
void add_open_points(CaseView& view, const forms::CaseFile& file, const Surroundings& around) {
    for (const auto& answer : view.answers) {
        if (answer.choices.size() < 2) continue;
        view.open_points.push_back(
            "「" + answer.label +
            (mine_is_not_shown(file, answer.place, around.me)
                 ? "」は、あなたの入れた値ではなく別の値が表示されています。どちらかを選んでください。"
                 : "」の値が重なっています。どちらかを選んでください。"));
    }
    if (view.status_in_conflict)
        view.open_points.push_back("状態が窓口によって違います。今の状態を選び直してください。");
    if (!view.identity.done)
        view.open_points.push_back("本人確認が済んでいません。確認した書類を記録してください。");
    if (around.counter != nullptr)
        for (std::string& fault : relation_faults(view.counter.relations, *around.counter))
            view.open_points.push_back(std::move(fault));
    for (const auto& sheet : view.sheets) {
        if (sheet.state == "差替え")
            view.open_points.push_back(sheet.title +
                                       "の内容が署名の後に変わりました。もう一度署名を受けてください。");
        else if (sheet.printed == 0)
            view.open_points.push_back(sheet.title + "がまだ印刷されていません。");
    }
    for (const auto& line : view.handover) {
        if (!line.done) view.open_points.push_back("手渡しがまだです：" + line.words + "。");
    }
}

}  // namespace

std::string next_deadline(const forms::Catalog& catalog, const forms::CaseFile& file, core::Date today) {
    const CaseKnowledge knowledge(catalog, file, case_day(file, today));
    std::optional<core::Date> nearest;
    for (const auto& needed : forms::needed_procedures(knowledge.view())) {
        if (needed.truth != forms::Truth::yes) continue;
        for (const auto& deadline : needed.deadlines)
            if (deadline.last_day && (!nearest || *deadline.last_day < *nearest)) nearest = deadline.last_day;
    }
    return nearest ? day_words(*nearest) : std::string();
}

core::Date case_day(const forms::CaseFile& file, core::Date today) {
    const auto* standing = file.shown({0, forms::field::filing_date});
    const auto* date = standing ? std::get_if<forms::DateValue>(&standing->answer.value) : nullptr;
    return date != nullptr && date->given.exact() ? *date->given.exact() : today;
}

std::vector<std::string> forms_needed(const forms::Catalog& catalog, const forms::CaseFile& file,
                                      core::Date today) {
    const CaseKnowledge knowledge(catalog, file, case_day(file, today));
    const forms::AnswerView& view = knowledge.view();
    return forms::needed_forms(view);
}

std::vector<forms::Place> printed_places(const forms::Catalog& catalog, const forms::FilledForm& filled) {
    std::set<forms::Place> places;
    for (const auto& [path, origin] : filled.origins) {
        const auto* field = catalog.field(origin.field);
        if (field != nullptr) places.insert({field->of_person ? origin.subject : 0, field->number});
    }
    return {places.begin(), places.end()};
}

std::string purposes_of(const forms::Catalog& catalog, const std::string& life_event,
                        const std::vector<std::string>& forms) {
    std::string out;
    if (const auto* event = catalog.life_event(life_event)) out = event->label;
    const bool certificates = std::find(forms.begin(), forms.end(), "F01") != forms.end();
    if (certificates && out.find("証明") == std::string::npos) out += out.empty() ? "証明" : "、証明";
    return out;
}

std::string state_words(forms::Stage stage, const std::string& reason, const std::string& desk,
                        const std::string& clerk) {
    using S = forms::Stage;
    const std::string who = clerk.empty() ? desk : desk + "・" + clerk;
    switch (stage) {
        case S::received:
            return clerk.empty() ? "待ち" : "対応中(" + who + ")";
        case S::interview:
        case S::review:
            return "対応中(" + who + ")";
        case S::signed_off:
            return "署名済(" + who + ")";
        case S::printed:
        case S::awaiting_handover:
            return "印刷済・手渡し待ち";
        case S::on_hold:
            return reason.empty() ? "保留" : "保留(" + reason + ")";
        case S::handed_on:
            return "引継ぎ中";
        default:
            return std::string(forms::stage_word(stage));
    }
}

IdentityView identity_of(const forms::Catalog& catalog, const forms::CaseFile& file,
                         const CounterSettings* counter, core::Date today) {
    IdentityView view;
    view.documents = document_kinds(catalog);
    std::vector<std::string> counted;
    for (const auto& document : seen_documents(file, counter, today)) {
        view.seen.push_back(document.kind);
        if (document.counts) counted.push_back(document.kind);
    }
    const auto is_a = [&](const std::string& kind) {
        return std::any_of(view.documents.begin(), view.documents.end(),
                           [&](const auto& d) { return d.first == kind && d.second == "A"; });
    };
    const bool one = std::any_of(counted.begin(), counted.end(), is_a);
    const bool asked = std::any_of(file.facts().begin(), file.facts().end(), [](const forms::PastFact& past) {
        return past.fact.kind == forms::fact_kind::identity_check &&
               part(past.fact.parts, "method") == "質問" && part(past.fact.parts, "state") == "done";
    });
    view.done = one || asked || counted.size() >= 2;
    view.words = one                   ? "Ａ 1点で確認済"
                 : asked               ? "質問で確認済"
                 : counted.size() >= 2 ? "Ｂ 2点で確認済"
                 : counted.size() == 1 ? "Ｂ あと1点"
                                       : "未確認";
    return view;
}

CaseView view_of(const core::CaseId& id, const forms::CaseFile& file, const Surroundings& around) {
    CaseView view;
    view.id = id;
    view.summary = forms::summarize(file);
    const core::Date day = case_day(file, around.today);
    const CaseKnowledge knowledge(around.catalog, file, day);
    const forms::AnswerView& interview = knowledge.view();
    const forms::Progress progress = forms::advance(interview);

    view.purposes = purposes_of(around.catalog, view.summary.life_event, view.summary.procedures);
    view.status_in_conflict = forms::status_of(file).in_conflict;
    const std::string clerk = view.summary.clerk.is_nil() ? "" : around.name_of(view.summary.clerk);
    view.stage_word = state_words(view.summary.stage, view.summary.reason, view.summary.desk, clerk);
    view.mine = view.summary.clerk == around.me && view.summary.desk == around.my_desk;
    if (!view.mine && !view.summary.clerk.is_nil()) view.held_by = view.summary.desk + "・" + clerk;
    view.needs_supervisor = forms::needs_supervisor(file);
    view.identity = identity_of(around.catalog, file, around.counter, around.today);
    view.persons = persons_view(file);
    view.sheets = sheets_of(file, interview, day);
    view.answers = answer_lines(file, interview, progress, view.sheets, day, around);
    add_progress(view, progress, around, day);
    view.counter = counter_part(view, file, around);
    view.history = history_of(file, around);
    view.handover = handover_of(
        view, file, interview,
        around.counter != nullptr ? around.counter->places : std::map<std::string, std::string>{});
    add_open_points(view, file, around);
    return view;
}

}  // namespace app
