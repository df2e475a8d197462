// One prepared statement, borrowed from its connection's cache, and the connection itself.
//
// Text is UTF-8, bytes are blobs, numbers are int64; there are no floats. Values are bound by position from 1
// and read by column from 0. A failed bind is remembered and reported by the next step, so binding needs no
// check of its own.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "forms/core/bytes.h"
#include "forms/core/id.h"
#include "forms/core/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace storage {

class Connection;
struct ConnectionState;
struct CachedStatement;

// Movable, not copyable. Goes back to the cache (reset and unbound)
// when destroyed. After its Connection has gone it only fails. An unfinished SELECT holds a read snapshot:
// let it go soon.
class Statement {
  public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement();

    Statement& bind(int position, std::nullptr_t);
    Statement& bind(int position, std::string_view text);
    Statement& bind(int position, core::ByteView blob);  // an empty view is an empty blob, not null
    template <std::integral T>
    Statement& bind(int position, T number) {
        return bind_int64(position, static_cast<std::int64_t>(number));
    }
    template <class Tag>
    Statement& bind(int position, const core::Id<Tag>& id) {
        return bind(position, core::ByteView(id.bytes));
    }
    template <class T>
    Statement& bind(int position, const std::optional<T>& value) {
        return value ? bind(position, *value) : bind(position, nullptr);
    }
    template <class... Values>
    Statement& bind_all(const Values&... values) {
        int position = 0;
        (bind(++position, values), ...);
        return *this;
    }

    core::Result<bool> step();  // true: a row stands ready; false: done
    core::Status run();         // to the end, rows dropped; then reset, ready to be bound again
    void reset();               // rewinds and forgets bound values

    // Calls fn(Statement&) for each row. fn may return nothing, or core::Status to stop early with its error.
    template <class Fn>
    core::Status each(Fn&& fn) {
        for (;;) {
            auto row = step();
            if (!row) return row.error();
            if (!*row) return core::ok();
            if constexpr (std::is_same_v<std::invoke_result_t<Fn&, Statement&>, core::Status>) {
                if (auto status = fn(*this); !status) return status.error();
            } else {
                fn(*this);
            }
        }
    }

    // Columns of the current row. A column out of range or of another type reads as 0 or empty.
    bool is_null(int column) const;
    std::int64_t int64(int column) const;
    std::string text(int column) const;
    core::Bytes blob(int column) const;
    std::string_view text_view(int column) const;  // valid until the next step or reset
    core::ByteView blob_view(int column) const;    // valid until the next step or reset
    int columns() const;
    std::string column_name(int column) const;

    // A blob column as an id; nil when null or not 16 bytes long.
    template <class IdType>
    IdType id(int column) const {
        return IdType::from(blob_view(column)).value_or(IdType{});
    }
    std::optional<std::int64_t> optional_int64(int column) const;
    std::optional<std::string> optional_text(int column) const;

  private:
    friend class Connection;
    Statement(Connection* owner, std::shared_ptr<CachedStatement> cached);
    Statement& bind_int64(int position, std::int64_t number);
    Statement& note(int code);
    Statement& borrow();  // from now on texts and blobs are not copied: they outlive the binding

    Connection* owner_;
    std::shared_ptr<CachedStatement> cached_;
    bool borrowing_{false};
};

// One SQLite connection. Used by one thread at a time. Reasons that any call may give:
//   store.damaged    a page or the file's structure is not what was written; nothing wrong was returned
//   store.busy       another process owns the store, or a reader did not let go in time
//   store.constraint a UNIQUE, CHECK, NOT NULL or FOREIGN KEY rule refused the row (code conflict)
//   store.refused    the statement would leave the sealed layer or change a fixed setting (ATTACH, VACUUM,
//   PRAGMA) store.sql        a fault in the SQL itself: a programming error store.memory     no memory left
//   disk.full, disk.read_only, disk.io   the disk said so; the transaction is undone, the store stays usable
class Connection {
  public:
    explicit Connection(std::unique_ptr<ConnectionState> state);  // made by Database only
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    // Statements are prepared once and kept; the same text nested within itself gets a second copy.
    core::Result<Statement> prepare(std::string_view sql);

    template <class... Values>
    core::Result<Statement> query(std::string_view sql, const Values&... values) {
        auto statement = prepare(sql);
        if (statement) statement->bind_all(values...);
        return statement;
    }
    template <class... Values>
    core::Status run(std::string_view sql, const Values&... values) {
        auto statement = prepare(sql);
        return statement ? statement->borrow().bind_all(values...).run() : core::Status(statement.error());
    }
    // The first column of the first row; nothing when there is no row or it is null.
    template <class... Values>
    core::Result<std::optional<std::int64_t>> number(std::string_view sql, const Values&... values) {
        auto statement = prepare(sql);
        if (!statement) return statement.error();
        statement->borrow().bind_all(values...);
        auto row = statement->step();
        if (!row) return row.error();
        return *row ? statement->optional_int64(0) : std::nullopt;
    }
    template <class... Values>
    core::Result<std::optional<std::string>> string(std::string_view sql, const Values&... values) {
        auto statement = prepare(sql);
        if (!statement) return statement.error();
        statement->borrow().bind_all(values...);
        auto row = statement->step();
        if (!row) return row.error();
        return *row ? statement->optional_text(0) : std::nullopt;
    }
    core::Status script(const std::string& sql);  // several statements, no parameters, rows dropped

    std::int64_t last_insert_id() const;
    std::int64_t changed_rows() const;  // by the last INSERT, UPDATE or DELETE
    bool in_transaction() const;

  private:
    friend class Statement;
    friend class Transaction;
    friend class Database;
    friend class ScriptRunner;
    void drop_idle();
    core::Error failure(int code) const;
    std::unique_ptr<ConnectionState> state_;
};

// BEGIN IMMEDIATE … COMMIT. Undone when destroyed uncommitted. commit() returns once the batch is on the disk
// (with Durability::full). After a failed commit the store is as before it; only a power cut at that very
// moment may leave the batch in, whole. Not nested. Bounded: SQLite keeps a transaction's changed pages in
// memory until commit (cache_spill is off, see database.h), so split work above some 100 MB.
class Transaction {
  public:
    static core::Result<Transaction> begin(Connection& connection);
    Transaction(Transaction&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    core::Status commit();
    core::Status rollback();

  private:
    explicit Transaction(Connection& connection) : connection_(&connection) {}
    Connection* connection_;
};

}  // namespace storage
