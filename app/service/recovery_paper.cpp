#include "app/service/recovery_paper.h"

#include "app/service/open_desk.h"
#include "forms/pdf/page_layout.h"
#include "forms/pdf/pdf_writer.h"

namespace app {

namespace {

using forms::pdf::Box;
using forms::pdf::Page;
using forms::pdf::TextBox;

constexpr double left_mm = 25, width_mm = 160, word_width_mm = 40, word_height_mm = 17;
constexpr int words_a_row = 4;

TextBox text(const Box& box, std::string words, double size_pt, std::string role = "mincho") {
    TextBox out;
    out.box = box;
    out.text = std::move(words);
    out.style.role = std::move(role);
    out.style.sizes_pt = {size_pt};
    out.style.flow = forms::pdf::Flow::paragraph;
    return out;
}

void add_words(Page& page, std::string_view words, double top_mm) {
    for (int number = 0; !words.empty(); ++number) {
        const auto end = std::min(words.find(' '), words.size());
        const Box box{left_mm + word_width_mm * (number % words_a_row),
                      top_mm + word_height_mm * (number / words_a_row), word_width_mm - 3,
                      word_height_mm - 3};
        page.items.push_back(forms::pdf::Rect{box});
        page.items.push_back(text({box.x, box.y, 9, 5}, std::to_string(number + 1), 7));
        page.items.push_back(text({box.x + 6, box.y + 3, box.width - 6, box.height - 3},
                                  std::string(words.substr(0, end)), 16, "gothic"));
        words.remove_prefix(std::min(end + 1, words.size()));
    }
}

}  // namespace

core::Result<core::Bytes> recovery_paper(const storage::RecoverySheet& sheet, const std::string& site,
                                         const std::string& data) {
    auto fonts = forms::pdf::FontBook::shared((data.empty() ? default_data_folder() : data) + "/fonts.json");
    if (!fonts) return fonts.error();
    const storage::Secret words = sheet.words(), code = sheet.qr_text();
    Page page;
    page.items.push_back(text({left_mm, 25, width_mm, 14}, "復旧用紙　" + site, 20));
    page.items.push_back(text({left_mm, 42, width_mm, 30},
                              "この用紙と控えの端末があれば、すべての窓口を失っても案件を戻せます。この用紙が"
                              "なければ、だれにも戻せません。\n"
                              "写しを取らず、封をして金庫に保管してください。",
                              11));
    add_words(page, core::text(words.view()), 78);
    page.items.push_back(forms::pdf::QrCode{{left_mm, 155, 60, 60}, std::string(core::text(code.view()))});
    page.items.push_back(
        text({left_mm + 66, 160, width_mm - 66, 40},
             "入力するときは、1番から14番までの語を順に入力するか、左の二次元コードを読み取ります。"
             "語の中のOは数字の0、IとLは数字の1として読みます。",
             11));
    forms::pdf::Document document;
    document.title = "復旧用紙";
    document.pages.push_back(std::move(page));
    auto laid_out = forms::pdf::lay_out(document, **fonts);
    if (!laid_out) return laid_out.error();
    if (!laid_out->missing.empty()) return core::Error{core::ErrorCode::not_found, "glyph.missing"};
    return forms::pdf::write_pdf(document.title, laid_out->pages, **fonts);
}

}  // namespace app
