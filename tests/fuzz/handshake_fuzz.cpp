// Bytes from somebody who holds no key of the site, at every stage before a session stands: as listener, as
// caller, as the inviting and as the joining side, and after a preface that was overheard. Whatever they are,
// nobody is believed.
// Input: which side:u8, then chunks (size:u8 bytes).
#include <cstdlib>

#include "tests/fuzz/session_pair.h"

namespace {

peers::Session session_for(std::uint8_t side, fuzz::SessionPair& pair) {
    if (side % 4 == 0) return peers::Session::call(pair.context(0), std::nullopt);
    if (side % 4 == 1) return peers::Session::call(pair.context(0), pair.self[1].device);
    if (side % 4 == 2)
        return peers::Session::join(pair.invitations.front(), pair.self[0].box_secret, pair.random);
    return peers::Session::listen(pair.context(0));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::SessionPair pair;
    core::Reader in({data, size});
    const std::uint8_t side = in.u8();
    auto session = session_for(side, pair);
    if ((side & 0x10) != 0) {  // a preface and first message of a real caller, replayed
        auto real = (side & 0x20) != 0
                        ? peers::Session::join(pair.invitations.front(), pair.self[1].box_secret, pair.random)
                        : peers::Session::call(pair.context(1), std::nullopt);
        session.feed(real.take_output());
        (void)fuzz::payloads_of(session);
    }
    while (in.left() > 0) {
        session.feed(in.raw(std::min<std::size_t>(in.u8(), in.left())));
        if (fuzz::payloads_of(session) != 0 || session.confirmed()) std::abort();
        (void)session.take_output();
    }
    return 0;
}
