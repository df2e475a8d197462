// The worked example of docs/formats.md, made by the code it describes: the hex on the page and the bytes of
// today are the same.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "forms/casework/change.h"
#include "storage/log/batch.h"

using namespace storage;

namespace {

// One answer, "phone 0237-86-2111, from the interview", as the first batch of a device that has seen seven of
// another's.
forms::Change example_change() {
    forms::Change change;
    change.author.bytes[15] = 0xaa;
    change.items = {forms::Write{
        {0, forms::field::phone}, {std::string("0237-86-2111"), forms::Source::interview, "", false}, {}}};
    return change;
}

BatchHead example_head() {
    BatchHead head;
    head.device.bytes[15] = 0x01;
    head.seq = 1;
    head.run_seq = 1;
    head.run = core::RunId{};
    head.run->bytes[15] = 0x77;
    head.hlc = core::Hlc::at(1'774'999'800'000, 0);
    head.case_id = core::CaseId{};
    head.case_id->bytes[15] = 0xca;
    head.epoch = 1;
    core::DeviceId other;
    other.bytes[15] = 0x02;
    head.context = {{other, 7}};
    const Bytes part(60, 0);
    head.parts = {{part_class::content + 1, {head.device, 1}, part.size(), hash(part)}};
    const Bytes record(56, 0);
    head.keys = {{part_class::content + 1, hash(record)}};
    return head;
}

std::string without_blanks(std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
    return text;
}

// The hex block that follows a heading, up to its closing fence; comments behind '#' are dropped.
std::string block_after(const std::string& page, const std::string& heading) {
    const auto start = page.find("```\n", page.find(heading)) + 4;
    std::string out;
    std::string line;
    for (std::size_t at = start; at < page.find("```", start); ++at) {
        if (page[at] != '\n') {
            line += page[at];
            continue;
        }
        out += line.substr(0, line.find('#'));
        line.clear();
    }
    return without_blanks(out);
}

}  // namespace

TEST_CASE("the bytes on the page are the bytes of the code") {
    std::ifstream file(KAKANAI_SOURCE_DIR "/docs/formats.md");
    const std::string page((std::istreambuf_iterator<char>(file)), {});
    REQUIRE_FALSE(page.empty());
    CHECK(block_after(page, "### A change") == core::to_hex(forms::encode_change(example_change())));
    CHECK(block_after(page, "### A batch head") == core::to_hex(encode_head(example_head())));
    const Digest chain =
        next_chain(first_chain(core::SiteId{}, example_head().device), hash(encode_head(example_head())));
    CHECK(block_after(page, "### Chain") == core::to_hex(chain));
    CHECK(block_after(page, "### What a seal signs") ==
          core::to_hex(seal_message(core::SiteId{}, example_head().device, 1, chain)));
}
