#include "app/service/picture_commands.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "app/service/json_reply.h"
#include "app/service/view_json.h"

namespace app {

namespace {

using Json = nlohmann::json;

Json proposals_json(const PictureResult& result) {
    Json out = Json::array();
    for (const PictureProposal& proposal : result.proposals) {
        out.push_back({{"item", proposal.item},
                       {"row", proposal.row},
                       {"label", proposal.label},
                       {"text", proposal.text},
                       {"confidence", proposal.confidence},
                       {"sure", proposal.sure},
                       {"others", proposal.others},
                       {"now", proposal.now},
                       {"now_source", proposal.now_source},
                       {"differs", proposal.differs},
                       {"picture_bytes", proposal.picture.size()}});
    }
    return out;
}

Json to_json(const PictureResult& result) {
    Json persons = Json::array();
    for (const PicturePerson& person : result.persons) {
        Json one{{"row", person.row}, {"words", person.words}};
        if (person.known) one["person"] = *person.known;
        persons.push_back(std::move(one));
    }
    return {{"kind", result.kind},       {"document", result.document},
            {"proposal", true},          {"proposals", proposals_json(result)},
            {"persons", persons},        {"same", result.same},
            {"remarks", result.remarks}, {"address_default", static_cast<int>(result.address_default)}};
}

PictureAsk ask_of(const Command& command) {
    PictureAsk ask{command.option("kind"), PictureFrom::file, command.option("picture")};
    for (const auto& [option, from] :
         {std::pair("scanner", PictureFrom::scanner), std::pair("camera", PictureFrom::camera)}) {
        if (!command.options.contains(option)) continue;
        ask.from = from;
        ask.place = command.option(option);
        if (ask.place == "auto") ask.place.clear();
    }
    return ask;
}

// One PNG an item, for looking at beside the text. They are the caller's to remove.
bool keep_pictures(const PictureResult& result, const std::string& folder) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    bool good = true;
    for (const PictureProposal& proposal : result.proposals) {
        if (proposal.picture.empty()) continue;
        std::ofstream file(folder + "/" + proposal.item + ".png", std::ios::binary);
        file.write(reinterpret_cast<const char*>(proposal.picture.data()),
                   static_cast<std::streamsize>(proposal.picture.size()));
        good = good && file.good();
    }
    return good;
}

// "name" as it was read, "name=寒河江　花子" as a person says.
std::vector<PictureChoice> choices_of(const Command& command, const PictureResult& result) {
    std::vector<PictureChoice> out;
    for (std::size_t i = 1; i < command.arguments.size(); ++i) {
        const std::string& word = command.arguments[i];
        const auto sign = word.find('=');
        PictureChoice choice{word.substr(0, sign), sign == std::string::npos ? "" : word.substr(sign + 1)};
        const auto read = std::find_if(result.proposals.begin(), result.proposals.end(),
                                       [&](const auto& proposal) { return proposal.item == choice.item; });
        if (choice.text.empty() && read != result.proposals.end()) choice.text = read->text;
        out.push_back(std::move(choice));
    }
    return out;
}

}  // namespace

Reply case_picture(DeskService& desk, const core::CaseId& id, const Command& command) {
    const auto read = desk.read_picture(id, ask_of(command));
    if (!read) return refused(read.error());
    const std::string folder = command.option("out");
    if (!folder.empty() && !keep_pictures(*read, folder))
        return refused({core::ErrorCode::io, "file.not_written"});
    PictureAccept accepted;
    accepted.items = choices_of(command, *read);
    if (accepted.items.empty()) return done(to_json(*read));
    for (const PicturePerson& person : read->persons)
        if (person.known) accepted.persons[person.row] = *person.known;
    if (command.options.contains("person") && read->persons.size() == 1)
        accepted.persons[read->persons.front().row] =
            std::strtoull(command.option("person").c_str(), nullptr, 10);
    if (const int row = std::atoi(command.option("visitor-row").c_str()); row > 0)
        accepted.persons[static_cast<std::size_t>(row)] = 0;
    const int address = std::atoi(command.option("address").c_str());
    accepted.address = address >= 1 && address <= 3 ? static_cast<AddressIs>(address) : read->address_default;
    const auto view = desk.accept_picture(id, accepted);
    return view ? done({{"read", to_json(*read)}, {"case", app::to_json(*view)}}) : refused(view.error());
}

}  // namespace app
