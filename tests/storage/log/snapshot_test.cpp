#include "storage/log/snapshot.h"

#include <doctest/doctest.h>

#include "storage/log/attachments.h"
#include "storage/log/key_table.h"
#include "storage/log/state_format.h"
#include "tests/support/log_node.h"

using namespace storage;
using support::LogNode;
using support::must;

namespace {

struct MemoryFiles final : core::FileSystem {
    std::map<std::string, core::Bytes> files;
    int writes_left{-1};  // the disk is full after so many; -1: never

    core::Result<core::Bytes> read(const std::string& path, std::size_t) override {
        const auto at = files.find(path);
        if (at == files.end()) return core::Error{core::ErrorCode::not_found, "file.missing"};
        return at->second;
    }
    core::Status write_whole(const std::string& path, core::ByteView bytes) override {
        if (writes_left == 0) return core::Error{core::ErrorCode::io, "disk.full"};
        if (writes_left > 0) --writes_left;
        files[path] = core::Bytes(bytes.begin(), bytes.end());
        return core::ok();
    }
    core::Status remove(const std::string& path) override {
        files.erase(path);
        return core::ok();
    }
    std::size_t count(const std::string& beginning) const {
        return static_cast<std::size_t>(std::count_if(files.begin(), files.end(), [&](const auto& file) {
            return file.first.starts_with("archive/" + beginning);
        }));
    }
    bool contains(const core::Bytes& needle) const {
        return std::any_of(files.begin(), files.end(), [&](const auto& file) {
            return std::search(file.second.begin(), file.second.end(), needle.begin(), needle.end()) !=
                   file.second.end();
        });
    }
};

std::optional<PublicKey> known_key(const core::DeviceId& device) { return LogNode::key_of(device); }

const core::CaseId visit{{9, 1}};
const core::CaseId other{{9, 2}};
const core::Bytes canary(40, 0xC7);
const core::Bytes record(72, 0x5E);

// One batch that brings a key for its case.
void open_case(LogNode& node, const core::CaseId& id, const core::Bytes& part) {
    Batch batch = node.draft(part, id);
    batch.head.keys = {{batch.head.parts[0].part_class, hash(record)}};
    batch.keys = {{batch.head.parts[0].part_class, record}};
    auto block = must(node.gate().begin());
    MUST(node.log().append_own(batch));
    MUST(block.commit());
}

struct Story {
    MemoryFiles files;
    Archive archive{files, "archive"};
    LogNode a{1};
    LogNode b{2};
    Story() {
        open_case(a, visit, canary);
        open_case(a, other, core::Bytes(20, 2));
        a.write(core::Bytes(90'000, 7), other);
        a.seal();
        b.take_from(a);
        b.write({5}, visit);
        b.seal();
        a.take_from(b);
    }
    SnapshotInfo make() { return must(archive.create(a.log(), a.device().key, {1000})); }
};

}  // namespace

TEST_CASE("all desks burnt: an archive brings every batch, key and picture back into an empty store") {
    Story story;
    const auto made = story.make();
    CHECK(made.batches == 4);
    CHECK(made.lacking == 0);
    CHECK(must(story.archive.verify(made.number, known_key)).batches == 4);
    LogNode fresh(8);
    MUST(story.archive.restore(made.number, fresh.log(), known_key));
    CHECK(must(fresh.log().digest()) == must(story.a.log().digest()));
    CHECK(must(fresh.log().stats()).key_records == 2);
    CHECK(must(fresh.log().stats()).attachments_wanted == 0);
    CHECK(must(check_log(fresh.log(), known_key)).whole());
    CHECK(must(KeyTable(fresh.database().writer()).find({story.a.device().id, 1}, 19)).record == record);
    CHECK(story.archive.restore(made.number, fresh.log(), known_key).error().reason == "snapshot.not_empty");
}

TEST_CASE("no segment holds a key record, and at most two copies of keys lie in the archive") {
    Story story;
    for (int i = 0; i < 4; ++i) {
        story.a.write({static_cast<std::uint8_t>(i)}, visit);
        story.a.seal();
        story.make();
    }
    CHECK(story.files.count("keys-") == 2);
    CHECK(story.files.count("manifest-") == 4);
    std::erase_if(story.files.files,
                  [](const auto& file) { return file.first.starts_with("archive/keys-"); });
    CHECK_FALSE(story.files.contains(record));
    LogNode fresh(8);
    CHECK(story.archive.restore(1, fresh.log(), known_key).error().reason == "snapshot.keys_missing");
}

TEST_CASE("the next snapshot writes only what is new, and each can be restored") {
    Story story;
    const auto first = story.make();
    const std::size_t files = story.files.count("segment-");
    story.a.write({1}, visit);
    story.a.seal();
    const auto second = story.make();
    CHECK(second.batches == first.batches + 1);
    CHECK(story.files.count("segment-") == files + 1);
    for (const auto& info : {first, second}) {
        LogNode fresh(8);
        CHECK(must(story.archive.restore(info.number, fresh.log(), known_key)).batches == info.batches);
    }
    CHECK(must(story.archive.list()).size() == 2);
    CHECK(must(story.archive.prune(1)) == 1);
    CHECK(must(story.archive.list()).size() == 1);
    CHECK(must(story.archive.verify(second.number, known_key)).batches == second.batches);
    CHECK(story.archive.verify(first.number, known_key).error().reason == "snapshot.none");
}

TEST_CASE("after an erasure the next snapshot leaves nothing of the case in the archive") {
    Story story;
    story.make();
    REQUIRE(story.files.contains(canary));
    {
        auto block = must(story.a.gate().begin());
        MUST(carry_out(story.a.log(),
                       {visit, every_content_class, {1}, "retention", {story.a.device().id, 1}, 0}));
        MUST(block.commit());
    }
    const auto after = story.make();
    CHECK_FALSE(story.files.contains(canary));
    CHECK(must(story.archive.list()).size() == 1);
    CHECK(story.files.count("keys-") == 1);
    LogNode fresh(8);
    MUST(story.archive.restore(after.number, fresh.log(), known_key));
    CHECK(must(fresh.log().digest()) == must(story.a.log().digest()));
    CHECK(must(fresh.log().stats()).erased_keys == 1);
    // Somebody who still has the batch whole brings it: it is not taken in.
    CHECK(fresh.take_from(story.b) == 0);
}

TEST_CASE("a file of the archive that was changed anywhere is refused, never restored in part") {
    Story story;
    const auto made = story.make();
    const auto whole = story.files.files;
    tests::SeededRandom random(3);
    for (const auto& [name, bytes] : whole) {
        for (int i = 0; i < 5; ++i) {
            story.files.files = whole;
            story.files.files[name][random.below(bytes.size())] ^=
                static_cast<std::uint8_t>(1 + random.below(255));
            LogNode fresh(8);
            const auto restored = story.archive.restore(made.number, fresh.log(), known_key);
            CAPTURE(name);
            CHECK_FALSE(restored);
            CHECK(must(fresh.log().stats()).batches == 0);
        }
        story.files.files = whole;
        story.files.files.erase(name);
        LogNode fresh(8);
        CHECK_FALSE(story.archive.restore(made.number, fresh.log(), known_key));
    }
}

TEST_CASE("a disk that fills up while a snapshot is made leaves the earlier ones as they were") {
    Story story;
    const auto first = story.make();
    story.a.write({1}, visit);
    story.a.seal();
    for (int writes = 0; writes < 4; ++writes) {
        story.files.writes_left = writes;
        CHECK(story.archive.create(story.a.log(), story.a.device().key, {2000}).error().reason ==
              "disk.full");
        story.files.writes_left = -1;
        CHECK(must(story.archive.list()).size() == 1);
        CHECK(must(story.archive.verify(first.number, known_key)).batches == first.batches);
    }
    CHECK(story.make().batches == first.batches + 1);
}

TEST_CASE("a picture that the maker had not got is in the snapshot after it came") {
    Story story;
    MemoryFiles files;
    Archive of_b(files, "archive");
    const auto before = must(of_b.create(story.b.log(), story.b.device().key, {1}));
    CHECK(before.lacking == 1);
    Attachments to(story.b.database().writer());
    Attachments from(story.a.database().writer());
    const Digest name = must(to.wanted()).front().hash;
    for (std::uint64_t at = 0; at < 90'000; at += attachment_piece_size)
        MUST(to.add_piece(name, at, must(from.read(name, at, attachment_piece_size))));
    const auto after = must(of_b.create(story.b.log(), story.b.device().key, {2}));
    CHECK(after.lacking == 0);
    LogNode fresh(8);
    MUST(of_b.restore(after.number, fresh.log(), known_key));
    CHECK(must(fresh.log().stats()).attachments_wanted == 0);
}

TEST_CASE("a part class of more than 32 bits is refused in a state's keys, not cut to one that exists") {
    const auto signing = SigningKey::from_seed(Digest{1});
    StateKey key;
    key.id.seq = 1;
    key.part_class = 5;
    const Bytes file = encode_state_keys({}, {}, {key}, signing);
    core::Reader in(file);
    const ByteView body = in.blob(file.size());
    const auto again = [](const Bytes& changed) {
        return core::Writer().blob(changed).raw(core::Bytes(64)).take();
    };
    // The class stands before the epoch and two flags.
    Bytes wide(body.begin(), body.end() - 4);
    const Bytes wide_class{0x85, 0x80, 0x80, 0x80, 0x10, 0, 0, 0};
    wide.insert(wide.end(), wide_class.begin(), wide_class.end());
    const auto kept = decode_state_keys(again({body.begin(), body.end()}));
    REQUIRE(kept);
    CHECK(kept->front().part_class == 5);
    const auto refused = decode_state_keys(again(wide));
    REQUIRE(!refused);
    CHECK(refused.error().reason == "snapshot.damaged");
}
