// One case as the fold of its changes. A value: two nodes that hold the same batches hold equal case files,
// byte for byte, in whatever order the batches came (each after what its author had seen).
//
// Invariants
//   * a register holds exactly the writes that no later writer had seen (multi-value register); all registers
//   lie in one list, sorted by place and dot;
//   * a set holds exactly the additions that no removal lists, sorted by dot;
//   * status events and facts are only ever added, sorted by dot;
//   * encode(decode(x)) = x, and equal case files have equal bytes.
// apply() never refuses: a batch in the log is true on every desk. What the case shows follows from pure
// functions in status.h and conflict.h.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "forms/casework/change.h"

namespace forms {

struct Stamp {  // who wrote it and when, for people and for choosing what is shown
    core::Dot dot;
    core::Hlc hlc;
    core::AccountId by;
    bool operator==(const Stamp&) const = default;
};
struct Standing {
    Stamp stamp;
    Answer answer;
    Place place;
    bool operator==(const Standing&) const = default;
};
struct Member {
    Stamp stamp;
    Value element;
    bool operator==(const Member&) const = default;
};
struct PastEvent {
    Stamp stamp;
    StatusEvent event;
    bool operator==(const PastEvent&) const = default;
};
struct PastFact {
    Stamp stamp;
    Fact fact;
    bool operator==(const PastFact&) const = default;
};

// Where a change comes from. `saw` is the author's version vector at the batch; its own entry may be absent.
struct Origin {
    core::BatchId batch;
    core::Hlc hlc;
    const core::VersionVector& saw;
    std::uint32_t first_index{0};  // of the change's first item, where a batch carries several changes
};

class CaseFile {
  public:
    void apply(const Origin& origin, Change change);

    // The standing writes of a register, sorted by dot; empty if never answered. Good until the next apply().
    std::span<const Standing> standing(const Place& place) const;
    // The one that is shown: highest (clock, device, index); nullptr if never answered. Values of one kind
    // only differ in being shown, never in being kept.
    const Standing* shown(const Place& place) const;
    std::string shown_text(const Place& place) const {
        return shown(place) ? plain_text(shown(place)->answer.value) : "";
    }

    struct Register {
        Place place;
        std::span<const Standing> standing;  // at least one
    };
    std::vector<Register> registers() const;                                 // by place
    const std::vector<Standing>& all_standing() const { return standing_; }  // by place and dot
    const std::vector<Member>& members(std::uint32_t set) const;
    const std::vector<PastEvent>& events() const { return events_; }
    const std::vector<PastFact>& facts() const { return facts_; }

    bool operator==(const CaseFile&) const = default;

    friend core::Bytes encode_case(const CaseFile&);
    friend core::Result<CaseFile> decode_case(core::ByteView);

  private:
    void apply_item(const Origin& origin, const Stamp& stamp, Item& item);
    void apply_write(const Origin& origin, const Stamp& stamp, Write& write);

    std::vector<Standing> standing_;
    std::map<std::uint32_t, std::vector<Member>> sets_;
    std::vector<PastEvent> events_;
    std::vector<PastFact> facts_;
};

// case := format:u8(2) devices:(n 16{n}) accounts:(n 16{n}) base:u64 registers sets events facts, see
// case_codec.cpp.
core::Bytes encode_case(const CaseFile& file);
core::Result<CaseFile> decode_case(core::ByteView bytes);  // "case.malformed"

// A write by a clerk who had `seen` these dots on the screen: what the file holds beyond them is listed as
// unseen. Without `seen`, everything that stands had been shown.
Write write_over(const CaseFile& file, const Place& place, Answer answer,
                 const std::optional<std::set<core::Dot>>& seen = std::nullopt);

}  // namespace forms
