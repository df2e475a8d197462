#include "app/practice/virtual_residence.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "app/practice/card_bytes.h"

namespace app {
namespace {

using core::Bytes;

constexpr std::uint16_t ok = 0x9000;
const Bytes residence_atr{0x3B, 0x88, 0x80, 0x01, 0x00, 0x00, 0x00, 0x00, 0x91, 0x81, 0xC1, 0x00, 0xD8};

Bytes zero_filled(Bytes content, std::size_t size) {
    content.resize(size, 0x00);
    return content;
}

// One CBC run with libcrypto, zero IV, no padding.
Bytes cbc(const EVP_CIPHER* cipher, core::ByteView key, core::ByteView data, bool encrypt) {
    const std::array<std::uint8_t, 16> iv{};
    Bytes out(data.size());
    int size = 0;
    EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
    EVP_CipherInit_ex(context, cipher, nullptr, key.data(), iv.data(), encrypt);
    EVP_CIPHER_CTX_set_padding(context, 0);
    EVP_CipherUpdate(context, out.data(), &size, data.data(), static_cast<int>(data.size()));
    EVP_CIPHER_CTX_free(context);
    return out;
}

// The card's end of the cryptography, written from the specification and apart from the reader's.
class CardCipher {
  public:
    explicit CardCipher(bool aes) : aes_(aes) {}

    std::size_t block() const { return aes_ ? 16 : 8; }

    Bytes run(core::ByteView key, core::ByteView data, bool encrypt) const {
        if (aes_) return cbc(EVP_aes_128_cbc(), key, data, encrypt);
        return cbc(EVP_des_ede3_cbc(), joined({key, key.first(8)}), data, encrypt);
    }

    Bytes mac(core::ByteView key, core::ByteView data) const {
        return aes_ ? cmac(key, data) : retail(key, data);
    }

    static Bytes key_of(core::ByteView seed) {
        Bytes digest(20);
        EVP_Digest(seed.data(), seed.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
        digest.resize(16);
        return digest;
    }

    Bytes padded(core::ByteView data) const {
        Bytes out(data.begin(), data.end());
        out.push_back(0x80);
        while (out.size() % block() != 0) out.push_back(0x00);
        return out;
    }

  private:
    static Bytes single(core::ByteView key, core::ByteView data, bool encrypt) {
        return cbc(EVP_des_ede3_cbc(), joined({key, key, key}), data, encrypt);
    }
    static Bytes retail(core::ByteView key, core::ByteView data) {
        Bytes filled(data.begin(), data.end());
        put(filled, Bytes{0x80, 0, 0, 0, 0, 0, 0, 0});
        const Bytes chain = single(key.first(8), filled, true);
        const Bytes middle = single(key.last(8), core::ByteView(chain).last(8), false);
        return single(key.first(8), middle, true);
    }
    // RFC 4493, for messages of whole blocks: the last block is masked with the first subkey.
    static Bytes cmac(core::ByteView key, core::ByteView data) {
        const Bytes zero(16, 0x00);
        Bytes subkey = cbc(EVP_aes_128_cbc(), key, zero, true);
        const bool carry = (subkey[0] & 0x80) != 0;
        for (std::size_t i = 0; i < 16; ++i) {
            const int next = i + 1 < 16 ? subkey[i + 1] >> 7 : 0;
            subkey[i] = static_cast<std::uint8_t>(subkey[i] << 1 | next);
        }
        if (carry) subkey[15] ^= 0x87;
        Bytes masked(data.begin(), data.end());
        for (std::size_t i = 0; i < 16; ++i) masked[masked.size() - 16 + i] ^= subkey[i];
        const Bytes chain = cbc(EVP_aes_128_cbc(), key, masked, true);
        return {chain.end() - 16, chain.end() - 8};
    }

    bool aes_;
};

struct File {
    Bytes content;
    bool needs_number{true};
    bool wrapped_only{false};
};

// Invariants: a challenge serves one MUTUAL AUTHENTICATE, the very next command; the session key and the
// verified number are gone at reset.
class ResidenceCard : public VirtualCard {
  public:
    explicit ResidenceCard(const ResidenceChip& chip);

    Bytes atr() const override { return residence_atr; }
    Bytes transmit(core::ByteView command) override;
    void reset() override {
        folder_ = 0;
        current_ = nullptr;
        challenge_.clear();
        session_key_.clear();
        verified_ = false;
    }

  private:
    Bytes select(const CardCommand& command);
    Bytes challenge();
    Bytes authenticate(const CardCommand& command, const Bytes& challenge);
    Bytes verify(const CardCommand& command);
    Bytes read(const CardCommand& command);

    ResidenceChip chip_;
    CardCipher cipher_;
    std::map<std::uint8_t, File> folders_[4];  // MF, DF1, DF2, DF3; by short id
    int folder_{0};
    const File* current_{nullptr};
    Bytes challenge_, session_key_;
    bool verified_{false};
};

void first_generation_files(const ResidenceChip& chip, std::map<std::uint8_t, File> (&folders)[4]) {
    folders[0][0x0A] = {object(0xC1, ascii(chip.special_permanent ? "2" : "1")), false};
    folders[1][0x05] = {object(0xD0, zero_filled(chip.front, 7000)), true, true};
    folders[1][0x06] = {object(0xD1, zero_filled(chip.photo, 3000)), true, true};
    folders[2][0x01] = {back_entry_file(chip)};
    if (!chip.special_permanent) {
        const auto permission = [](std::uint16_t tag, const std::string& text) {
            return text.empty() ? Bytes(122, 0x00) : object(tag, zero_filled(ascii(text), 120));
        };
        folders[2][0x02] = {permission(0xD5, chip.permission_general)};
        folders[2][0x03] = {permission(0xD6, chip.permission_individual)};
        folders[2][0x04] = {object(0xD7, ascii(chip.renewal_applied ? "1" : "0"))};
    }
    const Bytes none{0xDA, 0x00, 0xDB, 0x00};
    folders[3][0x02] = {chip.signature.empty() ? none
                                               : joined({object(0xDA, chip.signature),
                                                         object(0xDB, zero_filled(chip.certificate, 1200))})};
}

Bytes printed_entries(const ResidenceChip& chip) {
    Bytes out;
    const auto add = [&](std::uint16_t tag, const std::string& text) { put(out, object(tag, ascii(text))); };
    add(0xC5, chip.expiry);
    add(0xC6, chip.birth_date);
    add(0xC7, chip.sex);
    add(0xC8, chip.nationality);
    add(0xC9, chip.status);
    add(0xCE, chip.stay);
    if (chip.special_permanent) return out;
    add(0xCA, chip.permission_kind);
    add(0xCB, chip.permission_date);
    add(0xCC, chip.work_restriction);
    add(0xCD, chip.stay_until);
    return out;
}

void second_generation_files(const ResidenceChip& chip, std::map<std::uint8_t, File> (&folders)[4]) {
    folders[0][0x0A] = {object(0xC1, ascii(chip.special_permanent ? "06" : "05")), false};
    folders[1][0x01] = {object(0xC2, ascii(chip.number)), true, true};
    folders[1][0x03] = {printed_entries(chip), true, true};
    folders[1][0x04] = {joined({object(0xD0, zero_filled(chip.name_picture, 2500)),
                                object(0xD1, zero_filled(chip.photo, 3000))}),
                        true, true};
    folders[1][0x06] = {object(0xDFD1, zero_filled(chip.address_picture, 2500)), true, true};
    const Bytes remark = joined({object(0xD9, ascii("0")), object(0xDE, Bytes(200, 0x00))});
    folders[2][0x03] = {remark};
    if (!chip.special_permanent) {
        const std::string general = chip.permission_general.empty() ? "0" : chip.permission_general;
        folders[2][0x01] = {
            zero_filled(joined({object(0xD5, ascii(general)), object(0xD6, Bytes(8, 0x00)),
                                object(0xD7, ascii(chip.permission_individual.empty() ? "0" : "1"))}),
                        22)};
        folders[2][0x02] = {object(0xD8, ascii(chip.renewal_applied ? "1" : "0"))};
    }
    Bytes signature(704, 0x00);
    if (!chip.signature.empty()) {
        signature = zero_filled(joined({object(0xDC, chip.signature), object(0xDD, chip.certificate)}), 704);
    }
    folders[3][0x02] = {signature};
}

ResidenceCard::ResidenceCard(const ResidenceChip& chip) : chip_(chip), cipher_(chip.second_generation) {
    folders_[0][0x0B] = {object(0xC0, ascii(chip.second_generation ? "0002" : "0001")), false};
    if (chip.second_generation) {
        second_generation_files(chip, folders_);
    } else {
        first_generation_files(chip, folders_);
    }
}

Bytes ResidenceCard::transmit(core::ByteView bytes) {
    const auto command = parse_command(bytes);
    // The challenge does not survive any other command in between.
    const Bytes challenge_before = std::exchange(challenge_, {});
    if (!command || (command->extended && chip_.habits.refuses_extended)) return status_answer(0x6700);
    if (command->cla != 0x00 && command->cla != 0x08) return status_answer(0x6E00);
    switch (command->ins) {
        case 0xA4:
            return select(*command);
        case 0x84:
            return challenge();
        case 0x82:
            return authenticate(*command, challenge_before);
        case 0x20:
            return verify(*command);
        case 0xB0:
            return read(*command);
        default:
            return status_answer(0x6D00);
    }
}

Bytes ResidenceCard::select(const CardCommand& command) {
    current_ = nullptr;
    if (command.p1 == 0x00 && command.data == Bytes{0x3F, 0x00}) {
        folder_ = 0;
        return status_answer(ok);
    }
    const Bytes head{0xD3, 0x92, 0xF0, 0x00, 0x4F};
    const bool ours =
        command.p1 == 0x04 && command.data.size() == 16 &&
        std::equal(head.begin(), head.end(), command.data.begin()) && command.data[5] >= 2 &&
        command.data[5] <= 4 &&
        std::all_of(command.data.begin() + 6, command.data.end(), [](auto b) { return b == 0; });
    if (!ours) return status_answer(0x6A82);
    folder_ = command.data[5] - 1;
    return status_answer(ok);
}

Bytes ResidenceCard::challenge() {
    challenge_.resize(8);
    if (chip_.fixed_random) {
        std::copy(chip_.fixed_random->begin(), chip_.fixed_random->end(), challenge_.begin());
    } else {
        RAND_bytes(challenge_.data(), 8);
    }
    return data_answer(challenge_);
}

Bytes ResidenceCard::authenticate(const CardCommand& command, const Bytes& challenge) {
    if (challenge.empty()) return status_answer(0x6985);
    if (command.data.size() != 40) return status_answer(0x6700);
    const Bytes key = CardCipher::key_of(core::view(chip_.number));
    const core::ByteView sealed = core::ByteView(command.data).first(32);
    const Bytes plain = cipher_.run(key, sealed, false);
    const bool mac_fits = cipher_.mac(key, sealed) == Bytes(command.data.begin() + 32, command.data.end());
    if (!mac_fits || !std::equal(challenge.begin(), challenge.end(), plain.begin() + 8))
        return status_answer(0x6300);
    Bytes own(16);
    if (chip_.fixed_key) {
        std::copy(chip_.fixed_key->begin(), chip_.fixed_key->end(), own.begin());
    } else {
        RAND_bytes(own.data(), 16);
    }
    const core::ByteView opened(plain);
    const Bytes answer = cipher_.run(key, joined({challenge, opened.first(8), own}), true);
    Bytes seed(20, 0x00);
    for (std::size_t i = 0; i < 16; ++i) seed[i] = plain[16 + i] ^ own[i];
    seed[19] = 0x01;
    session_key_ = CardCipher::key_of(seed);
    verified_ = false;
    return data_answer(joined({answer, cipher_.mac(key, answer)}));
}

Bytes ResidenceCard::verify(const CardCommand& command) {
    if (command.cla != 0x08 || command.p2 != 0x86) return status_answer(0x6A86);
    if (session_key_.empty()) return status_answer(0x6982);
    if (command.data.size() != 19 || command.data[0] != 0x86 || command.data[1] != 0x11 ||
        command.data[2] != 0x01) {
        return status_answer(0x6988);
    }
    const Bytes plain = cipher_.run(session_key_, core::ByteView(command.data).subspan(3), false);
    verified_ = plain == joined({core::view(chip_.number), Bytes{0x80, 0, 0, 0}});
    return status_answer(verified_ ? ok : 0x6300);
}

Bytes ResidenceCard::read(const CardCommand& command) {
    const bool by_short_id = (command.p1 & 0x80) != 0;
    if (by_short_id) {
        const auto it = folders_[folder_].find(command.p1 & 0x1F);
        if (it == folders_[folder_].end()) return status_answer(0x6A82);
        current_ = &it->second;
    }
    if (current_ == nullptr) return status_answer(0x6986);
    const bool wrapped = command.cla == 0x08;
    if (current_->needs_number && !verified_) return status_answer(0x6982);
    if (current_->wrapped_only && !wrapped) return status_answer(0x6982);
    const std::size_t offset =
        by_short_id ? command.p2 : static_cast<std::size_t>(command.p1 << 8 | command.p2);
    if (offset >= current_->content.size()) return status_answer(0x6B00);
    const core::ByteView rest = core::ByteView(current_->content).subspan(offset);
    if (!wrapped) {
        if (!command.le) return status_answer(0x6700);
        return data_answer(rest.first(std::min(*command.le, rest.size())));
    }
    if (session_key_.empty()) return status_answer(0x6985);
    if (command.data.size() != 4 || command.data[0] != 0x96 || command.data[1] != 0x02)
        return status_answer(0x6988);
    const std::size_t asked = static_cast<std::size_t>(command.data[2] << 8 | command.data[3]);
    const core::ByteView piece = rest.first(asked == 0 ? rest.size() : std::min(asked, rest.size()));
    Bytes value{0x01};
    put(value, cipher_.run(session_key_, cipher_.padded(piece), true));
    return data_answer(object(0x86, value));
}

Bytes load(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string eight_digits(const std::string& iso) {
    return iso.size() == 10 ? iso.substr(0, 4) + iso.substr(5, 2) + iso.substr(8, 2) : iso;
}

}  // namespace

Bytes back_entry_file(const ResidenceChip& chip) {
    if (chip.back_address.empty()) return Bytes(342, 0x00);
    return joined({object(0xD2, ascii(chip.back_date)), object(0xD3, ascii(chip.municipality)),
                   object(0xD4, zero_filled(ascii(chip.back_address), 320))});
}

std::unique_ptr<VirtualCard> make_residence_card(const ResidenceChip& chip) {
    return std::make_unique<ResidenceCard>(chip);
}

std::optional<ResidenceChip> residence_of(const Resident& resident, const std::string& pictures_folder) {
    if (!resident.residence) return std::nullopt;
    const PracticeResidence& card = *resident.residence;
    ResidenceChip chip;
    chip.second_generation = card.generation == 2;
    chip.special_permanent = card.special_permanent;
    chip.number = card.number;
    chip.front = load(pictures_folder + "/" + resident.id + "-front.tif");
    chip.name_picture = load(pictures_folder + "/" + resident.id + "-name.tif");
    chip.address_picture = load(pictures_folder + "/" + resident.id + "-address.tif");
    chip.back_date = eight_digits(card.back_date);
    chip.municipality = card.back_address.empty() ? "" : "062065";
    chip.back_address = card.back_address;
    chip.expiry = chip.stay_until = eight_digits(card.expiry);
    chip.birth_date = eight_digits(resident.birth_date);
    chip.sex = resident.sex == "male" ? "1" : resident.sex == "female" ? "2" : "3";
    chip.permission_date = eight_digits(card.issued_on);
    return chip;
}

}  // namespace app
