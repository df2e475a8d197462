#include "app/service/desk_commands.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>

#include "app/service/counter_commands.h"
#include "app/service/json_reply.h"
#include "app/service/picture_commands.h"
#include "app/service/protection_room.h"
#include "app/service/view_json.h"

namespace app {

namespace {

using Json = nlohmann::json;
using Handler = Reply (*)(DeskService&, Command&);

template <class T>
Reply answer(const core::Result<T>& result) {
    return result ? done(to_json(*result)) : refused(result.error());
}

template <class T>
Reply answer_list(const core::Result<std::vector<T>>& result) {
    if (!result) return refused(result.error());
    Json out = Json::array();
    for (const auto& item : *result) out.push_back(to_json(item));
    return done(out);
}

bool closed(const QueueRow& row) {
    return row.stage == forms::Stage::done || row.stage == forms::Stage::cancelled;
}

// The cases of these rows that carry the number; where one of them is open, the open ones alone.
std::vector<core::CaseId> with_number(const std::vector<QueueRow>& rows, const std::string& number) {
    std::vector<const QueueRow*> found;
    for (const auto& row : rows)
        if (row.reception_number == number || row.ticket == number) found.push_back(&row);
    const bool any_open =
        std::any_of(found.begin(), found.end(), [](const auto* row) { return !closed(*row); });
    std::vector<core::CaseId> out;
    for (const auto* row : found)
        if (!any_open || !closed(*row)) out.push_back(row->id);
    return out;
}

}  // namespace

core::Result<core::CaseId> find_case(DeskService& desk, const std::string& name) {
    if (const auto id = core::CaseId::from_hex(name)) return *id;
    if (name.empty()) return core::invalid("case.unnamed");
    std::vector<core::CaseId> found;
    for (const std::string& filter : {std::string(), name}) {
        auto rows = desk.queue(filter);
        if (!rows) return rows.error();
        found = with_number(*rows, name);
        if (!found.empty()) break;
    }
    if (found.empty()) return core::Error{core::ErrorCode::not_found, "case.not_found"};
    if (found.size() > 1) return core::Error{core::ErrorCode::conflict, "case.ambiguous"};
    return found.front();
}

namespace {

template <class Work>
Reply on_case(DeskService& desk, Command& command, Work work) {
    const auto id = find_case(desk, command.argument(0));
    return id ? work(*id) : refused(id.error());
}

forms::Subject person_of(const Command& command) {
    const std::string text = command.option("person", "0");
    return std::strtoull(text.c_str(), nullptr, 10);
}

std::optional<core::Dot> dot_from(const std::string& text) {
    const auto first = text.find(':');
    const auto second = text.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) return std::nullopt;
    const auto device = core::DeviceId::from_hex(text.substr(0, first));
    if (!device) return std::nullopt;
    return core::Dot{*device, std::strtoull(text.c_str() + first + 1, nullptr, 10),
                     static_cast<std::uint32_t>(std::strtoul(text.c_str() + second + 1, nullptr, 10))};
}

const AnswerView* answer_at(const CaseView& view, const std::string& field, forms::Subject person) {
    const auto at = std::find_if(view.answers.begin(), view.answers.end(),
                                 [&](const AnswerView& a) { return a.field == field && a.person == person; });
    return at == view.answers.end() ? nullptr : &*at;
}

// ---- session and lists

Reply session_show(DeskService& desk, Command&) {
    const auto session = desk.session();
    return session ? done(to_json(*session)) : refused(core::denied("auth.not_signed_in"));
}
Reply sign_out(DeskService& desk, Command&) {
    desk.sign_out();
    return done(Json::object());
}
Reply queue(DeskService& desk, Command& command) { return answer_list(desk.queue(command.option("filter"))); }
Reply site_status(DeskService& desk, Command&) { return answer(desk.site()); }
Reply events(DeskService& desk, Command&) {
    Json out = Json::array();
    for (const auto& [id, label] : desk.life_events()) out.push_back({{"id", id}, {"label", label}});
    return done(out);
}

// ---- case

Reply case_open(DeskService& desk, Command& command) {
    const auto id = desk.receive({command.option("ticket"), command.option("event")});
    return id ? done({{"case", id->hex()}}) : refused(id.error());
}
Reply case_show(DeskService& desk, Command& command) {
    return on_case(desk, command, [&](const auto& id) { return answer(desk.look(id)); });
}
Reply case_take(DeskService& desk, Command& command) {
    return on_case(desk, command,
                   [&](const auto& id) { return answer(desk.take(id, command.option("reason"))); });
}
Reply case_event(DeskService& desk, Command& command) {
    return on_case(desk, command,
                   [&](const auto& id) { return answer(desk.choose_event(id, command.argument(1))); });
}

forms::Source source_from(const std::string& word) {
    static const std::map<std::string, forms::Source> words{
        {"card", forms::Source::card_chip},          {"face", forms::Source::card_face},
        {"document", forms::Source::document},       {"resident", forms::Source::resident},
        {"previous", forms::Source::previous_visit}, {"core", forms::Source::core_system}};
    const auto at = words.find(word);
    return at == words.end() ? forms::Source::interview : at->second;
}

// case set CASE field=text field=text … ; "\n" in a text separates the options of a list.
Reply case_set(DeskService& desk, Command& command) {
    return on_case(desk, command, [&](const auto& id) {
        std::vector<AnswerInput> inputs;
        for (std::size_t i = 1; i < command.arguments.size(); ++i) {
            const std::string& pair = command.arguments[i];
            const auto equals = pair.find('=');
            if (equals == std::string::npos) return usage("項目=値 の形で入力してください。");
            AnswerInput input;
            input.field = pair.substr(0, equals);
            input.person = person_of(command);
            input.text = pair.substr(equals + 1);
            input.source = source_from(command.option("source"));
            input.confirmed = !command.option("confirmed").empty();
            inputs.push_back(std::move(input));
        }
        return answer(desk.answer(id, inputs));
    });
}
Reply case_list(DeskService& desk, Command& command) {
    return answer_list(desk.queue(command.option("filter")));
}

Reply case_person(DeskService& desk, Command& command) {
    return on_case(desk, command, [&](const auto& id) {
        if (!command.option("remove").empty()) {
            return answer(
                desk.remove_person(id, std::strtoull(command.option("remove").c_str(), nullptr, 10)));
        }
        forms::Subject added = 0;
        const auto view = desk.add_person(id, added);
        return view ? done({{"person", added}}) : refused(view.error());
    });
}
Reply case_identity(DeskService& desk, Command& command) {
    return on_case(desk, command, [&](const auto& id) {
        const std::vector<std::string> documents(command.arguments.begin() + 1, command.arguments.end());
        return answer(desk.check_identity(id, documents, command.option("method", "提示")));
    });
}
Reply case_stage(DeskService& desk, Command& command) {
    return on_case(desk, command, [&](const auto& id) {
        const forms::Stage stage = forms::stage_of_word(command.argument(1));
        if (stage == forms::Stage::none)
            return usage("状態は 受付・聞き取り・確認・保留 などの語で指定してください。");
        return answer(desk.move_to(id, stage, command.option("reason")));
    });
}

// case resolve CASE FIELD CHOICE: the choice by its dot, or by its text.
Reply case_resolve(DeskService& desk, Command& command) {
    return on_case(desk, command, [&](const auto& id) {
        const auto view = desk.look(id);
        if (!view) return refused(view.error());
        const AnswerView* at = answer_at(*view, command.argument(1), person_of(command));
        if (at == nullptr || at->choices.size() < 2)
            return refused({core::ErrorCode::not_found, "conflict.none"});
        const auto by_dot = dot_from(command.argument(2));
        for (const auto& choice : at->choices) {
            const bool meant = by_dot ? choice.dot == *by_dot : choice.text == command.argument(2);
            if (meant) return answer(desk.settle(id, at->place, choice.dot));
        }
        return refused({core::ErrorCode::not_found, "conflict.no_such_choice"});
    });
}
Reply case_undo(DeskService& desk, Command& command) {
    return on_case(desk, command, [&](const auto& id) {
        const auto view = desk.look(id);
        if (!view) return refused(view.error());
        const AnswerView* at = answer_at(*view, command.argument(1), person_of(command));
        if (at == nullptr) return refused({core::ErrorCode::not_found, "field.unknown"});
        return answer(desk.undo(id, at->place));
    });
}
Reply case_mark(DeskService& desk, Command& command) {
    return on_case(desk, command,
                   [&](const auto& id) { return answer(desk.mark_step(id, command.argument(1))); });
}
// case handover CASE ITEM…; without an item, everything on the list.
Reply case_handover(DeskService& desk, Command& command) {
    return on_case(desk, command, [&](const auto& id) {
        std::vector<std::string> items(command.arguments.begin() + 1, command.arguments.end());
        if (items.empty()) {
            const auto view = desk.look(id);
            if (!view) return refused(view.error());
            for (const auto& line : view->handover) items.push_back(line.item);
        }
        return answer(desk.hand_over(id, items));
    });
}
Reply case_close(DeskService& desk, Command& command) {
    return on_case(desk, command, [&](const auto& id) { return answer(desk.finish(id)); });
}

// ---- 支援措置

Reply on_protection(DeskService& desk, Command& command,
                    const std::function<core::Status(ProtectionRoom&, const core::CaseId&)>& work) {
    return on_case(desk, command, [&](const auto& id) {
        const auto result = work(desk.protection(), id);
        return result ? done(Json::object()) : refused(result.error());
    });
}
Reply case_protect(DeskService& desk, Command& command) {
    return on_protection(desk, command,
                         [](ProtectionRoom& room, const core::CaseId& id) { return room.protect(id); });
}
// case release CASE --to ACCOUNT --form F01 --reason …
Reply case_release(DeskService& desk, Command& command) {
    const ReleaseInput input{command.option("to"), command.option("form"), command.option("reason")};
    return on_protection(
        desk, command, [&](ProtectionRoom& room, const core::CaseId& id) { return room.release(id, input); });
}
Reply case_unprotect(DeskService& desk, Command& command) {
    return on_protection(
        desk, command, [](ProtectionRoom& room, const core::CaseId& id) { return room.end_protection(id); });
}

// ---- card at a case

Reply case_card(DeskService& desk, Command& command) {
    return on_case(desk, command, [&](const auto& id) {
        CardAsk ask;
        ask.reader = command.option("reader");
        ask.way = command.option("way", command.secrets.contains("pin") ? "pin" : "verification_b");
        for (auto& [name, secret] : command.secrets) {
            if (name != "account" && name != "password") ask.secrets.emplace(name, std::move(secret));
        }
        auto read = desk.read_card(id, std::move(ask));
        if (!read || command.option("accept").empty()) return answer(read);
        const auto address =
            static_cast<AddressIs>(std::clamp(std::atoi(command.option("address", "1").c_str()), 1, 3));
        const auto view = desk.accept_card(id, person_of(command), read->proposals, address);
        return view ? done({{"read", to_json(*read)}, {"case", to_json(*view)}}) : refused(view.error());
    });
}

Reply case_with_picture(DeskService& desk, Command& command) {
    return on_case(desk, command, [&](const auto& id) { return case_picture(desk, id, command); });
}

// ---- paper

PrintKind kind_from(const std::string& word) {
    static const std::map<std::string, PrintKind> words{
        {"final", PrintKind::final}, {"again", PrintKind::again}, {"practice", PrintKind::practice}};
    const auto at = words.find(word);
    return at == words.end() ? PrintKind::draft : at->second;
}

bool save(const std::string& path, core::ByteView bytes) {
    std::ofstream out(path, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return out.good();
}

Reply case_preview(DeskService& desk, Command& command) {
    return on_case(desk, command, [&](const auto& id) {
        const auto document = desk.preview(id, command.argument(1), kind_from(command.option("kind")));
        if (!document) return refused(document.error());
        const std::string out = command.option("out");
        if (!out.empty() && !save(out, document->pdf))
            return refused({core::ErrorCode::io, "file.not_written"});
        return done(to_json(*document));
    });
}
Reply case_check(DeskService& desk, Command& command) {
    return on_case(desk, command,
                   [&](const auto& id) { return answer(desk.confirm_sheet(id, command.argument(1))); });
}

// Strokes on the command line: none means on paper.
Reply case_sign(DeskService& desk, Command& command) {
    return on_case(desk, command, [&](const auto& id) {
        SignatureInput input;
        input.form = command.argument(1);
        input.digest = command.option("digest");
        input.on_paper = command.option("strokes").empty();
        const Json strokes = Json::parse(command.option("strokes", "[]"), nullptr, false);
        if (!strokes.is_array()) return usage("筆跡は座標の配列で指定してください。");
        for (const auto& stroke : strokes) {
            auto& line = input.strokes.emplace_back();
            for (const auto& point : stroke) {
                if (point.is_array() && point.size() == 2 && point[0].is_number() && point[1].is_number()) {
                    line.emplace_back(point[0].get<float>(), point[1].get<float>());
                }
            }
        }
        return answer(desk.sign(id, input));
    });
}
Reply case_print(DeskService& desk, Command& command) {
    return on_case(desk, command, [&](const auto& id) {
        PrintInput input;
        input.form = command.argument(1);
        input.kind = kind_from(command.option("kind", "final"));
        input.printer = command.option("printer");
        input.folder = command.option("folder");
        input.copies = std::max(0, std::atoi(command.option("copies", "0").c_str()));
        input.reason = command.option("reason");
        const auto printed = desk.print(id, input);
        if (!printed) return refused(printed.error());
        return done({{"file", printed->file},
                     {"job", printed->job},
                     {"printer", printed->printer},
                     {"digest", printed->digest},
                     {"differs", printed->differs}});
    });
}
Reply case_glyphs(DeskService& desk, Command& command) {
    return on_case(desk, command, [&](const auto& id) {
        return answer(desk.decide_glyphs(id, command.argument(1), command.option("reason")));
    });
}
Reply case_guide(DeskService& desk, Command& command) {
    return on_case(desk, command, [&](const auto& id) {
        const auto slip = desk.guide(id);
        if (!slip) return refused(slip.error());
        if (const std::string out = command.option("out"); !out.empty() && !save(out, slip->pdf))
            return refused({core::ErrorCode::io, "file.not_written"});
        return done(to_json(*slip));
    });
}
Reply print_job(DeskService& desk, Command& command) {
    const auto job = desk.print_job(command.argument(0), std::atoi(command.argument(1).c_str()));
    if (!job) return refused(job.error());
    return {0, Json{{"state", job->state}, {"words", job->words}}.dump(2), job->words, {}, 0};
}
Reply print_printers(DeskService& desk, Command&) {
    const auto printers = desk.printer_states();
    if (!printers) return refused(printers.error());
    Json out = Json::array();
    for (const auto& printer : *printers)
        out.push_back({{"name", printer.name},
                       {"info", printer.info},
                       {"accepting", printer.accepting},
                       {"words", printer.words}});
    return done(out);
}
Reply printers(DeskService& desk, Command&) {
    const auto names = desk.printers();
    return names ? done(Json(*names)) : refused(names.error());
}

// ---- out of the system

Reply export_csv(DeskService& desk, Command& command) {
    return answer(desk.export_csv(command.option("profile", "standard"), command.option("out", "."),
                                  command.option("from"), command.option("to")));
}
Reply report(DeskService& desk, Command& command) {
    const auto rows = desk.report(command.option("from"), command.option("to"));
    if (!rows || command.option("csv").empty()) return answer_list(rows);
    std::string text = "日,業務,帳票,窓口,件数,中央値（分）\r\n";
    for (const auto& row : *rows) {
        char minutes[32];
        std::snprintf(minutes, sizeof minutes, "%.1f", row.median_min);
        text += row.day + "," + row.procedure + "," + row.form + "," + row.desk + "," +
                std::to_string(row.count) + "," + minutes + "\r\n";
    }
    if (!save(command.option("csv"), core::view(text)))
        return refused({core::ErrorCode::io, "file.not_written"});
    return answer_list(rows);
}
Reply audit_list(DeskService& desk, Command& command) {
    return answer_list(desk.acts(command.option("filter")));
}

const std::map<std::string, Handler>& handlers() {
    static const std::map<std::string, Handler> table{{"session show", session_show},
                                                      {"session sign-in", session_show},
                                                      {"session sign-out", sign_out},
                                                      {"queue", queue},
                                                      {"site status", site_status},
                                                      {"events", events},
                                                      {"case open", case_open},
                                                      {"case show", case_show},
                                                      {"case list", case_list},
                                                      {"case take", case_take},
                                                      {"case event", case_event},
                                                      {"case set", case_set},
                                                      {"case person", case_person},
                                                      {"case identity", case_identity},
                                                      {"case stage", case_stage},
                                                      {"case resolve", case_resolve},
                                                      {"case undo", case_undo},
                                                      {"case mark", case_mark},
                                                      {"case handover", case_handover},
                                                      {"case close", case_close},
                                                      {"case protect", case_protect},
                                                      {"case release", case_release},
                                                      {"case unprotect", case_unprotect},
                                                      {"case card", case_card},
                                                      {"case picture", case_with_picture},
                                                      {"case preview", case_preview},
                                                      {"case check", case_check},
                                                      {"case sign", case_sign},
                                                      {"case print", case_print},
                                                      {"case guide", case_guide},
                                                      {"case glyphs", case_glyphs},
                                                      {"print job", print_job},
                                                      {"print printers", print_printers},
                                                      {"printers", printers},
                                                      {"export", export_csv},
                                                      {"report", report},
                                                      {"audit list", audit_list}};
    return table;
}

}  // namespace

bool DeskCommands::knows(const std::string& name) {
    return handlers().contains(name) || counter_commands().contains(name);
}

Reply DeskCommands::run(Command& command) {
    const auto at = handlers().find(command.name());
    const auto counter = counter_commands().find(command.name());
    if (at == handlers().end() && counter == counter_commands().end())
        return usage("この操作はありません。kakanai-admin --help で確かめてください。");
    if (const auto password = command.secrets.find("password"); password != command.secrets.end()) {
        const auto session = desk_.sign_in(plain(command.secrets, "account"), password->second);
        if (!session) return refused(session.error());
    }
    const bool open_to_all = command.name() == "site status";
    if (!open_to_all && !desk_.session()) return refused(core::denied("auth.not_signed_in"));
    return at != handlers().end() ? at->second(desk_, command) : counter->second(desk_, command);
}

}  // namespace app
