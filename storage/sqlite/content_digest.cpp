#include "storage/sqlite/content_digest.h"

#include <array>
#include <vector>

namespace storage {

namespace {

struct Object {
    std::string type, name, sql;
};

core::Result<std::vector<Object>> objects_of(Connection& connection) {
    std::vector<Object> objects;
    auto rows = connection.query("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name");
    if (!rows) return rows.error();
    const auto status = rows->each([&](Statement& row) {
        objects.push_back({row.text(0), row.text(1), row.text(2)});
    });
    if (!status) return status.error();
    return objects;
}

std::string quoted(const std::string& name) {
    std::string out = "\"";
    for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

// typeof() and the value itself, column by column; what is neither text, blob nor integer as its literal.
core::Result<std::string> reading_of(Connection& connection, const std::string& table) {
    auto columns = connection.query("PRAGMA table_info(" + quoted(table) + ")");
    if (!columns) return columns.error();
    std::string select;
    const auto status = columns->each([&](Statement& row) {
        const std::string column = quoted(row.text(1));
        select += (select.empty() ? "SELECT typeof(" : ", typeof(") + column + "), CASE typeof(" + column +
                  ") WHEN 'real' THEN quote(" + column + ") ELSE " + column + " END";
    });
    if (!status) return status.error();
    return select + " FROM " + quoted(table) + " NOT INDEXED";
}

// Values go into the hash from SQLite's own memory, which is wiped: no copy of content is made here.
void add_row(Hasher& hasher, Statement& row) {
    hasher.add(std::array<std::uint8_t, 1>{1});
    for (int column = 0; column < row.columns(); column += 2) {
        const bool integer = row.text_view(column) == "integer";
        const ByteView value = integer ? ByteView{} : row.blob_view(column + 1);
        core::Writer before;
        before.blob(row.text_view(column));
        if (integer)
            before.zigzag(row.int64(column + 1));
        else
            before.varint(value.size());
        hasher.add(before.bytes()).add(value);
    }
}

}  // namespace

core::Result<Digest> content_digest(Connection& connection) {
    auto objects = objects_of(connection);
    if (!objects) return objects.error();
    Hasher hasher;
    hasher.add(core::view("kakanai content"));
    for (const Object& object : *objects) {
        core::Writer named;
        named.blob(object.type).blob(object.name).blob(object.sql);
        hasher.add(named.bytes());
        if (object.type != "table") continue;
        auto reading = reading_of(connection, object.name);
        if (!reading) return reading.error();
        auto rows = connection.query(*reading);
        if (!rows) return rows.error();
        if (auto status = rows->each([&](Statement& row) { add_row(hasher, row); }); !status)
            return status.error();
    }
    return hasher.finish();
}

}  // namespace storage
