#include "app/desk/views/sheet_page.h"

namespace app::desk {

SheetPage::SheetPage(wxWindow* parent, int id, Shell& shell, std::function<void()> loaded)
    : PageView(parent, id, "書類の紙面"), shell_(shell), loaded_(std::move(loaded)) {}

std::string SheetPage::digest(const std::string& form) const {
    const auto at = digests_.find(case_ + form);
    return at == digests_.end() ? std::string() : at->second;
}

void SheetPage::show_sheet(const CaseView& view, const SheetView* sheet) {
    if (!IsShownOnScreen()) return;
    case_ = view.id.hex();
    if (sheet == nullptr) {
        shown_.clear();
        ++job_;
        return show_words("書類はまだありません。");
    }
    const int width = page_width();
    const std::string wanted = case_ + sheet->form + sheet->state + std::to_string(width) +
                               std::to_string(view.summary.changed_ms) +
                               std::to_string(sheet->missing.size());
    if (wanted == shown_) return;
    shown_ = wanted;
    struct Loaded {
        core::Result<Document> document;
        core::Result<std::vector<PageImage>> pages;
    };
    shell_.slow().run(
        this,
        [&shell = shell_, id = view.id, form = sheet->form, width] {
            auto document = shell.service().preview(id, form, PrintKind::final);
            core::Result<std::vector<PageImage>> pages = std::vector<PageImage>{};
            if (document && !document->pdf.empty()) pages = render_pdf(document->pdf, width);
            return Loaded{std::move(document), std::move(pages)};
        },
        [this, job = ++job_](Loaded loaded) {
            if (job != job_) return;
            if (loaded.document && loaded.document->pdf.empty()) {
                glyphs_ = loaded.document->missing_glyphs;
                show_words("どの書体にもない文字があります。右の一覧を確かめ、F12 で決めてください。");
                return loaded_();
            }
            if (!loaded.document || !loaded.pages) {
                show_words("紙面を表示できません。");
                return shell_.complain(!loaded.document ? loaded.document.error() : loaded.pages.error());
            }
            digests_[case_ + loaded.document->form] = loaded.document->digest;
            glyphs_ = loaded.document->missing_glyphs;
            show(*loaded.pages,
                 loaded.document->form + "、" + std::to_string(loaded.pages->size()) + "ページ");
            loaded_();
        });
}

}  // namespace app::desk
