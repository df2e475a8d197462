#include "forms/pdf/form_text.h"

#include <algorithm>

namespace forms::pdf {
namespace {

std::string with_separators(const std::string& digits) {
    const bool plain = !digits.empty() &&
                       std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!plain) return digits;
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) out.push_back(',');
        out.push_back(digits[i]);
    }
    return out;
}

std::string chosen_text(const FormField& field, const Chosen& chosen) {
    std::string out = option_label(field, chosen.value);
    if (!chosen.note.empty()) out += "（" + chosen.note + "）";
    if (chosen.count > 0) out += " " + std::to_string(chosen.count);
    return out;
}

}  // namespace

std::string option_label(const FormField& field, const std::string& value) {
    for (const Option& option : field.options)
        if (option.value == value) return option.label.empty() ? option.value : option.label;
    return value;
}

std::string printed_value(const FormField& field, const FormValue& value) {
    if (field.type == FieldType::mynumber) return {};
    if (value.date) return core::printed(*value.date);
    if (!value.chosen.empty()) {
        std::string out;
        for (const Chosen& chosen : value.chosen)
            out += (out.empty() ? "" : "・") + chosen_text(field, chosen);
        return out;
    }
    return field.type == FieldType::money ? with_separators(value.text) : value.text;
}

std::string filled_in(std::string text, const std::map<std::string, std::string>& words) {
    for (const auto& [word, value] : words) {
        const std::string braced = "{" + word + "}";
        for (std::size_t at = 0; (at = text.find(braced, at)) != std::string::npos; at += value.size())
            text.replace(at, braced.size(), value);
    }
    return text;
}

}  // namespace forms::pdf
