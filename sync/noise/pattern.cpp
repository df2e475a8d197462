#include "sync/noise/pattern.h"

#include <algorithm>
#include <array>
#include <optional>

namespace peers::noise {
namespace {

// Grammar of a line: pre-messages before the bar ("i" and "r" name whose static key is known), then the
// messages by turns, parted by commas.
struct Line {
    std::string_view name;
    std::string_view body;
};

constexpr Line lines[] = {
    // fundamental, section 7.5
    {"NN", "|e,e ee"},
    {"KN", "i|e,e ee se"},
    {"NK", "r|e es,e ee"},
    {"KK", "ir|e es ss,e ee se"},
    {"NX", "|e,e ee s es"},
    {"KX", "i|e,e ee se s es"},
    {"XN", "|e,e ee,s se"},
    {"IN", "|e s,e ee se"},
    {"XK", "r|e es,e ee,s se"},
    {"IK", "r|e es s ss,e ee se"},
    {"XX", "|e,e ee s es,s se"},
    {"IX", "|e s,e ee se s es"},
    // deferred, section 18.1
    {"NK1", "r|e,e ee es"},
    {"NX1", "|e,e ee s,es"},
    {"X1N", "|e,e ee,s,se"},
    {"X1K", "r|e es,e ee,s,se"},
    {"XK1", "r|e,e ee es,s se"},
    {"X1K1", "r|e,e ee es,s,se"},
    {"X1X", "|e,e ee s es,s,se"},
    {"XX1", "|e,e ee s,es s se"},
    {"X1X1", "|e,e ee s,es s,se"},
    {"K1N", "i|e,e ee,se"},
    {"K1K", "ir|e es,e ee,se"},
    {"KK1", "ir|e,e ee se es"},
    {"K1K1", "ir|e,e ee es,se"},
    {"K1X", "i|e,e ee s es,se"},
    {"KX1", "i|e,e ee se s,es"},
    {"K1X1", "i|e,e ee s,se es"},
    {"I1N", "|e s,e ee,se"},
    {"I1K", "r|e es s,e ee,se"},
    {"IK1", "r|e s,e ee se es"},
    {"I1K1", "r|e s,e ee es,se"},
    {"I1X", "|e s,e ee s es,se"},
    {"IX1", "|e s,e ee se s,es"},
    {"I1X1", "|e s,e ee s,se es"},
};

constexpr std::string_view suite = "_25519_ChaChaPoly_SHA256";

std::optional<Token> token_of(std::string_view word) {
    constexpr std::pair<std::string_view, Token> words[] = {
        {"e", Token::e},   {"s", Token::s},   {"ee", Token::ee},
        {"es", Token::es}, {"se", Token::se}, {"ss", Token::ss},
    };
    for (const auto& [name, token] : words)
        if (name == word) return token;
    return std::nullopt;
}

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> out;
    for (;;) {
        const auto at = text.find(by);
        out.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return out;
        text.remove_prefix(at + 1);
    }
}

Pattern base_pattern(const Line& line) {
    Pattern pattern;
    const auto bar = line.body.find('|');
    const auto known = line.body.substr(0, bar);
    pattern.initiator_static_known = known.find('i') != std::string_view::npos;
    pattern.responder_static_known = known.find('r') != std::string_view::npos;
    for (const auto message : split(line.body.substr(bar + 1), ',')) {
        auto& tokens = pattern.messages.emplace_back();
        for (const auto word : split(message, ' '))
            if (const auto token = token_of(word)) tokens.push_back(*token);
    }
    return pattern;
}

// "psk0" stands before the first message's tokens, "pskN" after those of message N (section 9.4).
bool add_psk(Pattern& pattern, std::string_view modifier) {
    if (modifier.size() != 4 || modifier.substr(0, 3) != "psk") return false;
    const int place = modifier[3] - '0';
    if (place < 0 || place > static_cast<int>(pattern.messages.size())) return false;
    auto& tokens = pattern.messages[static_cast<std::size_t>(std::max(place - 1, 0))];
    tokens.insert(place == 0 ? tokens.begin() : tokens.end(), Token::psk);
    ++pattern.psk_count;
    return true;
}

// The handshake name is capitals and digits, then modifiers parted by "+".
std::optional<Pattern> parse_handshake(std::string_view handshake) {
    const auto modifiers_at =
        std::find_if(handshake.begin(), handshake.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    const auto name = handshake.substr(0, static_cast<std::size_t>(modifiers_at - handshake.begin()));
    const auto rest = handshake.substr(name.size());
    for (const auto& line : lines) {
        if (line.name != name) continue;
        Pattern pattern = base_pattern(line);
        if (rest.empty()) return pattern;
        for (const auto modifier : split(rest, '+'))
            if (!add_psk(pattern, modifier)) return std::nullopt;
        return pattern;
    }
    return std::nullopt;
}

}  // namespace

core::Result<Pattern> find_pattern(std::string_view protocol_name) {
    constexpr std::string_view prefix = "Noise_";
    const core::Error unknown =
        core::Error{core::ErrorCode::unsupported, "noise.not_supported", std::string(protocol_name), 0};
    if (protocol_name.size() <= prefix.size() + suite.size() || !protocol_name.starts_with(prefix) ||
        !protocol_name.ends_with(suite))
        return unknown;
    auto handshake = protocol_name.substr(prefix.size());
    handshake.remove_suffix(suite.size());
    auto pattern = parse_handshake(handshake);
    if (!pattern) return unknown;
    pattern->protocol_name = std::string(protocol_name);
    return std::move(*pattern);
}

}  // namespace peers::noise
