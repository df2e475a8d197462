// Relations, delegation, identity documents, fees of a case.
#include <algorithm>

#include "app/service/case_answers.h"
#include "app/service/counter_settings.h"
#include "app/service/fee_book.h"
#include "app/service/identity_count.h"
#include "app/service/local_counter_room.h"
#include "app/service/relations.h"
#include "forms/core/text.h"

namespace app {

namespace {

using storage::ActKind;
using storage::Permission;
using Items = std::vector<forms::Item>;

// ISO, "" for nothing typed; nothing where it is no day.
std::optional<std::string> typed_day(const std::string& typed, core::Date today) {
    if (core::trim(typed).empty()) return std::string();
    const auto entry = core::parse_date_entry(typed, today);
    if (!entry.value || !entry.value->exact()) return std::nullopt;
    return core::to_iso(*entry.value->exact());
}

}  // namespace

core::Result<CaseView> LocalCounterRoom::relate(const core::CaseId& id, const std::string& procedure,
                                                const std::string& relation) {
    return act(Permission::write, id, ActKind::case_changed,
               [&](const forms::CaseFile& file) -> core::Result<Items> {
                   auto items = relation_change(file, *desk_.counter_settings_, procedure, relation);
                   if (!items) return items;
                   AnswerInput paper;  // the box of the form says the same, where the form has such a box
                   paper.field = role_field(procedure);
                   paper.text = relation;
                   if (auto write = write_of(*desk_.catalog_, file, paper, desk_.today()))
                       items->emplace_back(std::move(*write));
                   return items;
               });
}

core::Result<CaseView> LocalCounterRoom::delegate(const core::CaseId& id, const std::string& date,
                                                  const std::vector<std::string>& procedures) {
    const auto day = typed_day(date, desk_.today());
    if (!day || day->empty()) return core::invalid("delegation.no_date");
    return act(Permission::write, id, ActKind::case_changed, [&](const forms::CaseFile& file) {
        Items items{delegation_fact(*day, procedures)};
        for (const auto& [field, text] :
             {std::pair{"delegation_doc", "委任状"}, {"delegation_date", date.c_str()}}) {
            AnswerInput paper;
            paper.field = field;
            paper.text = text;
            if (auto write = write_of(*desk_.catalog_, file, paper, desk_.today()))
                items.emplace_back(std::move(*write));
        }
        return core::Result<Items>(std::move(items));
    });
}

core::Result<CaseView> LocalCounterRoom::check_documents(const core::CaseId& id,
                                                         const std::vector<DocumentInput>& documents) {
    std::vector<SeenDocument> seen;
    for (const DocumentInput& one : documents) {
        const auto day = typed_day(one.expiry, desk_.today());
        if (!day) return core::invalid("date.shape", one.expiry);
        seen.push_back({one.kind, *day});
    }
    {
        const std::lock_guard lock(desk_.mutex_);
        if (auto allowed = desk_.may(Permission::write); !allowed) return allowed.error();
        for (SeenDocument& one : seen)
            if (one.expiry.empty()) one.expiry = desk_.expiry_on_chip(id, one.kind);
        const auto done = desk_.change(id, ActKind::case_changed, "", [&](const forms::CaseFile& file) {
            return core::Result<Items>(document_changes(file, seen));
        });
        if (!done) return done.error();
    }
    return desk_.check_identity(id, {}, "提示");  // the count, the staff box and the fact, as of now
}

core::Result<CaseView> LocalCounterRoom::book_fee(const core::CaseId& id, const std::vector<FeeInput>& fees) {
    return act(Permission::write, id, ActKind::case_changed,
               [&](const forms::CaseFile&) -> core::Result<Items> {
                   Items items;
                   for (const FeeInput& fee : fees) {
                       auto fact = fee_fact(*desk_.counter_settings_, desk_.today(), fee.item, fee.count,
                                            fee.exemption, core::trim(fee.receipt));
                       if (!fact) return fact.error();
                       items.emplace_back(std::move(*fact));
                   }
                   return items;
               });
}

core::Result<CaseView> LocalCounterRoom::take_back_fee(const core::CaseId& id, const std::string& line) {
    return act(Permission::write, id, ActKind::case_changed,
               [&](const forms::CaseFile& file) -> core::Result<Items> {
                   auto fact = correcting_fact(file, line, desk_.today());
                   if (!fact) return fact.error();
                   return Items{std::move(*fact)};
               });
}

core::Result<std::vector<FeeView>> LocalCounterRoom::fees_of_day(const std::string& day) {
    const std::lock_guard lock(desk_.mutex_);
    if (auto allowed = desk_.may(Permission::report); !allowed) return allowed.error();
    const auto date = core::parse_iso(day);
    if (!date) return core::invalid("date.shape", day);
    const auto number = static_cast<std::int32_t>(static_cast<int>(date->year()) * 10000 +
                                                  static_cast<int>(unsigned(date->month())) * 100 +
                                                  static_cast<int>(unsigned(date->day())));
    std::vector<FeeView> out;
    auto rows =
        desk_.engine_->read([&](storage::CaseViews& views) { return views.received_on(number, number); });
    if (!rows) return rows.error();
    for (const auto& row : *rows) {
        const auto file = desk_.engine_->read([&](storage::CaseViews& views) { return views.file(row.id); });
        if (!file) return file.error();
        if (!*file) continue;
        const FeesView fees = fees_of(**file, {}, *desk_.counter_settings_, *date);
        out.insert(out.end(), fees.booked.begin(), fees.booked.end());
    }
    if (auto noted = desk_.note(desk_.act(ActKind::report_made)); !noted) return noted.error();
    return out;
}

}  // namespace app
