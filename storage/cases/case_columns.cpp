#include "storage/cases/case_columns.h"

#include <algorithm>
#include <chrono>

#include "forms/casework/protection.h"

namespace storage {

namespace {

// Times come from other desks and may be anything; lists and reports stay within years 1970 to 9999.
std::int64_t plausible(std::int64_t unix_ms) {
    return std::clamp<std::int64_t>(unix_ms, 0, 253'402'300'799'000);
}

// Work has begun once somebody holds the case or it has left the door.
QueueSection section_of(const forms::CaseSummary& summary) {
    switch (summary.stage) {
        case forms::Stage::on_hold:
            return QueueSection::on_hold;
        case forms::Stage::in_custody:
            return QueueSection::custody;
        case forms::Stage::handed_on:
            return QueueSection::handed_on;
        case forms::Stage::done:
        case forms::Stage::cancelled:
            return QueueSection::closed;
        case forms::Stage::none:
        case forms::Stage::received:
        case forms::Stage::later_entry:
            return summary.clerk.is_nil() ? QueueSection::waiting : QueueSection::serving;
        case forms::Stage::interview:
        case forms::Stage::review:
        case forms::Stage::signed_off:
        case forms::Stage::printed:
        case forms::Stage::awaiting_handover:
        case forms::Stage::taken_over:
            return QueueSection::serving;
    }
    return QueueSection::waiting;
}

std::vector<ServiceLine> service_lines(const forms::CaseSummary& summary, std::int32_t day) {
    std::vector<ServiceLine> lines;
    for (const auto& procedure : summary.procedures) {
        ServiceLine line;
        line.day = day;
        line.procedure = procedure;
        line.desk = summary.desk;
        if (summary.stage == forms::Stage::done) {
            line.outcome = 1;
            line.minutes = std::max<std::int64_t>(0, summary.finished_ms - summary.received_ms) / 60'000;
        }
        if (summary.stage == forms::Stage::cancelled) line.outcome = 2;
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace

bool CaseColumns::same_row(const CaseColumns& other) const {
    const auto first_person = [](const forms::CaseSummary& of) {
        return of.persons.empty() ? forms::PersonSummary{} : of.persons.front();
    };
    const forms::PersonSummary mine = first_person(summary);
    const forms::PersonSummary theirs = first_person(other.summary);
    const forms::CaseSummary& a = summary;
    const forms::CaseSummary& b = other.summary;
    return section == other.section && a.stage == b.stage && a.reason == b.reason &&
           a.reception_number == b.reception_number && a.ticket == b.ticket && a.life_event == b.life_event &&
           a.procedures == b.procedures && a.desk == b.desk && a.clerk == b.clerk &&
           a.received_ms == b.received_ms && a.finished_ms == b.finished_ms && a.conflicts == b.conflicts &&
           a.call == b.call && a.notes == b.notes && mine.name == theirs.name && mine.kana == theirs.kana &&
           mine.birth_date == theirs.birth_date;
}

CaseColumns case_columns(const forms::CaseFile& file) {
    CaseColumns columns;
    columns.summary = forms::summarize(file);
    columns.summary.received_ms = plausible(columns.summary.received_ms);
    columns.summary.finished_ms = plausible(columns.summary.finished_ms);
    columns.summary.call.called_ms = plausible(columns.summary.call.called_ms);
    columns.summary.call.absent_ms = plausible(columns.summary.call.absent_ms);
    columns.section = section_of(columns.summary);
    columns.received_day = japan_day(columns.summary.received_ms);
    columns.keys = forms::is_protected(file) ? guarded_keys(columns.summary) : search_keys(columns.summary);
    columns.lines = service_lines(columns.summary, columns.received_day);
    return columns;
}

std::int32_t japan_day(std::int64_t unix_ms) {
    using namespace std::chrono;
    const auto local = sys_time<milliseconds>(milliseconds(unix_ms) + hours(9));
    const year_month_day day{floor<days>(local)};
    return static_cast<int>(day.year()) * 10000 + static_cast<std::int32_t>(unsigned(day.month())) * 100 +
           static_cast<std::int32_t>(unsigned(day.day()));
}

}  // namespace storage
