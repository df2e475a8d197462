#include "app/service/counter_commands.h"

#include <algorithm>
#include <cstdlib>

#include "app/service/desk_commands.h"
#include "app/service/fee_book.h"
#include "app/service/json_reply.h"
#include "app/service/view_json.h"

namespace app {

namespace {

using Json = nlohmann::json;

Json fee_json(const FeeView& fee) {
    return {{"line", fee.line},         {"label", fee.label},           {"count", fee.count},
            {"unit_yen", fee.unit_yen}, {"amount_yen", fee.amount_yen}, {"exemption", fee.exemption},
            {"receipt", fee.receipt},   {"corrects", fee.corrects},     {"taken_back", fee.taken_back}};
}

template <class Work>
Reply at_counter(DeskService& desk, Command& command, Work work) {
    const auto id = find_case(desk, command.argument(0));
    if (!id) return refused(id.error());
    const core::Result<CaseView> view = work(desk.counter(), *id);
    return view ? done(to_json(*view)) : refused(view.error());
}

std::vector<std::string> rest(const Command& command, std::size_t from) {
    if (command.arguments.size() <= from) return {};
    return {command.arguments.begin() + static_cast<std::ptrdiff_t>(from), command.arguments.end()};
}

Reply line_add(DeskService& desk, Command& command) {
    const auto id = desk.counter().put_in_line({command.option("ticket"), command.option("event")});
    return id ? done({{"case", id->hex()}}) : refused(id.error());
}
Reply line_show(DeskService& desk, Command&) {
    const auto called = desk.counter().called();
    if (!called) return refused(called.error());
    Json out = Json::array();
    for (const auto& one : *called) out.push_back({{"number", one.number}, {"desk", one.desk}});
    return done(out);
}
Reply line_call(DeskService& desk, Command& command) {
    return at_counter(desk, command, [](CounterRoom& room, const auto& id) { return room.call(id); });
}
Reply line_absent(DeskService& desk, Command& command) {
    return at_counter(desk, command, [](CounterRoom& room, const auto& id) { return room.nobody_came(id); });
}
Reply line_stop(DeskService& desk, Command& command) {
    return at_counter(desk, command, [](CounterRoom& room, const auto& id) { return room.stop_calling(id); });
}
Reply case_note(DeskService& desk, Command& command) {
    return at_counter(desk, command, [&](CounterRoom& room, const auto& id) {
        return room.add_note(id, command.argument(1));
    });
}
Reply case_assign(DeskService& desk, Command& command) {
    const auto seats = desk.counter().seats();
    if (!seats) return refused(seats.error());
    SeatView seat;  // without a desk: back into the line
    for (const SeatView& one : *seats)
        if (one.desk == command.option("desk")) seat = one;
    return at_counter(desk, command, [&](CounterRoom& room, const auto& id) {
        return room.assign(id, seat, command.option("reason"));
    });
}
Reply case_decide(DeskService& desk, Command& command) {
    return at_counter(desk, command, [&](CounterRoom& room, const auto& id) {
        return room.decide(id, command.argument(1) == "approve", command.option("words"));
    });
}
Reply case_take_in(DeskService& desk, Command& command) {
    return at_counter(desk, command, [](CounterRoom& room, const auto& id) { return room.take_in(id); });
}
Reply case_relation(DeskService& desk, Command& command) {
    return at_counter(desk, command, [&](CounterRoom& room, const auto& id) {
        return room.relate(id, command.argument(1), command.argument(2));
    });
}
Reply case_delegation(DeskService& desk, Command& command) {
    return at_counter(desk, command, [&](CounterRoom& room, const auto& id) {
        return room.delegate(id, command.argument(1), rest(command, 2));
    });
}
// case documents CASE KIND[=EXPIRY]…
Reply case_documents(DeskService& desk, Command& command) {
    std::vector<DocumentInput> documents;
    for (const std::string& word : rest(command, 1)) {
        const auto equals = word.find('=');
        documents.push_back(
            {word.substr(0, equals), equals == std::string::npos ? std::string() : word.substr(equals + 1)});
    }
    return at_counter(desk, command,
                      [&](CounterRoom& room, const auto& id) { return room.check_documents(id, documents); });
}
Reply case_fee(DeskService& desk, Command& command) {
    return at_counter(desk, command, [&](CounterRoom& room, const auto& id) {
        if (const std::string line = command.option("take-back"); !line.empty())
            return room.take_back_fee(id, line);
        return room.book_fee(id, {{command.argument(1), std::atoi(command.option("count", "1").c_str()),
                                   command.option("exemption"), command.option("receipt")}});
    });
}
Reply report_fees(DeskService& desk, Command& command) {
    const auto fees = desk.counter().fees_of_day(command.option("day"));
    if (!fees) return refused(fees.error());
    Json lines = Json::array();
    for (const FeeView& fee : *fees) lines.push_back(fee_json(fee));
    return done({{"total_yen", total_of(*fees)}, {"lines", std::move(lines)}});
}

}  // namespace

Json to_json(const CounterPart& counter) {
    Json notes = Json::array();
    for (const NoteView& note : counter.notes)
        notes.push_back({{"text", note.text}, {"who", note.who}, {"desk", note.desk}});
    Json documents = Json::array();
    for (const SeenDocumentView& one : counter.documents)
        documents.push_back(
            {{"kind", one.kind}, {"expiry", one.expiry}, {"counts", one.counts}, {"words", one.words}});
    Json relations = Json::array();
    for (const RelationView& one : counter.relations)
        relations.push_back({{"procedure", one.procedure},
                             {"relation", one.relation},
                             {"papers", one.papers},
                             {"delegated_on", one.delegated_on},
                             {"covered", one.covered}});
    Json fees = Json::array();
    for (const FeeView& fee : counter.fees.booked) fees.push_back(fee_json(fee));
    return {{"call_desk", counter.call_desk},
            {"absences", counter.absences},
            {"notes", std::move(notes)},
            {"wanted", counter.wanted},
            {"documents", std::move(documents)},
            {"relations", std::move(relations)},
            {"fees", std::move(fees)},
            {"fee_total_yen", counter.fees.total_yen},
            {"fee_due_yen", counter.fees.due_yen}};
}

const std::map<std::string, DeskCommandHandler>& counter_commands() {
    static const std::map<std::string, DeskCommandHandler> table{{"line add", line_add},
                                                                 {"line show", line_show},
                                                                 {"line call", line_call},
                                                                 {"line absent", line_absent},
                                                                 {"line stop", line_stop},
                                                                 {"case note", case_note},
                                                                 {"case assign", case_assign},
                                                                 {"case decide", case_decide},
                                                                 {"case take-in", case_take_in},
                                                                 {"case relation", case_relation},
                                                                 {"case delegation", case_delegation},
                                                                 {"case documents", case_documents},
                                                                 {"case fee", case_fee},
                                                                 {"fees day", report_fees}};
    return table;
}

}  // namespace app
