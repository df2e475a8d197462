// The derivations of two rooms of life, kept apart for reading: derive.cpp knows moves, derive_family.cpp
// households, insurance and children. Used by derive.cpp only.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "forms/interview/answer_view.h"

namespace forms {

using Derived = std::optional<Value>;

struct Derivation {
    std::string_view name;
    Derived (*work)(const FieldInfo& field, Subject subject, const AnswerView& view);
};

std::span<const Derivation> family_derivations();

inline Derived text_value(std::string text) {
    return text.empty() ? Derived{} : Derived{Value{std::move(text)}};
}

// 法定代理人, 任意代理人, 使者.
inline bool is_agent(std::string_view role) {
    return role == "法定代理人" || role == "任意代理人" || role == "使者";
}

// The visitor stands outside the household: an agent or a third party.
bool is_outsider(Subject person, const AnswerView& view);

}  // namespace forms
