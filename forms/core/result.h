// A value or the reason why there is none. No exceptions cross a room's border.
//
// Error::reason is a stable dotted word ("card.removed", "store.damaged"); app/service/sentences turns it
// into the Japanese sentence that says what to do next. Error::detail is English, for the log, and holds no
// personal data. Error::count carries the one number a sentence may need (tries left, seconds to wait, line
// of a data file).
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace core {

enum class ErrorCode : std::uint8_t {
    not_found,
    invalid_input,
    not_permitted,
    conflict,
    corrupt,
    io,
    device,
    timeout,
    unsupported
};

struct Error {
    ErrorCode code{ErrorCode::io};
    std::string reason;
    std::string detail{};
    std::int64_t count{0};
};

// Shaped like C++23 std::expected<T, Error>. value() and error() may only be asked of the side that is there.
template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool has_value() const { return state_.index() == 0; }
    explicit operator bool() const { return has_value(); }

    T& value() & { return std::get<0>(state_); }
    const T& value() const& { return std::get<0>(state_); }
    T&& value() && { return std::get<0>(std::move(state_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const { return std::get<1>(state_); }

  private:
    std::variant<T, Error> state_;
};

using Status = Result<std::monostate>;
inline Status ok() { return std::monostate{}; }

inline Error invalid(std::string reason, std::string detail = {}) {
    return {ErrorCode::invalid_input, std::move(reason), std::move(detail)};
}
inline Error corrupt(std::string reason, std::string detail = {}) {
    return {ErrorCode::corrupt, std::move(reason), std::move(detail)};
}
inline Error denied(std::string reason, std::string detail = {}) {
    return {ErrorCode::not_permitted, std::move(reason), std::move(detail)};
}

}  // namespace core
