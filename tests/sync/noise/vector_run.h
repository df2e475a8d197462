// Plays Noise test vectors in the common JSON layout ({"vectors": [{"protocol_name", "init_*", "resp_*",
// "messages"}]}) through both sides of our own code. Shared by noise_test and kakanai-noise-vectors.
#pragma once

#include <string>
#include <vector>

namespace noise_vectors {

struct Outcome {
    std::vector<std::string> passed;
    std::vector<std::string> failed;         // "NAME: what differs"
    std::vector<std::string> not_supported;  // NAME
    std::string unreadable;                  // not empty: the file is not in the layout, and why
};

Outcome run_file(const std::string& path);
Outcome run_text(const std::string& json);

}  // namespace noise_vectors
