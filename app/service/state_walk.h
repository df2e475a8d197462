// Where two desks that hold the same log show different cases: the state digest tells that they differ, this
// tells in which case. `store digest --out FILE` writes one keyed hash for each case, by bucket (first byte
// of the case's id); `store digest FILE` compares another desk's file with this store and names the cases.
// The hashes say nothing of content to who lacks the site's digest key.
//
//   file := {"at": {device: seq}, "buckets": {"00" … "ff": {case: hash}}}          JSON, ids in hex
#pragma once

#include "app/service/command.h"
#include "app/service/local_desk_service.h"

namespace app {

class StateWalk {
  public:
    explicit StateWalk(LocalDeskService& desk) : desk_(desk) {}
    Reply run(Command& command);  // "store digest"

  private:
    LocalDeskService& desk_;
};

}  // namespace app
