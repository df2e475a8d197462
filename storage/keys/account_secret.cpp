#include "storage/keys/account_secret.h"

#include <algorithm>

namespace storage {

namespace {

constexpr std::size_t keys_size = 64;

core::Error wrong_password() { return core::denied("auth.wrong_password"); }

struct Blob {
    AccountBlobNeeds needs;
    ByteView salt;
    ByteView challenge;
    ByteView before_nonce;
    XNonce nonce{};
    ByteView sealed;
};

core::Result<Blob> read_blob(ByteView bytes) {
    core::Reader in(bytes);
    Blob blob;
    const std::uint8_t format = in.u8();
    blob.needs.params.passes = in.u32();
    blob.needs.params.memory_kib = in.u32();
    blob.salt = in.raw(16);
    if (format == 2) {
        blob.needs.token = in.array<16>();
        blob.challenge = in.raw(32);
    }
    blob.before_nonce = bytes.first(std::min(in.at(), bytes.size()));
    blob.nonce = in.array<24>();
    blob.sealed = in.raw(keys_size + tag_size);
    if (!in.done() || format < 1 || format > 2) return core::corrupt("slot.malformed", "account blob");
    if (!blob.needs.params.within_caps()) return core::corrupt("slot.params");
    return blob;
}

Bytes associated(const core::AccountId& account, ByteView before_nonce) {
    core::Writer out;
    out.raw(core::view("kakanai account blob")).raw(account.bytes).raw(before_nonce);
    return out.take();
}

core::Result<Secret> wrapping_key(ByteView password, ByteView salt, const Argon2Params& params,
                                  ByteView challenge, Token* token) {
    if (password.size() > password_size_max) return wrong_password();
    auto key = argon2id(password, salt, params);
    if (!key || challenge.empty()) return key;
    auto answer = token->answer(challenge);
    if (!answer) return answer.error();
    return derive_key(*key, "token", answer->view());
}

}  // namespace

AccountSecret AccountSecret::fresh(core::Random& random) {
    return {BoxKey::fresh(random), SigningKey::fresh(random)};
}

AccountSecret AccountSecret::clone() const {
    const Secret seed = sign.seed();
    return {BoxKey::from_secret(box.secret.view()), SigningKey::from_seed(seed.view())};
}

core::Result<Bytes> make_account_blob(const core::AccountId& account, const AccountSecret& keys,
                                      ByteView password, const Argon2Params& params, core::Random& random,
                                      Token* token) {
    std::array<std::uint8_t, 16> salt{};
    std::array<std::uint8_t, 32> challenge{};
    XNonce nonce{};
    random.fill(salt);
    random.fill(nonce);
    core::Writer out;
    out.u8(token == nullptr ? 1 : 2).u32(params.passes).u32(params.memory_kib).raw(salt);
    if (token != nullptr) {
        random.fill(challenge);
        out.raw(token->id()).raw(challenge);
    }
    auto key =
        wrapping_key(password, salt, params, token == nullptr ? ByteView{} : ByteView(challenge), token);
    if (!key) return key.error();
    Secret plain(keys_size);
    const Secret seed = keys.sign.seed();
    std::copy(keys.box.secret.view().begin(), keys.box.secret.view().end(), plain.bytes().begin());
    std::copy(seed.view().begin(), seed.view().end(), plain.bytes().begin() + 32);
    const Bytes bound = associated(account, out.bytes());
    out.raw(nonce).raw(seal(key->view(), nonce, bound, plain.view()));
    return out.take();
}

core::Result<AccountSecret> open_account_blob(const core::AccountId& account, ByteView bytes,
                                              ByteView password, Token* token) {
    auto blob = read_blob(bytes);
    if (!blob) return blob.error();
    if (blob->needs.token && (token == nullptr || token->id() != *blob->needs.token))
        return core::Error{core::ErrorCode::device, "token.absent"};
    auto key = wrapping_key(password, blob->salt, blob->needs.params, blob->challenge, token);
    if (!key) return key.error();
    auto plain = open_secret(key->view(), blob->nonce, associated(account, blob->before_nonce), blob->sealed);
    if (!plain) return wrong_password();
    return AccountSecret{BoxKey::from_secret(plain->view().first(32)),
                         SigningKey::from_seed(plain->view().subspan(32, 32))};
}

core::Result<AccountBlobNeeds> account_blob_needs(ByteView bytes) {
    auto blob = read_blob(bytes);
    if (!blob) return blob.error();
    return blob->needs;
}

}  // namespace storage
