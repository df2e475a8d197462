#include "app/service/relations.h"

#include <algorithm>
#include <sstream>

#include "app/service/record_part.h"
#include "forms/interview/procedures.h"

namespace app {

namespace {

std::string recorded(const forms::CaseFile& file, const std::string& procedure) {
    const forms::Member* newest = nullptr;
    for (const auto& member : file.members(forms::set_number::roles)) {
        const auto* record = std::get_if<forms::Record>(&member.element);
        if (record == nullptr || record_part(*record, "procedure") != procedure ||
            !record_part(*record, "person").empty())
            continue;
        if (newest == nullptr || newest->stamp.hlc < member.stamp.hlc) newest = &member;
    }
    return newest == nullptr ? std::string() : record_part(std::get<forms::Record>(newest->element), "role");
}

std::string answered(const CaseView& view, const std::string& field) {
    for (const AnswerView& answer : view.answers)
        if (answer.person == 0 && answer.field == field) return answer.text;
    return {};
}

const forms::PastFact* delegation_in(const forms::CaseFile& file) {
    const forms::PastFact* newest = nullptr;
    for (const auto& past : file.facts())
        if (past.fact.kind == forms::fact_kind::delegation &&
            (newest == nullptr || newest->stamp.hlc < past.stamp.hlc))
            newest = &past;
    return newest;
}

bool names(const std::string& matters, const std::string& procedure) {
    std::istringstream in(matters);
    for (std::string word; in >> word;)
        if (word == procedure) return true;
    return false;
}

bool has(const std::vector<std::string>& list, const std::string& what) {
    return std::find(list.begin(), list.end(), what) != list.end();
}

}  // namespace

std::string role_field(const std::string& procedure) {
    return procedure == "F01"   ? "visitor_role_cert"
           : procedure == "F02" ? "visitor_role_tax"
                                : "visitor_role";
}

std::vector<RelationView> relations_of(const CaseView& view, const forms::CaseFile& file,
                                       const CounterSettings& settings) {
    std::vector<RelationView> out;
    const forms::PastFact* delegation = delegation_in(file);
    for (const SheetView& sheet : view.sheets) {
        RelationView one;
        one.procedure = forms::form_of_sheet(sheet.form);
        if (std::any_of(out.begin(), out.end(),
                        [&](const RelationView& other) { return other.procedure == one.procedure; }))
            continue;
        one.title =
            sheet.form == one.procedure ? sheet.title : sheet.title.substr(0, sheet.title.rfind("（"));
        one.relation = recorded(file, one.procedure);
        if (one.relation.empty()) one.relation = answered(view, role_field(one.procedure));
        if (const RelationRule* rule = relation_rule(settings, one.relation)) {
            one.papers = rule->papers;
            one.wants_delegation = rule->delegation;
        }
        if (delegation != nullptr && one.wants_delegation) {
            one.delegated_on = record_part(delegation->fact.parts, "date");
            one.covered = names(record_part(delegation->fact.parts, "matters"), one.procedure);
        } else {  // a paper that the form itself records stands for all that was asked with it
            one.covered = !one.wants_delegation || !answered(view, "delegation_doc").empty();
        }
        out.push_back(std::move(one));
    }
    return out;
}

std::vector<std::string> relation_faults(const std::vector<RelationView>& relations,
                                         const CounterSettings& settings) {
    std::vector<std::string> out;
    for (const RelationView& one : relations) {
        const RelationRule* rule = relation_rule(settings, one.relation);
        if (rule == nullptr) continue;
        if (has(rule->not_for, one.procedure)) {
            out.push_back(one.title + "は、" + one.relation +
                          "の方からは受け付けられません。本人か代理人に来ていただいてください。");
        } else if (one.wants_delegation && !one.covered && one.delegated_on.empty()) {
            out.push_back(
                one.title +
                "の委任状をまだ確かめていません。来庁者の画面で F4 を押し、委任状の日付を記録してください。");
        } else if (!one.covered) {
            out.push_back(one.title +
                          "は委任状に含まれていません。書き足した委任状を出していただいてください。");
        }
    }
    return out;
}

core::Result<std::vector<forms::Item>> relation_change(const forms::CaseFile& file,
                                                       const CounterSettings& settings,
                                                       const std::string& procedure,
                                                       const std::string& relation) {
    if (relation_rule(settings, relation) == nullptr)
        return core::Error{core::ErrorCode::invalid_input, "relation.unknown", relation};
    std::vector<forms::Item> items;
    for (const auto& member : file.members(forms::set_number::roles)) {
        const auto* record = std::get_if<forms::Record>(&member.element);
        if (record != nullptr && record_part(*record, "procedure") == procedure &&
            record_part(*record, "person").empty())
            items.emplace_back(forms::SetRemove{forms::set_number::roles, {member.stamp.dot}});
    }
    forms::SetAdd add;  // by name: g++ 12 takes a moved temporary for uninitialised
    add.set = forms::set_number::roles;
    add.element = forms::Record{{"procedure", procedure}, {"role", relation}};
    items.emplace_back(add);
    return items;
}

forms::Fact delegation_fact(const std::string& date, const std::vector<std::string>& procedures) {
    std::string matters;
    for (const std::string& one : procedures) matters += (matters.empty() ? "" : " ") + one;
    return {forms::fact_kind::delegation, {{"date", date}, {"matters", matters}, {"decision", "seen"}}, {}};
}

}  // namespace app
