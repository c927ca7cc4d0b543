#include "workbench/trace_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "workbench/json_value.h"

namespace sparkify {

std::string reject_json(const StoredReject& reject) {
  nlohmann::ordered_json json = {{"load_id", reject.load_id},
                                 {"object_id", reject.object_id},
                                 {"object", reject.object},
                                 {"record", reject.record},
                                 {"line", reject.line},
                                 {"byte", reject.byte},
                                 {"position", reject.position},
                                 {"column_name", nullptr},
                                 {"code", reject.code},
                                 {"message", reject.message},
                                 {"raw", nullptr},
                                 {"replayed", reject.replayed}};
  if (reject.column_name) json["column_name"] = *reject.column_name;
  if (reject.raw) json["raw"] = *reject.raw;
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string trace_json(const Trace& trace) {
  std::string rows;
  for (const TracedRow& row : trace.rows) {
    rows += fmt::format(R"({}{{"table":{},"columns":{},"rows":{}}})", rows.empty() ? "" : ",",
                        json_text(row.table), json_columns(row.rows.columns),
                        json_rows(row.rows.columns, row.rows.rows));
  }
  return fmt::format(
      R"({{"object":{},"object_id":{},"line":{},"record":{},"status":"{}","reason":{},"reject":{},"rows":[{}]}})",
      json_text(trace.object), trace.object_id, trace.line,
      trace.record > 0 ? std::to_string(trace.record) : "null", status_name(trace.status),
      json_text(trace.reason), trace.reject ? reject_json(*trace.reject) : "null", rows);
}

}  // namespace sparkify
