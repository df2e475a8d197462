#include "app/service/paper_work.h"

#include <cmath>

#include "app/service/case_answers.h"
#include "app/service/case_viewer.h"
#include "storage/keys/primitives.h"

namespace app {

namespace {

constexpr std::uint8_t ink_format = 1;
constexpr std::uint64_t strokes_max = 500;
constexpr std::uint64_t points_max = 20000;

std::int64_t hundredths(float mm) { return std::lround(mm * 100); }

forms::pdf::PrintState state_of(const PaperAsk& ask) {
    if (ask.practice || ask.kind == PrintKind::practice) return forms::pdf::PrintState::practice;
    if (ask.kind == PrintKind::draft) return forms::pdf::PrintState::draft;
    return ask.kind == PrintKind::again ? forms::pdf::PrintState::reprint : forms::pdf::PrintState::final;
}

// The box that the visitor signs; a principal's box is never filled by an agent's ink.
std::string visitor_signature_field(const forms::FormDefinition& form) {
    for (const auto& field : form.fields) {
        if (field.type == forms::FieldType::sign && field.id.find("principal") == std::string::npos)
            return field.id;
    }
    return {};
}

// Widest extent the pad may have; forms/pdf scales the ink into its box without distortion.
forms::pdf::SignatureInk drawn(const Strokes& strokes) {
    forms::pdf::SignatureInk ink;
    ink.width = 120;
    ink.height = 40;
    for (const auto& stroke : strokes) {
        auto& line = ink.strokes.emplace_back();
        for (const auto& [x, y] : stroke) line.push_back({static_cast<double>(x), static_cast<double>(y)});
    }
    return ink;
}

}  // namespace

core::Bytes encode_ink(const Strokes& strokes) {
    core::Writer out;
    out.u8(ink_format).varint(strokes.size());
    for (const auto& stroke : strokes) {
        out.varint(stroke.size());
        for (const auto& [x, y] : stroke) out.zigzag(hundredths(x)).zigzag(hundredths(y));
    }
    return out.take();
}

core::Result<Strokes> decode_ink(core::ByteView bytes) {
    core::Reader in(bytes);
    Strokes strokes;
    if (in.u8() != ink_format) in.fail();
    const std::uint64_t count = in.varint();
    if (count > strokes_max) in.fail();
    for (std::uint64_t i = 0; in.ok() && i < count; ++i) {
        auto& stroke = strokes.emplace_back();
        const std::uint64_t points = in.varint();
        if (points > points_max) in.fail();
        for (std::uint64_t k = 0; in.ok() && k < points; ++k) {
            const auto x = static_cast<float>(in.zigzag()) / 100;
            const auto y = static_cast<float>(in.zigzag()) / 100;
            stroke.emplace_back(x, y);
        }
    }
    if (!in.done()) return core::corrupt("ink.malformed");
    return strokes;
}

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
    const std::string signature = visitor_signature_field(form);
    if (ask.ink && !signature.empty()) options.print.signatures[signature] = drawn(*ask.ink);
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
    const forms::Answers answers = answers_of(file);
    forms::InterviewContext context;
    context.today = day;
    const forms::AnswerView view(catalog, answers, context);
    return render(*form, forms::fill_form(*form, view).values, ask,
                  file.shown_text({0, forms::field::reception_number}));
}

}  // namespace app
