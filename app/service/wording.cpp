#include "app/service/wording.h"

#include <algorithm>
#include <cstdio>
#include <map>

namespace app {

std::string source_word(forms::Source source) {
    using enum forms::Source;
    switch (source) {
        case none:
            return "";
        case card_chip:
            return "券面IC";
        case card_face:
            return "券面読取";
        case document:
            return "書類";
        case interview:
            return "聞き取り";
        case resident:
            return "本人入力";
        case previous_person:
            return "前の人";
        case previous_visit:
            return "前回";
        case core_system:
            return "基幹・転入予定";
        case derived:
            return "自動";
    }
    return "";
}

std::string day_words(core::Date day) {
    return std::to_string(static_cast<unsigned>(day.month())) + "/" +
           std::to_string(static_cast<unsigned>(day.day())) + "(" + core::weekday_text(day) + ")";
}

DeadlineView deadline_view(const forms::Deadline& deadline) {
    DeadlineView view;
    if (deadline.clock != nullptr) {
        view.label = deadline.clock->label;
        view.law = deadline.clock->law;
    }
    if (deadline.undecidable) {
        view.words = "起算日は職員が決めてください";
    } else if (deadline.last_day) {
        view.late = deadline.days_left < 0;
        view.words = day_words(*deadline.last_day) + "まで";
        if (deadline.days_left == 0) view.words += "・本日最終日";
        if (view.late) view.words += "・" + std::to_string(-deadline.days_left) + "日過ぎています";
    } else {
        view.words = "起算日の入力待ち";
    }
    return view;
}

namespace {

std::string clock_words(std::int64_t unix_ms) {
    const std::int64_t minutes = (unix_ms / 60'000 + 9 * 60) % (24 * 60);  // in Japan
    char out[32];
    std::snprintf(out, sizeof out, "%02d:%02d", static_cast<int>(minutes / 60),
                  static_cast<int>(minutes % 60));
    return out;
}

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : "・") + name;
    return out;
}

std::vector<std::string> marked_peers(const SiteView& site, bool PeerView::*mark) {
    std::vector<std::string> names;
    for (const auto& peer : site.peers)
        if (peer.*mark) names.push_back(peer.name);
    return names;
}

bool some_peer(const SiteView& site, bool (*holds)(const PeerView&)) {
    return std::any_of(site.peers.begin(), site.peers.end(), holds);
}

// Of a desk that was away longer than the others keep their logs, at either side; "" if there is none.
std::string absence_words(const SiteView& site) {
    const std::string lacks =
        "この端末は長く離れていたため、ほかの窓口が片付けた古い記録が届いていません。受付は続けられます。";
    if (site.old_part == "backup")
        return lacks + "控えの端末につなぐか、状態の控えを戻すよう、管理者に依頼してください。";
    if (site.old_part == "state")
        return lacks + "ほかの窓口で作った状態の控えを戻すよう、管理者に依頼してください。";
    const bool alone = !some_peer(site, [](const PeerView& peer) { return peer.connected; });
    const auto shut = marked_peers(site, &PeerView::turned_away);
    if (alone && !shut.empty())
        return joined(shut) +
               "がこの端末を受け付けません。受付は続けられます。失効していないか管理者に確かめ、"
               "失効していれば登録し直してもらってください。";
    const auto behind = marked_peers(site, &PeerView::left_behind);
    const bool backup = some_peer(site, [](const PeerView& peer) { return peer.backup && peer.connected; });
    if (!behind.empty() && !backup)
        return joined(behind) +
               "に、この窓口が片付けた古い記録が届いていません。控えの端末をつなぐか、状態の控えを作って" +
               joined(behind) + "に戻すよう、管理者に依頼してください。";
    return {};
}

}  // namespace

std::string site_sentence(const SiteView& site) {
    std::vector<std::string> lost;
    std::int64_t since = 0;
    std::string clocks;
    if (site.clock_behind)
        clocks = "この端末の時計が遅れています。管理者に時計を合わせてもらってください。受付は続けられます。";
    for (const auto& peer : site.peers) {
        if (!peer.connected) {
            lost.push_back(peer.name);
            since = since == 0 ? peer.last_seen_ms : std::min(since, peer.last_seen_ms);
        }
        constexpr std::int64_t five_minutes = 5 * 60'000;
        if (site.clock_behind) continue;
        if (peer.clock_ahead_ms > five_minutes)
            clocks +=
                peer.name + "の時計が" + std::to_string(peer.clock_ahead_ms / 60'000) + "分進んでいます。";
        if (peer.clock_ahead_ms < -five_minutes)
            clocks +=
                peer.name + "の時計が" + std::to_string(-peer.clock_ahead_ms / 60'000) + "分遅れています。";
    }
    if (site.identity_closed)
        return "古い保存データに戻ったか登録を外されたため、ほかの端末との送受信を止めました。"
               "受付は続けられます。管理者に端末の再登録を依頼してください。";
    if (site.peers.empty()) return clocks + "この端末だけで動いています。";
    if (const auto words = absence_words(site); !words.empty()) return clocks + words;
    if (lost.empty()) {
        const std::string all = "ほかの" + std::to_string(site.peers.size()) + "台とつながっています。";
        return clocks +
               (site.only_here == 0 ? all : all + "送信待ち" + std::to_string(site.only_here) + "件。");
    }
    std::string out = clocks + joined(lost) + "とつながっていません" +
                      (since > 0 ? "（" + clock_words(since) + "から）" : "") +
                      "。この窓口の受付は続けられます。";
    if (!site.compared) out += "起動してからまだほかの端末と照合していません。";
    if (site.cases_only_here > 0)
        out += "この窓口だけにある受付 " + std::to_string(site.cases_only_here) + "件。";
    return out;
}

std::string act_words(storage::ActKind kind) {
    using enum storage::ActKind;
    static const std::map<storage::ActKind, std::string> words{{signed_in, "サインイン"},
                                                               {sign_in_refused, "サインインの失敗"},
                                                               {signed_out, "サインアウト"},
                                                               {screen_locked, "画面のロック"},
                                                               {program_started, "プログラムの開始"},
                                                               {case_opened, "受付"},
                                                               {case_seen, "案件の閲覧"},
                                                               {case_changed, "案件の変更"},
                                                               {case_claimed, "担当の開始"},
                                                               {case_taken_over, "担当の引受け"},
                                                               {status_changed, "状態の変更"},
                                                               {conflict_settled, "重なった値の決定"},
                                                               {signed_by_resident, "署名"},
                                                               {checked_by_clerk, "職員確認"},
                                                               {handed_over, "手渡し"},
                                                               {searched, "検索"},
                                                               {list_seen, "一覧の表示"},
                                                               {report_made, "業務報告"},
                                                               {acts_seen, "操作記録の閲覧"},
                                                               {card_read, "カードの読取り"},
                                                               {card_refused, "カードの読取り失敗"},
                                                               {printed_draft, "帳票の印刷（下書き）"},
                                                               {printed_final, "帳票の印刷（正）"},
                                                               {printed_again, "帳票の印刷（再）"},
                                                               {printed_practice, "帳票の印刷（練習・見本）"},
                                                               {previewed, "帳票の表示"},
                                                               {exported, "データの書出し"},
                                                               {protection_set, "支援措置の開始"},
                                                               {protection_released, "支援措置の解除・許可"},
                                                               {account_changed, "職員登録の変更"},
                                                               {device_invited, "端末の招待"},
                                                               {device_revoked, "端末の失効"},
                                                               {store_checked, "保存データの検査"},
                                                               {store_rekeyed, "保存データの鍵の交換"},
                                                               {store_rebuilt, "一覧の作り直し"},
                                                               {log_trimmed, "古い記録の片付け"},
                                                               {snapshot_made, "控えの作成"}};
    const auto at = words.find(kind);
    return at == words.end() ? "その他の操作" : at->second;
}

}  // namespace app
