// A desk with log and case store over a real encrypted file. Parts are "sealed" with one byte in front, so a
// story can spoil them; the log and the fold are the product's.
#pragma once

#include "storage/cases/act.h"
#include "storage/cases/case_store.h"
#include "storage/cases/case_views.h"
#include "tests/support/log_node.h"

namespace support {

inline core::Bytes cover(core::Bytes plain) {
    plain.insert(plain.begin(), 0x5A);
    return plain;
}

struct CoverOpener final : storage::PartOpener {
    core::Result<std::optional<core::Bytes>> open(const storage::Batch& batch, std::size_t index) override {
        const auto& part = batch.parts[index];
        if (!part) return std::optional<core::Bytes>{};
        if (part->empty() || part->front() != 0x5A) return core::corrupt("crypto.refused");
        return std::optional(core::Bytes(part->begin() + 1, part->end()));
    }
};

class CaseNode {
  public:
    explicit CaseNode(std::uint8_t number, storage::DatabaseOptions options = LogNode::unsynced())
        : node_(number, options) {
        account_.bytes[0] = number;
        open();
    }
    void shut() {
        cases_.reset();
        node_.shut();
    }
    void reopen() {
        cases_.reset();
        node_.reopen();
        open();
    }

    // One clerk action, in a block of its own unless one is open.
    storage::Batch act(const core::CaseId& id, std::vector<forms::Item> items,
                       storage::ActKind kind = storage::ActKind::case_changed, const std::string& form = "") {
        if (node_.gate().open()) return put(id, std::move(items), kind, form);
        auto block = must(node_.gate().begin());
        auto batch = put(id, std::move(items), kind, form);
        MUST(block.commit());
        return batch;
    }
    void seal() { node_.seal(); }
    std::size_t take_from(CaseNode& other) {
        return node_.take_from(other.node_, [this](const storage::Batch& batch, const auto& context) {
            return cases_->apply(batch, context);
        });
    }

    // A reception as the counter makes it: number, ticket, event, procedures, visitor.
    core::CaseId receive(int number, const std::string& name, const std::string& kana,
                         const std::string& form = "F03") {
        core::CaseId id = core::fresh_id<core::CaseId>(node_.random());
        const std::string letter(1, static_cast<char>('A' + account_.bytes[0] - 1));
        const auto text = [](std::string value) {
            return forms::Answer{std::move(value), forms::Source::interview, "", true};
        };
        act(id,
            {forms::Write{{0, forms::field::reception_number},
                          text(letter + "-" + std::to_string(1000 + number).substr(1)),
                          {}},
             forms::Write{{0, forms::field::ticket}, text(std::to_string(number)), {}},
             forms::Write{{0, forms::field::life_event}, text("move_in"), {}},
             forms::Write{{0, forms::field::name},
                          {forms::Record{{"text", name}, {"kana", kana}}, forms::Source::card_chip, "", true},
                          {}},
             forms::Write{{0, forms::field::birth_date},
                          {forms::DateValue::of(1993, 5, 1), forms::Source::card_chip, "", true},
                          {}},
             forms::SetAdd{forms::set_number::procedures, forms::Record{{"id", "1"}, {"form", form}}},
             forms::StatusEvent{forms::Stage::none, forms::Stage::received, "", {}}},
            storage::ActKind::case_opened);
        return id;
    }
    void answer(const core::CaseId& id, std::uint32_t field, const std::string& text) {
        const forms::CaseFile file = *must(cases_->find(id));
        act(id, {forms::write_over(file, {0, field}, {text, forms::Source::interview, "", false})});
    }
    void sign(const core::CaseId& id) {  // ink too large to lie in its row
        const auto ink =
            batch_of(id, {{storage::part_class::restricted,
                           core::Bytes(90'000 + log().heads().of(log().self()), account_.bytes[0])},
                          {storage::part_class::content + 1, forms::encode_change({account_, {}})}});
        auto block = must(node_.gate().begin());
        store(ink);
        MUST(block.commit());
    }
    void move_to(const core::CaseId& id, forms::Stage stage, const std::string& reason = "") {
        const forms::CaseFile file = *must(cases_->find(id));
        act(id, {must(forms::next_event(file, stage, reason))}, storage::ActKind::status_changed);
    }
    void claim(const core::CaseId& id) {
        const forms::CaseFile file = *must(cases_->find(id));
        act(id,
            {forms::write_over(
                file, {0, forms::field::claim},
                {forms::Record{{"desk", std::string(1, static_cast<char>('A' + account_.bytes[0] - 1))},
                               {"account", account_.hex()}},
                 forms::Source::derived, "", true})},
            storage::ActKind::case_claimed);
    }

    LogNode& node() { return node_; }
    storage::BatchLog& log() { return node_.log(); }
    storage::CaseStore& cases() { return *cases_; }
    storage::CaseViews views() { return storage::CaseViews(node_.database().writer()); }
    storage::Connection& connection() { return node_.database().writer(); }
    core::AccountId account() const { return account_; }

    // A batch whose parts are these classes and plain texts.
    storage::Batch batch_of(const core::CaseId& id,
                            const std::vector<std::pair<std::uint32_t, core::Bytes>>& plain) {
        storage::Batch batch = node_.draft({}, id);
        batch.head.parts.clear();
        batch.parts.clear();
        for (const auto& [part_class, bytes] : plain) {
            core::Bytes part = cover(bytes);
            batch.head.parts.push_back({part_class, batch.head.id(), part.size(), storage::hash(part)});
            batch.parts.push_back(std::move(part));
        }
        return batch;
    }
    void store(const storage::Batch& batch) {
        const auto context = node_.log().draft({0}).context;
        MUST(node_.log().append_own(batch));
        MUST(cases_->apply(batch, context));
    }

  private:
    void open() {
        cases_ = std::make_unique<storage::CaseStore>(node_.log(), opener_,
                                                      storage::Secret::copy_of(core::Bytes(32, 11)));
    }
    storage::Batch put(const core::CaseId& id, std::vector<forms::Item> items, storage::ActKind kind,
                       const std::string& form) {
        storage::Act trace{kind, account_, "", form, 0, {}};
        const auto batch = batch_of(
            id, {{storage::part_class::content + 1, forms::encode_change({account_, std::move(items)})},
                 {storage::part_class::trace, storage::encode_acts({trace})}});
        store(batch);
        return batch;
    }

    LogNode node_;
    core::AccountId account_;
    CoverOpener opener_;
    std::unique_ptr<storage::CaseStore> cases_;
};

}  // namespace support
