#include "app/admin/command_table.h"

namespace app {

namespace {

const OptionSpec reason{"reason", "理由"};
const OptionSpec from{"from", "この日から（YYYY-MM-DD）"};
const OptionSpec to{"to", "この日まで（YYYY-MM-DD）"};
const OptionSpec person{"person", "対象者の番号。省くと来庁者"};
const OptionSpec out{"out", "書き出し先"};

std::vector<CommandSpec> site_commands() {
    return {
        {"site init",
         "サイトと最初の端末、管理者、復旧用紙を作る",
         Where::setup,
         "",
         {{"name", "市の名前"},
          {"desk-name", "端末の名前"},
          {"letter", "受付番号の文字"},
          {"practice", "練習用", true},
          {"listen", "待ち受けるアドレス:ポート"},
          {"account-name", "管理者の職員番号"},
          {"shown-name", "管理者の氏名"},
          {"recovery-out", "復旧用紙を書き出すファイル"},
          {"retention-days", "最短の保存日数"}}},
        {"site status", "つながり・未送信・照合値を示す", Where::desk, "", {}},
        {"site roster", "端末と職員の登録簿を書き出す（控えの端末）", Where::desk, "", {out}},
        {"site admit", "登録簿の記載を取り込む（控えの端末）", Where::desk, "FILE", {}},
        {"site peers", "つなぐ相手のアドレスを決める", Where::desk, "ADDRESS:PORT…", {}},
        {"device invite",
         "端末を招く一回限りのコードを出す",
         Where::desk,
         "",
         {{"role", "desk か backup"}, {"name", "端末の名前"}, {"letter", "受付番号の文字"}}},
        {"device join",
         "コードでこの端末を登録する",
         Where::setup,
         "ADDRESS:PORT",
         {{"name", "端末の名前"}, {"listen", "待ち受けるアドレス:ポート"}}},
        {"device list", "登録された端末を一覧する", Where::desk, "", {}},
        {"device revoke", "端末を失効させる", Where::desk, "DEVICE", {reason}},
        {"account add",
         "職員を登録する",
         Where::desk,
         "ACCOUNT",
         {{"shown-name", "氏名"}, {"role", "clerk・supervisor・administrator・auditor"}}},
        {"account list", "職員を一覧する", Where::desk, "", {}},
        {"account passwd", "パスワードを変える", Where::desk, "", {}},
        {"account disable", "職員の利用を止める", Where::desk, "ACCOUNT", {}},
    };
}

std::vector<CommandSpec> case_commands() {
    return {
        {"desk serve", "画面なしで窓口を動かす", Where::desk, "", {}},
        {"session sign-in", "この端末に職員としてサインインする", Where::desk, "", {}},
        {"session sign-out", "サインアウトする", Where::desk, "", {}},
        {"session show", "サインインしている職員を示す", Where::desk, "", {}},
        {"queue", "受付一覧を示す", Where::desk, "", {{"filter", "かな・番号札・生年月日で絞る"}}},
        {"events", "手続のきっかけを一覧する", Where::desk, "", {}},
        {"case open",
         "新しい受付を作る",
         Where::desk,
         "",
         {{"ticket", "番号札"}, {"event", "きっかけの識別子"}}},
        {"case show", "案件を示す", Where::desk, "CASE", {}},
        {"case list", "案件を一覧する", Where::desk, "", {{"filter", "かな・番号札・生年月日で絞る"}}},
        {"case take", "案件をこの窓口で担当する", Where::desk, "CASE", {reason}},
        {"case event", "案件のきっかけを選ぶ", Where::desk, "CASE EVENT", {}},
        {"case set",
         "答えを記録する",
         Where::desk,
         "CASE FIELD=TEXT…",
         {person,
          {"source", "card・face・document・resident・previous・core"},
          {"confirmed", "本人に確認済み", true}}},
        {"case person", "対象者を加える・外す", Where::desk, "CASE", {{"remove", "外す対象者の番号"}}},
        {"case card",
         "カードを読み、案件に取り込む",
         Where::desk,
         "CASE",
         {person,
          {"reader", "リーダーの名前"},
          {"way", "pin か verification_b"},
          {"accept", "読み取った内容を採用する", true},
          {"address", "1 今の住所 2 前の住所 3 どちらでもない"}}},
        {"case identity", "本人確認を記録する", Where::desk, "CASE DOCUMENT…", {{"method", "確認の方法"}}},
        {"case stage", "状態を変える", Where::desk, "CASE STATE", {reason}},
        {"case mark", "所要時間の区切りを記録する", Where::desk, "CASE STEP", {}},
        {"case resolve", "重なった値の一方を選ぶ", Where::desk, "CASE FIELD CHOICE", {person}},
        {"case undo", "自分の最後の変更を戻す", Where::desk, "CASE FIELD", {person}},
        {"case preview",
         "帳票を作って見る",
         Where::desk,
         "CASE FORM",
         {out, {"kind", "draft・final・again・practice"}}},
        {"case check", "帳票の内容を職員として確認する", Where::desk, "CASE FORM", {}},
        {"case sign",
         "署名を記録する",
         Where::desk,
         "CASE FORM",
         {{"digest", "示した帳票の照合値"}, {"strokes", "筆跡"}}},
        {"case print",
         "帳票を印刷または保存する",
         Where::desk,
         "CASE FORM",
         {{"kind", "final・again・draft・practice"},
          {"printer", "プリンター"},
          {"folder", "保存先"},
          {"copies", "部数"},
          reason}},
        {"case close", "案件を完了する", Where::desk, "CASE", {}},
        {"printers", "プリンターを一覧する", Where::desk, "", {}},
        {"screen show",
         "窓口画面を切り替え、絵として保存する",
         Where::desk,
         "VIEW",
         {out, {"case", "開く案件"}}},
        {"screen words", "窓口画面に出ている言葉を示す", Where::desk, "", {}},
        {"screen pace", "キーから再描画までの時間を示す", Where::desk, "", {}},
    };
}

std::vector<CommandSpec> paper_and_card_commands() {
    return {
        {"form list", "帳票を一覧する", Where::free_standing, "", {}},
        {"form check", "帳票のデータを検査する", Where::free_standing, "", {{"data", "データのフォルダー"}}},
        {"form languages",
         "お客様画面の言語ごとに、不足する言葉を示す",
         Where::free_standing,
         "",
         {{"data", "データのフォルダー"}}},
        {"form render",
         "答えのファイルから帳票を作る",
         Where::free_standing,
         "FORM",
         {{"answers", "答えのファイル（JSON）"}, out}},
        {"form glyphs", "文字ごとの書体と字形を示す", Where::free_standing, "TEXT", {}},
        {"card list", "リーダーとカードを一覧する", Where::free_standing, "", {}},
        {"card read",
         "カードを読む",
         Where::free_standing,
         "",
         {{"kind", "auto・mynumber・licence・residence"},
          {"reader", "リーダーの名前"},
          {"way", "pin か verification_b"}}},
    };
}

std::vector<CommandSpec> office_commands() {
    return {
        {"export",
         "基幹システム向けのCSVを書き出す",
         Where::desk,
         "",
         {{"profile", "standard か legacy"}, out, from, to}},
        {"report",
         "業務別・日別の件数と所要時間",
         Where::desk,
         "",
         {from,
          to,
          {"csv", "CSVの書き出し先"},
          {"time-study", "段階ごとの所要時間（公表できる集計）", true},
          {"before-from", "比べる期間のはじめの日"},
          {"before-to", "比べる期間の終わりの日"},
          {"chart", "グラフ（PDF）の書き出し先"}}},
        {"audit list", "操作の記録を一覧する", Where::desk, "", {{"filter", "操作の種類"}}},
        {"audit verify", "記録の連なりと封印を検査する", Where::desk, "", {}},
        {"store check", "ページ・記録の連なり・一覧をすべて検査する", Where::desk, "", {}},
        {"store stats", "保存データの大きさ", Where::desk, "", {}},
        {"store rebuild", "一覧・検索・件数を記録から作り直す", Where::desk, "", {}},
        {"store sql",
         "試験用の保存データでSQLのスクリプトを実行する",
         Where::scratch,
         "",
         {{"script", "SQLのファイル"},
          {"keep-going", "失敗した文を飛ばして続ける", true},
          {"out", "結果の行の書き出し先"}}},
        {"store rekey", "保存データを新しい鍵で作り直す", Where::desk, "", {}},
        {"snapshot create", "控えを作る", Where::desk, "", {out}},
        {"snapshot list", "控えを一覧する", Where::desk, "", {out}},
        {"snapshot verify", "控えを検査する", Where::desk, "FILE", {}},
        {"recovery restore",
         "控えの端末と復旧用紙から新しい窓口を作る",
         Where::setup,
         "ADDRESS:PORT",
         {{"name", "端末の名前"},
          {"letter", "受付番号の文字"},
          {"listen", "待ち受けるアドレス:ポート"},
          {"account-name", "新しい管理者の職員番号"},
          {"shown-name", "新しい管理者の氏名"},
          {"roster", "控えの端末で site roster が書き出したファイル"},
          {"out", "控えの端末の site admit に渡すファイルの書き出し先"}}},
    };
}

}  // namespace

const std::vector<CommandSpec>& command_table() {
    static const std::vector<CommandSpec> table = [] {
        std::vector<CommandSpec> all;
        for (auto part : {site_commands(), case_commands(), paper_and_card_commands(), office_commands()}) {
            all.insert(all.end(), part.begin(), part.end());
        }
        return all;
    }();
    return table;
}

}  // namespace app
