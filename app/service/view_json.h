// The views of the service as JSON, for the command line. Shapes named in the design (queue, status) are
// kept; more keys may come.
#pragma once

#include <nlohmann/json.hpp>

#include "app/service/desk_service.h"

namespace app {

nlohmann::json to_json(const SessionView& session);
nlohmann::json to_json(const QueueRow& row);
nlohmann::json to_json(const SiteView& site);
nlohmann::json to_json(const HandoverView& line);
nlohmann::json to_json(const CaseView& view);
nlohmann::json to_json(const CardLook& look);
nlohmann::json to_json(const CardResult& result);
nlohmann::json to_json(const Document& document);  // without the bytes
nlohmann::json to_json(const ReportRow& row);
nlohmann::json to_json(const ActRow& row);
nlohmann::json to_json(const ExportResult& result);

std::string utc_time(std::int64_t unix_ms);  // ISO 8601, UTC

}  // namespace app
