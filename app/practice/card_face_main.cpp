// kakanai-card-face: a picture of an invented person's card, and what a right recognition of it gives.
//   kakanai-card-face KIND SEED clean|worn FILE      prints NAME<tab>VALUE lines
//   kakanai-card-face mynumber R01 clean|worn FILE   the card of that practice resident
// The same words give the same picture.
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "app/practice/card_face.h"
#include "app/practice/residents.h"

namespace {

// As the front of the resident's マイナンバーカード shows it.
core::Result<app::CardFace> resident_face(const std::string& id) {
    const auto residents = app::load_residents(app::default_residents_file());
    if (!residents) return residents.error();
    const app::Resident* resident = app::find_resident(*residents, id);
    if (resident == nullptr) return core::Error{core::ErrorCode::not_found, "practice.no_such_face", id};
    const std::string blank = "　";
    const std::size_t parted = resident->face_name.find(blank);
    app::FacePerson person;
    person.surname = resident->face_name.substr(0, parted);
    if (parted != std::string::npos) person.given = resident->face_name.substr(parted + blank.size());
    person.address = resident->chip_address;
    person.birth_date = resident->birth_date;
    person.sex = resident->sex;
    person.expiry = resident->card.expiry;
    person.security_code = resident->card.security_code;
    return app::card_face("mynumber", person);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fprintf(stderr,
                     "usage: kakanai-card-face "
                     "mynumber|licence|driving_history|residence|special_permanent|passport|transfer SEED "
                     "clean|worn FILE\n       kakanai-card-face mynumber RESIDENT clean|worn FILE\n");
        return 2;
    }
    const std::string kind = argv[1], wear_word = argv[3];
    const std::string whose = argv[2];
    const bool resident = kind == "mynumber" && whose.starts_with("R");
    std::mt19937 chance(static_cast<unsigned>(std::strtoul(whose.c_str() + (resident ? 1 : 0), nullptr, 10)));
    const auto face = resident ? resident_face(whose) : app::invented_face(chance, kind);
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
