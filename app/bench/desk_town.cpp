#include "app/bench/desk_town.h"

#include <algorithm>
#include <array>
#include <random>

#include "app/service/case_keys.h"
#include "app/service/site_setup.h"
#include "forms/casework/status.h"
#include "storage/cases/act.h"
#include "storage/env/system_environment.h"

namespace app {

namespace {

constexpr int cases_a_block = 250, open_cases = 200;
constexpr std::int64_t first_ms = 1'617'235'200'000, case_every_ms = 1'500'000;  // from April 2021 on
constexpr std::int64_t step_ms = 60'000;

struct Spoken {
    const char* text;
    const char* kana;
};
constexpr std::array families{
    Spoken{"佐藤", "サトウ"},   Spoken{"鈴木", "スズキ"},     Spoken{"髙橋", "タカハシ"},
    Spoken{"田中", "タナカ"},   Spoken{"伊藤", "イトウ"},     Spoken{"渡邉", "ワタナベ"},
    Spoken{"山本", "ヤマモト"}, Spoken{"中村", "ナカムラ"},   Spoken{"小林", "コバヤシ"},
    Spoken{"加藤", "カトウ"},   Spoken{"吉田", "ヨシダ"},     Spoken{"山田", "ヤマダ"},
    Spoken{"齋藤", "サイトウ"}, Spoken{"松本", "マツモト"},   Spoken{"井上", "イノウエ"},
    Spoken{"木村", "キムラ"},   Spoken{"林", "ハヤシ"},       Spoken{"清水", "シミズ"},
    Spoken{"山崎", "ヤマザキ"}, Spoken{"森", "モリ"},         Spoken{"阿部", "アベ"},
    Spoken{"池田", "イケダ"},   Spoken{"橋本", "ハシモト"},   Spoken{"石川", "イシカワ"},
    Spoken{"小川", "オガワ"},   Spoken{"遠藤", "エンドウ"},   Spoken{"前田", "マエダ"},
    Spoken{"岡田", "オカダ"},   Spoken{"長谷川", "ハセガワ"}, Spoken{"村上", "ムラカミ"},
    Spoken{"近藤", "コンドウ"}, Spoken{"後藤", "ゴトウ"}};
constexpr std::array givens{
    Spoken{"太郎", "タロウ"},   Spoken{"花子", "ハナコ"},   Spoken{"健", "ケン"},
    Spoken{"美咲", "ミサキ"},   Spoken{"翔太", "ショウタ"}, Spoken{"陽菜", "ヒナ"},
    Spoken{"大輔", "ダイスケ"}, Spoken{"結衣", "ユイ"},     Spoken{"拓也", "タクヤ"},
    Spoken{"葵", "アオイ"},     Spoken{"直樹", "ナオキ"},   Spoken{"由美", "ユミ"},
    Spoken{"学", "マナブ"},     Spoken{"恵子", "ケイコ"},   Spoken{"蓮", "レン"},
    Spoken{"幸子", "サチコ"},   Spoken{"修", "オサム"},     Spoken{"真由美", "マユミ"},
    Spoken{"悠真", "ユウマ"},   Spoken{"和子", "カズコ"}};

forms::Answer said(forms::Value value) { return {std::move(value), forms::Source::interview, "", true}; }

class Maker {
  public:
    Maker(NodeStore& node, core::Random& random, std::string letter)
        : node_(node), random_(random), letter_(std::move(letter)), keys_(node, random) {}

    core::Status start() {
        auto digest_key = keys_.digest_key();
        if (!digest_key) return digest_key.error();
        cases_ = std::make_unique<storage::CaseStore>(node_.log(), keys_, std::move(*digest_key));
        return core::ok();
    }
    core::Status make(int from, int until, int all) {
        auto block = node_.gate().begin();
        if (!block) return block.error();
        for (int number = from; number < until; ++number)
            if (auto made = visit(number, number < all - open_cases); !made) return made;
        if (auto kept = block->commit(); !kept) return kept;
        return node_.database().checkpoint(storage::Checkpoint::passive);
    }
    std::int64_t values() const { return values_; }

  private:
    core::Status act(const core::CaseId& id, std::int64_t at_ms, std::vector<forms::Item> items,
                     storage::ActKind kind) {
        storage::Draft draft = node_.log().draft({at_ms});
        storage::Batch batch{draft.head, {}, {}};
        batch.head.case_id = id;
        storage::PlainParts plain;
        plain.emplace_back(forms::encode_change({account_, std::move(items)}));
        storage::Act act;
        act.kind = kind;
        act.account = account_;
        plain.emplace_back(storage::encode_acts({act}));
        const std::uint32_t classes[] = {storage::part_class::content + 1, storage::part_class::trace};
        for (std::size_t i = 0; i < plain.size(); ++i)
            if (auto added = keys_.ring().add_part(batch, node_.run(), classes[i], *plain[i]); !added)
                return added;
        if (auto stored = node_.log().append_own(batch); !stored) return stored;
        // As a desk does: every act is sealed, and peers take it in by itself.
        if (auto seal = node_.log().seal(node_.device().sign); !seal) return seal.error();
        return cases_->apply_plain(batch, draft.context, plain);
    }

    unsigned pick(std::size_t below) { return static_cast<unsigned>(dice_() % below); }

    void person(std::vector<forms::Item>& items, forms::Subject subject) {
        // Squared chance: a few names are common, most are rare.
        const double chance = std::uniform_real_distribution(0.0, 1.0)(dice_);
        const Spoken& family = families[static_cast<std::size_t>(chance * chance * families.size())];
        const Spoken& given = givens[pick(givens.size())];
        const auto put = [&](std::uint32_t field, forms::Value value) {
            items.push_back(forms::Write{{subject, field}, said(std::move(value)), {}});
            ++values_;
        };
        put(forms::field::name, forms::Record{{"text", std::string(family.text) + "　" + given.text},
                                              {"kana", std::string(family.kana) + "　" + given.kana}});
        put(forms::field::birth_date,
            forms::DateValue::of(1930 + static_cast<int>(pick(90)), 1 + pick(12), 1 + pick(28)));
        put(forms::field::address,
            forms::Record{{"postal_code", "9910003"},
                          {"text", "山形県寒河江市大字西根字石川西" + std::to_string(pick(900)) + "番地"}});
        put(forms::field::phone, "0237-86-" + std::to_string(1000 + pick(9000)));
        put(forms::field::sex, std::string(pick(2) == 0 ? "female" : "male"));
    }

    core::Status visit(int number, bool finished) {
        using forms::Stage;
        const auto id = core::fresh_id<core::CaseId>(random_);
        std::int64_t at = first_ms + number * case_every_ms;
        const auto text = [&](std::uint32_t field, std::string value) {
            ++values_;
            return forms::Write{{0, field}, said(std::move(value)), {}};
        };
        std::vector<forms::Item> opening{
            text(forms::field::reception_number,
                 letter_ + "-" + std::to_string(1000 + number % 60).substr(1)),
            forms::Write{{0, forms::field::reception_time}, said(at), {}},
            text(forms::field::ticket, std::to_string(number % 400)),
            text(forms::field::life_event, number % 3 == 0 ? "ev_cert" : "ev_tennyu"),
            forms::SetAdd{forms::set_number::procedures, forms::Record{{"id", "1"}, {"form", form(number)}}},
            forms::StatusEvent{Stage::none, Stage::received, "", {}}};
        if (auto done = act(id, at, std::move(opening), storage::ActKind::case_opened); !done) return done;
        std::vector<forms::Item> answers;
        person(answers, 0);
        const auto others = pick(6);  // half of the visits are for a household
        for (forms::Subject subject = 1; subject <= others; ++subject) person(answers, subject);
        for (std::uint32_t field = 200; field < 205; ++field)
            answers.push_back(text(field, "記載事項" + std::to_string(pick(100))));
        if (auto done = act(id, at += step_ms, std::move(answers), storage::ActKind::case_changed); !done)
            return done;
        return finished ? complete(id, at + step_ms) : core::ok();
    }

    // The rest of the visit as one batch; each event names the one before it.
    core::Status complete(const core::CaseId& id, std::int64_t at_ms) {
        using forms::Stage;
        auto file = cases_->find(id);
        if (!file) return file.error();
        const core::VersionVector& heads = node_.log().heads();
        core::Dot dot{node_.log().self(), heads.of(node_.log().self()) + 1, 0};
        std::vector<core::Dot> saw = forms::status_of(**file).heads;
        std::vector<forms::Item> items;
        Stage before = Stage::received;
        for (const Stage stage : {Stage::interview, Stage::review, Stage::signed_off, Stage::printed,
                                  Stage::awaiting_handover, Stage::done}) {
            items.push_back(forms::StatusEvent{before, stage, "", saw});
            saw = {dot};
            ++dot.index;
            before = stage;
        }
        return act(id, at_ms, std::move(items), storage::ActKind::status_changed);
    }

    static std::string form(int number) {
        const int one = 1 + number % 12;
        return (one < 10 ? "F0" : "F") + std::to_string(one);
    }

    NodeStore& node_;
    core::Random& random_;
    std::string letter_;
    CaseKeys keys_;
    std::unique_ptr<storage::CaseStore> cases_;
    core::AccountId account_ = core::fresh_id<core::AccountId>(random_);
    std::mt19937 dice_{7};
    std::int64_t values_{0};
};

core::Result<storage::Secret> found(const std::string& folder, const storage::Secret& password,
                                    core::Random& random) {
    storage::SystemClock clock;
    SitePlan plan;
    plan.device = {folder, "窓口A", "A", ""};
    plan.administrator = {"admin", "管理者", storage::Secret::copy_of(password.view())};
    plan.site_name = "計測市";
    plan.practice = true;
    if (auto made = init_site(plan, clock, random, [](const auto&) { return core::ok(); }); !made)
        return made.error();
    return store_key_of(folder, "admin", password.view());
}

}  // namespace

core::Result<DeskTown> make_desk_town(const std::string& folder, int cases) {
    static storage::SystemRandom random;
    auto key = found(folder, storage::Secret::random(16, random), random);
    if (!key) return key.error();
    auto values = fill_desk(folder, *key, "A", cases);
    if (!values) return values.error();
    return DeskTown{std::move(*key), *values};
}

core::Result<storage::Secret> store_key_of(const std::string& folder, const std::string& account,
                                           core::ByteView password) {
    storage::SystemFileSystem files;
    auto slots = storage::KeySlots::load(files, slots_file(folder));
    if (!slots) return slots.error();
    auto opened = slots->open_with_password(account, password);
    if (!opened) return opened.error();
    return std::move(opened->store_key);
}

core::Result<std::int64_t> fill_desk(const std::string& folder, const storage::Secret& store_key,
                                     const std::string& letter, int cases) {
    static storage::SystemRandom random;
    auto node = NodeStore::open(folder, store_key, NodeKind::desk, random);
    if (!node) return node.error();
    Maker maker(**node, random, letter);
    if (auto ready = maker.start(); !ready) return ready.error();
    for (int from = 0; from < cases; from += cases_a_block)
        if (auto made = maker.make(from, std::min(cases, from + cases_a_block), cases); !made)
            return made.error();
    return maker.values();
}

}  // namespace app
