// Parts above the inline limit (ink, pictures): named by the hash of their ciphertext, kept and sent in
// pieces. A batch that names one is complete only with it; what is still wanted is counted and fetched from
// any node that has it.
//
// Used by the writer thread; calls that write want an open WriteBlock.
#pragma once

#include <vector>

#include "storage/log/batch.h"
#include "storage/sqlite/statement.h"

namespace storage {

inline constexpr std::size_t attachment_piece_size = 32 * 1024;  // all but the last one

enum class AttachmentState : std::uint8_t { wanted = 0, whole = 1, erased = 2 };  // on disk

struct Attachment {
    std::int64_t n{0};
    Digest hash{};
    std::uint64_t length{0};
    std::uint64_t held{0};  // bytes here, from the start
    AttachmentState state{AttachmentState::wanted};
};

class Attachments {
  public:
    explicit Attachments(Connection& connection) : connection_(connection) {}

    core::Result<std::optional<Attachment>> find(const Digest& hash);
    core::Result<std::vector<Attachment>> wanted(std::size_t count_max = 256);

    // Up to size_max bytes from `start`; what is there so far. "attachment.not_found".
    core::Result<Bytes> read(const Digest& hash, std::uint64_t start, std::size_t size_max);
    core::Result<std::optional<Bytes>> whole(const Digest& hash);  // nothing unless all of it is here

    // The next piece, which must begin at `held` and be of full size or the rest. Returns true when the whole
    // is here and its hash is right; a wrong hash drops all pieces: "attachment.mismatch".
    // "attachment.not_wanted" for one that nobody named, that is complete, or that was erased.
    core::Result<bool> add_piece(const Digest& hash, std::uint64_t start, ByteView bytes);

    // ---- for the log ----
    core::Status want(const PartInfo& part, std::optional<std::int64_t> case_n);  // no effect if known
    core::Status put(const PartInfo& part, std::optional<std::int64_t> case_n, ByteView bytes);
    // Pieces gone, row stays as erased. part_class 0: all classes. Returns how many.
    core::Result<std::int64_t> erase(std::int64_t case_n, std::uint32_t part_class);
    // As if it had never been named.
    core::Status forget(const Digest& hash);

  private:
    core::Status drop_pieces(std::int64_t n);
    Connection& connection_;
};

// Puts attachments that are whole here back into the batches that name them: runs travel with all their
// parts, so that taking one in is one transaction and its acknowledgement means everything.
core::Status fill_attachments(Connection& connection, std::vector<SealedRun>& runs);

}  // namespace storage
