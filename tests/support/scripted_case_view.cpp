#include "forms/casework/status.h"
#include "tests/support/scripted_desk_service.h"

namespace test_support {

namespace {

using Options = std::vector<std::pair<std::string, std::string>>;

Options same(std::initializer_list<const char*> values) {
    Options out;
    for (const char* value : values) out.emplace_back(value, value);
    return out;
}

const std::vector<ScriptedField>& visitor_fields() {
    static const std::vector<ScriptedField> fields{
        {"visitor_name", "氏名", "text", true, false, {}},
        {"visitor_name_kana", "フリガナ", "kana", true, false, {}},
        {"visitor_birth_date", "生年月日", "date", true, false, {}},
        {"visitor_sex",
         "性別",
         "choice",
         false,
         false,
         {{"male", "男"}, {"female", "女"}, {"other", "その他"}}},
        {"visitor_postal_code", "郵便番号", "postal", false, false, {}},
        {"visitor_address", "住所", "address", true, false, {}},
        {"visitor_katagaki", "方書", "text", false, false, {}},
        {"visitor_phone", "昼間連絡のとれる電話番号", "phone", true, false, {}},
        {"visitor_role", "来庁者区分", "choice", true, false,
         same(
             {"本人", "世帯主", "同一世帯員", "配偶者・直系", "法定代理人", "任意代理人", "使者", "第三者"})},
    };
    return fields;
}

const std::vector<ScriptedField>& certificate_fields() {
    static const std::vector<ScriptedField> fields{
        {"cert_juminhyo_items", "住民票の種類と通数", "check", true, true,
         same({"世帯全員の写し", "世帯の一部（個人）の写し", "除票の写し", "改製原住民票の写し",
               "記載事項証明書", "広域交付の写し", "不在住証明書"})},
        {"cert_juminhyo_show", "住民票に記載する事項", "check", false, false,
         same({"世帯主・続柄", "本籍・筆頭者", "個人番号", "住民票コード", "住所・氏名の履歴"})},
        {"purpose", "使いみち", "check", true, false,
         same({"パスポート", "年金", "免許", "相続", "登記", "自動車", "金融機関", "就職", "学校", "婚姻届",
               "児童手当", "その他"})},
        {"purpose_submit_to", "提出先", "text", false, false, {}},
    };
    return fields;
}

const std::vector<ScriptedField>& move_fields() {
    static const std::vector<ScriptedField> fields{
        {"move_date", "異動日", "date", true, false, {}},
        {"new_address", "新しい住所", "address", true, false, {}},
        {"new_katagaki", "新しい住所の方書", "text", false, false, {}},
        {"new_head_name", "新しい世帯主の氏名", "text", true, false, {}},
        {"old_address", "前の住所", "address", true, false, {}},
        {"old_head_name", "前の世帯主の氏名", "text", true, false, {}},
        {"honseki_address", "本籍", "address", true, false, {}},
        {"tennyu_proof", "転出証明書", "choice", true, false, same({"紙で提出", "カードで省略", "なし"})},
    };
    return fields;
}

const std::vector<ScriptedField>& person_fields() {
    static const std::vector<ScriptedField> fields{
        {"name", "氏名", "text", true, false, {}},
        {"name_kana", "フリガナ", "kana", true, false, {}},
        {"birth_date", "生年月日", "date", true, false, {}},
        {"relation_to_new_head", "新しい続柄", "choice", true, false,
         same({"世帯主", "夫", "妻", "子", "父", "母", "子の子", "兄", "弟", "姉", "妹", "縁故者", "同居人",
               "その他"})},
        {"moves", "異動", "choice", true, false, {{"true", "異動する"}, {"false", "残る"}}},
        {"nhi_flag", "健康保険", "choice", false, false, same({"国保", "社保", "後期高齢", "なし"})},
    };
    return fields;
}

const char* source_word(forms::Source source) {
    using enum forms::Source;
    switch (source) {
        case card_chip:
            return "券面IC";
        case document:
            return "書類";
        case interview:
            return "聞き取り";
        case derived:
            return "自動";
        default:
            return "";
    }
}

core::Dot dot(std::uint8_t device, std::uint64_t seq) {
    core::Dot out;
    out.device.bytes[0] = device;
    out.seq = seq;
    return out;
}

app::AnswerView answer_of(const ScriptedCase& one, const ScriptedField& field, forms::Subject person,
                          std::uint32_t no) {
    app::AnswerView out;
    out.place = {person, no};
    out.field = field.id;
    out.person = person;
    out.label = field.label;
    out.kind = field.kind;
    out.required = field.required;
    out.counted = field.counted;
    out.options = field.options;
    const std::string key = person == 0 ? field.id : std::string(field.id) + "@" + std::to_string(person);
    if (const auto at = one.values.find(key); at != one.values.end()) {
        out.text = at->second.first;
        out.source = at->second.second;
        out.source_word = source_word(out.source);
        out.confirmed = out.source != forms::Source::derived;
        out.seen = {dot(1, 10 + no)};
        if (out.kind == "date") out.beside = "1985年5月12日（日）　41歳";
    }
    if (one.conflict && out.field == "new_address") {
        out.choices = {
            {dot(1, 40), "寒河江市中央一丁目9番45号", "佐藤", "A", 1795475520000, forms::Source::interview},
            {dot(3, 22), "寒河江市中央一丁目9番54号", "高橋", "C", 1795475940000, forms::Source::document}};
        out.text = out.choices.front().text;
        out.source_word = "聞き取り";
    }
    return out;
}

void add_answers(app::CaseView& view, const ScriptedCase& one) {
    std::uint32_t no = 1;
    for (const ScriptedField& field : visitor_fields())
        view.answers.push_back(answer_of(one, field, 0, no++));
    const bool certificate = one.life_event == "certificate";
    if (!one.life_event.empty())
        for (const ScriptedField& field : certificate ? certificate_fields() : move_fields())
            view.answers.push_back(answer_of(one, field, 0, no++));
    for (std::size_t i = 0; i < one.others.size(); ++i)
        for (const ScriptedField& field : person_fields())
            view.answers.push_back(answer_of(one, field, i + 1, no++));
}

void add_questions(app::CaseView& view) {
    for (const app::AnswerView& answer : view.answers) {
        if (!answer.required || !answer.text.empty()) continue;
        view.questions.push_back(
            {answer.field, answer.person, answer.label + "を教えてください。",
             (answer.field.starts_with("cert") ? "戸籍・住民票・印鑑証明等申請書" : "住民異動届") +
                 std::string("　に必要です（必須の項目）"),
             ""});
        view.open_points.push_back(answer.label + "が未記入です");
    }
}

app::SheetView sheet_of(const ScriptedCase& one, const app::CaseView& view, std::string form,
                        std::string title) {
    app::SheetView sheet;
    sheet.form = form;
    sheet.title = std::move(title);
    sheet.edition = "2026-1";
    sheet.because = "ご用件「" + scripted_purpose(one.life_event) + "」";
    for (const app::QuestionView& question : view.questions) sheet.missing.push_back(question.ask);
    if (one.conflict) sheet.blocked_by = {"新しい住所"};
    sheet.clerk_checked = one.checked.contains(form);
    const auto printed = one.printed.find(form);
    sheet.printed = printed == one.printed.end() ? 0 : printed->second;
    sheet.state = sheet.printed > 0              ? "印刷済"
                  : one.is_signed.contains(form) ? "署名済"
                  : sheet.clerk_checked          ? "確認済"
                                                 : "未確認";
    sheet.may_sign = sheet.missing.empty() && sheet.blocked_by.empty();
    sheet.may_print = one.is_signed.contains(form);
    return sheet;
}

void add_persons(app::CaseView& view, const ScriptedCase& one) {
    const auto value = [&one](const std::string& key) {
        const auto at = one.values.find(key);
        return at == one.values.end() ? std::string() : at->second.first;
    };
    view.persons.push_back(
        {0, value("visitor_name"), value("visitor_name_kana"), value("visitor_birth_date"), {"来庁者"}});
    for (std::size_t i = 0; i < one.others.size(); ++i)
        view.persons.push_back({i + 1,
                                one.others[i].first,
                                one.others[i].second,
                                value("birth_date@" + std::to_string(i + 1)),
                                {"異動する人"}});
}

}  // namespace

std::string scripted_purpose(const std::string& life_event) {
    static const std::map<std::string, std::string> words{
        {"move_in", "転入"}, {"move_within", "転居"}, {"certificate", "証明書"}, {"move_out", "転出"}};
    const auto at = words.find(life_event);
    return at == words.end() ? "" : at->second;
}

app::CaseView scripted_view(const ScriptedCase& one) {
    app::CaseView view;
    view.id = one.id;
    view.summary.reception_number = one.number;
    view.summary.ticket = one.ticket;
    view.summary.life_event = one.life_event;
    view.summary.stage = one.stage;
    view.summary.conflicts = one.conflict ? 1 : 0;
    view.purposes = scripted_purpose(one.life_event);
    view.stage_word = std::string(forms::stage_word(one.stage));
    view.mine = one.held_by.empty();
    view.held_by = one.held_by;
    add_persons(view, one);
    add_answers(view, one);
    add_questions(view);
    view.identity.documents = {{"個人番号カード", "A"},
                               {"運転免許証", "A"},
                               {"旅券", "A"},
                               {"在留カード", "A"},
                               {"資格確認書", "B"},
                               {"介護保険証", "B"},
                               {"年金手帳・基礎年金番号通知書", "B"},
                               {"学生証", "B"}};
    view.identity.seen = one.documents;
    view.identity.done = !one.documents.empty();
    view.identity.words = view.identity.done ? "Ａ 1点で確認済" : "未確認";
    if (!view.identity.done) view.open_points.push_back("本人確認が済んでいません");
    if (one.life_event == "certificate") {
        view.sheets.push_back(sheet_of(one, view, "F01", "戸籍・住民票・印鑑証明等申請書"));
    } else if (!one.life_event.empty()) {
        view.sheets.push_back(sheet_of(one, view, "F03", "住民異動届"));
        view.deadlines.push_back({"転入届", "11/24(火)まで・本日最終日", "住民基本台帳法22条", false});
        view.deadlines.push_back({"国民健康保険", "14日を過ぎています", "国民健康保険法施行規則", true});
        view.bring = {"転出証明書", "世帯全員のマイナンバーカード"};
    }
    view.history = {{1795474800000, "佐藤", "A", "受付", true},
                    {1795475520000, "佐藤", "A", "聞き取り", true}};
    return view;
}

}  // namespace test_support
