// Curve25519 is most of a schedule's time, and a simulated site asks the same questions over and over: every
// node checks the seal that one of them made, both ends of a handshake compute the same secrets, and links
// between the same two devices come and go. These are pure functions, so the simulator remembers answers,
// thread by thread; the linker sends the calls of storage/keys here (--wrap). What was signed here with a key
// is known to hold for that key, message and signature, to the bit; anything else is truly checked, and every
// secret is computed by libsodium when it is first asked for, by whichever end asks first.
#include <array>
#include <cstring>
#include <unordered_map>

#include "storage/keys/primitives.h"

extern "C" {
int __real_crypto_scalarmult(unsigned char* out, const unsigned char* secret, const unsigned char* point);
int __real_crypto_scalarmult_base(unsigned char* out, const unsigned char* secret);
int __real_crypto_sign_detached(unsigned char* signature, unsigned long long* size,
                                const unsigned char* message, unsigned long long message_size,
                                const unsigned char* secret);
int __real_crypto_sign_verify_detached(const unsigned char* signature, const unsigned char* message,
                                       unsigned long long message_size, const unsigned char* signer);
}

namespace {

using Key32 = std::array<std::uint8_t, 32>;

Key32 key32(const unsigned char* bytes) {
    Key32 key;
    std::copy_n(bytes, key.size(), key.begin());
    return key;
}

struct FirstBytes {  // of keys and digests, which are as good as random
    std::size_t operator()(const Key32& key) const {
        std::size_t out = 0;
        std::memcpy(&out, key.data(), sizeof out);
        return out;
    }
};

template <class Answer>
class Remembered {
  public:
    template <class Ask>
    const Answer& of(const Key32& question, Ask ask) {
        const auto at = known_.find(question);
        if (at != known_.end()) return at->second;
        if (known_.size() > 20'000) known_.clear();
        return known_.emplace(question, ask()).first->second;
    }

  private:
    std::unordered_map<Key32, Answer, FirstBytes> known_;
};

const Key32& public_of(const unsigned char* secret) {
    thread_local Remembered<Key32> known;
    return known.of(key32(secret), [&] {
        Key32 out{};
        (void)__real_crypto_scalarmult_base(out.data(), secret);
        return out;
    });
}

struct Shared {
    int failed{0};
    Key32 secret{};
};

// The same for (a, B) and (b, A).
const Shared& shared_of(const unsigned char* secret, const unsigned char* point) {
    thread_local Remembered<Shared> known;
    const Key32 mine = public_of(secret), theirs = key32(point);
    const auto question = storage::Hasher().add(std::min(mine, theirs)).add(std::max(mine, theirs)).finish();
    return known.of(question, [&] {
        Shared out;
        out.failed = __real_crypto_scalarmult(out.secret.data(), secret, point);
        return out;
    });
}

using Ask = bool (*)(const unsigned char* signer, core::ByteView message, const unsigned char* signature);

bool holds(const unsigned char* signer, core::ByteView message, const unsigned char* signature, Ask ask) {
    thread_local Remembered<bool> known;
    const auto question = storage::Hasher().add({signer, 32}).add({signature, 64}).add(message).finish();
    return known.of(question, [&] { return ask(signer, message, signature); });
}

bool just_signed(const unsigned char*, core::ByteView, const unsigned char*) { return true; }

bool really_holds(const unsigned char* signer, core::ByteView message, const unsigned char* signature) {
    return __real_crypto_sign_verify_detached(signature, message.data(), message.size(), signer) == 0;
}

}  // namespace

extern "C" {
int __wrap_crypto_scalarmult(unsigned char* out, const unsigned char* secret, const unsigned char* point) {
    const Shared& shared = shared_of(secret, point);
    std::copy(shared.secret.begin(), shared.secret.end(), out);
    return shared.failed;
}

int __wrap_crypto_scalarmult_base(unsigned char* out, const unsigned char* secret) {
    const Key32& key = public_of(secret);
    std::copy(key.begin(), key.end(), out);
    return 0;
}

int __wrap_crypto_sign_detached(unsigned char* signature, unsigned long long* size,
                                const unsigned char* message, unsigned long long message_size,
                                const unsigned char* secret) {
    const int failed = __real_crypto_sign_detached(signature, size, message, message_size, secret);
    const unsigned char* const signer = secret + 32;  // seed and public key, as libsodium lays them out
    if (failed == 0)
        (void)holds(signer, {message, static_cast<std::size_t>(message_size)}, signature, just_signed);
    return failed;
}

int __wrap_crypto_sign_verify_detached(const unsigned char* signature, const unsigned char* message,
                                       unsigned long long message_size, const unsigned char* signer) {
    const core::ByteView signed_bytes{message, static_cast<std::size_t>(message_size)};
    return holds(signer, signed_bytes, signature, really_holds) ? 0 : -1;
}
}
