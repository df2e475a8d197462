// The packed form of a case file.
//
//   case      := format:u8(2) devices accounts base:u64 registers sets events facts
//   devices   := n:varint device:16{n}                    sorted; stamps name them by place
//   accounts  := n:varint account:16{n}                   sorted
//   registers := n (place [m] (stamp meta:u8 [extras:u8 [document:blob]] payload){m}){n}
//   place     := step·4 + 2 if m is not 1 + 1 if of another subject than the register before : varint
//                [subject:u64]           step from the field before; fields begin anew with each subject
//   sets      := n (set:varint m (stamp type:u8 payload){m}){n}
//   events    := n (stamp from:u8 to:u8 reason:blob k dotref{k}){n}
//   facts     := n (stamp kind:varint record k (subject:u64 field:varint dotref){k}){n}
//   stamp     := 00 index:varint | device+1:varint seq:varint index:varint hlc-base:varint account:varint
//                00: of the same batch, clock and account as the stamp before
//   dotref    := device:varint seq:varint index:varint
//   meta      := type (bits 0–2) source (bits 3–6) extras (bit 7); extras := 1 confirmed · 2 document
#include <algorithm>

#include "forms/casework/case_file.h"

namespace forms {

namespace {

constexpr std::uint8_t case_format = 2;
enum PackedExtra : std::uint8_t { packed_confirmed = 1, packed_document = 2 };
constexpr std::size_t list_max = 1'000'000;

template <class IdType>
class Names {  // ids in order, named by their place
  public:
    void note(const IdType& id) {
        const auto at = std::lower_bound(list_.begin(), list_.end(), id);
        if (at == list_.end() || *at != id) list_.insert(at, id);
    }
    std::uint64_t place(const IdType& id) const {
        return static_cast<std::uint64_t>(std::lower_bound(list_.begin(), list_.end(), id) - list_.begin());
    }
    void write(core::Writer& out) const {
        out.varint(list_.size());
        for (const auto& id : list_) out.raw(id.bytes);
    }
    void read(core::Reader& in) {
        const std::uint64_t count = in.varint();
        if (count > 65536) in.fail();
        for (std::uint64_t i = 0; in.ok() && i < count; ++i) list_.push_back(IdType{in.array<16>()});
    }
    IdType at(core::Reader& in) const { return at(in, in.varint()); }
    IdType at(core::Reader& in, std::uint64_t place) const {
        if (place >= list_.size()) {
            in.fail();
            return {};
        }
        return list_[place];
    }

  private:
    std::vector<IdType> list_;
};

struct Tables {
    Names<core::DeviceId> devices;
    Names<core::AccountId> accounts;
    std::uint64_t base{~std::uint64_t{0}};
    std::optional<Stamp> last;  // written or read

    void note(const core::Dot& dot) { devices.note(dot.device); }
    void note(const Stamp& stamp) {
        note(stamp.dot);
        accounts.note(stamp.by);
        base = std::min(base, stamp.hlc.packed);
    }
    void note(const CaseFile& file, const std::map<std::uint32_t, std::vector<Member>>& sets) {
        for (const auto& standing : file.all_standing()) note(standing.stamp);
        for (const auto& [set, list] : sets) {
            for (const auto& member : list) note(member.stamp);
        }
        for (const auto& past : file.events()) {
            note(past.stamp);
            for (const auto& dot : past.event.saw) note(dot);
        }
        for (const auto& past : file.facts()) {
            note(past.stamp);
            for (const auto& covered : past.fact.covers) note(covered.dot);
        }
    }

    void write(core::Writer& out, const core::Dot& dot) const {
        out.varint(devices.place(dot.device)).varint(dot.seq).varint(dot.index);
    }
    void write(core::Writer& out, const Stamp& stamp) {
        const bool same =
            last && last->dot.batch() == stamp.dot.batch() && last->hlc == stamp.hlc && last->by == stamp.by;
        last = stamp;
        if (same) {
            out.u8(0).varint(stamp.dot.index);
            return;
        }
        out.varint(devices.place(stamp.dot.device) + 1).varint(stamp.dot.seq).varint(stamp.dot.index);
        out.varint(stamp.hlc.packed - base).varint(accounts.place(stamp.by));
    }
    core::Dot read_dot(core::Reader& in) const {
        core::Dot dot;
        dot.device = devices.at(in);
        dot.seq = in.varint();
        dot.index = static_cast<std::uint32_t>(in.varint());
        return dot;
    }
    Stamp read_stamp(core::Reader& in) {
        Stamp stamp;
        const std::uint64_t device = in.varint();
        if (device == 0) {
            if (!last) in.fail();
            stamp = last.value_or(stamp);
            stamp.dot.index = static_cast<std::uint32_t>(in.varint());
        } else {
            stamp.dot.device = devices.at(in, device - 1);
            stamp.dot.seq = in.varint();
            stamp.dot.index = static_cast<std::uint32_t>(in.varint());
            stamp.hlc.packed = base + in.varint();
            stamp.by = accounts.at(in);
        }
        last = stamp;
        return stamp;
    }
};

std::size_t read_length(core::Reader& in) {
    const std::uint64_t count = in.varint();
    if (count > list_max || count > in.left()) in.fail();
    return in.ok() ? static_cast<std::size_t>(count) : 0;
}

void write_standing(core::Writer& out, Tables& tables, const Standing& standing) {
    tables.write(out, standing.stamp);
    const Answer& answer = standing.answer;
    const int extras =
        (answer.confirmed ? packed_confirmed : 0) | (answer.document.empty() ? 0 : packed_document);
    const int meta = static_cast<int>(type_of(answer.value)) | static_cast<int>(answer.source) << 3 |
                     (extras != 0 ? 0x80 : 0);
    out.u8(static_cast<std::uint8_t>(meta));
    if (extras != 0) out.u8(static_cast<std::uint8_t>(extras));
    if (!answer.document.empty()) out.blob(answer.document);
    encode_value(out, answer.value);
}

Standing read_standing(core::Reader& in, Tables& tables) {
    Standing standing;
    standing.stamp = tables.read_stamp(in);
    const std::uint8_t meta = in.u8();
    const std::uint8_t extras = (meta & 0x80) != 0 ? in.u8() : std::uint8_t{0};
    standing.answer.source = static_cast<Source>((meta >> 3) & 15);
    standing.answer.confirmed = (extras & packed_confirmed) != 0;
    if (extras & packed_document) standing.answer.document = in.string(256);
    standing.answer.value = decode_value(in, static_cast<ValueType>(meta & 7));
    return standing;
}

void write_registers(core::Writer& out, Tables& tables, const CaseFile& file) {
    const auto registers = file.registers();
    out.varint(registers.size());
    Place before;
    for (const auto& [place, list] : registers) {
        const bool other = place.subject != before.subject;
        const std::uint64_t step = place.field - (other ? 0 : before.field);
        out.varint(step * 4 + (list.size() != 1 ? 2 : 0) + (other ? 1 : 0));
        if (other) out.u64(place.subject);
        if (list.size() != 1) out.varint(list.size());
        for (const auto& standing : list) write_standing(out, tables, standing);
        before = place;
    }
}

void read_registers(core::Reader& in, Tables& tables, std::vector<Standing>& standing) {
    Place place;
    const std::size_t registers = read_length(in);
    standing.reserve(registers);
    for (std::size_t i = registers; i > 0 && in.ok(); --i) {
        const Place before = place;
        const std::uint64_t head = in.varint();
        if ((head & 1) != 0) place = {in.u64(), 0};
        place.field += static_cast<std::uint32_t>(head >> 2);
        const std::size_t count = (head & 2) != 0 ? read_length(in) : 1;
        if (count == 0 || (!standing.empty() && !(before < place))) in.fail();
        for (std::size_t k = count; k > 0 && in.ok(); --k) {
            standing.push_back(read_standing(in, tables));
            standing.back().place = place;
        }
    }
}

void write_event(core::Writer& out, Tables& tables, const PastEvent& past) {
    tables.write(out, past.stamp);
    out.u8(static_cast<std::uint8_t>(past.event.from)).u8(static_cast<std::uint8_t>(past.event.to));
    out.blob(past.event.reason).varint(past.event.saw.size());
    for (const auto& dot : past.event.saw) tables.write(out, dot);
}

PastEvent read_event(core::Reader& in, Tables& tables) {
    PastEvent past;
    past.stamp = tables.read_stamp(in);
    past.event.from = static_cast<Stage>(in.u8());
    past.event.to = static_cast<Stage>(in.u8());
    past.event.reason = in.string(text_size_max);
    for (std::size_t i = read_length(in); i > 0 && in.ok(); --i)
        past.event.saw.push_back(tables.read_dot(in));
    return past;
}

void write_fact(core::Writer& out, Tables& tables, const PastFact& past) {
    tables.write(out, past.stamp);
    out.varint(past.fact.kind);
    encode_value(out, past.fact.parts);
    out.varint(past.fact.covers.size());
    for (const auto& covered : past.fact.covers) {
        out.u64(covered.place.subject).varint(covered.place.field);
        tables.write(out, covered.dot);
    }
}

PastFact read_fact(core::Reader& in, Tables& tables) {
    PastFact past;
    past.stamp = tables.read_stamp(in);
    past.fact.kind = static_cast<std::uint32_t>(in.varint());
    past.fact.parts = std::get<Record>(decode_value(in, ValueType::record));
    for (std::size_t i = read_length(in); i > 0 && in.ok(); --i) {
        Covered covered;
        covered.place.subject = in.u64();
        covered.place.field = static_cast<std::uint32_t>(in.varint());
        covered.dot = tables.read_dot(in);
        past.fact.covers.push_back(covered);
    }
    return past;
}

}  // namespace

core::Bytes encode_case(const CaseFile& file) {
    Tables tables;
    tables.note(file, file.sets_);
    core::Writer out(128 + 32 * file.all_standing().size());
    out.u8(case_format);
    tables.devices.write(out);
    tables.accounts.write(out);
    out.u64(tables.base);
    write_registers(out, tables, file);
    out.varint(file.sets_.size());
    for (const auto& [set, list] : file.sets_) {
        out.varint(set).varint(list.size());
        for (const auto& member : list) {
            tables.write(out, member.stamp);
            out.u8(static_cast<std::uint8_t>(type_of(member.element)));
            encode_value(out, member.element);
        }
    }
    out.varint(file.events_.size());
    for (const auto& past : file.events_) write_event(out, tables, past);
    out.varint(file.facts_.size());
    for (const auto& past : file.facts_) write_fact(out, tables, past);
    return out.take();
}

core::Result<CaseFile> decode_case(core::ByteView bytes) {
    core::Reader in(bytes);
    if (in.u8() != case_format) return core::corrupt("case.malformed", "unknown case format");
    CaseFile file;
    Tables tables;
    tables.devices.read(in);
    tables.accounts.read(in);
    tables.base = in.u64();
    read_registers(in, tables, file.standing_);
    for (std::size_t i = read_length(in); i > 0 && in.ok(); --i) {
        auto& list = file.sets_[static_cast<std::uint32_t>(in.varint())];
        for (std::size_t k = read_length(in); k > 0 && in.ok(); --k) {
            Member member;
            member.stamp = tables.read_stamp(in);
            const auto type = static_cast<ValueType>(in.u8());
            member.element = decode_value(in, type);
            list.push_back(std::move(member));
        }
    }
    for (std::size_t i = read_length(in); i > 0 && in.ok(); --i)
        file.events_.push_back(read_event(in, tables));
    for (std::size_t i = read_length(in); i > 0 && in.ok(); --i) file.facts_.push_back(read_fact(in, tables));
    if (!in.done()) return core::corrupt("case.malformed");
    return file;
}

}  // namespace forms
