// A baseline's process, seen from kakanai-bench.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <memory>
#include <string>

#include "app/bench/baseline_side.h"

namespace app {

class SideProcess {
  public:
    // "bench.no_library" if what it measures is not installed.
    static core::Result<std::unique_ptr<SideProcess>> start(const Baseline& baseline, const std::string& path,
                                                            int rows);
    SideProcess(const SideProcess&) = delete;
    SideProcess& operator=(const SideProcess&) = delete;
    ~SideProcess();  // ends it and removes its files

    core::Result<Timing> perform(Work work);
    const std::string& path() const { return path_; }

  private:
    SideProcess() = default;
    std::string answer();

    std::string path_;
    pid_t child_{0};
    FILE* to_{nullptr};
    FILE* from_{nullptr};
};

}  // namespace app
