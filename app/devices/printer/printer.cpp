#include "app/devices/printer/printer.h"

#include <cups/cups.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

namespace app {

namespace {

// A print service that is there but silent must not hold a desk for five seconds, and libcups tries up to
// three times. Once the service has answered it gets longer for the document: giving up there leaves in doubt
// what prints.
constexpr int connect_ms = 1'500;
constexpr double silence_s = 1.5;
constexpr double list_silence_s = 1.0;  // the list adds two seconds of its own
constexpr double document_silence_s = 10.0;

int give_up(http_t* /*http*/, void* /*unused*/) { return 0; }

struct Connection {
    Connection()
        : http(httpConnect2(cupsServer(), ippPort(), nullptr, AF_UNSPEC, cupsEncryption(), 1, connect_ms,
                            nullptr)) {
        if (http != nullptr) httpSetTimeout(http, silence_s, give_up, nullptr);
    }
    ~Connection() {
        if (http != nullptr) httpClose(http);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    http_t* http;
};

std::string last_words() {
    const char* words = cupsLastErrorString();  // null before the first request of a thread
    return words != nullptr ? words : "";
}

core::Error service_down() { return {core::ErrorCode::device, "printer.service_down", last_words()}; }

core::Error last_error(http_t* http) {
    if (httpError(http) != 0) return service_down();
    const ipp_status_t status = cupsLastError();
    const std::string detail = last_words();
    if (status == IPP_STATUS_ERROR_NOT_FOUND) return {core::ErrorCode::not_found, "printer.unknown", detail};
    if (status == IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS)
        return {core::ErrorCode::device, "printer.stopped", detail};
    if (status == IPP_STATUS_ERROR_SERVICE_UNAVAILABLE)
        return {core::ErrorCode::device, "printer.service_down", detail};
    return {core::ErrorCode::device, "printer.refused", detail};
}

std::string option(const cups_dest_t& dest, const char* name) {
    const char* value = cupsGetOption(name, dest.num_options, dest.options);
    return value != nullptr ? value : "";
}

// 0 unless the printer is at work (IPP printer-state 4).
int busy_seconds(const cups_dest_t& dest) {
    if (option(dest, "printer-state") != "4") return 0;
    const std::string since = option(dest, "printer-state-change-time");
    const long long began = std::strtoll(since.c_str(), nullptr, 10);
    const long long now = std::time(nullptr);
    return began <= 0 || began > now ? 0 : static_cast<int>(std::min(now - began, 86'400LL));
}

class Options {
  public:
    ~Options() { cupsFreeOptions(count_, list_); }
    void add(const char* name, const std::string& value) {
        count_ = cupsAddOption(name, value.c_str(), count_, &list_);
    }
    int count() const { return count_; }
    cups_option_t* list() const { return list_; }

  private:
    int count_{0};
    cups_option_t* list_{nullptr};
};

// cupsCreateJob asks over a second connection of libcups' own, which waits minutes for a silent service; so
// the request is made here. 0: refused, cupsLastError() says why.
int create_job(http_t* http, const std::string& printer, const std::string& title, const Options& options) {
    char uri[HTTP_MAX_URI];
    const std::string resource = "/printers/" + printer;
    if (httpAssembleURI(HTTP_URI_CODING_ALL, uri, sizeof uri, "ipp", nullptr, "localhost", ippPort(),
                        resource.c_str()) < HTTP_URI_STATUS_OK)
        return 0;
    ipp_t* request = ippNewRequest(IPP_OP_CREATE_JOB);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", nullptr, uri);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", nullptr, cupsUser());
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", nullptr, title.c_str());
    cupsEncodeOptions2(request, options.count(), options.list(), IPP_TAG_JOB);
    ipp_t* answer = cupsDoRequest(http, request, resource.c_str());
    ipp_attribute_t* id = ippFindAttribute(answer, "job-id", IPP_TAG_INTEGER);
    const int job = id != nullptr ? ippGetInteger(id, 0) : 0;
    ippDelete(answer);
    return job;
}

bool send_document(http_t* http, const std::string& printer, int job, const std::string& title,
                   core::ByteView pdf) {
    httpSetTimeout(http, document_silence_s, give_up, nullptr);
    if (cupsStartDocument(http, printer.c_str(), job, title.c_str(), CUPS_FORMAT_PDF, 1) !=
        HTTP_STATUS_CONTINUE)
        return false;
    const bool written = cupsWriteRequestData(http, reinterpret_cast<const char*>(pdf.data()), pdf.size()) ==
                         HTTP_STATUS_CONTINUE;
    return cupsFinishDocument(http, printer.c_str()) <= IPP_STATUS_OK_EVENTS_COMPLETE && written;
}

// The jobs of one queue, finished ones included.
class Jobs {
  public:
    Jobs(http_t* http, const std::string& printer)
        : count_(cupsGetJobs2(http, &list_, printer.c_str(), 0, CUPS_WHICHJOBS_ALL)) {}
    ~Jobs() { cupsFreeJobs(std::max(count_, 0), list_); }
    Jobs(const Jobs&) = delete;
    Jobs& operator=(const Jobs&) = delete;

    bool failed() const { return count_ < 0; }
    const cups_job_t* find(int id) const {
        const auto at = std::find_if(begin(), end(), [&](const cups_job_t& job) { return job.id == id; });
        return at == end() ? nullptr : at;
    }

  private:
    const cups_job_t* begin() const { return list_; }
    const cups_job_t* end() const { return list_ + std::max(count_, 0); }
    cups_job_t* list_{nullptr};
    int count_;
};

JobState state_of(ipp_jstate_t state) {
    switch (state) {
        case IPP_JSTATE_PENDING:
        case IPP_JSTATE_HELD:
            return JobState::waiting;
        case IPP_JSTATE_PROCESSING:
            return JobState::printing;
        case IPP_JSTATE_STOPPED:
            return JobState::stopped;
        case IPP_JSTATE_COMPLETED:
            return JobState::done;
        default:
            return JobState::cancelled;
    }
}

}  // namespace

core::Result<std::vector<PrinterView>> list_printers() {
    Connection connection;
    if (connection.http == nullptr) return service_down();
    httpSetTimeout(connection.http, list_silence_s, give_up, nullptr);
    cups_dest_t* dests = nullptr;
    const int count = cupsGetDests2(connection.http, &dests);
    // A service without any queue answers "not found", which is an empty list.
    if (count == 0 && cupsLastError() > IPP_STATUS_OK_EVENTS_COMPLETE &&
        cupsLastError() != IPP_STATUS_ERROR_NOT_FOUND)
        return last_error(connection.http);
    std::vector<PrinterView> out;
    for (int i = 0; i < count; ++i) {
        out.push_back({dests[i].name, option(dests[i], "printer-info"),
                       option(dests[i], "printer-is-accepting-jobs") != "false",
                       option(dests[i], "printer-state-reasons"), busy_seconds(dests[i])});
    }
    cupsFreeDests(count, dests);
    return out;
}

core::Result<int> print_pdf(const std::string& printer, const std::string& title, core::ByteView pdf,
                            const PrintOptions& wanted) {
    Connection connection;
    if (connection.http == nullptr) return service_down();
    Options options;
    options.add("copies", std::to_string(wanted.copies));
    if (wanted.duplex) options.add("sides", "two-sided-long-edge");
    if (!wanted.tray.empty()) options.add("media-source", wanted.tray);
    const int job = create_job(connection.http, printer, title, options);
    if (job == 0) return last_error(connection.http);
    if (!send_document(connection.http, printer, job, title, pdf)) {
        const core::Error error = last_error(connection.http);
        cupsCancelJob2(connection.http, printer.c_str(), job, 1);
        return error;
    }
    return job;
}

core::Result<JobState> job_state(const std::string& printer, int job) {
    Connection connection;
    if (connection.http == nullptr) return service_down();
    const Jobs jobs(connection.http, printer);
    if (jobs.failed()) return last_error(connection.http);
    const cups_job_t* found = jobs.find(job);
    if (found == nullptr) return core::Error{core::ErrorCode::not_found, "printer.no_job"};
    return state_of(found->state);
}

}  // namespace app
