#include "app/desk/views/paper_steps.h"

namespace app::desk {

core::Result<PrintResult> print_where_possible(DeskService& service, const core::CaseId& id,
                                               PrintInput input) {
    input.usual_place = true;
    return service.print(id, input);
}

core::Result<PrintResult> print_for_signing_on_paper(DeskService& service, const core::CaseId& id,
                                                     const std::string& form, const std::string& digest,
                                                     const std::string& folder) {
    auto view = service.confirm_sheet(id, form);
    if (!view) return view.error();
    view = service.sign(id, {form, digest, true, {}});
    if (!view) return view.error();
    PrintInput input;
    input.form = form;
    input.kind = PrintKind::final;
    input.folder = folder;
    return print_where_possible(service, id, std::move(input));
}

std::string printed_words(const PrintResult& result) {
    std::string words = result.file.empty() ? "印刷に送りました。"
                                            : "プリンターがないため、" + result.file + " に保存しました。";
    if (result.differs) words += "前に印刷した紙とは内容が違います。古い紙と取り違えないでください。";
    return words;
}

}  // namespace app::desk
