// One glyph of a TrueType font as points: read, thinned, written. All numbers are in the font's units.
#pragma once

#include <optional>
#include <vector>

#include "forms/core/bytes.h"

namespace forms::pdf {

struct OutlinePoint {
    bool on_curve{false};
    int x{0};
    int y{0};
    bool operator==(const OutlinePoint&) const = default;
};
struct Outline {
    std::vector<unsigned> ends;  // of each contour, its last point
    std::vector<OutlinePoint> points;
};

// Big-endian numbers; behind the end all are 0 and ok() says so.
class BigReader {
  public:
    explicit BigReader(core::ByteView bytes) : bytes_(bytes) {}
    unsigned u8() {
        if (at_ >= bytes_.size()) {
            ok_ = false;
            return 0;
        }
        return bytes_[at_++];
    }
    unsigned u16() {
        const unsigned high = u8();
        return (high << 8) | u8();
    }
    int i16() { return static_cast<std::int16_t>(u16()); }
    bool ok() const { return ok_; }
    std::size_t at() const { return at_; }

  private:
    core::ByteView bytes_;
    std::size_t at_{0};
    bool ok_{true};
};

void put16(core::Bytes& out, int value);

// A glyph that is no composite, behind its five header numbers. Nothing if it has instructions or is cut
// short.
std::optional<Outline> read_simple(BigReader& in, int contours);

// Nearly the same shape with fewer points: what stands twice, is implied by its neighbours or lies within
// half a unit of the line between them goes, and so does the control point of a curve that flat.
Outline thinned(const Outline& outline);

// The whole glyph, header included, as tightly as the format allows.
core::Bytes write_simple(const Outline& outline);

}  // namespace forms::pdf
