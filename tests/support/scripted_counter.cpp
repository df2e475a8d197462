#include "tests/support/scripted_desk_service.h"

namespace test_support {

namespace {

using app::CaseView;
using core::CaseId;
using core::Result;

class ScriptedCounter : public app::CounterRoom {
  public:
    ScriptedCounter(ScriptedDeskService& desk, std::function<void(const std::string&)> told)
        : desk_(desk), told_(std::move(told)) {}

    Result<CaseId> put_in_line(const app::NewReception& reception) override {
        told_("put_in_line " + reception.ticket);
        return desk_.receive(reception);
    }
    Result<CaseView> call(const CaseId& id) override { return said("call", id); }
    Result<CaseView> nobody_came(const CaseId& id) override { return said("nobody_came", id); }
    Result<CaseView> stop_calling(const CaseId& id) override { return said("stop_calling", id); }
    Result<std::vector<app::CalledTicket>> called() override {
        return std::vector<app::CalledTicket>{{"104", "B", 3}, {"103", "A", 2}, {"101", "C", 1}};
    }
    Result<std::map<CaseId, std::string>> next_deadlines(const std::vector<CaseId>& ids) override {
        std::map<CaseId, std::string> out;
        for (const auto& id : ids) out.emplace(id, "11/24(火)");
        return out;
    }
    Result<CaseView> add_note(const CaseId& id, const std::string& text) override {
        return said("note " + text, id);
    }
    Result<std::vector<app::SeatView>> seats() override { return std::vector<app::SeatView>{}; }
    Result<CaseView> assign(const CaseId& id, const app::SeatView&, const std::string&) override {
        return said("assign", id);
    }
    Result<CaseView> decide(const CaseId& id, bool, const std::string&) override {
        return said("decide", id);
    }
    Result<CaseView> take_in(const CaseId& id) override { return said("take_in", id); }
    Result<app::PrintResult> print_slip(const CaseId&, const std::string&) override {
        return core::invalid("print.no_printer");
    }
    Result<CaseView> relate(const CaseId& id, const std::string&, const std::string& relation) override {
        return said("relate " + relation, id);
    }
    Result<CaseView> delegate(const CaseId& id, const std::string& date,
                              const std::vector<std::string>&) override {
        return said("delegate " + date, id);
    }
    Result<CaseView> check_documents(const CaseId& id,
                                     const std::vector<app::DocumentInput>& documents) override {
        std::vector<std::string> kinds;
        for (const auto& one : documents) kinds.push_back(one.kind);
        return desk_.check_identity(id, kinds, "documents");
    }
    Result<CaseView> book_fee(const CaseId& id, const std::vector<app::FeeInput>&) override {
        return said("book_fee", id);
    }
    Result<CaseView> take_back_fee(const CaseId& id, const std::string& line) override {
        return said("take_back_fee " + line, id);
    }
    Result<std::vector<app::FeeView>> fees_of_day(const std::string&) override {
        return std::vector<app::FeeView>{};
    }

  private:
    Result<CaseView> said(const std::string& what, const CaseId& id) {
        told_(what);
        return desk_.look(id);
    }
    ScriptedDeskService& desk_;
    std::function<void(const std::string&)> told_;
};

}  // namespace

std::unique_ptr<app::CounterRoom> scripted_counter(ScriptedDeskService& desk,
                                                   std::function<void(const std::string&)> told) {
    return std::make_unique<ScriptedCounter>(desk, std::move(told));
}

}  // namespace test_support
