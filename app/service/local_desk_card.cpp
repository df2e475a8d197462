// Cards at a case: what lies there, reading it, and accepting what it said.
#include <algorithm>
#include <mutex>

#include "app/devices/card/card_command.h"
#include "app/devices/card/card_identity.h"
#include "app/service/case_answers.h"
#include "app/service/local_desk_service.h"
#include "app/service/sentences.h"
#include "app/service/wording.h"

namespace app {

namespace {

using storage::ActKind;
using storage::Permission;

CardLook look_of(const std::string& reader, const RecognisedCard& card) {
    CardLook look{reader, std::string(card_kind_word(card.kind)),
                  std::string(card_kind_in_japanese(card.kind)), card.tries_left,
                  card.card_expiry.value_or("")};
    if (card.carries_licence)
        look.remarks.push_back(sentence({core::ErrorCode::unsupported, "card.licence_aboard", {}, 0}));
    return look;
}

// A card is talked to by one caller at a time. Held without the service's own lock, so that nobody's save
// waits for a card.
std::mutex& at_the_reader() {
    static std::mutex one;
    return one;
}

core::ByteView secret_at(const std::map<std::string, storage::Secret>& secrets, const std::string& name) {
    const auto at = secrets.find(name);
    return at == secrets.end() ? core::ByteView{} : at->second.view();
}

// What a person should look at, as sentences.
std::vector<std::string> remarks_of(const CardReading& reading) {
    std::vector<std::string> out;
    for (const std::string& note : reading.notes)
        out.push_back(sentence({core::ErrorCode::conflict, note, {}, 0}));
    return out;
}

// What no chip knows: the card of somebody who moved here lapses by law when the notification or the
// continuation is late, and that of somebody who lived abroad; it reads as before.
bool may_be_void(CardKind kind, const forms::AnswerView& view) {
    return kind == CardKind::mynumber && view.is("move_type", forms::the_visit, "転入");
}

CardProposal proposal_view(const forms::AnswerView& view, const forms::Proposal& proposal) {
    const forms::Catalog& catalog = view.catalog();
    CardProposal out;
    out.field = proposal.field;
    if (const auto* field = catalog.field(proposal.field)) out.label = field->label;
    out.text = shown_text(catalog, proposal.field, proposal.value);
    out.now = proposal.now;
    out.differs = proposal.differs;
    if (const auto* known = view.find(proposal.field, proposal.person); known != nullptr && out.differs)
        out.now_source = source_word(known->source);
    for (const auto& letter : proposal.letters) {
        out.family.insert(out.family.end(), letter.family.begin(), letter.family.end());
    }
    return out;
}

}  // namespace

core::Result<std::vector<CardLook>> LocalDeskService::cards() {
    const std::lock_guard turn(at_the_reader());
    auto readers = readers_->list();
    if (!readers) return readers.error();
    if (readers->empty()) return core::Error{core::ErrorCode::device, "card.no_reader"};
    // One card that another program holds, or that was pulled just now, hides no other.
    std::vector<CardLook> out;
    std::optional<core::Error> trouble;
    for (const auto& reader : *readers) {
        if (!reader.card_present) continue;
        auto channel = readers_->connect(reader);
        auto card = channel ? recognise_card(**channel) : core::Result<RecognisedCard>(channel.error());
        if (card) {
            out.push_back(look_of(reader.name, *card));
        } else {
            trouble = card.error();
        }
    }
    if (out.empty() && trouble) return *trouble;
    if (out.empty()) return core::Error{core::ErrorCode::device, "card.absent"};
    return out;
}

core::Result<CardResult> LocalDeskService::read_card(const core::CaseId& id, CardAsk ask) {
    const std::lock_guard turn(at_the_reader());
    std::unique_lock lock(mutex_);
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    if (auto file = file_for_me(id); !file) return file.error();
    lock.unlock();
    auto readers = readers_->list();
    if (!readers) return readers.error();
    if (readers->empty()) return core::Error{core::ErrorCode::device, "card.no_reader"};
    auto seen = readers_->wait_for_card(ask.reader, 1500);
    if (!seen) return seen.error();
    auto channel = readers_->connect(*seen);
    if (!channel) return channel.error();
    auto card = recognise_card(**channel);
    if (!card) return card.error();
    if (card->kind == CardKind::unknown) return core::Error{core::ErrorCode::unsupported, "card.unknown"};
    const CardSecrets secrets{
        secret_at(ask.secrets, "pin"),         secret_at(ask.secrets, "verification_b"),
        secret_at(ask.secrets, "pin1"),        secret_at(ask.secrets, "pin2"),
        secret_at(ask.secrets, "card_number"), secret_at(ask.secrets, "signing_password")};
    CardReadOptions options;
    options.today = today();
    auto reading = read_recognised_card(**channel, *card, options, secrets);

    lock.lock();  // the clerk may have gone, and the case may have changed meanwhile
    if (auto allowed = may(Permission::write); !allowed) return allowed.error();
    auto file = file_for_me(id);
    if (!file) return file.error();
    if (!reading) {
        (void)note(act(ActKind::card_refused, &*file, {}, reading.error().count));
        return reading.error();
    }
    if (auto noted = note(act(ActKind::card_read, &*file)); !noted) return noted.error();
    const forms::Identity identity = identity_of(*reading);
    const CaseKnowledge knowledge(*catalog_, *file, case_day(*file, today()));
    const forms::AnswerView& view = knowledge.view();
    CardResult result;
    result.look = look_of(seen->name, *card);
    result.remarks = remarks_of(*reading);
    if (may_be_void(card->kind, view))
        result.remarks.push_back(sentence({core::ErrorCode::conflict, "card.may_be_void", {}, 0}));
    result.address_default = static_cast<AddressIs>(forms::address_default(view));
    for (const auto& proposal : forms::propose(identity, 0, forms::address_default(view), view, families_)) {
        result.proposals.push_back(proposal_view(view, proposal));
    }
    const bool pin_known = card->kind == CardKind::mynumber && ask.way == "pin";
    read_identities_.insert_or_assign(id, ReadIdentity{identity, pin_known});
    return result;
}

// What the clerk corrected keeps its field and says another text; the rest is taken as the card has it.
core::Result<CaseView> LocalDeskService::accept_card(const core::CaseId& id, forms::Subject person,
                                                     const std::vector<CardProposal>& accepted,
                                                     AddressIs address) {
    const std::lock_guard lock(mutex_);
    const auto read = read_identities_.find(id);
    if (read == read_identities_.end()) return core::Error{core::ErrorCode::conflict, "card.not_read"};
    auto file = file_for_me(id);
    if (!file) return file.error();
    const CaseKnowledge knowledge(*catalog_, *file, case_day(*file, today()));
    const forms::AnswerView& view = knowledge.view();
    std::vector<AnswerInput> inputs;
    for (const auto& proposal : forms::propose(read->second.identity, person,
                                               static_cast<forms::AddressIs>(address), view, families_)) {
        const auto shown_as = proposal_view(view, proposal);
        AnswerInput input{proposal.field,
                          proposal.person,
                          shown_as.text,
                          forms::Source::card_chip,
                          read->second.identity.document,
                          true,
                          std::nullopt};
        for (const auto& choice : accepted) {
            if (choice.field == proposal.field && choice.text != shown_as.text && !choice.text.empty())
                input.text = choice.text;
        }
        // 外字 of a licence: the chip names a picture, not a letter. A person says which letter it is.
        if (input.text.find("〓") != std::string::npos) return core::invalid("card.glyph_open", input.field);
        inputs.push_back(std::move(input));
    }
    if (read->second.pin_known)  // it has just been entered, and is not asked for again
        inputs.push_back({person == 0 ? "visitor_pin_known" : "pin_known", person, "true",
                          forms::Source::card_chip, read->second.identity.document, true, std::nullopt});
    const forms::Identity identity = read->second.identity;
    auto done = answer(id, inputs);
    if (!done) return done;
    read_identities_.erase(id);
    if (person != 0 || !identity.valid_until) return done;
    chip_expiries_.insert_or_assign(id, ChipExpiry{identity.document, core::to_iso(*identity.valid_until)});
    const auto& seen = done->counter.documents;
    const bool open = std::any_of(seen.begin(), seen.end(), [&](const SeenDocumentView& one) {
        return one.kind == identity.document && one.expiry.empty();
    });
    if (!open) return done;
    std::vector<DocumentInput> documents;  // it was noted before its chip was read
    for (const SeenDocumentView& one : seen)
        documents.push_back({one.kind, one.expiry == "none" ? std::string() : one.expiry});
    return counter_->check_documents(id, documents);
}

std::string LocalDeskService::expiry_on_chip(const core::CaseId& id, const std::string& kind) const {
    const auto at = chip_expiries_.find(id);
    return at != chip_expiries_.end() && at->second.kind == kind ? at->second.until : "";
}

}  // namespace app
