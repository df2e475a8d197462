// A form of a case as the document that is shown, signed, printed and digested. Rendering takes no store and
// no clock; any thread.
#pragma once

#include <map>
#include <memory>

#include "app/service/desk_service.h"
#include "forms/catalog/catalog.h"
#include "forms/interview/answers.h"
#include "forms/pdf/form_renderer.h"

namespace app {

using Strokes = std::vector<std::vector<std::pair<float, float>>>;  // millimetres within the box

// As forms/intake/ink keeps them.
core::Bytes ink_bytes(const Strokes& strokes);
core::Result<Strokes> strokes_from(core::ByteView ink);  // "ink.malformed"
bool is_written(const Strokes& strokes);                 // more than a dot

struct PaperAsk {
    std::string form;
    PrintKind kind{PrintKind::draft};
    bool practice{false};  // a practice site: whatever is printed says 練習・見本
    std::optional<Strokes> ink;
    forms::pdf::LayoutOptions layout{};       // values or sheet alone, the printer's offset
    forms::Subject person{forms::the_visit};  // whose sheet, of a form that has one for each person
    bool missing_decided{false};              // what no font has prints as 〓
};

class PaperWork {
  public:
    // `data`: forms/data as installed. "font.book", "font.file".
    static core::Result<std::unique_ptr<PaperWork>> load(const std::string& data);

    // "form.unknown"; reasons of render_form. Missing glyphs are no error: the document lists them and has no
    // bytes, unless the case holds a decision about each of them. Document::form is the sheet's key as asked.
    core::Result<Document> render(const forms::Catalog& catalog, const forms::CaseFile& file,
                                  const PaperAsk& ask, core::Date today) const;

    // Straight from an answer file, for `form render`.
    core::Result<Document> render(const forms::FormDefinition& form, const forms::FormValues& values,
                                  const PaperAsk& ask, const std::string& ticket) const;

    // The guide slip of the case: where to go next, until when, with what. `places`: counter_settings.h.
    core::Result<Document> guide(const forms::Catalog& catalog, const forms::CaseFile& file, bool practice,
                                 core::Date today, const std::map<std::string, std::string>& places) const;

  private:
    std::shared_ptr<const forms::pdf::FontBook> fonts_;
};

}  // namespace app
