// The scripted desk's sheets: previews, signatures and a printer that always prints.
#include <fstream>

#include "tests/support/scripted_desk_service.h"

namespace test_support {

core::Result<app::Document> ScriptedDeskService::preview(const core::CaseId&, const std::string& form,
                                                         app::PrintKind kind) {
    const std::lock_guard lock(guard_);
    told("preview " + form + " " + std::to_string(static_cast<int>(kind)));
    std::ifstream in(pdf_folder_ + "/" + form + ".pdf", std::ios::binary);
    app::Document document;
    document.pdf.assign(std::istreambuf_iterator<char>(in), {});
    document.digest = "scripted";
    document.form = form;
    document.edition = "2026-1";
    document.pages = 1;
    return document;
}

core::Result<app::CaseView> ScriptedDeskService::confirm_sheet(const core::CaseId& id,
                                                               const std::string& form) {
    const std::lock_guard lock(guard_);
    told("confirm_sheet " + form);
    if (ScriptedCase* one = find(id)) one->checked.insert(form);
    return shown(id);
}

core::Result<app::CaseView> ScriptedDeskService::sign(const core::CaseId& id,
                                                      const app::SignatureInput& input) {
    const std::lock_guard lock(guard_);
    told("sign " + input.form +
         (input.on_paper ? " paper" : " screen " + std::to_string(input.strokes.size())));
    if (ScriptedCase* one = find(id)) {
        one->is_signed.insert(input.form);
        one->stage = forms::Stage::signed_off;
    }
    return shown(id);
}

core::Result<app::PrintResult> ScriptedDeskService::print(const core::CaseId& id,
                                                          const app::PrintInput& input) {
    const std::lock_guard lock(guard_);
    told("print " + input.form + " " + std::to_string(static_cast<int>(input.kind)) + " " +
         (input.usual_place ? "usual" : input.printer) + " " + input.reason);
    if (ScriptedCase* one = find(id)) {
        ++one->printed[input.form];
        one->stage = forms::Stage::printed;
    }
    app::PrintResult result;
    result.job = 12;
    result.digest = "scripted";
    result.printer = "窓口A_レーザー";
    return result;
}

core::Result<std::vector<std::string>> ScriptedDeskService::printers() {
    return std::vector<std::string>{"窓口A_レーザー"};
}

core::Result<std::vector<app::PrinterStateView>> ScriptedDeskService::printer_states() {
    return std::vector<app::PrinterStateView>{{"窓口A_レーザー", "", true, "使えます。"}};
}

core::Result<app::PrintJobView> ScriptedDeskService::print_job(const std::string& /*printer*/, int /*job*/) {
    return app::PrintJobView{"done", "出力済みです。紙を確かめてからお渡しください。"};
}

core::Result<app::CaseView> ScriptedDeskService::decide_glyphs(const core::CaseId& id,
                                                               const std::string& form,
                                                               const std::string& reason) {
    const std::lock_guard lock(guard_);
    told("decide_glyphs " + form + " " + reason);
    return shown(id);
}

core::Result<app::Document> ScriptedDeskService::guide(const core::CaseId& id) {
    return preview(id, "guide", app::PrintKind::draft);
}

core::Result<std::vector<app::AddressView>> ScriptedDeskService::addresses(const std::string& typed) {
    if (typed != "9910021") return std::vector<app::AddressView>{};
    return std::vector<app::AddressView>{{"9910021", "山形県寒河江市中央一丁目", "チュウオウ"}};
}

}  // namespace test_support
