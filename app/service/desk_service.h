// The door that the window, the command line, practice mode and tests go through. One object per open store.
// Every call may block on disk or device and is made from a background thread (the window never waits); calls
// from several threads are taken one after another. What a call returns as done is durable. On failure
// nothing has changed. Errors carry a reason that app/service/sentences turns into Japanese.
//
// Every look at a person, every print, export, report and search leaves a trace (design: promise 6).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/service/desk_views.h"
#include "app/service/picture_views.h"
#include "app/service/resident_views.h"
#include "forms/core/result.h"
#include "storage/keys/secret.h"

namespace app {

struct NewReception {
    std::string ticket;      // 番号札, may be empty
    std::string life_event;  // id of forms/data/life_events; "" = not known yet
};

struct AnswerInput {
    std::string field;  // field id; a part of a record changes that part only
    forms::Subject person{0};
    std::string text;  // as typed: dates in any accepted way, choices by value, lists joined by "\n"
    forms::Source source{forms::Source::interview};
    std::string document;
    bool confirmed{false};
    std::optional<std::set<core::Dot>> seen;  // AnswerView::seen; absent: all that stands was shown
    bool over_own{false};  // the same hand wrote there since, here: what this desk wrote is meant to go
};

struct CardAsk {
    std::string reader;                              // "" = the only one that holds a card
    std::string way;                                 // pin | verification_b
    std::map<std::string, storage::Secret> secrets;  // pin, verification_b, as cards.md names them
};
struct CardLook {  // what can be said before anything is spent
    std::string reader;
    std::string kind;        // mynumber | licence | residence | unknown
    std::string kind_words;  // マイナンバーカード
    std::map<std::string, int> tries_left;
    std::string valid_until;             // ISO, "" if not free to read
    std::vector<std::string> remarks{};  // sentences: a マイナ免許証 on it, which is not read
};
struct CardProposal {
    std::string field;  // visitor_name …
    std::string label;
    std::string text;
    std::string now;  // what the case holds; "" if nothing
    bool differs{false};
    std::string now_source{};           // 前回, 聞き取り …; "" where nothing differs
    std::vector<std::string> family{};  // other forms of a character that the chip may have replaced: 髙, 高
};
struct CardResult {
    CardLook look;
    std::vector<CardProposal> proposals;
    AddressIs address_default{AddressIs::current};  // what the procedure suggests the card's address to be
    core::Bytes face_picture;                       // of the face, if read; "" otherwise
    std::vector<std::string> remarks{};  // sentences: expired, expires soon, signature does not fit
};

struct SignatureInput {
    std::string form;
    std::string digest;  // Document::digest of what was shown
    bool on_paper{false};
    std::vector<std::vector<std::pair<float, float>>> strokes;  // millimetres within the signature box
};

enum class PrintKind : std::uint8_t { draft, final, again, practice };  // 下書き, 正, 再, 練習・見本
struct PrintInput {
    std::string form;
    PrintKind kind{PrintKind::draft};
    std::string printer;  // CUPS queue; "" = save to `folder`; both "" = the form's own printer
    std::string folder;
    // The form's own printer if this desk has set one, else the first there is, else `folder`.
    bool usual_place{false};
    int copies{0};       // 0: as this desk prints the form (print_settings.h)
    std::string reason;  // asked before a second print: 破れ, 誤り, 控え
};
struct PrintResult {
    std::string file;  // where it was saved
    int job{0};        // CUPS job id
    std::string digest;
    std::string printer;  // where the job is
    // Printed again: these are not the bytes that were printed first (a value, the edition, a font or the
    // renderer has changed since).
    bool differs{false};
};
struct AddressView {  // a place of the public list, or of the city's own
    std::string postal_code;
    std::string text;     // 山形県寒河江市中央一丁目
    std::string reading;  // of the town; "" if the list has none
};
struct PrinterStateView {
    std::string name;
    std::string info;
    bool accepting{true};
    std::string words;  // 使えます, 用紙がありません …
};
struct PrintJobView {
    std::string state;  // waiting | printing | stopped | cancelled | done
    // 送信しました, 印刷中です, 出力済みです …, and what to do about a printer that stands still.
    std::string words;
};

struct ReportRow {
    std::string day;        // ISO
    std::string procedure;  // title
    std::string form;
    std::string desk;
    std::uint64_t count{0};
    double median_min{0};  // reception to done, holds apart
};
struct ActRow {
    std::int64_t at_ms{0};
    std::string who;
    std::string desk;
    std::string act;  // look, write, print, export …
    std::string form;
    std::string reception_number;
    std::string words;  // in Japanese
};
struct ExportResult {
    std::string file;
    std::string manifest;
    std::uint64_t rows{0};
    std::vector<std::string> substituted;  // "髙 -> 高 (B-014 氏名)"
    std::uint64_t guarded{0};              // cases of protected persons, left to a supervisor
};

struct ChangeNotice {  // something arrived or was saved
    bool queue{false};
    bool peers{false};
    std::vector<core::CaseId> cases;
};

class CounterRoom;     // counter_room.h
class ProtectionRoom;  // protection_room.h

class DeskService {
  public:
    virtual ~DeskService() = default;

    // The line of tickets, notes, decisions, relations, documents, fees.
    virtual CounterRoom& counter() = 0;

    // ---- session. sign_in opens the store if it is still closed: auth.wrong_password, auth.locked (count =
    // seconds), store.damaged, store.busy …
    virtual core::Result<SessionView> sign_in(const std::string& account,
                                              const storage::Secret& password) = 0;
    // The store is closed, and with it the links to the others; keys and cases leave the memory. A locked
    // screen is another thing: there the store stays open and goes on syncing.
    virtual void sign_out() = 0;
    virtual std::optional<SessionView> session() const = 0;

    virtual ProtectionRoom& protection() = 0;  // 支援措置

    // ---- list
    virtual core::Result<std::vector<QueueRow>> queue(
        const std::string& filter) = 0;  // kana prefix, ticket, birth date; "" all
    virtual core::Result<SiteView> site() = 0;
    // Called on a service thread after every durable change; keep it short. Replaces the one before; nullptr
    // ends it.
    virtual void on_change(std::function<void(const ChangeNotice&)> told) = 0;
    virtual std::vector<std::pair<std::string, std::string>> life_events() const = 0;  // id, label (転入)
    // Places of a postal code, or of the beginnings of prefecture, city and town in kana or as written,
    // parted by spaces; none: no such place is known, which blocks nobody. Needs no session.
    // address.list_missing …
    virtual core::Result<std::vector<AddressView>> addresses(const std::string& typed) = 0;

    // ---- one case
    virtual core::Result<core::CaseId> receive(const NewReception& reception) = 0;
    virtual core::Result<CaseView> look(const core::CaseId& id) = 0;
    // The case as it stands by now. Only the first time in a session it is a look that leaves its trace.
    virtual core::Result<CaseView> again(const core::CaseId& id) = 0;
    virtual core::Result<CaseView> take(const core::CaseId& id,
                                        const std::string& reason) = 0;  // claim; reason if held elsewhere
    virtual core::Result<CaseView> answer(const core::CaseId& id, const std::vector<AnswerInput>& inputs) = 0;
    virtual core::Result<CaseView> add_person(const core::CaseId& id, forms::Subject& added) = 0;
    virtual core::Result<CaseView> remove_person(const core::CaseId& id, forms::Subject person) = 0;
    virtual core::Result<CaseView> choose_event(const core::CaseId& id, const std::string& life_event) = 0;
    virtual core::Result<CaseView> check_identity(const core::CaseId& id,
                                                  const std::vector<std::string>& documents,
                                                  const std::string& method) = 0;
    virtual core::Result<CaseView> move_to(const core::CaseId& id, forms::Stage to,
                                           const std::string& reason) = 0;
    virtual core::Result<CaseView> settle(const core::CaseId& id, const forms::Place& place,
                                          const core::Dot& chosen) = 0;
    virtual core::Result<CaseView> undo(const core::CaseId& id, const forms::Place& place) = 0;
    virtual core::Result<CaseView> mark_step(const core::CaseId& id, const std::string& step) = 0;

    // ---- card
    virtual core::Result<std::vector<CardLook>>
    cards() = 0;  // card.no_reader, card.absent, card.service_down …
    virtual core::Result<CardResult> read_card(const core::CaseId& id, CardAsk ask) = 0;
    virtual core::Result<CaseView> accept_card(const core::CaseId& id, forms::Subject person,
                                               const std::vector<CardProposal>& accepted,
                                               AddressIs address) = 0;

    // ---- picture of a document. What is read is a proposal, beside its picture; only what a person accepts,
    // item by item, comes into the case, with its source (券面読取, of a sheet 書類). The picture itself is
    // not kept. face.* (no card in it, too large …), scanner.*, camera.*
    virtual std::vector<PictureKindView> picture_kinds() const = 0;
    virtual core::Result<PictureResult> read_picture(const core::CaseId& id, const PictureAsk& ask) = 0;
    // 照合番号B (14 digits) as it was read from the picture of a マイナンバーカード at this case: shown to
    // the clerk, who compares it with the card before it costs a try. face.no_code
    virtual core::Result<storage::Secret> picture_code(const core::CaseId& id) = 0;
    // Of the picture read last at this case: face.not_read, face.no_item (count: which)
    virtual core::Result<CaseView> accept_picture(const core::CaseId& id, const PictureAccept& accepted) = 0;

    // ---- paper
    virtual core::Result<Document> preview(const core::CaseId& id, const std::string& form,
                                           PrintKind kind) = 0;
    // What the resident's display shows of a form; a trace like preview. Languages are read at the start.
    virtual core::Result<ResidentSheet> resident_sheet(const core::CaseId& id, const std::string& form) = 0;
    virtual std::vector<ResidentLanguage> languages() const = 0;
    virtual core::Result<CaseView> confirm_sheet(const core::CaseId& id,
                                                 const std::string& form) = 0;  // clerk's own check
    // A person saw the characters that no font has (Document::missing_glyphs) and decided that they print as
    // 〓 on this case's sheets; without it such a sheet is neither signed nor printed. glyph.none
    virtual core::Result<CaseView> decide_glyphs(const core::CaseId& id, const std::string& form,
                                                 const std::string& reason) = 0;
    virtual core::Result<CaseView> sign(const core::CaseId& id, const SignatureInput& input) = 0;
    virtual core::Result<PrintResult> print(const core::CaseId& id, const PrintInput& input) = 0;
    virtual core::Result<std::vector<std::string>> printers() = 0;
    // Ticks lines of CaseView::handover; a tick is a fact and stays. handover.unknown
    virtual core::Result<CaseView> hand_over(const core::CaseId& id,
                                             const std::vector<std::string>& items) = 0;
    virtual core::Result<std::vector<PrinterStateView>> printer_states() = 0;
    virtual core::Result<PrintJobView> print_job(const std::string& printer, int job) = 0;
    // The guide slip (案内票) of the case as PDF; Document::form is "guide".
    virtual core::Result<Document> guide(const core::CaseId& id) = 0;
    virtual core::Result<CaseView> finish(
        const core::CaseId& id) = 0;  // case.still_open names the first open point

    // ---- out of the system
    virtual core::Result<ExportResult> export_csv(const std::string& profile, const std::string& folder,
                                                  const std::string& from_day, const std::string& to_day) = 0;
    virtual core::Result<std::vector<ReportRow>> report(const std::string& from_day,
                                                        const std::string& to_day) = 0;
    virtual core::Result<std::vector<ActRow>> acts(const std::string& filter) = 0;
};

}  // namespace app
