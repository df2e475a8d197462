// Put in front of the sources that tests/storage/sqlite/pitfalls.cmake changes; the product never sees it.
#pragma once

namespace storage {

bool pitfall(int number);  // KAKANAI_PITFALL names it

}  // namespace storage
