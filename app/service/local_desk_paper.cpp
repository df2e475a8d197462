// Paper: preview, checks, signature, what is handed over, the end of a case. Printing: local_desk_print.cpp.
#include <algorithm>
#include <set>

#include "app/service/case_answers.h"
#include "app/service/local_desk_service.h"
#include "app/service/resident_sheet.h"
#include "app/service/sheet_state.h"
#include "forms/casework/protection.h"

namespace app {

namespace {

using forms::Fact;
using storage::ActKind;
using storage::Permission;

std::string part(const Fact& fact, const std::string& name) {
    const auto at = fact.parts.find(name);
    return at == fact.parts.end() ? std::string() : at->second;
}

}  // namespace

core::Result<std::optional<Strokes>> LocalDeskService::ink_of(const forms::CaseFile& file,
                                                              const std::string& form) {
    const auto signature = forms::signature_on(file, form);
    const bool drawn =
        signature.state == forms::SignatureState::valid && part(signature.fact->fact, "ink") == "1";
    if (!drawn) return std::optional<Strokes>{};
    auto bytes = engine_->restricted_part(signature.fact->stamp.dot.batch());
    if (!bytes) return bytes.error();
    auto strokes = strokes_from(*bytes);
    if (!strokes) return strokes.error();
    return std::optional(std::move(*strokes));
}

// A form that has a sheet for each person, named without one: its first sheet.
std::string LocalDeskService::own_sheet(const forms::CaseFile& file, const std::string& form) const {
    const core::Date day = case_day(file, today());
    const auto* definition = catalog_->form(form, day);
    if (definition == nullptr || !definition->per_person || form.find('.') != std::string::npos) return form;
    for (const auto& sheet : forms::needed_sheets(CaseKnowledge(*catalog_, file, day).view()))
        if (sheet.form == definition->id) return forms::sheet_key(sheet);
    return form;
}

core::Result<Document> LocalDeskService::render(const forms::CaseFile& file, const std::string& form,
                                                PrintKind kind, bool with_ink) {
    PaperAsk ask{form, kind, session_view_.practice, std::nullopt, {}, forms::person_of_sheet(form), false};
    if (with_ink) {
        auto ink = ink_of(file, form);
        if (!ink) return ink.error();
        ask.ink = std::move(*ink);
    }
    return paper_->render(*catalog_, file, ask, today());
}

core::Result<Document> LocalDeskService::preview(const core::CaseId& id, const std::string& form,
                                                 PrintKind kind) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::look); !allowed) return allowed.error();
    auto file = file_for_me(id, form);
    if (!file) return file.error();
    auto document = render(*file, own_sheet(*file, form), kind, true);
    if (!document) return document;
    if (auto noted = note(act(ActKind::previewed, &*file, form)); !noted) return noted.error();
    return document;
}

core::Result<ResidentSheet> LocalDeskService::resident_sheet(const core::CaseId& id,
                                                             const std::string& form) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::look); !allowed) return allowed.error();
    auto file = file_for_me(id);
    if (!file) return file.error();
    // Others may stand beside the resident: what is protected is read on paper.
    if (forms::is_protected(*file)) return core::denied("case.protected");
    const core::Date day = case_day(*file, today());
    const auto* definition = catalog_->form(form, day);
    if (definition == nullptr) return core::Error{core::ErrorCode::not_found, "form.unknown", form};
    const std::string key = own_sheet(*file, form);
    ResidentSheet sheet = resident_sheet_of(*definition, CaseKnowledge(*catalog_, *file, day).view(),
                                            forms::person_of_sheet(key));
    sheet.form = key;
    if (auto noted = note(act(ActKind::previewed, &*file, form)); !noted) return noted.error();
    return sheet;
}

core::Result<CaseView> LocalDeskService::confirm_sheet(const core::CaseId& id, const std::string& form) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    auto view = shown(id);
    if (!view) return view;
    const std::string sheet = sheet_key_in(view->sheets, form);
    const auto done =
        change(id, ActKind::checked_by_clerk, forms::form_of_sheet(sheet), [&](const forms::CaseFile&) {
            return core::Result<Items>(
                Items{Fact{forms::fact_kind::clerk_check, {{"check", "review"}, {"form", sheet}}, {}}});
        });
    if (!done) return done.error();
    if (auto moved = advance_to(id, forms::Stage::review); !moved) return moved.error();
    return shown(id);
}

core::Result<CaseView> LocalDeskService::decide_glyphs(const core::CaseId& id, const std::string& form,
                                                       const std::string& reason) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    if (reason.empty()) return core::invalid("glyph.reason_wanted", form);
    auto file = file_for_me(id);
    if (!file) return file.error();
    auto document = render(*file, own_sheet(*file, form), PrintKind::final, false);
    if (!document) return document.error();
    if (document->missing_glyphs.empty()) return core::invalid("glyph.none", form);
    const std::set<std::string> missing(document->missing_glyphs.begin(), document->missing_glyphs.end());
    const auto done = change(
        id, ActKind::checked_by_clerk, forms::form_of_sheet(form),
        [&](const forms::CaseFile&) -> core::Result<Items> {
            Items facts;
            for (const auto& glyph : missing)
                facts.emplace_back(
                    Fact{forms::fact_kind::glyph_decision, {{"character", glyph}, {"decision", reason}}, {}});
            return facts;
        });
    return shown(id, done);
}

core::Result<CaseView> LocalDeskService::sign(const core::CaseId& id, const SignatureInput& input) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    auto file = file_for_me(id, input.form);
    if (!file) return file.error();
    auto before = shown(id);
    if (!before) return before;
    const std::string sheet = sheet_key_in(before->sheets, input.form);
    auto document = render(*file, sheet, PrintKind::final, false);
    if (!document) return document.error();
    if (document->pdf.empty())
        return core::Error{core::ErrorCode::conflict, "glyph.missing",
                           document->missing_glyphs.empty() ? "" : document->missing_glyphs.front()};
    if (!input.digest.empty() && input.digest != document->digest)
        return core::Error{core::ErrorCode::conflict, "form.changed", sheet};
    const auto places = places_on(*catalog_, *file, sheet, today());
    if (!forms::blocking(*file, places).empty())
        return core::Error{core::ErrorCode::conflict, "form.in_conflict", sheet};
    if (const SheetView* at = sheet_in(before->sheets, sheet); at != nullptr && !at->errors.empty())
        return core::invalid("form.has_errors", at->errors.front());
    if (!input.on_paper && !is_written(input.strokes)) return core::invalid("ink.empty");
    if (auto moved = advance_to(id, forms::Stage::review); !moved) return moved.error();
    const auto done = change(
        id, ActKind::signed_by_resident, forms::form_of_sheet(sheet),
        [&](const forms::CaseFile& now) -> core::Result<Items> {
            forms::Record parts{{"form", sheet},
                                {"edition", document->edition},
                                {"digest", document->digest},
                                {"method", input.on_paper ? "paper" : "screen"},
                                {"ink", input.on_paper ? "0" : "1"}};
            return Items{Fact{forms::fact_kind::signature, std::move(parts), forms::cover(now, places)}};
        },
        input.on_paper ? core::Bytes{} : ink_bytes(input.strokes));
    if (!done) return done.error();
    auto view = shown(id);
    if (!view) return view;
    const bool all =
        std::all_of(view->sheets.begin(), view->sheets.end(), [](const SheetView& s) { return s.may_print; });
    if (all) {
        if (auto moved = advance_to(id, forms::Stage::signed_off); !moved) return moved.error();
    }
    return shown(id);
}

core::Result<CaseView> LocalDeskService::hand_over(const core::CaseId& id,
                                                   const std::vector<std::string>& items) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    auto view = shown(id);
    if (!view) return view;
    Items facts;
    for (const auto& item : items) {
        const auto at = std::find_if(view->handover.begin(), view->handover.end(),
                                     [&](const HandoverView& line) { return line.item == item; });
        if (at == view->handover.end())
            return core::Error{core::ErrorCode::not_found, "handover.unknown", item};
        if (at->done) continue;
        facts.emplace_back(Fact{forms::fact_kind::handed_over,
                                {{"item", at->item},
                                 {"direction", at->direction},
                                 {"to", at->to},
                                 {"by", session_view_.display_name}},
                                {}});
    }
    if (facts.empty()) return view;
    const auto done =
        change(id, ActKind::handed_over, "", [&](const forms::CaseFile& file) -> core::Result<Items> {
            Items all = facts;
            if (forms::status_of(file).stage == forms::Stage::printed) {
                if (auto event = forms::next_event(file, forms::Stage::awaiting_handover))
                    all.emplace_back(std::move(*event));
            }
            return all;
        });
    return shown(id, done);
}

core::Result<CaseView> LocalDeskService::finish(const core::CaseId& id) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    auto view = shown(id);
    if (!view) return view;
    if (!view->open_points.empty())
        return core::Error{core::ErrorCode::conflict, "case.still_open", view->open_points.front(),
                           static_cast<std::int64_t>(view->open_points.size())};
    return move_to(id, forms::Stage::done, "");
}

}  // namespace app
