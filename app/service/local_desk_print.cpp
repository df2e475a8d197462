// From a signed sheet to paper: what goes where, the print service, the record of it. A sheet is drawn and
// the print service asked without the desk's lock, so that neither holds up anybody's save.
#include <algorithm>
#include <filesystem>

#include "app/devices/printer/printer.h"
#include "app/service/case_answers.h"
#include "app/service/local_desk_service.h"
#include "app/service/printer_words.h"
#include "app/service/sheet_state.h"

namespace app {

namespace {

using forms::Fact;
using storage::ActKind;
using storage::Permission;

constexpr double tenth_mm = 0.1;

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

// Of the first 正 of this sheet; "" if there was none.
std::string first_digest(const forms::CaseFile& file, const std::string& sheet) {
    for (const auto& past : file.facts()) {
        if (past.fact.kind != forms::fact_kind::print) continue;
        const auto& parts = past.fact.parts;
        const auto part = [&](const char* name) {
            const auto at = parts.find(name);
            return at == parts.end() ? std::string() : at->second;
        };
        if (part("form") == sheet && part("kind") == "final") return part("digest");
    }
    return {};
}

// Where "the usual place" is; asks the print service, so nobody's lock is held meanwhile.
// Without any place the print service's own error is the reason.
core::Result<PrintInput> placed(core::FileSystem& files, const std::string& folder, PrintInput input) {
    if (!input.usual_place || !input.printer.empty()) return input;
    if (const auto settings = load_print_settings(files, folder))
        input.printer = settings->of(forms::form_of_sheet(input.form)).printer;
    if (!input.printer.empty()) return input;
    const auto printers = list_printers();
    if (!printers && input.folder.empty()) return printers.error();
    if (printers && !printers->empty()) input.printer = printers->front().name;
    return input;
}

// Takes a sheet's name out of the set of those under way, whatever happens.
class UnderWay {
  public:
    UnderWay(std::recursive_mutex& mutex, std::set<std::string>& set, std::string name)
        : mutex_(mutex), set_(set), name_(std::move(name)) {}
    ~UnderWay() {
        const std::lock_guard lock(mutex_);
        set_.erase(name_);
    }
    UnderWay(const UnderWay&) = delete;
    UnderWay& operator=(const UnderWay&) = delete;

  private:
    std::recursive_mutex& mutex_;
    std::set<std::string>& set_;
    std::string name_;
};

}  // namespace

struct LocalDeskService::PrintPlan {
    core::AccountId who;
    forms::CaseFile file;  // as it was when the print was asked for: this is what the paper shows
    std::vector<forms::Covered> covers;
    PaperAsk ask;
    core::Date day;
    Document document;
    core::Bytes sent;  // the same, or its values alone on the printer's offset
    FormPrinting how;
    std::optional<PrinterOffset> offset;
    std::string sheet;
    std::string reception;
    std::string printer;  // empty: to `folder`
    std::string folder;
    PrintOptions options;
    bool differs{false};
};

core::Result<LocalDeskService::PrintPlan> LocalDeskService::plan_print(const core::CaseId& id,
                                                                       const PrintInput& input) {
    if (auto allowed = may(Permission::print); !allowed) return allowed.error();
    auto view = shown(id);
    if (!view) return view.error();
    const SheetView* sheet = sheet_in(view->sheets, input.form);
    if (auto allowed = may_print_sheet(sheet, input); !allowed) return allowed.error();
    auto file = file_for_me(id, input.form);
    if (!file) return file.error();
    const auto settings = load_print_settings(files_, folder_);
    if (!settings) return settings.error();
    const auto* form = catalog_->form(sheet->form, case_day(*file, today()));
    if (form == nullptr) return core::Error{core::ErrorCode::not_found, "form.unknown", sheet->form};

    PrintPlan plan;
    plan.who = me();
    plan.how = settings->of(form->id);
    plan.sheet = sheet->form;
    plan.reception = view->summary.reception_number;
    const bool own_printer = input.printer.empty() && input.folder.empty();
    plan.printer = own_printer ? plan.how.printer : input.printer;
    plan.folder = input.folder;
    if (plan.printer.empty() && plan.folder.empty()) return core::invalid("print.no_printer", plan.sheet);
    plan.options.copies = input.copies > 0 ? input.copies : plan.how.copies;
    plan.options.duplex = plan.how.duplex.value_or(form->layout.pages.size() > 1);
    plan.options.tray = plan.how.tray;
    if (const auto offset = settings->printers.find(plan.printer); offset != settings->printers.end())
        plan.offset = offset->second;
    plan.day = today();
    plan.ask = {plan.sheet,   input.kind, session_view_.practice,
                std::nullopt, {},         forms::person_of_sheet(plan.sheet)};
    auto ink = ink_of(*file, plan.sheet);
    if (!ink) return ink.error();
    plan.ask.ink = std::move(*ink);
    plan.covers = forms::cover(*file, places_on(*catalog_, *file, plan.sheet, plan.day));
    plan.file = std::move(*file);
    return plan;
}

core::Status LocalDeskService::render_plan(PrintPlan& plan) const {
    PaperAsk ask = plan.ask;
    auto document = paper_->render(*catalog_, plan.file, ask, plan.day);
    if (!document) return document.error();
    if (document->pdf.empty())
        return core::Error{core::ErrorCode::conflict, "glyph.missing",
                           document->missing_glyphs.empty() ? "" : document->missing_glyphs.front()};
    plan.document = std::move(*document);
    if (const std::string first = first_digest(plan.file, plan.sheet);
        ask.kind == PrintKind::again && !first.empty()) {
        PaperAsk as_first = ask;
        as_first.kind = PrintKind::final;
        const auto now = paper_->render(*catalog_, plan.file, as_first, plan.day);
        if (!now) return now.error();
        plan.differs = now->digest != first;
    }
    if (plan.printer.empty()) return core::ok();
    if (!plan.how.preprinted && !plan.offset) return core::ok();
    if (plan.how.preprinted) ask.layout.show = forms::pdf::Show::values;
    if (plan.offset) {
        ask.layout.offset_x_mm = plan.offset->x * tenth_mm;
        ask.layout.offset_y_mm = plan.offset->y * tenth_mm;
    }
    auto sent = paper_->render(*catalog_, plan.file, ask, plan.day);
    if (!sent) return sent.error();
    plan.sent = std::move(sent->pdf);
    return core::ok();
}

core::Status LocalDeskService::send(const PrintPlan& plan, PrintResult& result) {
    const core::Bytes& pdf = plan.sent.empty() ? plan.document.pdf : plan.sent;
    if (plan.printer.empty()) {
        auto path = save_pdf(files_, plan.folder, plan.reception + "_" + plan.sheet + ".pdf", pdf);
        if (!path) return path.error();
        result.file = *path;
        return core::ok();
    }
    auto job = print_pdf(plan.printer, plan.reception, pdf, plan.options);
    if (!job) return job.error();
    result.job = *job;
    result.printer = plan.printer;
    return core::ok();
}

core::Status LocalDeskService::note_print(const core::CaseId& id, const PrintPlan& plan,
                                          const PrintInput& input) {
    const auto done = change(id, act_of(input.kind), forms::form_of_sheet(plan.sheet),
                             [&](const forms::CaseFile& now) -> core::Result<Items> {
                                 forms::Record parts{{"form", plan.sheet},
                                                     {"edition", plan.document.edition},
                                                     {"digest", plan.document.digest},
                                                     {"kind", kind_word(input.kind)},
                                                     {"copies", std::to_string(plan.options.copies)},
                                                     {"pages", std::to_string(plan.document.pages)},
                                                     {"reason", input.reason},
                                                     {"release", forms::pdf::renderer_release()}};
                                 if (plan.differs) parts.emplace("differs", "1");
                                 if (!plan.document.missing_glyphs.empty()) {
                                     for (const auto& glyph : plan.document.missing_glyphs)
                                         parts["missing"] += glyph + "\n";
                                 }
                                 Items items{Fact{forms::fact_kind::print, std::move(parts), plan.covers}};
                                 if (input.kind != PrintKind::draft) spend_release(now, plan.sheet, items);
                                 return items;
                             });
    if (!done) return done.error();
    const auto after = shown(id, done);
    const bool all = after && std::all_of(after->sheets.begin(), after->sheets.end(),
                                          [](const SheetView& s) { return s.printed > 0; });
    if (!all) return core::ok();
    if (auto moved = advance_to(id, forms::Stage::printed); !moved) return moved.error();
    return core::ok();
}

core::Result<PrintResult> LocalDeskService::print(const core::CaseId& id, const PrintInput& wanted) {
    const auto place = placed(files_, folder_, wanted);
    if (!place) return place.error();
    const PrintInput& input = *place;
    std::unique_lock lock(mutex_);
    auto plan = plan_print(id, input);
    if (!plan) return plan.error();
    // A second press while the first is on its way to the printer prints nothing.
    const std::string name = id.hex() + " " + plan->sheet;
    if (!printing_.insert(name).second)
        return core::Error{core::ErrorCode::conflict, "print.under_way", plan->sheet};
    const UnderWay under_way(mutex_, printing_, name);
    lock.unlock();
    if (auto rendered = render_plan(*plan); !rendered) return rendered.error();
    PrintResult result;
    result.digest = plan->document.digest;
    result.differs = plan->differs;
    if (auto sent = send(*plan, result); !sent) return sent.error();
    lock.lock();
    // The clerk may have left the desk while the printer was asked; the record names nobody else.
    if (!may(Permission::print) || me() != plan->who)
        return core::Error{core::ErrorCode::conflict, "print.not_noted", plan->sheet};
    if (auto noted = note_print(id, *plan, input); !noted) return noted.error();
    return result;
}

core::Result<PrintResult> LocalDeskService::print_slip(const core::CaseId& id, const std::string& folder) {
    PrintInput wanted;
    wanted.form = "guide";
    wanted.folder = folder;
    wanted.usual_place = true;
    const auto place = placed(files_, folder_, wanted);
    if (!place) return place.error();
    auto slip = guide(id);
    if (!slip) return slip.error();
    std::unique_lock lock(mutex_);
    auto file = file_for_me(id);
    if (!file) return file.error();
    PrintPlan plan;
    plan.sheet = slip->form;
    plan.reception = forms::summarize(*file).reception_number;
    plan.printer = place->printer;
    plan.folder = place->folder;
    if (plan.printer.empty() && plan.folder.empty()) return core::invalid("print.no_printer", plan.sheet);
    plan.document = std::move(*slip);
    const storage::Act printed = act(ActKind::printed_final, &*file, plan.sheet);
    lock.unlock();
    PrintResult result;
    result.digest = plan.document.digest;
    if (auto sent = send(plan, result); !sent) return sent.error();
    lock.lock();
    if (!engine_) return core::denied("auth.not_signed_in");
    if (auto noted = note(printed); !noted) return noted.error();
    return result;
}

core::Result<std::vector<std::string>> LocalDeskService::printers() {
    auto found = list_printers();
    if (!found) return found.error();
    std::vector<std::string> names;
    for (const auto& printer : *found) names.push_back(printer.name);
    return names;
}

core::Result<std::vector<PrinterStateView>> LocalDeskService::printer_states() {
    auto found = list_printers();
    if (!found) return found.error();
    std::vector<PrinterStateView> out;
    for (const auto& printer : *found)
        out.push_back({printer.name, printer.info, printer.accepting, printer_words(printer)});
    return out;
}

core::Result<PrintJobView> LocalDeskService::print_job(const std::string& printer, int job) {
    const auto state = job_state(printer, job);
    if (!state) return state.error();
    const PrinterView* known = nullptr;
    const auto printers = list_printers();
    if (printers) {
        const auto at = std::find_if(printers->begin(), printers->end(),
                                     [&](const auto& p) { return p.name == printer; });
        if (at != printers->end()) known = &*at;
    }
    return PrintJobView{job_word(*state), job_words(*state, known)};
}

core::Result<Document> LocalDeskService::guide(const core::CaseId& id) {
    const std::lock_guard lock(mutex_);
    if (auto allowed = may(Permission::look); !allowed) return allowed.error();
    auto file = file_for_me(id);
    if (!file) return file.error();
    auto document =
        paper_->guide(*catalog_, *file, session_view_.practice, today(), counter_settings_->places);
    if (!document) return document;
    if (auto noted = note(act(ActKind::previewed, &*file, "guide")); !noted) return noted.error();
    return document;
}

}  // namespace app
