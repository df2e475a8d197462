#include "app/desk/resident/resident_steps.h"

#include <algorithm>
#include <iterator>

namespace app::desk {

namespace {

bool same_place(const ResidentLine& one, const ResidentLine& other) {
    return one.field == other.field && one.person == other.person && one.group == other.group &&
           one.number == other.number && one.label == other.label;
}

std::set<std::size_t> differences(const std::vector<ResidentLine>& before,
                                  const std::vector<ResidentLine>& after) {
    std::set<std::size_t> out;
    for (std::size_t i = 0; i < after.size(); ++i) {
        const auto old = std::find_if(before.begin(), before.end(),
                                      [&](const auto& line) { return same_place(line, after[i]); });
        if (old == before.end() || !(*old == after[i])) out.insert(i);
    }
    return out;
}

}  // namespace

void ResidentSteps::begin(ResidentSheet sheet) {
    *this = ResidentSteps();
    sheet_ = std::move(sheet);
    for (const auto& consent : sheet_.consents)
        if (!consent.agreed) asked_.insert(consent.id);
    page_ = ResidentPage::check;
}

void ResidentSteps::stop() { *this = ResidentSteps(); }

const ResidentConsent* ResidentSteps::consent() const {
    if (page_ != ResidentPage::consent) return nullptr;
    const auto at = std::find_if(sheet_.consents.begin(), sheet_.consents.end(),
                                 [this](const auto& one) { return one.id == consent_; });
    return at == sheet_.consents.end() ? nullptr : &*at;
}

int ResidentSteps::consent_number() const {
    return std::min(static_cast<int>(agreed_.size()) + 1, consents_asked());
}

void ResidentSteps::next_consent() {
    for (const auto& consent : sheet_.consents) {
        if (!asked_.contains(consent.id) || agreed_.contains(consent.id)) continue;
        consent_ = consent.id;
        page_ = ResidentPage::consent;
        return;
    }
    page_ = ResidentPage::sign;
}

void ResidentSteps::lines_are_right() {
    if (page_ != ResidentPage::check) return;
    shown_anew_ = false;
    changed_.clear();
    next_consent();
}

bool ResidentSteps::want_change(std::size_t line) {
    if (page_ != ResidentPage::check || line >= sheet_.lines.size()) return false;
    if (sheet_.lines[line].field.empty()) return false;
    page_ = ResidentPage::change;
    return true;
}

void ResidentSteps::back_to_lines() {
    if (page_ == ResidentPage::change || page_ == ResidentPage::consent || page_ == ResidentPage::sign)
        page_ = ResidentPage::check;
}

void ResidentSteps::agreed() {
    if (consent() == nullptr) return;
    agreed_.insert(consent_);
    next_consent();
}

void ResidentSteps::on_paper() {
    if (asking()) page_ = ResidentPage::paper_thanks;
}

void ResidentSteps::has_signed() {
    if (page_ == ResidentPage::sign) page_ = ResidentPage::sign_thanks;
}

bool ResidentSteps::sheet_is_now(ResidentSheet sheet) {
    if (!asking() || page_ == ResidentPage::paper_thanks || page_ == ResidentPage::sign_thanks) return false;
    const auto changed = differences(sheet_.lines, sheet.lines);
    const bool fewer = sheet.lines.size() < sheet_.lines.size();
    sheet_.consents = sheet.consents;
    if (changed.empty() && !fewer) return false;
    sheet_ = std::move(sheet);
    changed_ = changed;
    shown_anew_ = page_ != ResidentPage::change;
    page_ = ResidentPage::check;
    return true;
}

}  // namespace app::desk
