#include "app/bench/pdf_bench.h"

#include <hpdf.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "forms/catalog/catalog.h"
#include "forms/pdf/form_renderer.h"

namespace app {
namespace {

using forms::FieldType;
using forms::FormField;
using forms::FormValue;

constexpr double kPointsPerMm = 72.0 / 25.4;

FormValue filled(const FormField& field, int n) {
    FormValue value;
    if (field.type == FieldType::date) {
        value.date = core::DateValue::of(core::make_date(1985 + n * 3, 4, 3));
    } else if (field.type == FieldType::persons) {
        for (int row = 0; row < std::min(field.rows, 4); ++row) {
            value.rows.emplace_back();
            for (const FormField& column : field.columns) value.rows.back()[column.id] = filled(column, row);
        }
    } else if (!field.options.empty()) {
        value.chosen = {{field.options.front().value, field.counted ? 1 : 0, {}}};
    } else if (field.type == FieldType::kana) {
        value.text = "タカハシ　ヨシタロウ";
    } else if (field.type == FieldType::address || field.id.find("address") != std::string::npos) {
        value.text = "山形県西村山郡河北町谷地字月山堂１２３４番地";
    } else if (field.type == FieldType::phone) {
        value.text = "090-1234-5678";
    } else if (field.type == FieldType::digits || field.type == FieldType::num ||
               field.type == FieldType::postal || field.type == FieldType::money) {
        value.text = "1234567";
    } else if (field.type == FieldType::text) {
        value.text = "髙橋　太郎";
    }
    return value;
}

forms::FormValues filled(const forms::FormDefinition& form) {
    forms::FormValues values;
    for (const FormField& field : form.fields) values[field.id] = filled(field, 0);
    return values;
}

// The text of a laid-out document, font by font, as a program without shaping would write it.
struct PlainRun {
    bool gothic{false};
    double size_pt{0};
    double x{0};
    double y{0};
    std::string text;
};
using PlainPage = std::vector<PlainRun>;

std::vector<PlainPage> plain_pages(const forms::pdf::LaidOut& laid, const forms::pdf::FontBook& book) {
    std::vector<PlainPage> out;
    for (const forms::pdf::PlacedPage& page : laid.pages) {
        out.emplace_back();
        for (const auto* runs : {&page.ground.text, &page.text})
            for (const forms::pdf::PlacedRun& run : *runs) {
                PlainRun plain{book.info(run.face).name.find("Gothic") != std::string::npos,
                               run.size_pt,
                               run.pen.x * kPointsPerMm,
                               (page.height_mm - run.pen.y) * kPointsPerMm,
                               {}};
                for (const forms::pdf::RunGlyph& glyph : run.glyphs) plain.text += glyph.text;
                out.back().push_back(std::move(plain));
            }
    }
    return out;
}

struct FreeDocument {
    void operator()(HPDF_Doc_Rec* document) const { HPDF_Free(document); }
};

std::size_t plain_libharu(const std::vector<PlainPage>& pages) {
    const std::unique_ptr<HPDF_Doc_Rec, FreeDocument> document(HPDF_New(nullptr, nullptr));
    HPDF_Doc pdf = document.get();
    HPDF_SetCompressionMode(pdf, HPDF_COMP_ALL);
    HPDF_UseUTFEncodings(pdf);
    const char* mincho =
        HPDF_LoadTTFontFromFile(pdf, "/usr/share/fonts/opentype/ipaexfont-mincho/ipaexm.ttf", HPDF_TRUE);
    const char* gothic =
        HPDF_LoadTTFontFromFile(pdf, "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf", HPDF_TRUE);
    if (mincho == nullptr || gothic == nullptr) return 0;
    const HPDF_Font fonts[] = {HPDF_GetFont(pdf, mincho, "UTF-8"), HPDF_GetFont(pdf, gothic, "UTF-8")};
    for (const PlainPage& runs : pages) {
        HPDF_Page page = HPDF_AddPage(pdf);
        HPDF_Page_SetSize(page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
        HPDF_Page_BeginText(page);
        for (const PlainRun& run : runs) {
            HPDF_Page_SetFontAndSize(page, fonts[run.gothic ? 1 : 0], static_cast<HPDF_REAL>(run.size_pt));
            HPDF_Page_TextOut(page, static_cast<HPDF_REAL>(run.x), static_cast<HPDF_REAL>(run.y),
                              run.text.c_str());
        }
        HPDF_Page_EndText(page);
    }
    HPDF_SaveToStream(pdf);
    return HPDF_GetStreamSize(pdf);
}

// Of this thread's processor time: nothing here waits, so on an idle machine it is the time on the wall, and
// on a busy one it stays comparable.
double milliseconds(const std::function<void()>& work) {
    const auto now = [] {
        timespec at{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
        return static_cast<double>(at.tv_sec) * 1e3 + static_cast<double>(at.tv_nsec) / 1e6;
    };
    const double begin = now();
    work();
    return now() - begin;
}

double median_of(int runs, const std::function<void()>& work) {
    std::vector<double> times;
    work();
    for (int i = 0; i < runs; ++i) times.push_back(milliseconds(work));
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

struct Subject {
    const forms::FormDefinition* form{nullptr};
    forms::FormValues values;
    std::vector<PlainPage> plain;
    std::size_t bytes{0};
};

// Newest edition of each form.
std::vector<Subject> subjects_of(const forms::Catalog& catalog) {
    std::map<std::string, Subject> newest;
    for (const forms::FormDefinition& form : catalog.forms()) newest[form.id] = {&form, filled(form), {}, 0};
    std::vector<Subject> out;
    for (auto& [id, subject] : newest) out.push_back(std::move(subject));
    return out;
}

core::Status render(Subject& subject, const forms::pdf::FontBook& book) {
    const auto out = forms::pdf::render_form(*subject.form, subject.values, {}, book);
    if (!out) return out.error();
    subject.bytes = out->pdf.size();
    return core::ok();
}

// What a family needs that moves in: the seven one after another, measured as one.
core::Status add_set(std::vector<Subject>& subjects, int runs, const forms::pdf::FontBook& book,
                     std::vector<BenchRow>& rows) {
    const std::set<std::string> wanted{"F01", "F03", "F04", "F06", "F07", "F09", "F12"};
    std::vector<Subject*> set;
    for (Subject& subject : subjects)
        if (wanted.contains(subject.form->id)) set.push_back(&subject);
    core::Status good = core::ok();
    BenchRow row{"set of " + std::to_string(set.size()) + " forms", "ms", 0, 0, "plain libharu, whole fonts"};
    row.ours = median_of(runs, [&] {
        for (Subject* subject : set)
            if (auto done = render(*subject, book); !done) good = done;
    });
    row.baseline = median_of(runs, [&] {
        for (const Subject* subject : set) (void)plain_libharu(subject->plain);
    });
    rows.push_back(std::move(row));
    return good;
}

}  // namespace

core::Result<std::vector<BenchRow>> bench_pdf(const PdfBenchOptions& options) {
    const auto catalog = forms::Catalog::load(options.data_folder);
    if (!catalog) return catalog.error();
    std::vector<BenchRow> rows;
    const std::string fonts = options.data_folder + "/fonts.json";
    core::Result<std::shared_ptr<const forms::pdf::FontBook>> book = core::Error{};
    BenchRow load{"fonts, first and second time", "ms", 0, 0, "first time"};
    load.baseline = milliseconds([&] { book = forms::pdf::FontBook::shared(fonts); });
    if (!book) return book.error();
    load.ours = milliseconds([&] { book = forms::pdf::FontBook::shared(fonts); });
    rows.push_back(load);

    std::vector<Subject> subjects = subjects_of(*catalog);
    core::Status good = core::ok();
    for (Subject& subject : subjects) {
        const auto laid = lay_out(forms::pdf::form_document(*subject.form, subject.values, {}), **book);
        if (!laid) return laid.error();
        subject.plain = plain_pages(*laid, **book);
        std::size_t plain_bytes = 0;
        const double ours = median_of(options.runs, [&] {
            if (auto done = render(subject, **book); !done) good = done;
        });
        const double baseline = median_of(options.runs, [&] { plain_bytes = plain_libharu(subject.plain); });
        if (!good) return good.error();
        rows.push_back({subject.form->id, "ms", ours, baseline, "plain libharu, whole fonts"});
        rows.push_back({subject.form->id + " size", "bytes", static_cast<double>(subject.bytes),
                        static_cast<double>(plain_bytes), "plain libharu, whole fonts"});
    }
    if (auto set = add_set(subjects, options.runs, **book, rows); !set) return set.error();
    return rows;
}

}  // namespace app
