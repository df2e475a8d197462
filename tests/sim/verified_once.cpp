// Checking a signature is a pure function and most of a schedule's time, and every node of the simulated site
// checks the same ones. So the simulator remembers, thread by thread, what it has checked: the linker sends
// calls of storage::verify here (--wrap), and the product's own is asked once for each key, message and
// signature.
#include <map>
#include <tuple>

#include "storage/keys/primitives.h"

#define KAKANAI_VERIFY _ZN7storage6verifyERKSt5arrayIhLm32EESt4spanIKhLm18446744073709551615EERKS0_IhLm64EE
#define KAKANAI_JOIN(a, b) a##b
#define KAKANAI_NAME(a, b) KAKANAI_JOIN(a, b)

extern "C" {
bool KAKANAI_NAME(__real_, KAKANAI_VERIFY)(const storage::PublicKey& signer, core::ByteView message,
                                           const storage::Signature& signature);
bool KAKANAI_NAME(__wrap_, KAKANAI_VERIFY)(const storage::PublicKey& signer, core::ByteView message,
                                           const storage::Signature& signature);

bool KAKANAI_NAME(__wrap_, KAKANAI_VERIFY)(const storage::PublicKey& signer, core::ByteView message,
                                           const storage::Signature& signature) {
    using Question = std::tuple<storage::PublicKey, storage::Digest, storage::Signature>;
    thread_local std::map<Question, bool> known;
    if (known.size() > 20'000) known.clear();
    const auto [at, fresh] = known.try_emplace({signer, storage::hash(message), signature}, false);
    if (fresh) at->second = KAKANAI_NAME(__real_, KAKANAI_VERIFY)(signer, message, signature);
    return at->second;
}
}
