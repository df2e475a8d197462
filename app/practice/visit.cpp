#include "app/practice/visit.h"

#include <algorithm>
#include <chrono>

#include "forms/core/calendar.h"

namespace app {

namespace {

using Json = nlohmann::json;

core::Error at_step(const std::string& step, const core::Error& error) {
    return {error.code, error.reason, step + ": " + error.detail, error.count};
}

// "…二丁目９０１番地２　さくらんぼハイツ１０２": the 方書 follows the first wide blank.
std::pair<std::string, std::string> split_address(const std::string& text) {
    const std::string blank = "　";
    const auto at = text.find(blank);
    if (at == std::string::npos) return {text, ""};
    return {text.substr(0, at), text.substr(at + blank.size())};
}

// As a clerk types it: Japanese era for Japanese nationals, the Western year for others.
std::string day_text(const std::string& iso, const Resident& who) {
    const auto date = core::parse_iso(iso);
    return date && who.nationality == "JP" ? core::wareki_text(*date) : iso;
}

using QuestionKey = std::pair<std::string, std::uint64_t>;
QuestionKey key_of(const Json& question) {
    return QuestionKey(question["field"].get<std::string>(), question["person"].get<std::uint64_t>());
}

std::string event_of(const Resident& resident) {
    if (resident.event == "move_in") return "ev_tennyu";
    return resident.event == "move_within" ? "ev_tenkyo" : "ev_cert";
}

// A made-up hand: three strokes within the signature box.
constexpr const char* strokes = "[[[10,8],[30,20],[50,9]],[[55,8],[57,26]],[[62,12],[80,14],[96,24]]]";

std::size_t answered(const Json& view, const std::string& field) {
    const auto& answers = view["answers"];
    return static_cast<std::size_t>(std::count_if(answers.begin(), answers.end(), [&](const Json& answer) {
        return answer["field"] == field && answer["text"] != "";
    }));
}

}  // namespace

const nlohmann::json* answer_in(const nlohmann::json& view, const std::string& field, std::uint64_t person) {
    for (const auto& answer : view["answers"]) {
        if (answer["field"] == field && answer["person"] == person) return &answer;
    }
    return nullptr;
}

std::vector<const Resident*> household_of(const std::vector<Resident>& residents, const Resident& visitor) {
    std::vector<const Resident*> out{&visitor};
    for (const auto& other : residents) {
        const bool together =
            other.household == visitor.household && other.id != visitor.id && other.event == visitor.event;
        if (together && visitor.event != "certificate") out.push_back(&other);
    }
    return out;
}

core::Result<Json> Visit::tell(std::vector<std::string> words, std::vector<std::string> arguments,
                               std::map<std::string, std::string> options,
                               const std::map<std::string, std::string>& secrets) {
    const std::string step = words.back();
    auto told = site_.tell(plan_.desk, std::move(words), std::move(arguments), std::move(options), secrets);
    if (!told) return at_step(step, told.error());
    return told;
}

core::Status Visit::set(const std::map<std::string, std::string>& answers, std::uint64_t person,
                        const std::string& source) {
    std::vector<std::string> arguments{result_.case_id};
    for (const auto& [field, text] : answers) {
        if (!text.empty()) arguments.push_back(field + "=" + text);
    }
    if (arguments.size() == 1) return core::ok();
    std::map<std::string, std::string> options{{"person", std::to_string(person)}, {"confirmed", "1"}};
    if (!source.empty()) options["source"] = source;
    auto saved = tell({"case", "set"}, arguments, options);
    if (!saved) return saved.error();
    for (const auto& [field, text] : answers) {
        const auto* kept = answer_in(*saved, field, person);
        if (!text.empty() && kept != nullptr)
            acknowledged_.push_back({result_.case_id, field, person, (*kept)["text"]});
    }
    return core::ok();
}

core::Status Visit::read_card() {
    if (!card_->lay(plan_.visitor->id))
        return core::Error{core::ErrorCode::device, "practice.no_card", plan_.visitor->id};
    start_ = std::chrono::steady_clock::now();
    const std::string address = plan_.visitor->event == "certificate" ? "1" : "2";
    auto read =
        tell({"case", "card"}, {result_.case_id}, {{"way", "pin"}, {"accept", "1"}, {"address", address}},
             {{"pin", plan_.visitor->card.pin}});
    card_->take_away();
    if (!read) return read.error();
    result_.card_read = true;
    // The clerk compares with the face and settles the registered glyphs once.
    if (plan_.visitor->chip_name != plan_.visitor->face_name)
        return set({{"visitor_name", plan_.visitor->face_name}}, 0, "face");
    return core::ok();
}

core::Status Visit::begin(const VisitPlan& plan) {
    plan_ = plan;
    result_ = {};
    start_ = std::chrono::steady_clock::now();
    auto opened = tell({"case", "open"}, {}, {{"ticket", plan.ticket}, {"event", event_of(*plan.visitor)}});
    if (!opened) return opened.error();
    result_.case_id = (*opened)["case"];
    (void)tell({"case", "mark"}, {result_.case_id, "call"});
    core::Status read =
        plan.with_card && card_ != nullptr ? read_card() : core::Status(core::denied("card.none"));
    // A blocked card says so; the counter goes on by asking and by looking at the face.
    const bool ask_instead =
        !read && (read.error().reason == "card.none" || read.error().reason == "card.pin_blocked");
    if (!read && !ask_instead) return read;
    if (ask_instead) {
        const auto& who = *plan.visitor;
        auto typed = set({{"visitor_name", who.face_name},
                          {"visitor_birth_date", day_text(who.birth_date, who)},
                          {"visitor_sex", who.sex}},
                         0, "face");
        if (!typed) return typed;
    }
    auto done = set({{"visitor_name_kana", plan.visitor->kana}});
    if (!done) return done;
    const auto checked = tell({"case", "identity"}, {result_.case_id, "個人番号カード"});
    return checked ? core::ok() : core::Status(checked.error());
}

core::Status Visit::add_people() {
    if (plan_.visitor->event == "certificate") return core::ok();
    for (const auto* person : plan_.household) {
        auto added = tell({"case", "person"}, {result_.case_id});
        if (!added) return added.error();
        std::map<std::string, std::string> answers{{"name", person->face_name},
                                                   {"name_kana", person->kana},
                                                   {"birth_date", day_text(person->birth_date, *person)},
                                                   {"sex", person->sex},
                                                   {"moves", "true"},
                                                   {"relation_to_new_head", person->relation}};
        if (person == plan_.visitor) answers["is_visitor"] = "true";
        if (person->nationality != "JP") answers["nationality_kind"] = "外国";
        if (auto done = set(answers, (*added)["person"].get<std::uint64_t>()); !done) return done;
    }
    return core::ok();
}

// Sayings that hang on the visitor and the household.
std::map<std::string, std::string> Visit::own_sayings() const {
    const Resident& who = *plan_.visitor;
    const auto [new_place, new_rooms] = split_address(who.new_address);
    const auto [old_place, old_rooms] = split_address(who.old_address);
    std::string head = who.face_name;
    const Resident* spouse = nullptr;
    for (const auto* person : plan_.household) {
        if (person->relation == "世帯主") head = person->face_name;
        if (person != &who &&
            (person->relation == "妻" || person->relation == "夫" || person->relation == "世帯主"))
            spouse = person;
    }
    const bool certificate =
        std::find(who.tickets.begin(), who.tickets.end(), "住民票の写し") != who.tickets.end();
    return {
        {"move_date", day_text(who.event_date, who)},
        {"new_address", new_place},
        {"new_katagaki", new_rooms},
        {"old_address", old_place},
        {"old_katagaki", old_rooms},
        {"visitor_address", who.event == "certificate" ? split_address(who.chip_address).first : new_place},
        {"old_head_name", head},
        {"new_head_name", head},
        {"head_name", head},
        {"cert_juminhyo_head", head},
        {"hittousha_name", head},
        {"any_foreign", who.nationality == "JP" ? "false" : "true"},
        {"wants_certificate", certificate ? "true" : "false"},
        {"claimant_name", who.face_name},
        {"claimant_name_kana", who.kana},
        {"claimant_birth_date", day_text(who.birth_date, who)},
        {"guardian_name", who.face_name},
        {"insured_name", who.face_name},
        {"insured_birth_date", day_text(who.birth_date, who)},
        {"supporter_name", who.face_name},
        {"taxpayer_name", who.face_name},
        {"bank_holder_kana", who.kana},
        {"spouse_name", spouse != nullptr ? spouse->face_name : ""},
        {"spouse_birth_date", spouse != nullptr ? day_text(spouse->birth_date, *spouse) : ""}};
}

// The same for everybody in practice.
const std::map<std::string, std::string>& Visit::common_sayings() {
    static const std::map<std::string, std::string> sayings{
        {"visitor_phone", "0237-86-2111"},
        {"visitor_role", "本人"},
        {"visitor_role_cert", "本人"},
        {"household_complete", "true"},
        {"nhi_now", "社保"},
        {"nhi_after", "社保"},
        {"cert_juminhyo_items", "世帯全員の写し:1"},
        {"nationality", "ベトナム"},
        {"residence_status", "技術・人文知識・国際業務"},
        {"residence_period", "3年"},
        {"residence_expiry", "2028-03-31"},
        {"residence_card_no", "AB12345678CD"},
        {"honseki_address", "山形県寒河江市本町一丁目１番"},
        {"purpose_submit_to", "勤務先"},
        {"relation_to_new_head", "同居人"},
        {"school", "寒河江小学校"},
        {"ins_insurer_no", "06060010"},
        {"ins_insurer_name", "全国健康保険協会 山形支部"},
        {"ins_symbol", "6010203"},
        {"ins_number", "45"},
        {"insured_relation", "父"},
        {"claimant_employer", "練習製作所"},
        {"spouse_job", "会社員"},
        {"other_aid", "なし"},
        {"bank_name", "練習銀行"},
        {"bank_branch", "寒河江支店"},
        {"bank_number", "1234567"}};
    return sayings;
}

// What this resident says to a question; the first option where nothing better is known.
std::string Visit::answer_to(const Json& question, const Json& view) const {
    const std::string field = question["field"];
    const auto own = own_sayings();
    if (const auto at = own.find(field); at != own.end() && !at->second.empty()) return at->second;
    if (const auto at = common_sayings().find(field); at != common_sayings().end()) return at->second;
    if (field == "child_order") return std::to_string(1 + answered(view, field));
    const auto* answer = answer_in(view, field, question["person"].get<std::uint64_t>());
    const std::string kind = answer != nullptr ? (*answer)["kind"].get<std::string>() : "text";
    if (answer != nullptr && !(*answer)["options"].empty()) {
        const std::string value = (*answer)["options"][0][0];
        return (*answer)["counted"].get<bool>() ? value + ":1" : value;
    }
    if (kind == "flag") return "false";
    if (kind == "date") return day_text(plan_.visitor->event_date, *plan_.visitor);
    return kind == "num" ? "1" : "なし";
}

core::Status Visit::talk(int questions_max) {
    if (auto added = add_people(); !added) return added;
    return talk_on(questions_max);
}

core::Status Visit::talk_on(int questions_max) {
    std::set<QuestionKey> asked;
    auto view = tell({"case", "show"}, {result_.case_id});
    for (int i = 0; view && i < questions_max; ++i) {
        const Json* next = nullptr;
        for (const auto& question : (*view)["questions"]) {
            if (next == nullptr && !asked.contains(key_of(question))) next = &question;
        }
        if (next == nullptr) break;
        const Json question = *next;
        asked.insert(key_of(question));
        const auto done =
            set({{question["field"], answer_to(question, *view)}}, question["person"].get<std::uint64_t>());
        if (!done) return at_step(question["field"], done.error());
        result_.questions += 1;
        view = tell({"case", "show"}, {result_.case_id});
    }
    return view ? core::ok() : core::Status(view.error());
}

core::Status Visit::finish() {
    auto view = tell({"case", "show"}, {result_.case_id});
    if (!view) return view.error();
    result_.reception_number = (*view)["reception_number"];
    for (const auto& sheet : (*view)["sheets"]) {
        const std::string form = sheet["form"];
        if (!sheet["missing"].empty())
            return core::Error{core::ErrorCode::invalid_input, "practice.missing",
                               form + " " + sheet["missing"].dump()};
        auto shown = tell({"case", "preview"}, {result_.case_id, form}, {{"kind", "final"}});
        if (!shown) return shown.error();
        if (auto done = tell({"case", "check"}, {result_.case_id, form}); !done) return done.error();
        std::map<std::string, std::string> signing{{"digest", (*shown)["digest"]}};
        if (plan_.sign_on_screen) signing["strokes"] = strokes;
        if (auto done = tell({"case", "sign"}, {result_.case_id, form}, signing); !done) return done.error();
    }
    for (const auto& sheet : (*view)["sheets"]) {
        auto printed = tell({"case", "print"}, {result_.case_id, sheet["form"]},
                            {{"kind", "final"}, {"folder", plan_.forms_folder}});
        if (!printed) return printed.error();
        result_.forms.push_back((*printed)["file"]);
    }
    result_.card_to_form_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    const auto handed = tell({"case", "handover"}, {result_.case_id});
    if (!handed) return handed.error();
    const auto closed = tell({"case", "close"}, {result_.case_id});
    return closed ? core::ok() : core::Status(closed.error());
}

core::Result<VisitResult> Visit::all(const VisitPlan& plan) {
    for (const auto& step : {std::function<core::Status()>([&] { return begin(plan); }),
                             std::function<core::Status()>([&] { return talk(); }),
                             std::function<core::Status()>([&] { return finish(); })}) {
        if (auto done = step(); !done) return at_step(plan.desk + " " + plan.visitor->id, done.error());
    }
    return result_;
}

core::Error Visit::pulled_card(const VisitPlan& plan) {
    plan_ = plan;
    card_->pull_after(4);
    card_->lay(plan.visitor->id);
    auto opened = tell({"case", "open"}, {}, {{"ticket", plan.ticket}, {"event", event_of(*plan.visitor)}});
    if (!opened) return opened.error();
    const std::string id = (*opened)["case"];
    auto read = tell({"case", "card"}, {id}, {{"way", "pin"}}, {{"pin", plan.visitor->card.pin}});
    card_->take_away();
    (void)tell({"case", "stage"}, {id, "取消"}, {{"reason", "カードの読み取り中に中止"}});
    return read ? core::Error{core::ErrorCode::conflict, "practice.not_pulled"} : read.error();
}

}  // namespace app
