#include "app/desk/views/people_questions.h"

#include <algorithm>
#include <array>

namespace app::desk {

namespace {

constexpr std::array relation_words{"本人",       "世帯主", "同一世帯員", "配偶者・直系", "法定代理人",
                                    "任意代理人", "使者",   "第三者",     "公用"};

std::vector<DocumentInput> documents_of(const CaseView& view) {
    std::vector<DocumentInput> out;
    for (const SeenDocumentView& one : view.counter.documents)
        out.push_back({one.kind, one.expiry == "none" ? std::string() : one.expiry});
    return out;
}

}  // namespace

void PeopleQuestions::wish(Wish what, std::function<void()> done) {
    const CaseView* view = shell_.opened();
    if (view == nullptr) return;
    change_case(
        shell_, view_, [what = std::move(what)](DeskService& service) { return what(service.counter()); },
        [done = std::move(done)](bool went) {
            if (went && done) done();
        });
}

void PeopleQuestions::save_documents(const std::vector<std::string>& kinds) {
    const CaseView* view = shell_.opened();
    if (view == nullptr) return;
    const auto held = documents_of(*view);
    std::vector<DocumentInput> wanted;
    for (const std::string& kind : kinds) {
        const auto at = std::find_if(held.begin(), held.end(),
                                     [&](const DocumentInput& one) { return one.kind == kind; });
        wanted.push_back({kind, at == held.end() ? std::string() : at->expiry});
    }
    wish([id = view->id, wanted](CounterRoom& room) { return room.check_documents(id, wanted); });
}

bool PeopleQuestions::ask_expiry() {
    const CaseView* view = shell_.opened();
    if (view == nullptr) return false;
    const auto& documents = view->counter.documents;
    const auto open = std::find_if(documents.begin(), documents.end(),
                                   [](const SeenDocumentView& one) { return one.expiry.empty(); });
    if (open == documents.end()) return false;
    prompt_.ask(
        {.words = open->kind + "の有効期限（和暦7桁か西暦8桁）",
         .options = {{"date", "記録する"}},
         .box_label = "有効期限",
         .words_wanted = true,
         .chosen = [this, kind = open->kind](const std::string&, const std::string& typed) {
             const CaseView* now = shell_.opened();
             if (now == nullptr || typed.empty()) return;
             auto wanted = documents_of(*now);
             for (DocumentInput& one : wanted)
                 if (one.kind == kind) one.expiry = typed;
             wish([id = now->id, wanted](CounterRoom& room) { return room.check_documents(id, wanted); },
                  [this] { ask_expiry(); });
         }});
    return true;
}

void PeopleQuestions::ask_relation() {
    const CaseView* view = shell_.opened();
    if (view == nullptr) return;
    const auto& relations = view->counter.relations;
    if (relations.empty())
        return shell_.say("手続きがまだ決まっていません。用件を選ぶと、関係を記録できます。");
    if (relations.size() == 1) return ask_relation_to(relations.front());
    ChoiceBox::Options options;
    for (const RelationView& one : relations)
        options.emplace_back(one.procedure,
                             one.title + (one.relation.empty() ? "" : "（" + one.relation + "）"));
    prompt_.ask({.words = "どの手続きについての関係ですか。",
                 .options = std::move(options),
                 .chosen = [this, relations](const std::string& procedure, const std::string&) {
                     for (const RelationView& one : relations)
                         if (one.procedure == procedure) return ask_relation_to(one);
                 }});
}

void PeopleQuestions::ask_relation_to(const RelationView& to) {
    ChoiceBox::Options options;
    for (const char* words : relation_words) options.emplace_back(words, words);
    prompt_.ask({.words = to.title + "について、来庁者はどなたですか。",
                 .options = std::move(options),
                 .chosen = [this, to](const std::string& relation, const std::string&) {
                     const CaseView* view = shell_.opened();
                     if (view == nullptr) return;
                     wish([id = view->id, to,
                           relation](CounterRoom& room) { return room.relate(id, to.procedure, relation); },
                          [this] {
                              if (!delegated().empty()) ask_delegation_date();
                          });
                 }});
}

std::vector<RelationView> PeopleQuestions::delegated() const {
    std::vector<RelationView> out;
    if (const CaseView* view = shell_.opened())
        for (const RelationView& one : view->counter.relations)
            if (one.wants_delegation) out.push_back(one);
    return out;
}

void PeopleQuestions::ask_delegation_date() {
    prompt_.ask({.words = "委任状の日付（和暦7桁か西暦8桁）。まだ無いときは Esc。",
                 .options = {{"date", "記録する"}},
                 .box_label = "委任状の日付",
                 .words_wanted = true,
                 .chosen = [this](const std::string&, const std::string& typed) {
                     if (!typed.empty()) ask_matters(typed, 0, {});
                 }});
}

void PeopleQuestions::ask_matters(const std::string& date, std::size_t at, std::vector<std::string> named) {
    const auto procedures = delegated();
    if (at < procedures.size()) {
        const RelationView& one = procedures[at];
        prompt_.ask({.words = "委任事項に「" + one.title + "」は含まれていますか。",
                     .options = {{"yes", "含まれている"}, {"no", "含まれていない"}},
                     .chosen = [this, date, at, named, procedure = one.procedure](
                                   const std::string& answer, const std::string&) mutable {
                         if (answer == "yes") named.push_back(procedure);
                         ask_matters(date, at + 1, std::move(named));
                     }});
        return;
    }
    const CaseView* view = shell_.opened();
    if (view == nullptr) return;
    wish([id = view->id, date, named](CounterRoom& room) { return room.delegate(id, date, named); },
         [this] { shell_.say("委任状を記録しました。"); });
}

std::vector<PaneLine> document_lines(const CaseView& view) {
    using Kind = PaneLine::Kind;
    std::vector<PaneLine> lines;
    bool open = false;
    for (const SeenDocumentView& one : view.counter.documents) {
        lines.push_back({one.counts ? Kind::body : Kind::warning, one.words, one.counts ? "・" : "▲"});
        open = open || one.expiry.empty();
    }
    if (open) lines.push_back({Kind::help, "Alt+3 から Enter で、有効期限を記録します。", " "});
    return lines;
}

std::vector<PaneLine> relation_lines(const CaseView& view) {
    using Kind = PaneLine::Kind;
    std::vector<PaneLine> lines;
    if (view.counter.relations.empty()) return lines;
    lines.push_back({Kind::heading, "手続きごとの関係（F4）", ""});
    for (const RelationView& one : view.counter.relations) {
        lines.push_back(
            {Kind::body, one.title + "　" + (one.relation.empty() ? "未確認" : one.relation), "・"});
        std::string papers;
        for (const std::string& paper : one.papers) papers += (papers.empty() ? "" : "、") + paper;
        if (!papers.empty()) lines.push_back({Kind::help, "要るもの：" + papers, " "});
        if (!one.wants_delegation) continue;
        if (!one.delegated_on.empty() && one.covered) {
            lines.push_back({Kind::good, "委任状 " + one.delegated_on + "　含まれる", "✓"});
        } else if (!one.covered) {
            lines.push_back(
                {Kind::warning,
                 one.delegated_on.empty() ? "委任状をまだ確かめていません" : "委任状に含まれていません",
                 "▲"});
        }
    }
    return lines;
}

}  // namespace app::desk
