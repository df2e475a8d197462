// What a document says about a person, before anybody has agreed to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "forms/casework/value.h"
#include "forms/core/calendar.h"

namespace forms {

// One item as it stands on the document. `name` is one of: name, name_kana, address, birth_date (ISO or a
// date line), sex (male female other unknown), nationality, residence_status, residence_period,
// residence_expiry, residence_card_no; of a sheet about a household also old_head_name, honseki_address,
// hittousha_name, planned_leave_date, relation (世帯主 妻 子 …, to the head of the household that was left)
// and juminhyo_code. Numbers of identity documents and 個人番号 never come here.
struct Attribute {
    std::string name;
    std::string text;
    std::uint8_t confidence_percent{100};  // below 100: read by a machine from a picture
};

struct Identity {
    Source source{Source::none};
    std::string document;  // 個人番号カード, 運転免許証, 在留カード, 転出証明書
    std::optional<core::Date> valid_until;
    bool western_dates{false};  // a foreigner's: they stay Western on screen and paper
    std::vector<Attribute> attributes;

    const Attribute* find(std::string_view attribute) const {
        for (const auto& one : attributes)
            if (one.name == attribute) return &one;
        return nullptr;
    }
};

}  // namespace forms
