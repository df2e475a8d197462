// One hash over everything a store holds as SQL sees it: the schema, and every row of every table in the
// order of its key. Two stores hold the same exactly if their digests are equal, whatever their pages, keys
// and free space. For comparing a copy with its original; it reads everything.
//
//   digest := H("kakanai content" ‖ object*) over sqlite_schema by type and name
//   object := type:blob name:blob sql:blob, a table's also row*
//   row    := 1:u8 value*          value := storage class:blob, number:zigzag or bytes:blob
#pragma once

#include "storage/keys/primitives.h"
#include "storage/sqlite/statement.h"

namespace storage {

core::Result<Digest> content_digest(Connection& connection);

}  // namespace storage
