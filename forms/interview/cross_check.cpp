#include "forms/interview/cross_check.h"

#include <algorithm>
#include <array>

#include "forms/core/text.h"

namespace forms {

namespace {

constexpr int days_to_notify = 14;  // 住民基本台帳法22条〜25条
constexpr int age_to_marry = 18;
constexpr int age_to_sign = 15;  // 公的個人認証: no 署名用 certificate below

class CrossCheck {
  public:
    explicit CrossCheck(const AnswerView& view) : view_(view), today_(view.context().today) {}

    std::vector<FieldFinding> run() {
        check_single_values();
        check_addresses();
        check_dates();
        check_household();
        for (const Subject person : view_.answers().persons()) check_person(person);
        check_bank();
        return std::move(out_);
    }

  private:
    void report(std::string field, Subject person, const char* reason, bool warning = false) {
        add({std::move(field), person, {reason, warning, {}}});
    }
    void add(FieldFinding finding) {
        const auto same = std::find_if(out_.begin(), out_.end(), [&](const auto& other) {
            return other.field == finding.field && other.person == finding.person;
        });
        if (same == out_.end())
            out_.push_back(std::move(finding));
        else if (same->finding.warning && !finding.finding.warning)
            *same = std::move(finding);
    }

    void check_single_values() {
        for (const auto& field : view_.catalog().fields()) {
            if (field.check.empty()) continue;
            if (!field.of_person) {
                check_value(field, the_visit);
                continue;
            }
            for (const Subject person : view_.answers().persons()) check_value(field, person);
        }
    }
    // A foreign resident's name has no space to be split at, and no reading that must be kana alone.
    void check_value(const FieldInfo& field, Subject person) {
        const Known* known = view_.find(field.id, person);
        if (known == nullptr || !known->own) return;
        std::optional<Finding> found;
        if (const auto* date = std::get_if<DateValue>(&known->value))
            found = validate_date(field.check, date->given, today_);
        else
            found = validate_text(field.check, view_.text(field.id, person));
        if (found) add({field.id, person, std::move(*found)});
    }

    // An address that names another city or prefecture; one without either is taken as this city's.
    bool is_elsewhere(const std::string& address) const {
        if (address.empty() || address.find(view_.context().city) != std::string::npos) return false;
        constexpr std::array<std::string_view, 4> prefectures{"都", "道", "府", "県"};
        const auto points = core::letters(address);
        for (std::size_t i = 2; i < std::min<std::size_t>(points.size(), 4); ++i)
            if (std::find(prefectures.begin(), prefectures.end(), points[i]) != prefectures.end())
                return true;
        return false;
    }
    bool is_here(const std::string& address) const {
        return address.find(view_.context().city) != std::string::npos;
    }

    void check_addresses() {
        const std::string type = view_.text("move_type");
        const std::string from = view_.text("old_address"), to = view_.text("new_address");
        if (type == "転入" && is_here(from)) report("old_address", the_visit, "cross.came_from_here");
        if (type == "転入" && is_elsewhere(to)) report("new_address", the_visit, "cross.lives_elsewhere");
        if (type == "転居" && is_elsewhere(from))
            report("old_address", the_visit, "cross.moved_across_border");
        if (type == "転居" && is_elsewhere(to)) report("new_address", the_visit, "cross.moved_across_border");
        if (type == "転居" && !to.empty() && from == to)
            report("new_address", the_visit, "cross.same_address", true);
        if (type == "転出" && is_here(to)) report("new_address", the_visit, "cross.leaves_to_here");
        const bool claims =
            !view_.text("claimant_capacity").empty() || !view_.text("amount_change_kind").empty();
        if (claims && is_elsewhere(view_.text("claimant_address")))
            report("claimant_address", the_visit, "cross.claimant_elsewhere");
    }

    void check_dates() {
        const std::string type = view_.text("move_type");
        const auto move = view_.exact_date("move_date"), given = view_.exact_date("application_date");
        if (given && *given > today_) report("application_date", the_visit, "cross.notice_in_future");
        if (move && type != "転出" && *move > today_) report("move_date", the_visit, "cross.move_in_future");
        if (move &&
            std::chrono::sys_days(*move) + std::chrono::days(days_to_notify) < std::chrono::sys_days(today_))
            report("move_date", the_visit, "cross.move_late", true);
        const auto nhi = view_.exact_date("nhi_event_date");
        if (nhi && move && *nhi != *move && (type == "転入" || type == "転出"))
            report("nhi_event_date", the_visit, "cross.nhi_other_day", true);
        const auto entry = view_.exact_date("entry_date");
        if (entry && move && *entry > *move) report("entry_date", the_visit, "cross.entry_after_move", true);
    }

    void check_household() {
        if (view_.text("move_type").empty() || view_.text("move_type") == "転出") return;
        int heads = 0, movers = 0, told = 0;
        Subject last{the_visit};
        for (const Subject person : view_.answers().persons()) {
            const std::string relation = view_.text("relation_to_new_head", person);
            if (!view_.is("moves", person, "true")) continue;
            ++movers;
            told += relation.empty() ? 0 : 1;
            if (relation != "世帯主") continue;
            ++heads;
            last = person;
        }
        if (heads > 1) report("relation_to_new_head", last, "cross.two_heads");
        if (movers > 0 && told == movers && heads == 0 && view_.text("join_existing") == "新しい世帯")
            report("new_head_name", the_visit, "cross.no_head");
    }

    std::optional<core::Date> birth_of_head() const {
        for (const Subject person : view_.answers().persons())
            if (view_.is("relation_to_new_head", person, "世帯主"))
                return view_.exact_date("birth_date", person);
        return std::nullopt;
    }

    void check_person(Subject person) {
        const auto birth = view_.exact_date("birth_date", person);
        const std::string relation = view_.text("relation_to_new_head", person);
        if (birth) check_relation(person, *birth, relation);
        if (birth && core::age_on(*birth, today_) < age_to_sign) {
            if (view_.is("sign_cert_wish", person, "有"))
                report("sign_cert_wish", person, "cross.sign_cert_under_15");
            const std::string action = view_.text("sign_cert_action", person);
            if (action == "新規発行" || action == "更新")
                report("sign_cert_action", person, "cross.sign_cert_under_15");
        }
        const auto expiry = view_.exact_date("card_expiry", person);
        if (expiry && *expiry < today_) report("card_expiry", person, "cross.card_expired");
        const auto stay = view_.exact_date("residence_expiry", person),
                   before = view_.exact_date("residence_expiry_old", person);
        if (stay && before && *stay <= *before) report("residence_expiry", person, "cross.stay_not_longer");
        if (stay && *stay < today_) report("residence_expiry", person, "cross.stay_over", true);
        const std::string status = view_.text("residence_status", person);
        const bool unlimited = status == "永住者" || status == "特別永住者" || status == "高度専門職2号" ||
                               status == "高度専門職２号";
        if (unlimited && !view_.text("period_kind", person).empty())
            report("residence_status", person, "cross.no_period");
        if (view_.is("sign_cert_action", person, "申請しない") &&
            view_.is("auth_cert_action", person, "申請しない") && view_.text("period_kind", person).empty())
            report("auth_cert_action", person, "cross.no_certificate");
    }

    void check_relation(Subject person, core::Date birth, const std::string& relation) {
        if ((relation == "夫" || relation == "妻") && core::age_on(birth, today_) < age_to_marry)
            report("relation_to_new_head", person, "cross.spouse_young", true);
        const auto head = birth_of_head();
        if (!head) return;
        if (relation == "子" && birth <= *head)
            report("relation_to_new_head", person, "cross.child_older", true);
        if ((relation == "父" || relation == "母") && birth >= *head)
            report("relation_to_new_head", person, "cross.parent_younger", true);
    }

    void check_bank() {
        const std::string holder = view_.text("bank_holder_kana"), name = view_.text("claimant_name_kana");
        if (!holder.empty() && !name.empty() && core::fold_reading(holder) != core::fold_reading(name))
            report("bank_holder_kana", the_visit, "cross.bank_holder", true);
        if (view_.text("bank_kind") == "当座" && !view_.text("claimant_capacity").empty())
            report("bank_kind", the_visit, "cross.bank_kind", true);
    }

    const AnswerView& view_;
    core::Date today_;
    std::vector<FieldFinding> out_;
};

}  // namespace

std::vector<FieldFinding> findings_of(const AnswerView& view) { return CrossCheck(view).run(); }

}  // namespace forms
