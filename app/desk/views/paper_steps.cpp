#include "app/desk/views/paper_steps.h"

namespace app::desk {

core::Result<PrintResult> print_where_possible(DeskService& service, const core::CaseId& id,
                                               PrintInput input) {
    const auto printers = service.printers();
    if (printers && !printers->empty()) input.printer = printers->front();
    if (!input.printer.empty() || !input.folder.empty()) return service.print(id, input);
    if (!printers) return printers.error();
    return core::Error{core::ErrorCode::device, "print.no_printer"};
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
    return result.file.empty() ? "印刷しました（印刷ジョブ " + std::to_string(result.job) + "）。"
                               : "プリンターがないため、" + result.file + " に保存しました。";
}

}  // namespace app::desk
