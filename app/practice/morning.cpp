#include "app/practice/morning.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

namespace app {

namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

const std::vector<std::string> desks{"A", "B", "C", "D"};
constexpr int level_within_ms = 60'000;
constexpr int delivery_samples = 40;

void say(const std::string& line) {
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
}

double at_share(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const auto place = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5);
    return values[std::min(place, values.size() - 1)];
}

}  // namespace

void Morning::write(const std::string& name, const std::string& text) const {
    std::ofstream(plan_.out + "/" + name, std::ios::binary) << text;
}

core::Status Morning::one_visit(const std::string& desk, const Resident& visitor, bool with_card) {
    Visit visit(site_, card_, acknowledged_);
    VisitPlan plan{desk,
                   &visitor,
                   household_of(residents_, visitor),
                   with_card,
                   visits_.size() % 2 == 0,
                   plan_.out + "/forms",
                   std::to_string(visits_.size() + 1)};
    auto done = visit.all(plan);
    if (!done) return done.error();
    visits_.push_back(*done);
    say(desk + " " + done->reception_number + " " + visitor.face_name + "  " +
        std::to_string(done->forms.size()) + " 枚");
    return core::ok();
}

core::Status Morning::open_hours() {
    if (card_ != nullptr) {
        Visit visit(site_, card_, acknowledged_);
        const auto said = visit.pulled_card(
            {"A", &residents_[0], {&residents_[0]}, true, false, plan_.out + "/forms", "0"});
        pulled_sentence_ = said.reason + ": " + said.detail;
        if (said.reason != "card.removed")
            return core::Error{core::ErrorCode::conflict, "practice.not_pulled", pulled_sentence_};
        say("読み取り中にカードが抜かれた: " + said.detail);
    }
    for (int round = 0; round < 3; ++round) {
        for (const auto& desk : desks) {
            if (auto done = one_visit(desk, residents_[next_resident_++], card_ != nullptr); !done)
                return done;
        }
    }
    // The case that both sides will touch while apart: received at A, seen by all.
    auto opened = site_.tell("A", {"case", "open"}, {}, {{"ticket", "99"}, {"event", "ev_cert"}});
    if (!opened) return opened.error();
    shared_case_ = (*opened)["case"];
    const auto saved = site_.tell(
        "A", {"case", "set"},
        {shared_case_, "visitor_name=" + residents_[next_resident_].face_name, "visitor_phone=0237-86-2111"});
    if (!saved) return saved.error();
    const bool level = PracticeSite::wait_for([&] { return site_.digests_equal(); }, level_within_ms);
    return level ? core::ok() : core::Status(core::Error{core::ErrorCode::timeout, "practice.not_level"});
}

core::Status Morning::cut_off() {
    site_.separate("C", "ABDN");
    site_.separate("D", "ABCN");
    say("窓口CとDをネットワークから切り離した");
    for (int round = 0; round < 5; ++round) {
        for (const std::string desk : {"C", "D"}) {
            if (auto done = one_visit(desk, residents_[next_resident_++], card_ != nullptr); !done)
                return done;
            ++cut_visits_;
        }
    }
    for (const auto& [desk, phone] : {std::pair{"A", "0237-86-0001"}, std::pair{"C", "0237-86-0002"}}) {
        const auto saved =
            site_.tell(desk, {"case", "set"}, {shared_case_, std::string("visitor_phone=") + phone});
        if (!saved) return saved.error();
    }
    return core::ok();
}

core::Status Morning::killed_desk() {
    const Resident& visitor = residents_[next_resident_++];
    Visit visit(site_, card_, acknowledged_);
    VisitPlan plan{"B",
                   &visitor,
                   household_of(residents_, visitor),
                   card_ != nullptr,
                   true,
                   plan_.out + "/forms",
                   std::to_string(visits_.size() + 1)};
    if (auto done = visit.begin(plan); !done) return done;
    if (auto done = visit.talk(3); !done) return done;
    auto before = site_.tell("B", {"site", "status"});
    if (!before) return before.error();
    batches_before_kill_ = (*before)["batches"];
    site_.kill_now("B");
    if (auto up = site_.start("B"); !up) return up;
    if (auto in = site_.sign_in("B", "suzuki"); !in) return in;
    auto after = site_.tell("B", {"site", "status"});
    if (!after) return after.error();
    batches_after_kill_ = (*after)["batches"].get<std::uint64_t>() - 1;  // the sign-in itself is one more
    say("窓口Bを強制終了し、起動し直した: 前 " + std::to_string(batches_before_kill_) + " 件、後 " +
        std::to_string(batches_after_kill_) + " 件");
    if (auto done = visit.talk_on(); !done) return done;
    if (auto done = visit.finish(); !done) return done;
    visits_.push_back(visit.result());
    return core::ok();
}

core::Status Morning::heal() {
    site_.join_all();
    const auto start = std::chrono::steady_clock::now();
    level_ = PracticeSite::wait_for([&] { return site_.digests_equal(); }, level_within_ms);
    if (!level_) return core::Error{core::ErrorCode::timeout, "practice.not_level"};
    say("つなぎ直して全端末の照合値が一致: " +
        std::to_string(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()) +
        " 秒");
    Json conflict{{"case", shared_case_}, {"field", "visitor_phone"}, {"seen_on", Json::object()}};
    for (const auto& desk : desks) {
        auto view = site_.tell(desk, {"case", "show"}, {shared_case_});
        if (!view) return view.error();
        const auto* answer = answer_in(*view, "visitor_phone", 0);
        conflict["seen_on"][desk] = answer != nullptr ? (*answer)["choices"] : Json::array();
        conflicts_made_ =
            std::max<std::uint64_t>(conflicts_made_, conflict["seen_on"][desk].size() > 1 ? 1 : 0);
    }
    const auto refused = site_.tell("A", {"case", "print"}, {shared_case_, "F01"},
                                    {{"kind", "final"}, {"folder", plan_.out + "/forms"}});
    conflict["final_print_refused"] = refused ? Json(nullptr) : Json(refused.error().detail);
    if (refused || refused.error().reason != "form.in_conflict")
        return core::Error{core::ErrorCode::conflict, "practice.print_not_refused"};
    const auto settled =
        site_.tell("A", {"case", "resolve"}, {shared_case_, "visitor_phone", "0237-86-0002"});
    if (!settled) return settled.error();
    conflict["settled_with"] = "0237-86-0002";
    level_ = PracticeSite::wait_for([&] { return site_.digests_equal(); }, level_within_ms);
    conflict["after"] = Json::object();
    bool gone = true;
    for (const auto& desk : desks) {
        auto view = site_.tell(desk, {"case", "show"}, {shared_case_});
        if (!view) return view.error();
        const auto* answer = answer_in(*view, "visitor_phone", 0);
        conflict["after"][desk] = answer != nullptr ? (*answer)["text"] : Json(nullptr);
        gone = gone && (*view)["conflicts"] == 0 && conflict["after"][desk] == "0237-86-0002";
    }
    conflicts_settled_ = gone ? 1 : 0;
    conflicts_.push_back(conflict);
    write("conflicts.json", conflicts_.dump(2) + "\n");
    return core::ok();
}

// From the moment that the save is durable at A until the list at B shows it.
core::Status Morning::measure_delivery() {
    for (int i = 0; i < delivery_samples; ++i) {
        const std::string ticket = "T" + std::to_string(1000 + i);
        const auto saved = site_.tell("A", {"case", "set"}, {shared_case_, "ticket_no=" + ticket});
        if (!saved) return saved.error();
        const auto start = std::chrono::steady_clock::now();
        for (bool there = false;
             !there && std::chrono::steady_clock::now() - start < std::chrono::seconds(5);) {
            auto rows = site_.tell("B", {"queue"});
            if (!rows) return rows.error();
            for (const auto& row : *rows)
                there = there || (row["case"] == shared_case_ && row["ticket"] == ticket);
        }
        delivery_ms_.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    return core::ok();
}

core::Status Morning::papers() {
    level_ = PracticeSite::wait_for([&] { return site_.digests_equal(); }, level_within_ms);
    for (const auto& desk : desks) {
        auto rows = site_.tell(desk, {"case", "list"}, {}, {{"filter", "*"}});
        if (!rows) return rows.error();
        write("queue-" + desk + ".json", rows->dump(2) + "\n");
    }
    auto heads = site_.tell("N", {"queue"});
    if (!heads) return heads.error();
    write("queue-N.json", heads->dump(2) + "\n");
    if (auto in = site_.sign_in("A", "kikuchi"); !in) return in;
    for (const std::string profile : {"standard", "legacy"}) {
        auto exported = site_.tell("A", {"export"}, {},
                                   {{"profile", profile}, {"out", plan_.out + "/export/" + profile}});
        if (!exported) return exported.error();
        say("書き出し " + profile + ": " + (*exported)["rows"].dump() + " 行、置き換えた文字 " +
            std::to_string((*exported)["substituted"].size()) + " か所");
    }
    auto report = site_.tell("A", {"report"}, {}, {{"csv", plan_.out + "/report.csv"}});
    if (!report) return report.error();
    write("report.json", report->dump(2) + "\n");
    if (auto in = site_.sign_in("A", "kansa"); !in) return in;
    auto verified = site_.tell("A", {"audit", "verify"});
    if (!verified) return verified.error();
    write("audit.json", verified->dump(2) + "\n");
    return site_.sign_in("A", "sato");
}

void Morning::pictures() {
    for (const std::string view : {"sign_in", "queue", "people", "interview", "review", "report"}) {
        const auto shown =
            site_.tell("A", {"screen", "show"}, {view},
                       {{"case", shared_case_}, {"out", plan_.out + "/screens/" + view + ".png"}});
        if (!shown) say("画面 " + view + ": " + shown.error().detail);
    }
}

// Each saved answer is shown on every desk, or stands among the choices, or a later saved one took its place.
std::uint64_t Morning::missing_answers() {
    std::map<std::string, std::map<std::pair<std::string, std::uint64_t>, std::string>> last;
    for (const auto& saved : acknowledged_) last[saved.case_id][{saved.field, saved.person}] = saved.text;
    std::uint64_t missing = 0;
    for (const auto& [id, answers] : last) {
        for (const auto& desk : desks) {
            auto view = site_.tell(desk, {"case", "show"}, {id});
            for (const auto& [place, text] : answers) {
                const auto* shown = view ? answer_in(*view, place.first, place.second) : nullptr;
                if (shown == nullptr || (*shown)["text"] != text) {
                    ++missing;
                    say("見つからない: " + desk + " " + id + " " + place.first);
                }
            }
        }
    }
    return missing;
}

core::Status Morning::summary() {
    const std::uint64_t missing = missing_answers();
    level_ = PracticeSite::wait_for([&] { return site_.digests_equal(); }, level_within_ms);
    std::vector<double> seconds;
    std::size_t forms = 0;
    int cards = 0;
    for (const auto& visit : visits_) {
        forms += visit.forms.size();
        cards += visit.card_read ? 1 : 0;
        if (visit.card_read || card_ == nullptr) seconds.push_back(visit.card_to_form_s);
    }
    auto status = site_.tell("A", {"site", "status"});
    if (!status) return status.error();
    const Json summary{
        {"visits", visits_.size()},
        {"desks", 4},
        {"nodes", 5},
        {"forms", forms},
        {"batches", (*status)["batches"]},
        {"acknowledged_before", acknowledged_.size()},
        {"present_after", acknowledged_.size() - std::min<std::size_t>(missing, acknowledged_.size())},
        {"digests_equal", level_},
        {"conflicts_made", conflicts_made_},
        {"conflicts_settled", conflicts_settled_},
        {"cards_read", cards},
        {"wire_bytes", site_.wire_bytes()},
        {"card_to_form_s", {{"median", at_share(seconds, 0.5)}, {"worst", at_share(seconds, 1)}}},
        {"edit_to_peer_ms", {{"p50", at_share(delivery_ms_, 0.5)}, {"p99", at_share(delivery_ms_, 0.99)}}},
        {"visits_while_cut_off", cut_visits_},
        {"batches_before_kill", batches_before_kill_},
        {"batches_after_kill", batches_after_kill_},
        {"card_pulled", pulled_sentence_}};
    write("summary.json", summary.dump(2) + "\n");
    say(summary.dump(2));
    say(level_ ? "digests_equal: 照合値は5台すべてで一致しています。" : "digests_equal: 一致していません。");
    const bool whole = missing == 0 && level_ && conflicts_settled_ == conflicts_made_ &&
                       batches_before_kill_ == batches_after_kill_;
    return whole ? core::ok() : core::Status(core::Error{core::ErrorCode::corrupt, "practice.not_whole"});
}

core::Status Morning::run() {
    for (const char* folder : {"/forms", "/export", "/screens"}) fs::create_directories(plan_.out + folder);
    auto residents = load_residents(plan_.residents);
    if (!residents) return residents.error();
    residents_ = std::move(*residents);
    using Step = core::Status (Morning::*)();
    for (const Step step : {&Morning::open_hours, &Morning::cut_off, &Morning::killed_desk, &Morning::heal,
                            &Morning::measure_delivery, &Morning::papers}) {
        if (auto done = (this->*step)(); !done) return done;
    }
    if (site_.places().windows) pictures();
    return summary();
}

}  // namespace app
