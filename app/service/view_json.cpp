#include "app/service/view_json.h"

#include "app/service/counter_commands.h"

#include <cstdio>
#include <ctime>

namespace app {

namespace {

using Json = nlohmann::json;

Json to_json(const ChoiceView& choice, const AnswerView& answer) {
    return {{"dot", choice.dot.device.hex() + ":" + std::to_string(choice.dot.seq) + ":" +
                        std::to_string(choice.dot.index)},
            {"field", answer.field},
            {"text", choice.text},
            {"who", choice.who},
            {"desk", choice.desk},
            {"at", utc_time(choice.at_ms)}};
}

Json to_json(const AnswerView& answer) {
    Json choices = Json::array();
    for (const auto& choice : answer.choices) choices.push_back(to_json(choice, answer));
    return {{"field", answer.field},
            {"person", answer.person},
            {"label", answer.label},
            {"text", answer.text},
            {"kind", answer.kind},
            {"counted", answer.counted},
            {"options", answer.options},
            {"candidates", answer.candidates},
            {"beside", answer.beside},
            {"source", answer.source_word},
            {"confirmed", answer.confirmed},
            {"required", answer.required},
            {"choices", choices},
            {"remark", answer.remark},
            {"warning", answer.remark_is_warning}};
}

Json to_json(const SheetView& sheet) {
    return {{"form", sheet.form},         {"form_id", sheet.form.substr(0, sheet.form.find('.'))},
            {"title", sheet.title},       {"edition", sheet.edition},
            {"state", sheet.state},       {"because", sheet.because},
            {"missing", sheet.missing},   {"blocked_by", sheet.blocked_by},
            {"errors", sheet.errors},     {"missing_glyphs", sheet.missing_glyphs},
            {"may_sign", sheet.may_sign}, {"may_print", sheet.may_print},
            {"printed", sheet.printed}};
}

Json to_json(const PersonView& person) {
    return {{"person", person.subject},
            {"name", person.name},
            {"kana", person.kana},
            {"birth", person.birth},
            {"roles", person.roles}};
}

Json to_json(const QuestionView& question) {
    return {{"field", question.field},
            {"person", question.person},
            {"ask", question.ask},
            {"because", question.because}};
}

Json to_json(const DeadlineView& deadline) {
    return {
        {"label", deadline.label}, {"words", deadline.words}, {"law", deadline.law}, {"late", deadline.late}};
}

Json to_json(const HistoryLine& line) {
    return {{"at", utc_time(line.at_ms)},
            {"who", line.who},
            {"desk", line.desk},
            {"what", line.what},
            {"effective", line.effective}};
}

Json to_json(const PeerView& peer) {
    return {{"device", peer.device.hex()},
            {"name", peer.name},
            {"backup", peer.backup},
            {"connected", peer.connected},
            {"last_seen", peer.last_seen_ms == 0 ? Json(nullptr) : Json(utc_time(peer.last_seen_ms))},
            {"waiting", peer.waiting},
            {"clock_ahead_ms", peer.clock_ahead_ms},
            {"turned_away", peer.turned_away},
            {"cannot_serve", peer.cannot_serve},
            {"left_behind", peer.left_behind}};
}

template <class T>
Json list(const std::vector<T>& items) {
    Json out = Json::array();
    for (const auto& item : items) out.push_back(to_json(item));
    return out;
}

}  // namespace

std::string utc_time(std::int64_t unix_ms) {
    const std::time_t seconds = static_cast<std::time_t>(unix_ms / 1000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char out[80];
    std::snprintf(out, sizeof out, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900,
                  parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                  static_cast<int>(unix_ms % 1000));
    return out;
}

Json to_json(const SessionView& session) {
    return {
        {"account", session.account_name}, {"name", session.display_name}, {"role", session.role},
        {"desk", session.desk_letter},     {"site", session.site_name},    {"practice", session.practice}};
}

Json to_json(const QueueRow& row) {
    return {{"ticket", row.ticket.empty() ? row.reception_number : row.ticket},
            {"reception_number", row.reception_number},
            {"case", row.id.hex()},
            {"procedures", row.forms},
            {"purposes", row.purposes},
            {"status", forms::stage_word(row.stage)},
            {"state", row.state_words},
            {"desk", row.desk},
            {"waiting_min", row.waiting_min},
            {"conflicts", row.conflicts},
            {"wanted", row.wanted},
            {"call_desk", row.call_desk},
            {"absences", row.absences},
            {"notes", row.notes}};
}

Json to_json(const SiteView& site) {
    return {{"site", site.site_name},
            {"desk", site.desk_letter},
            {"practice", site.practice},
            {"peers", list(site.peers)},
            {"only_here", site.only_here},
            {"cases_only_here", site.cases_only_here},
            {"log_digest", site.log_digest},
            {"state_digest", site.state_digest},
            {"batches", site.batches},
            {"bytes_sent", site.bytes_sent},
            {"conflicts", site.conflicts},
            {"compared", site.compared},
            {"identity", site.identity_closed ? "closed" : "in_force"},
            {"old_part", site.old_part},
            {"sentence", site.sentence}};
}

Json to_json(const HandoverView& line) {
    return {{"item", line.item},
            {"direction", line.direction},
            {"to", line.to},
            {"words", line.words},
            {"done", line.done}};
}

Json to_json(const CaseView& view) {
    return {{"case", view.id.hex()},
            {"reception_number", view.summary.reception_number},
            {"ticket", view.summary.ticket},
            {"life_event", view.summary.life_event},
            {"procedures", view.summary.procedures},
            {"status", view.stage_word},
            {"desk", view.summary.desk},
            {"conflicts", view.summary.conflicts},
            {"persons", list(view.persons)},
            {"answers", list(view.answers)},
            {"questions", list(view.questions)},
            {"deadlines", list(view.deadlines)},
            {"bring", view.bring},
            {"sheets", list(view.sheets)},
            {"handover", list(view.handover)},
            {"history", list(view.history)},
            {"open_points", view.open_points},
            {"mine", view.mine},
            {"held_by", view.held_by},
            {"needs_supervisor", view.needs_supervisor},
            {"counter", to_json(view.counter)}};
}

Json to_json(const CardLook& look) {
    return {{"reader", look.reader},
            {"kind", look.kind},
            {"kind_words", look.kind_words},
            {"tries_left", look.tries_left},
            {"valid_until", look.valid_until}};
}

Json to_json(const CardResult& result) {
    Json proposals = Json::array();
    for (const auto& proposal : result.proposals) {
        proposals.push_back({{"field", proposal.field},
                             {"label", proposal.label},
                             {"text", proposal.text},
                             {"now", proposal.now},
                             {"differs", proposal.differs},
                             {"now_source", proposal.now_source},
                             {"family", proposal.family}});
    }
    return {{"card", to_json(result.look)}, {"proposals", proposals}, {"remarks", result.remarks}};
}

Json to_json(const Document& document) {
    return {{"form", document.form},
            {"edition", document.edition},
            {"digest", document.digest},
            {"pages", document.pages},
            {"bytes", document.pdf.size()},
            {"missing_glyphs", document.missing_glyphs},
            {"overflowed", document.overflowed}};
}

Json to_json(const ReportRow& row) {
    return {{"day", row.day},   {"procedure", row.procedure}, {"form", row.form},
            {"desk", row.desk}, {"count", row.count},         {"median_minutes", row.median_min}};
}

Json to_json(const ActRow& row) {
    return {{"at", utc_time(row.at_ms)}, {"who", row.who},
            {"desk", row.desk},          {"act", row.act},
            {"form", row.form},          {"reception_number", row.reception_number},
            {"words", row.words}};
}

Json to_json(const ExportResult& result) {
    return {{"file", result.file},
            {"manifest", result.manifest},
            {"rows", result.rows},
            {"substituted", result.substituted},
            {"guarded", result.guarded}};
}

}  // namespace app
