// kakanai-noise-vectors FILE: plays a file of Noise test vectors and says which pass, fail or are not
// supported. Exit 0 if none failed, 1 if one failed or the file is no vector file, 2 on wrong usage.
#include <cstdio>

#include "tests/sync/noise/vector_run.h"

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: kakanai-noise-vectors FILE\n", stderr);
        return 2;
    }
    const auto outcome = noise_vectors::run_file(argv[1]);
    if (!outcome.unreadable.empty()) {
        std::fprintf(stderr, "kakanai-noise-vectors: %s: %s\n", argv[1], outcome.unreadable.c_str());
        return 1;
    }
    for (const auto& name : outcome.failed) std::printf("failed         %s\n", name.c_str());
    for (const auto& name : outcome.not_supported) std::printf("not supported  %s\n", name.c_str());
    std::printf("passed %zu, failed %zu, not supported %zu\n", outcome.passed.size(), outcome.failed.size(),
                outcome.not_supported.size());
    return outcome.failed.empty() ? 0 : 1;
}
