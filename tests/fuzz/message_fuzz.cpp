// One Noise payload: records until its end or the first fault. What is understood means the same after one
// trip through the writer.
#include <cstdlib>

#include "sync/wire/message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const peers::DeviceNames names(
        {core::DeviceId{{0xd0, 0xd1, 0xd2, 0xd3, 1}}, core::DeviceId{{0xe0, 0xe1, 0xe2, 0xe3, 2}}});
    if (size > peers::payload_size_max) return 0;
    core::Reader in({data, size});
    while (in.left() > 0) {
        const auto message = peers::decode_message(in, names);
        if (!message) return 0;
        const auto bytes = peers::encode_message(*message, names);
        core::Reader again(bytes);
        const auto twice = peers::decode_message(again, names);
        const bool known = !std::holds_alternative<peers::Unknown>(*message) &&
                           !std::holds_alternative<peers::StrangeDevice>(*message);
        if (known && (!twice || twice->index() != message->index() || !again.done())) std::abort();
        if (known && peers::encode_message(*twice, names) != bytes) std::abort();
    }
    return 0;
}
