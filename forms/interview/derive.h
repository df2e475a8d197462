// Values that follow from others, by the names that forms/data uses ("derive" in fields.json). Each is worked
// out in one place only and shown with the source 自動; an answer given by a person always stands before it.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "forms/interview/answer_view.h"

namespace forms {

inline constexpr std::uint32_t register_is_visitor = 1100;  // "is_visitor" in fields.json

// None: it does not follow (yet).
std::optional<Value> derive(const FieldInfo& field, Subject subject, const AnswerView& view);

std::span<const std::string_view> derivation_names();

}  // namespace forms
