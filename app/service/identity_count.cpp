#include "app/service/identity_count.h"

#include <algorithm>
#include <chrono>

#include "app/service/record_part.h"

namespace app {

namespace {

core::Date japan_date(std::int64_t unix_ms) {
    using namespace std::chrono;
    return core::Date(floor<days>(sys_time<milliseconds>(milliseconds(unix_ms)) + hours(9)));
}

// Beyond the year 9999 a clock says nothing; the call of std::chrono stays in range.
core::Date seen_on(const forms::Stamp& stamp, core::Date today) {
    const std::int64_t at = stamp.hlc.unix_ms();
    if (at <= 0 || at > 253'402'300'799'000) return today;
    return std::min(today, japan_date(at));
}

std::string day_of(core::Date date) { return core::printed(core::DateValue::of(date)); }

const EndedDocument* ended(const CounterSettings* settings, const std::string& kind) {
    if (settings == nullptr) return nullptr;
    const auto at = std::find_if(settings->ended.begin(), settings->ended.end(),
                                 [&](const EndedDocument& one) { return one.kind == kind; });
    return at == settings->ended.end() ? nullptr : &*at;
}

}  // namespace

bool asks_expiry(const CounterSettings& settings, const std::string& kind) {
    return std::find(settings.without_expiry.begin(), settings.without_expiry.end(), kind) ==
           settings.without_expiry.end();
}

std::vector<SeenDocumentView> seen_documents(const forms::CaseFile& file, const CounterSettings* settings,
                                             core::Date today) {
    std::vector<SeenDocumentView> out;
    for (const auto& member : file.members(forms::set_number::documents)) {
        SeenDocumentView one{
            record_part(member.element, "kind"), record_part(member.element, "expiry"), true, {}};
        if (std::any_of(out.begin(), out.end(), [&](const auto& other) { return other.kind == one.kind; }))
            continue;  // two desks saw the same one
        const core::Date day = seen_on(member.stamp, today);
        const auto expiry = core::parse_iso(one.expiry);
        const EndedDocument* end = ended(settings, one.kind);
        one.words = one.kind;
        if (settings != nullptr && !asks_expiry(*settings, one.kind)) one.expiry = "none";
        if (end != nullptr && end->until < day) {
            one.counts = false;
            one.words = one.kind + "は" + day_of(end->until) +
                        "で使えなくなったため数えません。ほかの書類を見せていただいてください。";
        } else if (expiry && *expiry < day) {
            one.counts = false;
            one.words = one.kind + "は" + day_of(*expiry) +
                        "に期限が切れているため数えません。ほかの書類を見せていただいてください。";
        } else if (expiry) {
            one.words = one.kind + "（" + day_of(*expiry) + "まで）";
        }
        out.push_back(std::move(one));
    }
    return out;
}

std::vector<forms::Item> document_changes(const forms::CaseFile& file,
                                          const std::vector<SeenDocument>& documents) {
    std::vector<forms::Item> items;
    std::vector<SeenDocument> missing = documents;
    for (const auto& member : file.members(forms::set_number::documents)) {
        const std::string kind = record_part(member.element, "kind");
        const std::string expiry = record_part(member.element, "expiry");
        const auto wanted = std::find_if(missing.begin(), missing.end(),
                                         [&](const SeenDocument& one) { return one.kind == kind; });
        if (wanted != missing.end() && wanted->expiry == expiry) {
            missing.erase(wanted);
        } else {
            items.emplace_back(forms::SetRemove{forms::set_number::documents, {member.stamp.dot}});
        }
    }
    for (const SeenDocument& one : missing) {
        forms::Record record{{"kind", one.kind}};
        if (!one.expiry.empty()) record["expiry"] = one.expiry;
        forms::SetAdd add;  // by name: g++ 12 takes a moved temporary for uninitialised
        add.set = forms::set_number::documents;
        add.element = std::move(record);
        items.emplace_back(add);
    }
    return items;
}

}  // namespace app
