#include "tests/sync/noise/vector_run.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sync/noise/handshake_state.h"

namespace noise_vectors {
namespace {

using nlohmann::json;
using namespace peers::noise;

struct NoChance : core::Random {
    void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), std::uint8_t{0}); }
};

struct Mismatch {
    std::string what;
};

core::Bytes hex_at(const json& object, const std::string& key) {
    if (!object.contains(key)) return {};
    auto bytes = core::from_hex(object.at(key).get<std::string>());
    if (!bytes) throw Mismatch{"not hex: " + key};
    return *bytes;
}

std::optional<Key> secret_at(const json& object, const std::string& key) {
    const auto bytes = hex_at(object, key);
    if (bytes.size() != key_length) return std::nullopt;
    return Key::copy_of(bytes);
}

std::vector<Key> psks_at(const json& vector, const std::string& side) {
    std::vector<Key> psks;
    if (vector.contains(side + "psks"))
        for (const auto& psk : vector.at(side + "psks"))
            if (const auto bytes = core::from_hex(psk.get<std::string>());
                bytes && bytes->size() == key_length)
                psks.push_back(Key::copy_of(*bytes));
    if (auto single = secret_at(vector, side + "psk")) psks.push_back(std::move(*single));
    return psks;
}

HandshakeState side_of(const json& vector, const Pattern& pattern, Role role, NoChance& chance) {
    const bool initiator = role == Role::initiator;
    const std::string side = initiator ? "init_" : "resp_";
    HandshakeKeys keys;
    keys.static_secret = secret_at(vector, side + "static");
    keys.ephemeral = secret_at(vector, side + "ephemeral");
    keys.psks = psks_at(vector, side);
    if (initiator ? pattern.responder_static_known : pattern.initiator_static_known) {
        const auto remote = hex_at(vector, side + "remote_static");
        if (remote.size() == key_length)
            std::copy_n(remote.begin(), key_length, keys.remote_static.emplace().begin());
    }
    auto state =
        HandshakeState::start(pattern, role, hex_at(vector, side + "prologue"), std::move(keys), chance);
    if (!state) throw Mismatch{side + " cannot start: " + state.error().detail};
    return std::move(*state);
}

void expect(bool holds, const std::string& what) {
    if (!holds) throw Mismatch{what};
}

void play(const json& vector, const Pattern& pattern) {
    NoChance chance;
    auto initiator = side_of(vector, pattern, Role::initiator, chance);
    auto responder = side_of(vector, pattern, Role::responder, chance);
    std::optional<TransportState> sides[2];
    const auto& messages = vector.at("messages");
    expect(messages.size() >= pattern.messages.size(), "too few messages");
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const auto payload = hex_at(messages[i], "payload");
        const auto wanted = hex_at(messages[i], "ciphertext");
        const std::string at = "message " + std::to_string(i);
        if (i < pattern.messages.size()) {
            auto& writer = i % 2 == 0 ? initiator : responder;
            auto& reader = i % 2 == 0 ? responder : initiator;
            const auto sent = writer.write_message(payload);
            expect(sent && *sent == wanted, at + " written differently");
            const auto got = reader.read_message(wanted);
            expect(got && *got == payload, at + " read differently");
        } else {
            if (!sides[0]) {
                expect(initiator.handshake_hash() == responder.handshake_hash(), "the two hashes differ");
                if (const auto hash = hex_at(vector, "handshake_hash"); !hash.empty())
                    expect(std::equal(hash.begin(), hash.end(), initiator.handshake_hash().begin(),
                                      initiator.handshake_hash().end()),
                           "handshake hash");
                sides[0] = initiator.take_transport();
                sides[1] = responder.take_transport();
            }
            const auto sent = sides[i % 2]->write_message(payload);
            expect(sent && *sent == wanted, at + " sealed differently");
            const auto got = sides[1 - i % 2]->read_message(wanted);
            expect(got && *got == payload, at + " opened differently");
        }
    }
}

void run_one(const json& vector, Outcome& outcome) {
    const auto name = vector.value("protocol_name", vector.value("name", std::string("(no name)")));
    const auto pattern = find_pattern(name);
    if (!pattern) {
        outcome.not_supported.push_back(name);
        return;
    }
    try {
        play(vector, *pattern);
        outcome.passed.push_back(name);
    } catch (const Mismatch& mismatch) {
        outcome.failed.push_back(name + ": " + mismatch.what);
    } catch (const json::exception& broken) {
        outcome.failed.push_back(name + ": " + broken.what());
    }
}

}  // namespace

Outcome run_text(const std::string& text) {
    Outcome outcome;
    const auto file = json::parse(text, nullptr, false);
    const bool wrapped = file.is_object() && file.contains("vectors") && file.at("vectors").is_array();
    if (!wrapped && !file.is_array()) {
        outcome.unreadable = "no JSON array \"vectors\" in it";
        return outcome;
    }
    for (const auto& vector : wrapped ? file.at("vectors") : file)
        if (vector.is_object()) run_one(vector, outcome);
    return outcome;
}

Outcome run_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        Outcome outcome;
        outcome.unreadable = "cannot be opened";
        return outcome;
    }
    std::ostringstream text;
    text << file.rdbuf();
    return run_text(text.str());
}

}  // namespace noise_vectors
