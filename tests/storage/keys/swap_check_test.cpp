// What the kernel says about swap, and what follows: a machine as folders.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "storage/keys/swap_check.h"
#include "tests/support/temp_folder.h"

using storage::swap_state;
using storage::SwapState;
namespace fs = std::filesystem;

namespace {

class Machine {
  public:
    void swap(const std::string& lines) {
        write("proc/swaps", "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n" + lines);
    }
    void write(const std::string& file, const std::string& text) {
        fs::create_directories(fs::path(folder_ / file).parent_path());
        std::ofstream(folder_ / file) << text;
    }
    void disk(const std::string& name) { fs::create_directories(folder_ / ("sys/class/block/" + name)); }
    void lies_on(const std::string& upper, const std::string& lower) {
        fs::create_directories(folder_ / ("sys/class/block/" + upper + "/slaves"));
        fs::create_directory_symlink(folder_ / ("sys/class/block/" + lower),
                                     folder_ / ("sys/class/block/" + upper + "/slaves/" + lower));
    }
    void dm(const std::string& name, const std::string& uuid) {
        write("sys/class/block/" + name + "/dm/uuid", uuid + "\n");
    }
    SwapState state() const { return swap_state(folder_.path().string()); }

  private:
    support::TempFolder folder_;
};

}  // namespace

TEST_CASE("no swap, and swap into memory, reach no disk") {
    Machine machine;
    CHECK(machine.state() == SwapState::none);
    machine.swap("");
    CHECK(machine.state() == SwapState::none);
    machine.disk("zram0");
    machine.swap("/dev/zram0                              partition\t4194300\t\t0\t\t100\n");
    CHECK(machine.state() == SwapState::none);
    machine.write("sys/class/block/zram0/backing_dev", "none\n");
    CHECK(machine.state() == SwapState::none);
    machine.write("sys/class/block/zram0/backing_dev", "/dev/sda3\n");  // pages go on from there to a disk
    CHECK(machine.state() == SwapState::open);
}

TEST_CASE("a plain partition is open, one on dm-crypt is encrypted, also with a volume between") {
    Machine machine;
    machine.disk("sdz3");
    machine.swap("/dev/sdz3                               partition\t999420\t\t0\t\t-2\n");
    CHECK(machine.state() == SwapState::open);

    machine.dm("dm-7", "CRYPT-LUKS2-0f1e-cryptswap");
    machine.lies_on("dm-7", "sdz3");
    machine.swap("/dev/dm-7                               partition\t999420\t\t0\t\t-2\n");
    CHECK(machine.state() == SwapState::encrypted);

    machine.dm("dm-8", "LVM-abc");
    machine.lies_on("dm-8", "dm-7");
    machine.swap("/dev/dm-8                               partition\t999420\t\t0\t\t-2\n");
    CHECK(machine.state() == SwapState::encrypted);

    machine.dm("dm-9", "LVM-def");  // a volume over an encrypted disk and a plain one
    machine.lies_on("dm-9", "dm-7");
    machine.lies_on("dm-9", "sdz3");
    machine.swap("/dev/dm-9                               partition\t999420\t\t0\t\t-2\n");
    CHECK(machine.state() == SwapState::open);
}

TEST_CASE("one open swap beside an encrypted one is open; a file that cannot be found is open, too") {
    Machine machine;
    machine.disk("sdz3");
    machine.dm("dm-7", "CRYPT-PLAIN-swap");
    machine.swap("/dev/dm-7 partition\t1\t0\t-2\n/dev/sdz3 partition\t1\t0\t-3\n");
    CHECK(machine.state() == SwapState::open);
    machine.swap("/swapfile-that-is-not-there file\t1\t0\t-2\n");
    CHECK(machine.state() == SwapState::open);
}
