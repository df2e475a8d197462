#include "app/practice/residents.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace app {
namespace {

using nlohmann::json;

PracticeLicence read_licence_data(const json& entry) {
    PracticeLicence out;
    const auto text = [&](const char* name) { return entry.at(name).get<std::string>(); };
    out.issued_on = text("issued_on");
    out.expiry = text("expiry");
    out.number = text("number");
    out.front_address = text("front_address");
    out.changed_address = entry.value("changed_address", "");
    out.changed_on = entry.value("changed_on", "");
    out.honseki = text("honseki");
    out.pin1 = text("pin1");
    out.pin2 = text("pin2");
    return out;
}

PracticeResidence read_residence_data(const json& entry) {
    PracticeResidence out;
    out.generation = entry.at("generation").get<int>();
    out.special_permanent = entry.value("special_permanent", false);
    out.number = entry.at("number").get<std::string>();
    out.issued_on = entry.at("issued_on").get<std::string>();
    out.expiry = entry.at("expiry").get<std::string>();
    out.back_date = entry.value("back_date", "");
    out.back_address = entry.value("back_address", "");
    return out;
}

Resident read_resident(const json& entry) {
    Resident person;
    const auto text = [&](const char* name) { return entry.at(name).get<std::string>(); };
    person.id = text("id");
    person.household = text("household");
    person.relation = text("relation");
    person.chip_name = text("chip_name");
    person.face_name = text("face_name");
    person.kana = text("kana");
    person.birth_date = text("birth_date");
    person.sex = text("sex");
    person.nationality = text("nationality");
    person.event = text("event");
    person.event_date = text("event_date");
    person.old_address = text("old_address");
    person.new_address = text("new_address");
    person.chip_address = text("chip_address");
    person.situation = text("situation");
    person.tickets = entry.at("tickets").get<std::vector<std::string>>();
    const json& card = entry.at("card");
    person.card.expiry = card.at("expiry").get<std::string>();
    person.card.pin = card.at("pin").get<std::string>();
    person.card.security_code = card.at("security_code").get<std::string>();
    person.card.my_number = card.at("my_number").get<std::string>();
    person.card.pin_tries = card.value("pin_tries", 3);
    if (!card.value("pin_usable", true)) person.card.pin_tries = 0;
    if (entry.contains("licence")) person.licence = read_licence_data(entry.at("licence"));
    if (entry.contains("residence")) person.residence = read_residence_data(entry.at("residence"));
    return person;
}

}  // namespace

core::Result<std::vector<Resident>> load_residents(const std::string& path) {
    std::ifstream file(path);
    if (!file) return core::Error{core::ErrorCode::not_found, "practice.data", "cannot open " + path};
    const json document = json::parse(file, nullptr, false);
    if (document.is_discarded()) return core::invalid("practice.data", path + " is not JSON");
    std::vector<Resident> residents;
    try {
        for (const json& entry : document.at("residents")) residents.push_back(read_resident(entry));
    } catch (const json::exception& problem) {
        return core::invalid("practice.data",
                             "entry " + std::to_string(residents.size() + 1) + ": " + problem.what());
    }
    return residents;
}

std::string default_residents_file() {
    std::error_code none;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", none);
    const auto installed = self.parent_path() / "../share/kakanai/practice/residents.json";
    return std::filesystem::exists(installed, none) ? installed.string() : KAKANAI_PRACTICE_DATA;
}

const Resident* find_resident(const std::vector<Resident>& residents, const std::string& id) {
    const auto it = std::find_if(residents.begin(), residents.end(),
                                 [&](const Resident& person) { return person.id == id; });
    return it == residents.end() ? nullptr : &*it;
}

}  // namespace app
