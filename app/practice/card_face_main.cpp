// kakanai-card-face: a picture of an invented person's card, and what a right recognition of it gives.
//   kakanai-card-face KIND SEED clean|worn FILE      prints NAME<tab>VALUE lines
// The same words give the same picture.
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "app/practice/card_face.h"

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fprintf(stderr,
                     "usage: kakanai-card-face "
                     "mynumber|licence|driving_history|residence|special_permanent|passport|transfer SEED "
                     "clean|worn FILE\n");
        return 2;
    }
    const std::string kind = argv[1], wear_word = argv[3];
    std::mt19937 chance(static_cast<unsigned>(std::strtoul(argv[2], nullptr, 10)));
    const auto face = app::invented_face(chance, kind);
    if (!face) {
        std::fprintf(stderr, "kakanai-card-face: no such kind of card\n");
        return 2;
    }
    const auto wear = wear_word == "worn" ? app::worn_picture(chance) : app::clean_picture(chance);
    const auto picture = app::draw_card(*face, wear, chance);
    if (!picture) {
        std::fprintf(stderr, "kakanai-card-face: a font is missing: %s\n", picture.error().detail.c_str());
        return 1;
    }
    std::ofstream file(argv[4], std::ios::binary);
    file.write(reinterpret_cast<const char*>(picture->data()), static_cast<std::streamsize>(picture->size()));
    for (const auto& [name, value] : face->truth) std::printf("%s\t%s\n", name.c_str(), value.c_str());
    return file.good() ? 0 : 1;
}
