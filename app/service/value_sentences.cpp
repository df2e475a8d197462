#include "app/service/value_sentences.h"

namespace app {

const std::map<std::string_view, std::string_view>& value_sentence_table() {
    static const std::map<std::string_view, std::string_view> table{
        {"value.bank_code", "金融機関コードは4桁の数字で入力してください。"},
        {"value.bank_holder",
         "口座名義は全銀のカナ（小さい文字を使わず30文字まで）で、通帳のとおりか確かめてください。"},
        {"value.bank_number", "口座番号は7桁までの数字で入力してください。"},
        {"value.bank_number_short", "口座番号が7桁に足りません。{d} でよいか通帳で確かめてください。"},
        {"value.bank_yucho", "ゆうちょ銀行の記号番号です。{d} として記入するか、通帳で確かめてください。"},
        {"value.birth_in_future", "生年月日が今日より後です。生年月日を確かめてください。"},
        {"value.birth_too_old", "130歳を超える生年月日です。元号と年を確かめてください。"},
        {"value.branch_no", "枝番は2桁の数字で入力してください。"},
        {"value.insurer_no", "保険者番号は8桁（国保は6桁）の数字で入力してください。"},
        {"value.insurer_no_digit",
         "保険者番号の検査数字が合いません。保険の書類でもう一度確かめてください。"},
        {"value.juminhyo_code", "住民票コードは11桁の数字で入力してください。"},
        {"value.juminhyo_code_digit",
         "住民票コードの検査数字が合わないようです。書類でもう一度確かめてください。"},
        {"value.kana", "フリガナは全角カタカナで入力してください。"},
        {"value.licence_no", "運転免許証の番号は12桁の数字で入力してください。"},
        {"value.municipality_code",
         "全国地方公共団体コードが正しくありません。6桁の番号を確かめてください。"},
        {"value.my_number", "個人番号の検査数字が合いません。12桁の番号を確かめてください。"},
        {"value.name", "氏名に使えない文字があります。入力し直してください。"},
        {"value.name_space", "氏と名の間に空白がありません。区切りを確かめてください。"},
        {"value.passport_no", "旅券番号は英字2文字と数字7桁で入力してください。"},
        {"value.pension_no", "基礎年金番号は10桁の数字で入力してください。"},
        {"value.phone", "電話番号の桁数が合いません。市外局番から入力してください。"},
        {"value.postal", "郵便番号は7桁の数字で入力してください。"},
        {"value.residence_card_no", "在留カード等の番号は英字2文字・数字8桁・英字2文字で入力してください。"},
        {"value.yucho", "ゆうちょ銀行の記号番号の形が正しくありません。通帳で確かめてください。"},
        {"cross.bank_holder", "口座名義が請求者の氏名と違います。請求者本人の口座か確かめてください。"},
        {"cross.bank_kind", "児童手当の振込先は普通預金が原則です。種目を確かめてください。"},
        {"cross.came_from_here",
         "転入の前の住所が市内になっています。転居の届出か、住所を確かめてください。"},
        {"cross.card_expired",
         "カードの有効期限が過ぎています。継続利用や変更はできず、再交付の案内をしてください。"},
        {"cross.child_older", "子の生年月日が世帯主より前です。続柄と生年月日を確かめてください。"},
        {"cross.claimant_elsewhere",
         "請求者の住所が市外です。請求できるのは市内に住む方です。住所を確かめてください。"},
        {"cross.entry_after_move", "入国日が異動日より後です。どちらの日も確かめてください。"},
        {"cross.leaves_to_here", "転出先が市内になっています。転居の届出か、住所を確かめてください。"},
        {"cross.lives_elsewhere", "転入の後の住所が市外になっています。住所を確かめてください。"},
        {"cross.move_in_future", "異動日が今日より後です。住み始めてから届け出てもらってください。"},
        {"cross.move_late", "異動日から14日を過ぎています。期間経過の理由を聞き取ってください。"},
        {"cross.moved_across_border", "転居は市内から市内への異動です。届出の種類か住所を確かめてください。"},
        {"cross.nhi_other_day", "国保の異動日が届出の異動日と違います。どちらの日も確かめてください。"},
        {"cross.no_certificate",
         "どちらの電子証明書も申請しないことになっています。申請する証明書を選んでください。"},
        {"cross.no_head", "新しい世帯に世帯主がいません。世帯主になる方を選んでください。"},
        {"cross.no_period",
         "この在留資格には在留期間がないため、この申請はできません。在留資格を確かめてください。"},
        {"cross.notice_in_future", "届出日が今日より後です。届出日を確かめてください。"},
        {"cross.parent_younger",
         "父または母の生年月日が世帯主より後です。続柄と生年月日を確かめてください。"},
        {"cross.same_address", "前の住所と新しい住所が同じです。転居の前後の住所を確かめてください。"},
        {"cross.sign_cert_under_15",
         "15歳未満の方には署名用電子証明書を発行できません。希望を「無」にしてください。"},
        {"cross.spouse_young", "18歳未満の配偶者です。続柄と生年月日を確かめてください。"},
        {"cross.stay_not_longer",
         "新しい満了日が前の満了日より後ではありません。在留カードで確かめてください。"},
        {"cross.stay_over", "在留期間の満了日が過ぎています。在留カードと申請中の表示を確かめてください。"},
        {"cross.two_heads", "世帯主が2人になっています。続柄を確かめてください。"},
    };
    return table;
}

std::string value_sentence(const forms::Finding& finding) {
    const auto found = value_sentence_table().find(finding.reason);
    std::string out(found == value_sentence_table().end() ? "この値を確かめてください。" : found->second);
    if (const auto hole = out.find("{d}"); hole != std::string::npos) out.replace(hole, 3, finding.detail);
    return out;
}

}  // namespace app
