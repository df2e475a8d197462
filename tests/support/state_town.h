// Two desks with a contradiction, an ink and a state snapshot in memory, for stories of state and cut.
#pragma once

#include "storage/cases/log_truncation.h"
#include "storage/cases/state_snapshot.h"
#include "storage/log/erasure_ledger.h"
#include "tests/support/case_desk.h"
#include "tests/support/memory_files.h"

namespace support {

using namespace storage;

inline constexpr std::uint32_t content = part_class::content + 1;

inline std::optional<PublicKey> known_key(const core::DeviceId& device) {
    return support::LogNode::key_of(device);
}

// As CaseNode covers parts: one byte in front.
struct CoverSealer final : StateSealer {
    core::Status seal(Batch& record, const core::RunId&, ByteView state) override {
        core::Bytes part = support::cover(core::Bytes(state.begin(), state.end()));
        record.head.parts = {{content, record.head.id(), part.size(), hash(part)}};
        record.parts = {std::move(part)};
        return core::ok();
    }
};

inline void share(CaseNode& a, CaseNode& b) {
    a.seal();
    b.seal();
    a.take_from(b);
    b.take_from(a);
}

inline void erase(CaseNode& desk, const core::CaseId& id) {
    auto block = must(desk.node().gate().begin());
    must(carry_out(desk.log(), {id, every_content_class, {5'000}, "保存期間満了", {}, 0}));
    MUST(desk.cases().erase(id));
    MUST(block.commit());
}

struct Town {
    tests::MemoryFiles files;
    StateArchive archive{files, "/state"};
    CaseNode a{1};
    CaseNode b{2};
    core::CaseId first, second;

    Town() {
        first = a.receive(1, "髙橋　健太郎", "タカハシ　ケンタロウ");
        second = b.receive(2, "渡邉　葵", "ワタナベ　アオイ");
        share(a, b);
        a.answer(first, forms::field::phone, "111");
        b.answer(first, forms::field::phone, "222");  // apart: both stand
        a.sign(second);
        share(a, b);
    }
    StateInfo make() {
        CoverSealer sealer;
        return must(archive.create(a.cases(), sealer, a.node().device().key,
                                   core::fresh_id<core::RunId>(a.node().random()), {9'000}));
    }
    core::Result<StateInfo> restore_into(CaseNode& joiner) {
        support::CoverOpener opener;
        auto info = archive.restore(joiner.log(), opener, known_key);
        if (!info) return info;
        joiner.reopen();
        CHECK(must(joiner.cases().needs_rebuild()));
        MUST(joiner.cases().rebuild());
        return info;
    }
};

}  // namespace support
