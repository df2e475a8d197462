#include "storage/sqlite/statement.h"

#include "storage/sqlite/connection_state.h"
#include "storage/sqlite/sqlite_error.h"

namespace storage {

namespace {

constexpr std::size_t cached_statements_max = 256;

sqlite3_destructor_type keeping(bool borrowing) { return borrowing ? SQLITE_STATIC : SQLITE_TRANSIENT; }

}  // namespace

Statement::Statement(Connection* owner, std::shared_ptr<CachedStatement> cached)
    : owner_(owner), cached_(std::move(cached)) {}
Statement::Statement(Statement&& other) noexcept = default;

Statement& Statement::operator=(Statement&& other) noexcept {
    std::swap(owner_, other.owner_);
    std::swap(cached_, other.cached_);
    std::swap(borrowing_, other.borrowing_);
    return *this;
}

Statement::~Statement() {
    if (cached_ == nullptr) return;
    reset();
    cached_->lent = false;
}

Statement& Statement::note(int code) {
    cached_->clean = false;
    if (code != SQLITE_OK && cached_->bind_code == SQLITE_OK) cached_->bind_code = code;
    return *this;
}

Statement& Statement::borrow() {
    borrowing_ = true;
    return *this;
}

Statement& Statement::bind(int position, std::nullptr_t) {
    return note(sqlite3_bind_null(cached_->statement, position));
}
Statement& Statement::bind(int position, std::string_view text) {
    const char* start = text.data() == nullptr ? "" : text.data();
    return note(sqlite3_bind_text64(cached_->statement, position, start, text.size(), keeping(borrowing_),
                                    SQLITE_UTF8));
}
Statement& Statement::bind(int position, core::ByteView blob) {
    const void* start = blob.data() == nullptr ? static_cast<const void*>("") : blob.data();
    return note(sqlite3_bind_blob64(cached_->statement, position, start, blob.size(), keeping(borrowing_)));
}
Statement& Statement::bind_int64(int position, std::int64_t number) {
    return note(sqlite3_bind_int64(cached_->statement, position, number));
}

core::Result<bool> Statement::step() {
    if (cached_->statement == nullptr) return core::invalid("store.sql", "the connection is closed");
    if (cached_->bind_code != SQLITE_OK) return owner_->failure(cached_->bind_code);
    cached_->clean = false;
    const int code = sqlite3_step(cached_->statement);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    const core::Error error = owner_->failure(code);
    sqlite3_reset(cached_->statement);  // lets go of locks; the error is already told
    return error;
}

core::Status Statement::run() {
    const auto done = each([](Statement&) {});
    reset();
    return done;
}

void Statement::reset() {
    if (cached_->statement == nullptr || cached_->clean) return;
    sqlite3_reset(cached_->statement);
    sqlite3_clear_bindings(cached_->statement);
    cached_->clean = true;
    cached_->bind_code = SQLITE_OK;
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(cached_->statement, column) == SQLITE_NULL;
}
std::int64_t Statement::int64(int column) const { return sqlite3_column_int64(cached_->statement, column); }
std::string Statement::text(int column) const { return std::string(text_view(column)); }
core::Bytes Statement::blob(int column) const {
    const auto bytes = blob_view(column);
    return {bytes.begin(), bytes.end()};
}
std::string_view Statement::text_view(int column) const { return core::text(blob_view(column)); }
core::ByteView Statement::blob_view(int column) const {
    const int type = sqlite3_column_type(cached_->statement, column);
    if (type != SQLITE_TEXT && type != SQLITE_BLOB) return {};
    const void* start = sqlite3_column_blob(cached_->statement, column);
    const int size = sqlite3_column_bytes(cached_->statement, column);
    return {static_cast<const std::uint8_t*>(start), static_cast<std::size_t>(size)};
}
int Statement::columns() const { return sqlite3_column_count(cached_->statement); }
std::string Statement::column_name(int column) const {
    const char* name = sqlite3_column_name(cached_->statement, column);
    return name == nullptr ? std::string() : std::string(name);
}
std::optional<std::int64_t> Statement::optional_int64(int column) const {
    if (is_null(column)) return std::nullopt;
    return int64(column);
}
std::optional<std::string> Statement::optional_text(int column) const {
    if (is_null(column)) return std::nullopt;
    return text(column);
}

Connection::Connection(std::unique_ptr<ConnectionState> state) : state_(std::move(state)) {}
Connection::~Connection() = default;

int ConnectionState::close() {
    for (auto& [sql, shelf] : cache)
        for (auto& kept : shelf) kept->finalize();
    literals.clear();
    cache.clear();
    cached = 0;
    const int code = db == nullptr ? SQLITE_OK : sqlite3_close(db);
    if (code == SQLITE_OK) db = nullptr;
    return code;
}

core::Error Connection::failure(int code) const {
    return store_error(state_->db, code == SQLITE_MISUSE ? code : sqlite3_extended_errcode(state_->db));
}

core::Result<Statement> Connection::prepare(std::string_view sql) {
    auto* shelf = state_->literals.find(sql);
    if (shelf == nullptr) {
        const auto found = state_->cache.find(sql);
        if (found != state_->cache.end()) {
            shelf = &found->second;
            state_->literals.put(sql, found->first, *shelf);
        }
    }
    if (shelf != nullptr) {
        for (auto& cached : *shelf) {
            if (std::exchange(cached->lent, true)) continue;
            return Statement(this, cached);
        }
    }
    if (state_->cached >= cached_statements_max) drop_idle();
    auto fresh = std::make_shared<CachedStatement>();
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(state_->db, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &fresh->statement, &rest);
    if (code != SQLITE_OK) return failure(code);
    const std::string_view left(rest, static_cast<std::size_t>(sql.data() + sql.size() - rest));
    if (fresh->statement == nullptr || left.find_first_not_of(" \t\r\n;") != std::string_view::npos)
        return core::invalid("store.sql", "exactly one statement belongs here; script() takes several");
    fresh->lent = true;
    ++state_->cached;
    auto& kept = state_->cache[std::string(sql)];
    kept.push_back(std::move(fresh));
    return Statement(this, kept.back());
}

// Texts built at run time would otherwise fill the cache for ever.
void Connection::drop_idle() {
    state_->literals.clear();
    for (auto& [sql, shelf] : state_->cache)
        state_->cached -= std::erase_if(shelf, [](const auto& cached) { return !cached->lent; });
    std::erase_if(state_->cache, [](const auto& entry) { return entry.second.empty(); });
}

core::Status Connection::script(const std::string& sql) {
    const int code = sqlite3_exec(state_->db, sql.c_str(), nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? core::ok() : core::Status(failure(code));
}

std::int64_t Connection::last_insert_id() const { return sqlite3_last_insert_rowid(state_->db); }
std::int64_t Connection::changed_rows() const { return sqlite3_changes64(state_->db); }
bool Connection::in_transaction() const { return sqlite3_get_autocommit(state_->db) == 0; }

core::Result<Transaction> Transaction::begin(Connection& connection) {
    if (auto status = connection.run("BEGIN IMMEDIATE"); !status) return status.error();
    return Transaction(connection);
}

Transaction::~Transaction() {
    if (connection_ != nullptr && connection_->in_transaction()) (void)connection_->run("ROLLBACK");
}

core::Status Transaction::commit() {
    if (connection_ == nullptr) return core::invalid("store.sql", "this transaction has ended");
    if (!connection_->in_transaction()) {
        connection_ = nullptr;
        return core::Error{core::ErrorCode::io, "disk.io",
                           "the transaction was undone by an earlier failure"};
    }
    const auto status = connection_->run("COMMIT");
    if (status) connection_ = nullptr;
    return status;
}

core::Status Transaction::rollback() {
    Connection* connection = std::exchange(connection_, nullptr);
    if (connection == nullptr || !connection->in_transaction()) return core::ok();
    return connection->run("ROLLBACK");
}

}  // namespace storage
