#include "app/service/printer_words.h"

#include <array>
#include <string_view>
#include <utility>

namespace app {

namespace {

struct Reason {
    std::string_view keyword;  // beginning of an IPP keyword (RFC 8011 5.4.12)
    std::string_view words;
};

constexpr int long_s = 20;  // a form is out within this, warming up included

// The gravest first.
constexpr std::array<Reason, 14> standing{{
    {"media-jam", "紙が詰まっています。プリンターを開けて紙を取り除いてください。"},
    {"media-empty", "用紙がありません。用紙を入れてください。"},
    {"media-needed", "用紙がありません。用紙を入れてください。"},
    {"cover-open", "カバーが開いています。閉じてください。"},
    {"door-open", "カバーが開いています。閉じてください。"},
    {"input-tray-missing", "給紙トレイが外れています。トレイを入れてください。"},
    {"toner-empty", "トナーがありません。交換してください。"},
    {"marker-supply-empty", "トナーまたはインクがありません。交換してください。"},
    {"output-area-full", "排紙トレイがいっぱいです。紙を取り除いてください。"},
    {"offline", "プリンターにつながりません。電源とケーブルを確かめてください。"},
    {"shutdown", "プリンターの電源が切れています。電源を入れてください。"},
    {"connecting-to-device", "プリンターにつながりません。電源とケーブルを確かめてください。"},
    {"timed-out", "プリンターが応答しません。電源とケーブルを確かめてください。"},
    {"paused", "プリンターが一時停止しています。管理者に連絡してください。"},
}};
constexpr std::array<Reason, 4> passing{{
    {"toner-low", "トナーが残り少なくなっています。"},
    {"marker-supply-low", "トナーまたはインクが残り少なくなっています。"},
    {"media-low", "用紙が残り少なくなっています。"},
    {"output-area-almost-full", "排紙トレイがもうすぐいっぱいになります。"},
}};

template <std::size_t N>
const Reason* first_in(const std::array<Reason, N>& reasons, const std::string& said) {
    for (const Reason& reason : reasons)
        if (const auto at = said.find(reason.keyword);
            at != std::string::npos && (at == 0 || said[at - 1] == ','))
            return &reason;
    return nullptr;
}

}  // namespace

bool stands_still(const PrinterView& printer) {
    return !printer.accepting || first_in(standing, printer.state_reason) != nullptr;
}

std::string printer_words(const PrinterView& printer) {
    if (const Reason* reason = first_in(standing, printer.state_reason)) return std::string(reason->words);
    if (!printer.accepting) return "印刷を受け付けていません。管理者に連絡してください。";
    if (const Reason* reason = first_in(passing, printer.state_reason)) return std::string(reason->words);
    return "使えます。";
}

std::string job_word(JobState state) {
    switch (state) {
        case JobState::waiting:
            return "waiting";
        case JobState::printing:
            return "printing";
        case JobState::stopped:
            return "stopped";
        case JobState::cancelled:
            return "cancelled";
        case JobState::done:
            return "done";
    }
    return "";
}

std::string job_words(JobState state, const PrinterView* printer) {
    const std::string why =
        printer != nullptr && stands_still(*printer) ? printer_words(*printer) : std::string();
    switch (state) {
        case JobState::waiting:
            return why.empty() ? "送信しました。印刷を待っています。"
                               : "送信しましたが、印刷が始まりません。" + why + "直ると1部だけ印刷されます。";
        case JobState::printing:
            if (why.empty() && printer != nullptr && printer->busy_s >= long_s)
                return "印刷に時間がかかっています。プリンターの電源とケーブルを確かめてください。直ると1部だ"
                       "け印刷されます。";
            return why.empty() ? "印刷中です。"
                               : "印刷が止まっています。" + why + "直ると1部だけ印刷されます。";
        case JobState::stopped:
            return "印刷が止まりました。" + (why.empty() ? "プリンターを確かめてください。" : why);
        case JobState::cancelled:
            return "印刷は取り消されました。必要ならもう一度印刷してください。";
        case JobState::done:
            return "出力済みです。紙を確かめてからお渡しください。";
    }
    return "";
}

}  // namespace app
