// Paper: preview, checks, signature, print, the end of a case.
#include <algorithm>
#include <filesystem>

#include "app/devices/printer/printer.h"
#include "app/service/case_answers.h"
#include "app/service/local_desk_service.h"
#include "app/service/resident_sheet.h"

namespace app {

namespace {

using forms::Fact;
using storage::ActKind;
using storage::Permission;

std::string part(const Fact& fact, const std::string& name) {
    const auto at = fact.parts.find(name);
    return at == fact.parts.end() ? std::string() : at->second;
}

std::string kind_word(PrintKind kind) {
    switch (kind) {
        case PrintKind::draft:
            return "draft";
        case PrintKind::final:
            return "final";
        case PrintKind::again:
            return "again";
        case PrintKind::practice:
            return "practice";
    }
    return "";
}

ActKind act_of(PrintKind kind) {
    switch (kind) {
        case PrintKind::draft:
            return ActKind::printed_draft;
        case PrintKind::final:
            return ActKind::printed_final;
        case PrintKind::again:
            return ActKind::printed_again;
        case PrintKind::practice:
            return ActKind::printed_practice;
    }
    return ActKind::none;
}

const SheetView* sheet_in(const CaseView& view, const std::string& form) {
    const auto at =
        std::find_if(view.sheets.begin(), view.sheets.end(), [&](const auto& s) { return s.form == form; });
    return at == view.sheets.end() ? nullptr : &*at;
}

std::vector<forms::Place> places_on(const forms::Catalog& catalog, const forms::CaseFile& file,
                                    const std::string& form, core::Date today) {
    const core::Date day = case_day(file, today);
    const auto* definition = catalog.form(form, day);
    if (definition == nullptr) return {};
    const forms::Answers answers = answers_of(file);
    forms::InterviewContext context;
    context.today = day;
    const forms::AnswerView view(catalog, answers, context);
    return printed_places(catalog, forms::fill_form(*definition, view));
}

// Whether this sheet may go to paper in this kind now.
core::Status may_print_sheet(const SheetView* sheet, const PrintInput& input) {
    if (sheet == nullptr) return core::Error{core::ErrorCode::not_found, "form.not_needed", input.form};
    if (input.kind == PrintKind::draft || input.kind == PrintKind::practice) return core::ok();
    if (!sheet->blocked_by.empty())
        return core::Error{core::ErrorCode::conflict, "form.in_conflict", sheet->blocked_by.front()};
    if (!sheet->may_print) return core::Error{core::ErrorCode::conflict, "form.not_signed", input.form};
    if (input.kind == PrintKind::final && sheet->printed > 0)
        return core::Error{core::ErrorCode::conflict, "form.printed_already", input.form};
    if (input.kind == PrintKind::again && input.reason.empty())
        return core::invalid("print.reason_wanted", input.form);
    return core::ok();
}

core::Result<std::string> save_pdf(core::FileSystem& files, const std::string& folder,
                                   const std::string& name, core::ByteView pdf) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    const std::string path = folder + "/" + name;
    if (auto written = files.write_whole(path, pdf); !written) return written.error();
    return path;
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

core::Result<Document> LocalDeskService::render(const forms::CaseFile& file, const std::string& form,
                                                PrintKind kind, bool with_ink) {
    PaperAsk ask{form, kind, session_view_.practice, std::nullopt};
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
    auto file = engine_->file(id);
    if (!file) return file.error();
    auto document = render(*file, form, kind, true);
    if (!document) return document;
    if (auto noted = note(act(ActKind::previewed, &*file, form)); !noted) return noted.error();
    return document;
}

core::Result<ResidentSheet> LocalDeskService::resident_sheet(const core::CaseId& id,
                                                             const std::string& form) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::look); !allowed) return allowed.error();
    auto file = engine_->file(id);
    if (!file) return file.error();
    const core::Date day = case_day(*file, today());
    const auto* definition = catalog_->form(form, day);
    if (definition == nullptr) return core::Error{core::ErrorCode::not_found, "form.unknown", form};
    const forms::Answers answers = answers_of(*file);
    forms::InterviewContext context;
    context.today = day;
    ResidentSheet sheet = resident_sheet_of(*definition, forms::AnswerView(*catalog_, answers, context));
    if (auto noted = note(act(ActKind::previewed, &*file, form)); !noted) return noted.error();
    return sheet;
}

core::Result<CaseView> LocalDeskService::confirm_sheet(const core::CaseId& id, const std::string& form) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    const auto done = change(id, ActKind::checked_by_clerk, form, [&](const forms::CaseFile&) {
        return core::Result<Items>(
            Items{Fact{forms::fact_kind::clerk_check, {{"check", "review"}, {"form", form}}, {}}});
    });
    if (!done) return done.error();
    if (auto moved = advance_to(id, forms::Stage::review); !moved) return moved.error();
    return shown(id);
}

core::Result<CaseView> LocalDeskService::sign(const core::CaseId& id, const SignatureInput& input) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    auto file = engine_->file(id);
    if (!file) return file.error();
    auto document = render(*file, input.form, PrintKind::final, false);
    if (!document) return document.error();
    if (!document->missing_glyphs.empty())
        return core::Error{core::ErrorCode::conflict, "glyph.missing", document->missing_glyphs.front()};
    if (!input.digest.empty() && input.digest != document->digest)
        return core::Error{core::ErrorCode::conflict, "form.changed", input.form};
    const auto places = places_on(*catalog_, *file, input.form, today());
    if (!forms::blocking(*file, places).empty())
        return core::Error{core::ErrorCode::conflict, "form.in_conflict", input.form};
    if (!input.on_paper && !is_written(input.strokes)) return core::invalid("ink.empty");
    if (auto moved = advance_to(id, forms::Stage::review); !moved) return moved.error();
    const auto done = change(
        id, ActKind::signed_by_resident, input.form,
        [&](const forms::CaseFile& now) -> core::Result<Items> {
            forms::Record parts{{"form", input.form},
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

core::Result<PrintResult> LocalDeskService::print(const core::CaseId& id, const PrintInput& input) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::print); !allowed) return allowed.error();
    auto view = shown(id);
    if (!view) return view.error();
    if (auto allowed = may_print_sheet(sheet_in(*view, input.form), input); !allowed) return allowed.error();
    auto file = engine_->file(id);
    if (!file) return file.error();
    auto document = render(*file, input.form, input.kind, true);
    if (!document) return document.error();
    if (document->pdf.empty())
        return core::Error{core::ErrorCode::conflict, "glyph.missing",
                           document->missing_glyphs.empty() ? "" : document->missing_glyphs.front()};
    const std::string reception = view->summary.reception_number;
    PrintResult result;
    result.digest = document->digest;
    if (input.printer.empty()) {
        auto path = save_pdf(files_, input.folder, reception + "_" + input.form + ".pdf", document->pdf);
        if (!path) return path.error();
        result.file = *path;
    } else {
        auto job = print_pdf(input.printer, reception, document->pdf, {input.copies, false, ""});
        if (!job) return job.error();
        result.job = *job;
    }
    const auto done =
        change(id, act_of(input.kind), input.form, [&](const forms::CaseFile& now) -> core::Result<Items> {
            forms::Record parts{{"form", input.form},
                                {"edition", document->edition},
                                {"digest", document->digest},
                                {"kind", kind_word(input.kind)},
                                {"copies", std::to_string(input.copies)},
                                {"reason", input.reason},
                                {"release", forms::pdf::renderer_release()}};
            return Items{Fact{forms::fact_kind::print, std::move(parts),
                              forms::cover(now, places_on(*catalog_, now, input.form, today()))}};
        });
    if (!done) return done.error();
    auto after = shown(id);
    const bool all = after && std::all_of(after->sheets.begin(), after->sheets.end(),
                                          [](const SheetView& s) { return s.printed > 0; });
    if (all) {
        if (auto moved = advance_to(id, forms::Stage::printed); !moved) return moved.error();
    }
    return result;
}

core::Result<std::vector<std::string>> LocalDeskService::printers() {
    auto found = list_printers();
    if (!found) return found.error();
    std::vector<std::string> names;
    for (const auto& printer : *found) names.push_back(printer.name);
    return names;
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
    return done ? shown(id) : core::Result<CaseView>(done.error());
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
