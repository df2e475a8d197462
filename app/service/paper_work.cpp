#include "app/service/paper_work.h"

#include <cmath>

#include "app/service/case_answers.h"
#include "app/service/case_viewer.h"
#include "app/service/counter_settings.h"
#include "forms/intake/ink.h"
#include "forms/interview/guide.h"
#include "forms/pdf/guide_page.h"
#include "storage/keys/primitives.h"

namespace app {

namespace {

constexpr std::uint32_t box_width_um = 120'000;  // what a pad may cover; forms/pdf scales into the form's box
constexpr std::uint32_t box_height_um = 40'000;

forms::Ink ink_from(const Strokes& strokes) {
    forms::Ink ink{box_width_um, box_height_um, {}};
    for (const auto& stroke : strokes) {
        auto& line = ink.strokes.emplace_back();
        for (const auto& [x, y] : stroke) {
            line.push_back({static_cast<std::int32_t>(std::lround(x * 1000)),
                            static_cast<std::int32_t>(std::lround(y * 1000)), 0});
        }
    }
    return ink;
}

forms::pdf::PrintState state_of(const PaperAsk& ask) {
    if (ask.practice || ask.kind == PrintKind::practice) return forms::pdf::PrintState::practice;
    if (ask.kind == PrintKind::draft) return forms::pdf::PrintState::draft;
    return ask.kind == PrintKind::again ? forms::pdf::PrintState::reprint : forms::pdf::PrintState::final;
}

// The box that the visitor signs; nobody's ink goes into another person's box.
std::string visitor_signature_field(const forms::FormDefinition& form) {
    return form.field("signature_visitor") != nullptr ? "signature_visitor" : std::string();
}

// Somebody decided about every one of them, on this case.
bool all_decided(const forms::CaseFile& file, const std::vector<std::string>& missing) {
    return std::all_of(missing.begin(), missing.end(), [&](const std::string& glyph) {
        return std::any_of(file.facts().begin(), file.facts().end(), [&](const forms::PastFact& past) {
            const auto at = past.fact.parts.find("character");
            return past.fact.kind == forms::fact_kind::glyph_decision && at != past.fact.parts.end() &&
                   at->second == glyph;
        });
    });
}

}  // namespace

core::Bytes ink_bytes(const Strokes& strokes) { return forms::encode_ink(ink_from(strokes)); }

core::Result<Strokes> strokes_from(core::ByteView bytes) {
    auto ink = forms::decode_ink(bytes);
    if (!ink) return ink.error();
    Strokes strokes;
    for (const auto& stroke : ink->strokes) {
        auto& line = strokes.emplace_back();
        for (const auto& point : stroke)
            line.emplace_back(static_cast<float>(point.x_um) / 1000, static_cast<float>(point.y_um) / 1000);
    }
    return strokes;
}

bool is_written(const Strokes& strokes) { return forms::is_signature(ink_from(strokes)); }

core::Result<std::unique_ptr<PaperWork>> PaperWork::load(const std::string& data) {
    auto fonts = forms::pdf::FontBook::shared(data + "/fonts.json");
    if (!fonts) return fonts.error();
    auto paper = std::make_unique<PaperWork>();
    paper->fonts_ = std::move(*fonts);
    return paper;
}

core::Result<Document> PaperWork::render(const forms::FormDefinition& form, const forms::FormValues& values,
                                         const PaperAsk& ask, const std::string& ticket) const {
    forms::pdf::RenderOptions options;
    options.print.state = state_of(ask);
    options.print.ticket = ticket;
    options.layout = ask.layout;
    options.missing_decided = ask.missing_decided;
    const std::string signature = visitor_signature_field(form);
    if (ask.ink && !signature.empty()) options.print.signatures[signature] = ink_from(*ask.ink);
    auto rendered = forms::pdf::render_form(form, values, options, *fonts_);
    if (!rendered) return rendered.error();
    Document document;
    document.form = form.id;
    document.edition = form.edition;
    document.pages = static_cast<int>(rendered->pages);
    for (const auto& missing : rendered->missing) {
        std::string words;
        for (const char32_t point : missing.code_points) {
            char hex[16];
            std::snprintf(hex, sizeof hex, "U+%04X ", static_cast<unsigned>(point));
            words += hex;
        }
        document.missing_glyphs.push_back(words + missing.text);
    }
    for (const auto& moved : rendered->overflowed) document.overflowed.push_back(moved.label);
    document.digest = rendered->pdf.empty() ? "" : core::to_hex(storage::sha256(rendered->pdf));
    document.pdf = std::move(rendered->pdf);
    return document;
}

core::Result<Document> PaperWork::render(const forms::Catalog& catalog, const forms::CaseFile& file,
                                         const PaperAsk& ask, core::Date today) const {
    const core::Date day = case_day(file, today);
    const auto* form = catalog.form(ask.form, day);
    if (form == nullptr) return core::Error{core::ErrorCode::not_found, "form.unknown", ask.form};
    const CaseKnowledge knowledge(catalog, file, day);
    const forms::AnswerView& view = knowledge.view();
    const forms::FormValues values = forms::fill_form(*form, view, ask.person).values;
    const std::string number = file.shown_text({0, forms::field::reception_number});
    auto document = render(*form, values, ask, number);
    if (document && document->pdf.empty() && all_decided(file, document->missing_glyphs)) {
        PaperAsk decided = ask;
        decided.missing_decided = true;
        document = render(*form, values, decided, number);
    }
    if (document) document->form = ask.form;
    return document;
}

core::Result<Document> PaperWork::guide(const forms::Catalog& catalog, const forms::CaseFile& file,
                                        bool practice, core::Date today,
                                        const std::map<std::string, std::string>& places) const {
    const core::Date day = case_day(file, today);
    const CaseKnowledge knowledge(catalog, file, day);
    const forms::AnswerView& view = knowledge.view();
    forms::pdf::GuidePage page;
    page.ticket = file.shown_text({0, forms::field::reception_number});
    page.day = core::printed(core::DateValue::of(day));
    page.slip = forms::guide_slip(view);
    for (auto& stop : page.slip.stops) stop.counter = counter_with_place(places, stop.counter);
    const auto summary = forms::summarize(file);
    if (summary.stage == forms::Stage::on_hold || summary.stage == forms::Stage::in_custody)
        page.paused = summary.reason.empty() ? "保留" : summary.reason;
    if (practice) page.state = forms::pdf::PrintState::practice;
    auto rendered = forms::pdf::render_document(forms::pdf::guide_document(page, *fonts_), {}, true, *fonts_);
    if (!rendered) return rendered.error();
    Document document;
    document.form = "guide";
    document.pages = static_cast<int>(rendered->pages);
    document.digest = core::to_hex(storage::sha256(rendered->pdf));
    document.pdf = std::move(rendered->pdf);
    return document;
}

}  // namespace app
