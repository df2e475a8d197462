#include "forms/casework/protection.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>

namespace forms {

namespace {

std::string part(const Record& record, const std::string& name) {
    const auto at = record.find(name);
    return at == record.end() ? std::string() : at->second;
}

std::string dot_text(const core::Dot& dot) {
    return dot.device.hex() + ":" + std::to_string(dot.seq) + ":" + std::to_string(dot.index);
}

std::int64_t number(const std::string& text) {
    std::int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

}  // namespace

bool is_protected(const CaseFile& file) { return !file.members(set_number::protections).empty(); }

std::vector<core::Dot> protections_of(const CaseFile& file) {
    std::vector<core::Dot> out;
    for (const Member& member : file.members(set_number::protections)) out.push_back(member.stamp.dot);
    return out;
}

std::vector<Release> open_releases(const CaseFile& file, std::int64_t now_ms) {
    std::set<std::string> spent;
    std::vector<const PastFact*> given;
    for (const PastFact& past : file.facts()) {
        if (past.fact.kind == fact_kind::release_spent) spent.insert(part(past.fact.parts, "release"));
        if (past.fact.kind == fact_kind::protection_release) given.push_back(&past);
    }
    std::sort(given.begin(), given.end(), [](const PastFact* a, const PastFact* b) {
        return std::tie(a->stamp.hlc, a->stamp.dot) < std::tie(b->stamp.hlc, b->stamp.dot);
    });
    std::vector<Release> out;
    for (const PastFact* past : given) {
        const auto clerk = core::AccountId::from_hex(part(past->fact.parts, "clerk"));
        const std::int64_t until = number(part(past->fact.parts, "until"));
        if (!clerk || until <= now_ms || spent.contains(dot_text(past->stamp.dot))) continue;
        out.push_back({past->stamp.dot, *clerk, part(past->fact.parts, "form"), until});
    }
    return out;
}

Access access_to(const CaseFile& file, const core::AccountId& account, bool supervisor, std::int64_t now_ms) {
    if (!is_protected(file) || supervisor) return {};
    for (const Release& release : open_releases(file, now_ms))
        if (release.clerk == account) return {true, release.form};
    return {false, {}};
}

Fact release_fact(const core::AccountId& clerk, const std::string& form, const std::string& reason,
                  std::int64_t until_ms) {
    return {fact_kind::protection_release,
            {{"clerk", clerk.hex()}, {"form", form}, {"reason", reason}, {"until", std::to_string(until_ms)}},
            {}};
}

Fact spent_fact(const Release& release) {
    return {fact_kind::release_spent, {{"release", dot_text(release.dot)}}, {}};
}

}  // namespace forms
