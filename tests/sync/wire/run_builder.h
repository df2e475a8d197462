// Runs of batches for tests: chained, sealed, and as odd in shape as the format allows.
#pragma once

#include <algorithm>

#include "storage/log/batch.h"
#include "tests/support/seeded_random.h"

namespace tests {

struct Author {
    core::SiteId site;
    core::DeviceId device;
    storage::SigningKey signing;
    std::uint64_t seq{0};
    core::Digest chain{};

    Author(const core::SiteId& own_site, SeededRandom& random)
        : site(own_site),
          device(core::fresh_id<core::DeviceId>(random)),
          signing(storage::SigningKey::fresh(random)),
          chain(storage::first_chain(site, device)) {}

    storage::SealedRun seal(std::vector<storage::Batch> batches) {
        for (auto& batch : batches) {
            batch.head.device = device;
            batch.head.seq = ++seq;
            if (batch.head.run) batch.head.run_seq = seq;
            if (batch.head.run_seq == 0) batch.head.run_seq = 1;
            chain = storage::next_chain(chain, storage::hash(storage::encode_head(batch.head)));
        }
        storage::SealedRun run{device, std::move(batches), {seq, chain, {}}};
        run.seal.signature = signing.sign(storage::seal_message(site, device, seq, chain));
        return run;
    }
};

inline core::Bytes random_bytes(std::size_t size, SeededRandom& random) {
    core::Bytes bytes(size);
    random.fill(bytes);
    return bytes;
}

inline void add_part(storage::Batch& batch, std::uint32_t part_class, core::BatchId key, core::Bytes bytes) {
    batch.head.parts.push_back({part_class, key, bytes.size(), storage::hash(bytes)});
    batch.parts.push_back(std::move(bytes));
}

inline void add_key(storage::Batch& batch, std::uint32_t part_class, core::Bytes wrapped) {
    batch.head.keys.push_back({part_class, storage::hash(wrapped)});
    batch.keys.push_back({part_class, std::move(wrapped)});
}

inline void add_context(storage::Batch& batch, std::vector<core::BatchId> past) {
    std::sort(past.begin(), past.end());
    batch.head.context = std::move(past);
}

// Any shape: contexts, hollow parts, erased keys, extensions, times that jump, several runs and epochs.
inline storage::Batch odd_batch(std::uint64_t seq, const core::DeviceId& self, SeededRandom& random) {
    storage::Batch batch;
    auto& head = batch.head;
    if (seq == 1 || random.below(9) == 0) {
        head.run = core::fresh_id<core::RunId>(random);
    } else {
        head.run_seq = 1 + random.below(seq - 1);
    }
    head.hlc =
        core::Hlc::at(static_cast<std::int64_t>(random.below(std::uint64_t{1} << (1 + random.below(47)))),
                      static_cast<std::uint16_t>(random.below(65536)));
    if (random.below(3) != 0) {
        head.case_id = core::CaseId{};
        head.case_id->bytes[15] = static_cast<std::uint8_t>(random.below(4));
    }
    head.epoch = random.below(3);
    std::vector<core::BatchId> past;
    for (std::uint8_t i = 0; i < random.below(4); ++i) {
        core::DeviceId other{};
        other.bytes[0] = static_cast<std::uint8_t>(200 + i);
        past.push_back({other, 1 + random.below(1000)});
    }
    add_context(batch, past);
    for (std::uint64_t i = random.below(4); i > 0; --i) {
        const core::BatchId keys[] = {{self, seq}, {self, 1 + random.below(seq)}, {core::DeviceId{}, 77}};
        add_part(batch, static_cast<std::uint32_t>(random.below(40)), keys[random.below(3)],
                 random_bytes(random.below(100), random));
        if (random.below(5) == 0) batch.parts.back().reset();
    }
    for (std::uint32_t i = 0; i < random.below(3); ++i) {
        add_key(batch, i, random_bytes(72, random));
        if (random.below(5) == 0) batch.keys.back().wrapped.reset();
    }
    for (std::uint64_t i = 0; i < random.below(3); ++i)
        head.extensions.push_back({i * 5, random_bytes(3, random)});
    return batch;
}

}  // namespace tests
