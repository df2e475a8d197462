// Leptonica's pictures as values that free themselves.
#pragma once

#include <leptonica/allheaders.h>

#include <memory>

namespace app {

struct FreePix {
    void operator()(Pix* pix) const { pixDestroy(&pix); }
};
using PixPtr = std::unique_ptr<Pix, FreePix>;

}  // namespace app
