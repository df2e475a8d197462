// A roster entry as it comes from a peer or a file: only the canonical form is taken, and no field of it
// breaks what reads the facts.
#include <cstdlib>

#include "storage/roster/roster_entry.h"
#include "storage/roster/roster_facts.h"

namespace {

template <class Fact>
void read(const storage::Fields& fields) {
    const auto fact = storage::fact_from<Fact>(fields);
    if (!fact) return;
    if (!storage::fact_from<Fact>(storage::to_fields(*fact))) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const core::ByteView bytes(data, size);
    const auto entry = storage::decode_entry(bytes);
    if (!entry) return 0;
    const auto again = storage::encode_entry(*entry);
    if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end())) std::abort();
    const auto body = storage::decode_body(entry->body);
    if (!body || storage::encode_body(*body) != entry->body) std::abort();
    read<storage::GenesisFact>(body->fields);
    read<storage::DeviceAddFact>(body->fields);
    read<storage::DeviceRevokeFact>(body->fields);
    read<storage::AccountPutFact>(body->fields);
    read<storage::AccountDisableFact>(body->fields);
    read<storage::EpochFact>(body->fields);
    read<storage::TransportFact>(body->fields);
    read<storage::RetentionFact>(body->fields);
    read<storage::SettleFact>(body->fields);
    read<storage::RecoveryFact>(body->fields);
    read<storage::AccountBlobFact>(body->fields);
    read<storage::GrantFact>(body->fields);
    return 0;
}
