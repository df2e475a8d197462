#include "forms/casework/change.h"

#include <algorithm>

namespace forms {

namespace {

constexpr std::uint8_t content_format = 2;
constexpr std::uint8_t brief_format = 3;     // the same without an author
constexpr std::uint8_t first_format = 1;     // read for ever, written no more
constexpr std::uint32_t first_field = 1000;  // where the catalogue counts from: a first step is short
constexpr std::size_t op_size_max = 1024 * 1024;
constexpr std::size_t dots_max = 4096;

enum Tag : std::uint64_t {
    tag_writes = 1,
    tag_set_add = 2,
    tag_set_remove = 3,
    tag_status = 4,
    tag_fact = 5
};
enum Extra : std::uint8_t { extra_confirmed = 1, extra_document = 2, extra_unseen = 4 };

void encode_dots(core::Writer& out, const std::vector<core::Dot>& dots) {
    out.varint(dots.size());
    for (const auto& dot : dots) encode_dot(out, dot);
}

std::vector<core::Dot> decode_dots(core::Reader& in) {
    std::vector<core::Dot> dots;
    const std::uint64_t count = in.varint();
    if (count > dots_max) in.fail();
    for (std::uint64_t i = 0; in.ok() && i < count; ++i) dots.push_back(decode_dot(in));
    return dots;
}

// Fields of one op stand as steps from one to the next.
void encode_write(core::Writer& out, const Write& write, std::uint32_t& field) {
    int extras = 0;
    if (write.answer.confirmed) extras |= extra_confirmed;
    if (!write.answer.document.empty()) extras |= extra_document;
    if (!write.unseen.empty()) extras |= extra_unseen;
    const int meta = static_cast<int>(type_of(write.answer.value)) |
                     static_cast<int>(write.answer.source) << 3 | (extras != 0 ? 0x80 : 0);
    out.zigzag(std::int64_t{write.place.field} - std::int64_t{field}).u8(static_cast<std::uint8_t>(meta));
    field = write.place.field;
    if (extras != 0) out.u8(static_cast<std::uint8_t>(extras));
    if (extras & extra_document) out.blob(write.answer.document);
    if (extras & extra_unseen) encode_dots(out, write.unseen);
    encode_value(out, write.answer.value);
}

Write decode_write(core::Reader& in, const Place& place) {
    Write write;
    write.place = place;
    const std::uint8_t meta = in.u8();
    const std::uint8_t extras = (meta & 0x80) != 0 ? in.u8() : std::uint8_t{0};
    write.answer.source = static_cast<Source>((meta >> 3) & 15);
    write.answer.confirmed = (extras & extra_confirmed) != 0;
    if (extras & extra_document) write.answer.document = in.string(256);
    if (extras & extra_unseen) write.unseen = decode_dots(in);
    write.answer.value = decode_value(in, static_cast<ValueType>(meta & 7));
    return write;
}

struct BodyWriter {
    core::Writer& out;
    void operator()(const SetAdd& add) const {
        out.varint(add.set).u8(static_cast<std::uint8_t>(type_of(add.element)));
        encode_value(out, add.element);
    }
    void operator()(const SetRemove& remove) const {
        out.varint(remove.set);
        encode_dots(out, remove.dots);
    }
    void operator()(const StatusEvent& event) const {
        out.u8(static_cast<std::uint8_t>(event.from))
            .u8(static_cast<std::uint8_t>(event.to))
            .blob(event.reason);
        encode_dots(out, event.saw);
    }
    void operator()(const Fact& fact) const {
        out.varint(fact.kind);
        encode_value(out, fact.parts);
        out.varint(fact.covers.size());
        for (const auto& covered : fact.covers) {
            out.u64(covered.place.subject).varint(covered.place.field);
            encode_dot(out, covered.dot);
        }
    }
    void operator()(const UnknownItem& unknown) const { out.raw(unknown.body); }
    void operator()(const Write&) const {}
};

struct TagOf {
    std::uint64_t operator()(const Write&) const { return tag_writes; }
    std::uint64_t operator()(const SetAdd&) const { return tag_set_add; }
    std::uint64_t operator()(const SetRemove&) const { return tag_set_remove; }
    std::uint64_t operator()(const StatusEvent&) const { return tag_status; }
    std::uint64_t operator()(const Fact&) const { return tag_fact; }
    std::uint64_t operator()(const UnknownItem& unknown) const { return unknown.tag; }
};

// Neighbouring writes on one subject share an op.
std::size_t encode_writes(core::Writer& out, const std::vector<Item>& items, std::size_t from) {
    const Subject subject = std::get<Write>(items[from]).place.subject;
    core::Writer body;
    body.u8(subject == 0 ? 0 : 1);
    if (subject != 0) body.u64(subject);
    std::uint32_t field = first_field;
    std::size_t end = from;
    while (end < items.size() && body.size() < op_size_max / 2) {
        const auto* write = std::get_if<Write>(&items[end]);
        if (write == nullptr || write->place.subject != subject) break;
        encode_write(body, *write, field);
        ++end;
    }
    out.varint(tag_writes).varint(end - from).blob(body.bytes());
    return end;
}

Fact decode_fact(core::Reader& body) {
    Fact fact;
    fact.kind = static_cast<std::uint32_t>(body.varint());
    fact.parts = std::get<Record>(decode_value(body, ValueType::record));
    const std::uint64_t count = body.varint();
    if (count > dots_max) body.fail();
    for (std::uint64_t i = 0; body.ok() && i < count; ++i) {
        Covered covered;
        covered.place.subject = body.u64();
        covered.place.field = static_cast<std::uint32_t>(body.varint());
        covered.dot = decode_dot(body);
        fact.covers.push_back(covered);
    }
    return fact;
}

StatusEvent decode_status(core::Reader& body) {
    StatusEvent event;
    event.from = static_cast<Stage>(body.u8());
    event.to = static_cast<Stage>(body.u8());
    event.reason = body.string(text_size_max);
    event.saw = decode_dots(body);
    return event;
}

void decode_writes(std::uint8_t format, core::Reader& body, std::vector<Item>& items) {
    const bool old = format == first_format;  // subject:u64 (field:varint …)*
    const std::uint8_t somebody = old ? std::uint8_t{1} : body.u8();
    if (somebody > 1) body.fail();
    Place place{somebody == 1 ? body.u64() : 0, first_field};
    while (body.ok() && !body.done()) {
        if (old) {
            place.field = static_cast<std::uint32_t>(body.varint());
        } else {
            place.field += static_cast<std::uint32_t>(body.zigzag());  // modulo 2^32, as it was made
        }
        items.emplace_back(decode_write(body, place));
    }
}

bool decode_op(std::uint8_t format, std::uint64_t tag, std::uint64_t dots, core::ByteView bytes,
               std::vector<Item>& items) {
    core::Reader body(bytes);
    const std::size_t before = items.size();
    switch (tag) {
        case tag_writes: {
            items.reserve(before + static_cast<std::size_t>(std::min<std::uint64_t>(dots, bytes.size())));
            decode_writes(format, body, items);
            break;
        }
        case tag_set_add: {
            const auto set = static_cast<std::uint32_t>(body.varint());
            const auto type = static_cast<ValueType>(body.u8());
            items.push_back(SetAdd{set, decode_value(body, type)});
            break;
        }
        case tag_set_remove: {
            const auto set = static_cast<std::uint32_t>(body.varint());
            items.push_back(SetRemove{set, decode_dots(body)});
            break;
        }
        case tag_status:
            items.push_back(decode_status(body));
            break;
        case tag_fact:
            items.push_back(decode_fact(body));
            break;
        default:
            items.push_back(UnknownItem{tag, dots, {bytes.begin(), bytes.end()}});
            return true;
    }
    return body.ok() && items.size() - before == dots;
}

}  // namespace

void encode_dot(core::Writer& out, const core::Dot& dot) {
    out.raw(dot.device.bytes).varint(dot.seq).varint(dot.index);
}

core::Dot decode_dot(core::Reader& in) {
    core::Dot dot;
    dot.device.bytes = in.array<16>();
    dot.seq = in.varint();
    dot.index = static_cast<std::uint32_t>(in.varint());
    return dot;
}

namespace {

core::Bytes encode(const core::AccountId& author, const std::vector<Item>& items) {
    core::Writer out(128 + 32 * items.size());
    if (author.is_nil())
        out.u8(brief_format);
    else
        out.u8(content_format).raw(author.bytes);
    for (std::size_t i = 0; i < items.size();) {
        if (std::holds_alternative<Write>(items[i])) {
            i = encode_writes(out, items, i);
            continue;
        }
        core::Writer body;
        std::visit(BodyWriter{body}, items[i]);
        const auto* unknown = std::get_if<UnknownItem>(&items[i]);
        out.varint(std::visit(TagOf{}, items[i])).varint(unknown ? unknown->dots : 1).blob(body.bytes());
        ++i;
    }
    return out.take();
}

}  // namespace

core::Bytes encode_change(const Change& change) { return encode(change.author, change.items); }
core::Bytes encode_without_author(const std::vector<Item>& items) { return encode({}, items); }

core::Result<Change> decode_change(core::ByteView bytes) {
    core::Reader in(bytes);
    Change change;
    const std::uint8_t format = in.u8();
    if (format != content_format && format != brief_format && format != first_format)
        return core::corrupt("change.malformed", "unknown content format");
    if (format != brief_format) change.author.bytes = in.array<16>();
    while (in.ok() && !in.done()) {
        const std::uint64_t tag = in.varint();
        const std::uint64_t dots = in.varint();
        const core::ByteView body = in.blob(op_size_max);
        if (!in.ok() || dots > dots_max || !decode_op(format, tag, dots, body, change.items)) {
            return core::corrupt("change.malformed");
        }
    }
    if (!in.ok()) return core::corrupt("change.malformed");
    return change;
}

}  // namespace forms
