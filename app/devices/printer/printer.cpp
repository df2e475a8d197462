#include "app/devices/printer/printer.h"

#include <cups/cups.h>

#include <memory>

namespace app {

namespace {

struct Connection {
    Connection()
        : http(httpConnect2(cupsServer(), ippPort(), nullptr, AF_UNSPEC, cupsEncryption(), 1, 3000,
                            nullptr)) {}
    ~Connection() {
        if (http != nullptr) httpClose(http);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    http_t* http;
};

core::Error service_down() {
    return {core::ErrorCode::device, "printer.service_down", cupsLastErrorString()};
}

core::Error last_error() {
    const ipp_status_t status = cupsLastError();
    std::string detail = cupsLastErrorString() != nullptr ? cupsLastErrorString() : "";
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

bool send_document(http_t* http, const std::string& printer, int job, const std::string& title,
                   core::ByteView pdf) {
    if (cupsStartDocument(http, printer.c_str(), job, title.c_str(), CUPS_FORMAT_PDF, 1) !=
        HTTP_STATUS_CONTINUE)
        return false;
    const bool written = cupsWriteRequestData(http, reinterpret_cast<const char*>(pdf.data()), pdf.size()) ==
                         HTTP_STATUS_CONTINUE;
    return cupsFinishDocument(http, printer.c_str()) <= IPP_STATUS_OK_EVENTS_COMPLETE && written;
}

}  // namespace

core::Result<std::vector<PrinterView>> list_printers() {
    Connection connection;
    if (connection.http == nullptr) return service_down();
    cups_dest_t* dests = nullptr;
    const int count = cupsGetDests2(connection.http, &dests);
    std::vector<PrinterView> out;
    for (int i = 0; i < count; ++i) {
        out.push_back({dests[i].name, option(dests[i], "printer-info"),
                       option(dests[i], "printer-is-accepting-jobs") != "false",
                       option(dests[i], "printer-state-reasons")});
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
    const int job =
        cupsCreateJob(connection.http, printer.c_str(), title.c_str(), options.count(), options.list());
    if (job == 0) return last_error();
    if (!send_document(connection.http, printer, job, title, pdf)) {
        const core::Error error = last_error();
        cupsCancelJob2(connection.http, printer.c_str(), job, 1);
        return error;
    }
    return job;
}

core::Result<JobState> job_state(const std::string& printer, int job) {
    Connection connection;
    if (connection.http == nullptr) return service_down();
    cups_job_t* jobs = nullptr;
    const int count = cupsGetJobs2(connection.http, &jobs, printer.c_str(), 0, CUPS_WHICHJOBS_ALL);
    core::Result<JobState> found = core::Error{core::ErrorCode::not_found, "printer.no_job"};
    for (int i = 0; i < count; ++i) {
        if (jobs[i].id != job) continue;
        switch (jobs[i].state) {
            case IPP_JSTATE_PENDING:
            case IPP_JSTATE_HELD:
                found = JobState::waiting;
                break;
            case IPP_JSTATE_PROCESSING:
                found = JobState::printing;
                break;
            case IPP_JSTATE_STOPPED:
                found = JobState::stopped;
                break;
            case IPP_JSTATE_COMPLETED:
                found = JobState::done;
                break;
            default:
                found = JobState::cancelled;
                break;
        }
    }
    cupsFreeJobs(count, jobs);
    return found;
}

}  // namespace app
