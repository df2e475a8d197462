#include "app/devices/card/pcsc_reader.h"

#include <winscard.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iomanip>
#include <mutex>
#include <sstream>

namespace app {
namespace {

constexpr std::size_t answer_size_max = 65'538;
constexpr int wait_slice_ms = 500;  // a lost service is noticed at least this often

core::Error error(core::ErrorCode code, const char* reason, LONG result) {
    std::ostringstream detail;
    detail << "PC/SC 0x" << std::hex << std::setw(8) << std::setfill('0')
           << (static_cast<std::uint64_t>(result) & 0xFFFFFFFF);
    return {code, reason, detail.str()};
}

bool service_lost(LONG result) {
    return result == SCARD_E_NO_SERVICE || result == SCARD_E_SERVICE_STOPPED ||
           result == SCARD_F_COMM_ERROR || result == SCARD_E_INVALID_HANDLE;
}

core::Error to_error(LONG result) {
    using core::ErrorCode;
    if (service_lost(result)) return error(ErrorCode::device, "card.service_down", result);
    switch (result) {
        case SCARD_W_REMOVED_CARD:
        case SCARD_W_RESET_CARD:
            return error(ErrorCode::device, "card.removed", result);
        case SCARD_E_NO_SMARTCARD:
            return error(ErrorCode::not_found, "card.absent", result);
        case SCARD_E_UNKNOWN_READER:
        case SCARD_E_READER_UNAVAILABLE:
        case SCARD_E_NO_READERS_AVAILABLE:
            return error(ErrorCode::not_found, "card.no_reader", result);
        case SCARD_E_SHARING_VIOLATION:
            return error(ErrorCode::conflict, "card.in_use", result);
        case SCARD_E_CANCELLED:
            return error(ErrorCode::timeout, "card.cancelled", result);
        case SCARD_E_TIMEOUT:
            return error(ErrorCode::timeout, "card.absent", result);
        default:
            return error(ErrorCode::device, "card.unresponsive", result);
    }
}

std::uint32_t event_count(DWORD state) { return static_cast<std::uint32_t>(state >> 16 & 0xFFFF); }

// What the service said, kept beside what it means: waiting for a change needs the exact word back.
struct RawState : ReaderState {
    DWORD word{0};
};

RawState describe(const SCARD_READERSTATE& state) {
    RawState out;
    out.word = state.dwEventState & ~static_cast<DWORD>(SCARD_STATE_CHANGED);
    out.name = state.szReader;
    out.card_present = (state.dwEventState & SCARD_STATE_PRESENT) != 0;
    out.in_use = (state.dwEventState & SCARD_STATE_EXCLUSIVE) != 0;
    out.mute = (state.dwEventState & SCARD_STATE_MUTE) != 0;
    out.events = event_count(state.dwEventState);
    return out;
}

// One exclusive connection. The handle is alive from construction to destruction.
class PcscChannel : public CardChannel {
  public:
    PcscChannel(SCARDHANDLE card, DWORD protocol) : card_(card), protocol_(protocol) {}
    PcscChannel(const PcscChannel&) = delete;
    PcscChannel& operator=(const PcscChannel&) = delete;
    // A verified PIN stays valid until the card is reset or loses power.
    ~PcscChannel() override { SCardDisconnect(card_, SCARD_RESET_CARD); }

    core::Result<core::Bytes> transmit(core::ByteView command) override {
        core::Bytes answer(answer_size_max);
        DWORD size = answer.size();
        const SCARD_IO_REQUEST* protocol = protocol_ == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
        const LONG result =
            SCardTransmit(card_, protocol, command.data(), command.size(), nullptr, answer.data(), &size);
        if (result == SCARD_E_INSUFFICIENT_BUFFER) {
            return error(core::ErrorCode::device, "card.garbage", result);
        }
        if (result != SCARD_S_SUCCESS) return lost(result);
        // A card that goes away in mid-command gives success and no bytes at all.
        if (size == 0) return error(core::ErrorCode::device, "card.removed", result);
        if (size < 2) return error(core::ErrorCode::device, "card.garbage", result);
        answer.resize(size);
        return answer;
    }

  private:
    // "Not transacted" says little: ask whether the card is still there.
    core::Error lost(LONG result) const {
        if (result != SCARD_E_NOT_TRANSACTED && result != SCARD_E_PROTO_MISMATCH) return to_error(result);
        DWORD state = 0;
        const LONG asked = SCardStatus(card_, nullptr, nullptr, &state, nullptr, nullptr, nullptr);
        const bool there = asked == SCARD_S_SUCCESS && (state & SCARD_PRESENT) != 0;
        if (there) return error(core::ErrorCode::device, "card.unresponsive", result);
        if (asked != SCARD_S_SUCCESS && asked != SCARD_W_REMOVED_CARD) return to_error(asked);
        return error(core::ErrorCode::device, "card.removed", result);
    }

    SCARDHANDLE card_;
    DWORD protocol_;
};

// Invariants: context_ is valid while has_context_; only cancel() comes from another thread, and it touches
// context_ under the lock only.
class PcscReaders : public CardReaders {
  public:
    ~PcscReaders() override { drop_context(); }

    core::Result<std::vector<ReaderState>> list() override;
    core::Result<ReaderState> wait_for_card(const std::string& reader, int timeout_ms) override;
    core::Result<bool> wait_for_removal(const ReaderState& seen, int timeout_ms) override;
    core::Result<std::unique_ptr<CardChannel>> connect(const ReaderState& seen) override;
    void cancel() override;

  private:
    core::Status need_context();
    void drop_context();
    core::Result<std::vector<std::string>> names();
    core::Error give_up(LONG result);
    core::Status check_same(const ReaderState& seen);
    core::Result<RawState> state_of(const std::string& reader);
    core::Result<std::vector<RawState>> list_raw();
    core::Status wait_for_change(std::vector<SCARD_READERSTATE>& states, int timeout_ms);

    std::mutex lock_;
    SCARDCONTEXT context_{0};
    bool has_context_{false};
    std::atomic<bool> cancelled_{false};
};

core::Status PcscReaders::need_context() {
    if (has_context_ && SCardIsValidContext(context_) == SCARD_S_SUCCESS) return core::ok();
    drop_context();
    SCARDCONTEXT fresh = 0;
    const LONG result = SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &fresh);
    if (result != SCARD_S_SUCCESS) return error(core::ErrorCode::device, "card.service_down", result);
    const std::lock_guard hold(lock_);
    context_ = fresh;
    has_context_ = true;
    return core::ok();
}

void PcscReaders::drop_context() {
    const std::lock_guard hold(lock_);
    if (has_context_) SCardReleaseContext(context_);
    has_context_ = false;
}

core::Error PcscReaders::give_up(LONG result) {
    if (service_lost(result)) drop_context();
    return to_error(result);
}

core::Result<std::vector<std::string>> PcscReaders::names() {
    core::Status there = need_context();
    if (!there) return there.error();
    // The list may grow between asking its size and fetching it; then ask again, a few times.
    for (int attempt = 0; attempt < 4; ++attempt) {
        DWORD size = 0;
        LONG result = SCardListReaders(context_, nullptr, nullptr, &size);
        if (result == SCARD_E_NO_READERS_AVAILABLE) return std::vector<std::string>();
        if (result != SCARD_S_SUCCESS) {
            const core::Error failed = give_up(result);
            if (!service_lost(result) || attempt > 0) return failed;
            there = need_context();  // the service was started anew since the last call
            if (!there) return there.error();
            continue;
        }
        std::string multi(size, '\0');
        result = SCardListReaders(context_, nullptr, multi.data(), &size);
        if (result == SCARD_E_INSUFFICIENT_BUFFER) continue;
        if (result != SCARD_S_SUCCESS) return give_up(result);
        std::vector<std::string> out;
        for (std::size_t at = 0; at < multi.size() && multi[at] != '\0'; at += out.back().size() + 1) {
            out.emplace_back(multi.c_str() + at);
        }
        return out;
    }
    return error(core::ErrorCode::device, "card.service_down", SCARD_E_INSUFFICIENT_BUFFER);
}

core::Result<std::vector<ReaderState>> PcscReaders::list() {
    auto raw = list_raw();
    if (!raw) return raw.error();
    return std::vector<ReaderState>(raw->begin(), raw->end());
}

core::Result<std::vector<RawState>> PcscReaders::list_raw() {
    auto found = names();
    if (!found) return found.error();
    std::vector<RawState> out;
    for (const std::string& name : *found) {
        auto state = state_of(name);
        if (state) {
            out.push_back(std::move(*state));
        } else if (state.error().reason != "card.no_reader") {
            return state.error();
        }
    }
    return out;
}

core::Result<RawState> PcscReaders::state_of(const std::string& reader) {
    core::Status there = need_context();
    if (!there) return there.error();
    SCARD_READERSTATE state{};
    state.szReader = reader.c_str();
    state.dwCurrentState = SCARD_STATE_UNAWARE;
    const LONG result = SCardGetStatusChange(context_, 0, &state, 1);
    if (result != SCARD_S_SUCCESS && result != SCARD_E_TIMEOUT) return give_up(result);
    if ((state.dwEventState & (SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE)) != 0) {
        return to_error(SCARD_E_UNKNOWN_READER);
    }
    return describe(state);
}

// Waits until one of the states, the list of readers included, is no longer the one given. A timeout is no
// error: the caller looks again.
core::Status PcscReaders::wait_for_change(std::vector<SCARD_READERSTATE>& states, int timeout_ms) {
    if (cancelled_) return to_error(SCARD_E_CANCELLED);
    const LONG result =
        SCardGetStatusChange(context_, static_cast<DWORD>(timeout_ms), states.data(), states.size());
    if (cancelled_) return to_error(SCARD_E_CANCELLED);
    if (result == SCARD_S_SUCCESS || result == SCARD_E_TIMEOUT || result == SCARD_E_UNKNOWN_READER) {
        return core::ok();
    }
    return give_up(result);
}

using SteadyClock = std::chrono::steady_clock;

int ms_until(SteadyClock::time_point end) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - SteadyClock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, wait_slice_ms));
}

core::Result<ReaderState> PcscReaders::wait_for_card(const std::string& reader, int timeout_ms) {
    cancelled_ = false;
    const auto end = SteadyClock::now() + std::chrono::milliseconds(timeout_ms);
    while (true) {
        auto readers = list_raw();
        if (!readers) return readers.error();
        std::erase_if(*readers,
                      [&](const ReaderState& each) { return !reader.empty() && each.name != reader; });
        if (readers->empty()) return to_error(SCARD_E_NO_READERS_AVAILABLE);
        const auto laid = std::find_if(readers->begin(), readers->end(),
                                       [](const ReaderState& each) { return each.card_present; });
        if (laid != readers->end()) return ReaderState(*laid);
        const int slice_ms = ms_until(end);
        if (slice_ms == 0) return to_error(SCARD_E_TIMEOUT);
        std::vector<SCARD_READERSTATE> states(readers->size() + 1);
        for (std::size_t i = 0; i < readers->size(); ++i) {
            states[i].szReader = (*readers)[i].name.c_str();
            states[i].dwCurrentState = (*readers)[i].word;
        }
        states.back().szReader = "\\\\?PnP?\\Notification";
        core::Status waited = wait_for_change(states, slice_ms);
        if (!waited) return waited.error();
    }
}

core::Result<bool> PcscReaders::wait_for_removal(const ReaderState& seen, int timeout_ms) {
    cancelled_ = false;
    const auto end = SteadyClock::now() + std::chrono::milliseconds(timeout_ms);
    while (true) {
        auto now = state_of(seen.name);
        if (!now && now.error().reason == "card.no_reader") return true;
        if (!now) return now.error();
        if (!now->card_present || now->events != seen.events) return true;
        const int slice_ms = ms_until(end);
        if (slice_ms == 0) return false;
        std::vector<SCARD_READERSTATE> states(1);
        states[0].szReader = seen.name.c_str();
        states[0].dwCurrentState = now->word;
        core::Status waited = wait_for_change(states, slice_ms);
        if (!waited) return waited.error();
    }
}

core::Status PcscReaders::check_same(const ReaderState& seen) {
    auto now = state_of(seen.name);
    if (!now) return now.error();
    if (!now->card_present) return to_error(SCARD_E_NO_SMARTCARD);
    if (now->events == seen.events) return core::ok();
    return core::Error{core::ErrorCode::conflict, "card.swapped", "inserted anew since it was recognised"};
}

core::Result<std::unique_ptr<CardChannel>> PcscReaders::connect(const ReaderState& seen) {
    core::Status same = check_same(seen);
    if (!same) return same.error();
    SCARDHANDLE card = 0;
    DWORD protocol = 0;
    const LONG result = SCardConnect(context_, seen.name.c_str(), SCARD_SHARE_EXCLUSIVE,
                                     SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &card, &protocol);
    if (result != SCARD_S_SUCCESS) return give_up(result);
    std::unique_ptr<CardChannel> channel = std::make_unique<PcscChannel>(card, protocol);
    same = check_same(seen);  // nothing was exchanged between the first look and the connection
    if (!same) return same.error();
    return channel;
}

void PcscReaders::cancel() {
    cancelled_ = true;
    const std::lock_guard hold(lock_);
    if (has_context_) SCardCancel(context_);
}

}  // namespace

std::unique_ptr<CardReaders> make_pcsc_readers() { return std::make_unique<PcscReaders>(); }

}  // namespace app
