#include "app/service/sentences.h"

#include <string_view>

#include "app/service/sentence_table.h"

namespace app {

namespace {

std::string_view by_code(core::ErrorCode code) {
    using enum core::ErrorCode;
    switch (code) {
        case not_found:
            return "見つかりませんでした。入力した内容を確かめて、もう一度操作してください。";
        case invalid_input:
            return "入力した内容に誤りがあります。直してから、もう一度操作してください。";
        case not_permitted:
            return "この操作の権限がありません。係長または管理者に依頼してください。";
        case conflict:
            return "ほかの操作と重なりました。画面を更新して、もう一度操作してください。";
        case corrupt:
            return "データが壊れています。この端末の使用をやめて、管理者に連絡してください。";
        case io:
            return "保存できませんでした。ディスクの状態を確かめて、管理者に連絡してください。";
        case device:
            return "機器が応答しません。接続を確かめて、もう一度操作してください。";
        case timeout:
            return "時間内に応答がありませんでした。もう一度操作してください。";
        case unsupported:
            return "この操作には対応していません。別の方法で受け付けてください。";
    }
    return "エラーが起きました。管理者に連絡してください。";
}

}  // namespace

std::string sentence(const core::Error& error) {
    // A sentence of its own for one detail of a reason stands under "reason/detail".
    auto at = sentence_table().find(error.reason + "/" + (error.count < 0 ? "untold" : error.detail));
    if (at == sentence_table().end()) at = sentence_table().find(error.reason);
    std::string out(at == sentence_table().end() ? by_code(error.code) : at->second);
    if (const auto hole = out.find("{n}"); hole != std::string::npos)
        out.replace(hole, 3, std::to_string(error.count));
    if (const auto hole = out.find("{d}"); hole != std::string::npos) out.replace(hole, 3, error.detail);
    return out;
}

}  // namespace app
