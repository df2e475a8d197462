#include "app/bench/sync_workload.h"

namespace app {

namespace {

constexpr std::uint32_t first_field = 1000;  // forms/data/fields.json counts from here

// One step of splitmix64: chance that needs no memory.
std::uint64_t mixed(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

std::uint64_t seed_of(int number, int field, int round) {
    return (static_cast<std::uint64_t>(number) << 24) ^ (static_cast<std::uint64_t>(field) << 16) ^
           static_cast<std::uint64_t>(round);
}

Writing about(const core::CaseId& id, const core::AccountId& clerk, const std::string& reception,
              storage::ActKind kind) {
    storage::Act act;
    act.kind = kind;
    act.account = clerk;
    act.reception = reception;
    return {id, forms::Change{clerk, {}}, {act}, {}};
}

}  // namespace

core::CaseId Workload::id(int number) const {
    core::CaseId id;
    for (std::size_t i = 0; i < id.bytes.size(); ++i)
        id.bytes[i] = static_cast<std::uint8_t>(mixed(static_cast<std::uint64_t>(number) * 16 + i) >> 56);
    return id;
}

std::string Workload::text(int number, int field, int round) const {
    static constexpr std::string_view letters =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
    std::string out;
    std::uint64_t chance = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        if (i % 8 == 0) chance = mixed(seed_of(number, field, round) ^ (i << 56));
        out.push_back(letters[chance % 64]);
        chance /= 64;
    }
    return out;
}

std::int64_t Workload::number(int number, int field, int round) const {
    return static_cast<std::int64_t>(mixed(seed_of(number, field, round)) % 1'000'000);
}

forms::Write Workload::write(int number, int field, int round) const {
    forms::Write write{{0, first_field + static_cast<std::uint32_t>(field)}, {}, {}};
    if (is_number(field)) {
        write.answer.value = this->number(number, field, round);
    } else {
        write.answer.value = text(number, field, round);
    }
    write.answer.source = forms::Source::interview;
    return write;
}

Writing Workload::whole(int number, const core::AccountId& clerk, const std::string& reception) const {
    Writing writing = about(id(number), clerk, reception, storage::ActKind::case_opened);
    for (int field = 0; field < fields_a_case; ++field)
        writing.change->items.emplace_back(write(number, field, 0));
    return writing;
}

Writing Workload::edit(int number, int field, int round, const core::AccountId& clerk,
                       const std::string& reception) const {
    Writing writing = about(id(number), clerk, reception, storage::ActKind::case_changed);
    writing.change->items.emplace_back(write(number, field, round));
    return writing;
}

}  // namespace app
