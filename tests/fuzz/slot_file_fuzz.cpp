// A slot file from a hostile disk: read within its limits, and what a stranger wrote into it never opens with
// keys that are not its own, nor costs more than the caps allow. The plain check is mended first, since who
// writes a slot file can compute it.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "storage/keys/key_slots.h"
#include "tests/support/memory_files.h"
#include "tests/support/seeded_random.h"

namespace {

core::Bytes mended(const std::uint8_t* data, std::size_t size) {
    core::Bytes file(data, data + size);
    if (size < 64) return file;
    const storage::Digest check = storage::Hasher()
                                      .add(core::view("kakanai slot check"))
                                      .add(core::ByteView(file).first(size - 32))
                                      .finish();
    std::copy(check.begin(), check.end(), file.end() - 32);
    return file;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static tests::SeededRandom random;
    static const storage::Secret key = storage::Secret::random(storage::key_size, random);
    static const storage::BoxKey box = storage::BoxKey::fresh(random);
    tests::MemoryFiles files;
    files.files["slots"] = mended(data, size);
    files.files["slots.copy"] = core::Bytes(data, data + size);
    auto slots = storage::KeySlots::load(files, "slots");
    if (!slots) return 0;
    if (slots->open_with_key_file(key) || slots->open_with_recovery(box)) std::abort();
    for (const auto& account : slots->accounts()) {
        const auto blob = slots->account_blob(account);
        if (!blob) continue;
        const auto needs = storage::account_blob_needs(*blob);
        if (needs && !needs->params.within_caps()) std::abort();
    }
    // A change under a key that is not the store's is refused and writes nothing.
    const auto before = files.files;
    if (slots->remove_account(key, core::AccountId{})) std::abort();
    if (files.files != before) std::abort();
    return 0;
}
