// Plays the residents' cards on one virtual reader, told line by line what to do.
//
//   insert ID [KIND]     lays a card of a resident on the reader: mynumber (the one meant if none is named),
//                        licence or residence; ID "transit" is a card of another trade
//   remove               takes it away
//   pull-after N         the card goes away at the N-th command from now (also before the next insert)
//   garble-after N       from the N-th command on the card answers with one byte of nonsense
//   habit NAME on|off    for cards inserted from now on: file-end-warning, extended, verified-ok
//   kana on|off          for cards inserted from now on: フリガナ in the chip
//   licence-aboard on|off  for My Number cards inserted from now on: マイナ免許証
//   tries ID [KIND]      the counters of a resident's card
//   bad-day NAME         lays the card of that bad day on the reader, its script wound up
//   bad-days             the names of all bad days
//   list                 the ids of all residents
//   quit
// Each line is answered by one line: "ok …" or "error …". A card keeps its counters while the program runs.
#pragma once

#include <iosfwd>
#include <map>

#include "app/practice/residents.h"
#include "app/practice/vpcd_client.h"

namespace app {

class CardPlayer {
  public:
    // `pictures_folder`: face pictures of cards that carry them, ID-front.tif, ID-name.tif, ID-address.tif.
    CardPlayer(std::vector<Resident> residents, std::string pictures_folder, std::string host,
               std::uint16_t port)
        : residents_(std::move(residents)),
          pictures_folder_(std::move(pictures_folder)),
          reader_(std::move(host), port) {}

    // One line in, one line out. Sets done() at "quit".
    std::string command(const std::string& line);
    bool done() const { return done_; }

    // The socket to wait on beside the input, -1 without a card; and what to do when it is readable.
    int socket() const { return reader_.socket(); }
    void serve();

  private:
    std::string insert(const std::string& id, const std::string& kind);
    std::string insert_bad_day(const std::string& name);
    std::string lay(ScriptedCard& card);
    std::string remove();
    std::string script(const std::string& name, const std::string& number);
    std::string habit(const std::string& name, const std::string& value);
    std::string tries(const std::string& id, const std::string& kind);
    ScriptedCard* card_of(const std::string& id, const std::string& kind);
    std::unique_ptr<VirtualCard> make_card(const Resident& resident, const std::string& kind) const;

    std::vector<Resident> residents_;
    std::string pictures_folder_;
    VpcdClient reader_;
    std::map<std::string, std::unique_ptr<ScriptedCard>> cards_;
    ScriptedCard* on_reader_{nullptr};
    CardHabits habits_;
    bool with_kana_{false}, licence_aboard_{false};
    int pull_after_{0}, garble_after_{0};  // for the next insertion; 0: none
    bool done_{false};
};

}  // namespace app
