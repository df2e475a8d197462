#include "app/bench/card_bench.h"

#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <functional>

#include "app/devices/card/card_command.h"
#include "app/devices/card/card_identity.h"
#include "app/devices/card/pcsc_reader.h"
#include "app/practice/card_table.h"
#include "forms/catalog/catalog.h"
#include "forms/intake/prefill.h"

namespace app {
namespace {

constexpr const char* resident = "R01";
constexpr std::string_view pin = "4070";
constexpr int patience_ms = 5'000;
constexpr double allowed_beyond_card_ms = 300;
constexpr const char* bare_name = "bare exchange of the same items";

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// Passes commands on and writes down what they cost.
class MeasuredChannel : public CardChannel {
  public:
    explicit MeasuredChannel(CardChannel& channel) : channel_(channel) {}
    core::Result<core::Bytes> transmit(core::ByteView command) override {
        const auto start = Clock::now();
        auto answer = channel_.transmit(command);
        card_ms += ms_since(start);
        ++commands;
        bytes += static_cast<double>(command.size() + (answer ? answer->size() : 0));
        return answer;
    }
    double commands{0}, bytes{0}, card_ms{0};

  private:
    CardChannel& channel_;
};

struct Cost {
    double commands{0}, bytes{0}, ms{0}, beyond_card_ms{0};
};
using Exchange = std::function<core::Status(CardChannel&)>;

core::Status bare_exchange(CardChannel& channel) {
    const std::vector<core::Bytes> commands{
        {0x00, 0xA4, 0x04, 0x0C, 0x0A, 0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08},
        {0x00, 0xA4, 0x02, 0x0C, 0x02, 0x00, 0x11},
        {0x00, 0x20, 0x00, 0x80, 0x04, '4', '0', '7', '0'},
        {0x00, 0xA4, 0x02, 0x0C, 0x02, 0x00, 0x02},
        {0x00, 0xB0, 0x00, 0x00, 0x00}};
    for (const core::Bytes& command : commands) {
        auto answer = channel.transmit(command);
        if (!answer) return answer.error();
        if (answer->size() < 2 || (*answer)[answer->size() - 2] != 0x90)
            return core::invalid("bench.card", core::to_hex(*answer));
    }
    return core::ok();
}

core::Status our_exchange(CardChannel& channel) {
    MyNumberRequest request;
    request.secret = core::view(pin);
    request.check_signature = request.read_expiry = false;
    auto reading = read_mynumber(channel, request);
    return reading ? core::ok() : core::Status(reading.error());
}

core::Status whole_reading(CardChannel& channel) {
    auto card = recognise_card(channel);
    if (!card) return card.error();
    CardSecrets secrets;
    secrets.pin = core::view(pin);
    auto reading = read_recognised_card(channel, *card, {}, secrets);
    return reading ? core::ok() : core::Status(reading.error());
}

// Recognised, read, proposed and put into the answers of an empty case.
core::Status read_and_fill(CardChannel& channel, const forms::Catalog& catalog,
                           const forms::NameFamilies& families) {
    auto card = recognise_card(channel);
    if (!card) return card.error();
    CardSecrets secrets;
    secrets.pin = core::view(pin);
    auto reading = read_recognised_card(channel, *card, {}, secrets);
    if (!reading) return reading.error();
    const forms::Identity identity = identity_of(*reading);
    forms::Answers answers;
    const forms::InterviewContext context;
    const forms::AnswerView view(catalog, answers, context);
    const auto proposals =
        forms::propose(identity, forms::the_visit, forms::AddressIs::current, view, families);
    if (proposals.size() < 3) return core::invalid("bench.card", "too few answers were filled");
    forms::accept(proposals, identity, catalog, answers);
    return core::ok();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

core::Result<Cost> measure(CardReaders& readers, const Exchange& exchange, int runs) {
    std::vector<double> ms, beyond;
    Cost cost;
    for (int run = 0; run <= runs; ++run) {
        auto seen = readers.wait_for_card("", patience_ms);
        if (!seen) return seen.error();
        auto channel = readers.connect(*seen);
        if (!channel) return channel.error();
        MeasuredChannel measured(**channel);
        const auto start = Clock::now();
        core::Status done = exchange(measured);
        const double took = ms_since(start);
        if (!done) return done.error();
        if (run == 0) continue;  // warms up
        ms.push_back(took);
        beyond.push_back(took - measured.card_ms);
        cost.commands = measured.commands;
        cost.bytes = measured.bytes;
    }
    cost.ms = median(ms);
    cost.beyond_card_ms = median(beyond);
    return cost;
}

void add_rows(std::vector<BenchRow>& rows, const std::string& what, const Cost& ours, const Cost& bare) {
    rows.push_back({what + ", commands", "APDU", ours.commands, bare.commands, bare_name});
    rows.push_back({what + ", both ways", "bytes", ours.bytes, bare.bytes, bare_name});
    rows.push_back({what + ", time", "ms", ours.ms, bare.ms, bare_name});
}

}  // namespace

core::Result<std::vector<BenchRow>> bench_card(const CardBenchOptions& options) {
    auto catalog = forms::Catalog::load(options.data_folder);
    if (!catalog) return catalog.error();
    auto families = forms::NameFamilies::load(options.data_folder);
    if (!families) return families.error();
    auto table = CardTable::set_up(options.reader_script, options.programs, options.folder);
    if (!table) return table.error();
    for (const std::string& line : table->environment()) {
        const std::size_t equals = line.find('=');
        setenv(line.substr(0, equals).c_str(), line.substr(equals + 1).c_str(), 1);
    }
    if (!table->lay(resident)) return core::Error{core::ErrorCode::device, "practice.no_reader", {}};
    const auto readers = make_pcsc_readers();
    const auto filled = [&](CardChannel& channel) { return read_and_fill(channel, *catalog, *families); };
    auto bare = measure(*readers, bare_exchange, options.runs);
    auto ours = bare ? measure(*readers, our_exchange, options.runs) : bare;
    auto whole = ours ? measure(*readers, whole_reading, options.runs) : ours;
    auto answers = whole ? measure(*readers, filled, options.runs) : whole;
    if (!answers) return answers.error();
    std::vector<BenchRow> rows;
    add_rows(rows, "four items by PIN", *ours, *bare);
    add_rows(rows, "card read: recognition, tries, expiry, signature, items", *whole, *bare);
    rows.push_back({"recognition to filled answers, beyond card time", "ms", answers->beyond_card_ms,
                    allowed_beyond_card_ms, "allowed"});
    return rows;
}

}  // namespace app
