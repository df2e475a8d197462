#include "storage/log/attachments.h"

#include <algorithm>

#include "storage/log/log_rows.h"

namespace storage {

namespace {

// A row id of a piece is attachment * pieces_max + number, so an attachment's pieces lie side by side.
constexpr std::int64_t pieces_max = 1024;
static_assert(part_size_max / attachment_piece_size < pieces_max);

core::Error not_found() { return {core::ErrorCode::not_found, "attachment.not_found"}; }

Attachment read_attachment(Statement& row) {
    Attachment out;
    out.n = row.int64(0);
    (void)read_digest(row.blob_view(1), out.hash);
    out.length = static_cast<std::uint64_t>(row.int64(2));
    out.held = static_cast<std::uint64_t>(row.int64(3));
    out.state = static_cast<AttachmentState>(row.int64(4));
    return out;
}

}  // namespace

core::Result<std::optional<Attachment>> Attachments::find(const Digest& hash) {
    auto row = connection_.query("SELECT n, hash, length, held, state FROM attachment WHERE hash = ?",
                                 ByteView(hash));
    if (!row) return row.error();
    auto found = row->step();
    if (!found) return found.error();
    if (!*found) return std::optional<Attachment>{};
    return std::optional(read_attachment(*row));
}

core::Result<std::vector<Attachment>> Attachments::wanted(std::size_t count_max) {
    auto rows = connection_.query(
        "SELECT n, hash, length, held, state FROM attachment WHERE state = 0 ORDER BY n LIMIT ?", count_max);
    if (!rows) return rows.error();
    std::vector<Attachment> out;
    auto status = rows->each([&](Statement& row) { out.push_back(read_attachment(row)); });
    if (!status) return status.error();
    return out;
}

core::Result<Bytes> Attachments::read(const Digest& hash, std::uint64_t start, std::size_t size_max) {
    auto found = find(hash);
    if (!found) return found.error();
    if (!*found || (*found)->state == AttachmentState::erased) return not_found();
    const Attachment& attachment = **found;
    Bytes out;
    if (start >= attachment.held) return out;
    const std::uint64_t end = std::min<std::uint64_t>(attachment.held, start + size_max);
    const std::int64_t base = attachment.n * pieces_max;
    auto rows =
        connection_.query("SELECT id, bytes FROM attachment_piece WHERE id BETWEEN ? AND ? ORDER BY id",
                          base + static_cast<std::int64_t>(start / attachment_piece_size),
                          base + static_cast<std::int64_t>((end - 1) / attachment_piece_size));
    if (!rows) return rows.error();
    auto status = rows->each([&](Statement& row) {
        const std::uint64_t at = static_cast<std::uint64_t>(row.int64(0) - base) * attachment_piece_size;
        const ByteView piece = row.blob_view(1);
        const std::uint64_t from = std::max(at, start) - at;
        const std::uint64_t to = std::min<std::uint64_t>(end - at, piece.size());
        if (from < to) out.insert(out.end(), piece.begin() + from, piece.begin() + to);
    });
    if (!status) return status.error();
    return out;
}

core::Result<std::optional<Bytes>> Attachments::whole(const Digest& hash) {
    auto found = find(hash);
    if (!found) return found.error();
    if (!*found || (*found)->state != AttachmentState::whole) return std::optional<Bytes>{};
    auto bytes = read(hash, 0, static_cast<std::size_t>((*found)->length));
    if (!bytes) return bytes.error();
    return std::optional(std::move(*bytes));
}

core::Result<bool> Attachments::add_piece(const Digest& name, std::uint64_t start, ByteView bytes) {
    auto found = find(name);
    if (!found) return found.error();
    const auto refuse = core::invalid("attachment.not_wanted");
    if (!*found || (*found)->state != AttachmentState::wanted) return refuse;
    const Attachment& attachment = **found;
    const std::uint64_t rest = attachment.length - attachment.held;
    if (start != attachment.held || bytes.size() != std::min<std::uint64_t>(rest, attachment_piece_size))
        return refuse;
    const std::int64_t id =
        attachment.n * pieces_max + static_cast<std::int64_t>(start / attachment_piece_size);
    auto status = connection_.run("INSERT INTO attachment_piece (id, bytes) VALUES (?, ?)", id, bytes);
    if (!status) return status.error();
    const std::uint64_t held = start + bytes.size();
    status = connection_.run("UPDATE attachment SET held = ? WHERE n = ?", held, attachment.n);
    if (!status) return status.error();
    if (held < attachment.length) return false;
    auto whole = read(name, 0, static_cast<std::size_t>(attachment.length));
    if (!whole) return whole.error();
    if (hash(*whole) != name) {
        status = drop_pieces(attachment.n);
        if (!status) return status.error();
        return core::corrupt("attachment.mismatch");
    }
    status = connection_.run("UPDATE attachment SET state = 1 WHERE n = ?", attachment.n);
    if (!status) return status.error();
    return true;
}

core::Status Attachments::forget(const Digest& hash) {
    auto found = find(hash);
    if (!found) return found.error();
    if (!*found) return core::ok();
    if (auto gone = drop_pieces((*found)->n); !gone) return gone;
    return connection_.run("DELETE FROM attachment WHERE n = ?", (*found)->n);
}

core::Status Attachments::drop_pieces(std::int64_t n) {
    auto status = connection_.run("DELETE FROM attachment_piece WHERE id BETWEEN ? AND ?", n * pieces_max,
                                  n * pieces_max + pieces_max - 1);
    if (status) status = connection_.run("UPDATE attachment SET held = 0 WHERE n = ?", n);
    return status;
}

core::Status Attachments::want(const PartInfo& part, std::optional<std::int64_t> case_n) {
    return connection_.run(
        "INSERT INTO attachment (hash, part_class, case_n, length) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (hash) DO NOTHING",
        ByteView(part.hash), part.part_class, case_n, part.length);
}

core::Status Attachments::put(const PartInfo& part, std::optional<std::int64_t> case_n, ByteView bytes) {
    if (auto status = want(part, case_n); !status) return status;
    auto known = find(part.hash);
    if (!known) return known.error();
    if ((*known)->state != AttachmentState::wanted) return core::ok();
    for (std::size_t at = static_cast<std::size_t>((*known)->held); at < bytes.size();
         at += attachment_piece_size) {
        const std::size_t size = std::min(attachment_piece_size, bytes.size() - at);
        auto added = add_piece(part.hash, at, bytes.subspan(at, size));
        if (!added) return added.error();
    }
    return core::ok();
}

core::Result<std::int64_t> Attachments::erase(std::int64_t case_n, std::uint32_t part_class) {
    auto rows =
        connection_.query("SELECT n, part_class FROM attachment WHERE case_n = ? AND state <> 2", case_n);
    if (!rows) return rows.error();
    std::vector<std::int64_t> gone;
    auto status = rows->each([&](Statement& row) {
        const auto its_class = static_cast<std::uint32_t>(row.int64(1));
        if (part_class == 0 ? its_class != part_class::trace : its_class == part_class)
            gone.push_back(row.int64(0));
    });
    for (const std::int64_t n : gone) {
        if (status) status = drop_pieces(n);
        if (status) status = connection_.run("UPDATE attachment SET state = 2 WHERE n = ?", n);
    }
    if (!status) return status.error();
    return static_cast<std::int64_t>(gone.size());
}

core::Status fill_attachments(Connection& connection, std::vector<SealedRun>& runs) {
    Attachments attachments(connection);
    for (SealedRun& run : runs) {
        for (Batch& batch : run.batches) {
            for (std::size_t i = 0; i < batch.parts.size(); ++i) {
                const PartInfo& info = batch.head.parts[i];
                if (batch.parts[i] || info.length <= part_inline_max) continue;
                auto whole = attachments.whole(info.hash);
                if (!whole) return whole.error();
                batch.parts[i] = std::move(*whole);
            }
        }
    }
    return core::ok();
}

}  // namespace storage
