#include <fmt/format.h>

#include <limits>

#include "load/replay.h"
#include "workbench/handlers.h"
#include "workbench/json_value.h"
#include "workbench/trace_json.h"

namespace sparkify {

namespace {

constexpr int64_t kAnyNumber = std::numeric_limits<int64_t>::max();

std::string codes_json(Engine& engine) {
  std::string json;
  for (const ResultRow& row :
       engine.query("SELECT code, count(*) FROM ledger.rejects GROUP BY code ORDER BY 2 DESC, 1").rows) {
    json +=
        fmt::format(R"({}{{"code":{},"records":{}}})", json.empty() ? "" : ",", json_text(*row[0]), *row[1]);
  }
  return json;
}

}  // namespace

WebAnswer get_rejects(Workbench& workbench, const WebRequest& request) {
  constexpr int64_t kMostListed = 10'000;
  RejectFilter filter;
  filter.limit = request.integer("limit", 50, kMostListed);
  filter.offset = request.integer("offset", 0, kAnyNumber);
  filter.code = request.text("code");
  if (!request.text("load").empty()) filter.load_id = request.integer("load", 0, kAnyNumber);
  WebAnswer answer;
  workbench.queries().run("", request.client_gone, [&](Engine& engine) {
    std::string rejects;
    for (const StoredReject& reject : stored_rejects(engine, filter))
      rejects += (rejects.empty() ? "" : ",") + reject_json(reject);
    answer.body = fmt::format(R"({{"total":{},"codes":[{}],"rejects":[{}]}})", count_rejects(engine, filter),
                              codes_json(engine), rejects);
  });
  return answer;
}

WebAnswer get_trace(Workbench& workbench, const WebRequest& request) {
  const int64_t line = request.integer("line", 0, kAnyNumber);
  if (request.text("object").empty() || line == 0) throw WebError(400, "object and line say what to trace");
  const Warehouse warehouse = workbench.warehouse();
  const LoadOptions options = workbench.options().load_options();
  WebAnswer answer;
  workbench.queries().run("", request.client_gone, [&](Engine& engine) {
    answer.body = trace_json(trace(engine, warehouse, options.s3, request.text("object"), line));
  });
  return answer;
}

WebAnswer post_replay(Workbench& workbench, const WebRequest& request) {
  if (!workbench.options().allow_replay)
    throw WebError(403, "this workbench only reads", "sparkify serve --allow-replay, or sparkify replay");
  RejectFilter filter;
  filter.object_id = request.body_integer("object_id");
  filter.record = request.body_integer("record");
  const std::string repaired = request.body_text("raw");
  const Warehouse warehouse = workbench.warehouse();
  const LoadOptions options = workbench.options().load_options();
  ReplayResult result;
  // Nothing else may be open in this process while it writes a DuckDB file.
  workbench.pool().run_alone([&] {
    LoadProgress progress;
    const std::unique_ptr<Engine> engine = workbench.options().open_writer();
    const std::vector<StoredReject> rejects = stored_rejects(*engine, filter);
    if (rejects.empty()) throw WebError(404, "there is no such reject");
    result = replay(*engine, warehouse, options, rejects[0], repaired, progress);
  });
  WebAnswer answer;
  const char* status = "loaded";
  std::string message = "loaded";
  switch (result.status) {
    case ReplayResult::Status::kLoaded:
      break;
    case ReplayResult::Status::kSkipped:
      status = "skipped";
      message = result.reason;
      break;
    case ReplayResult::Status::kRejected:
      status = "rejected";
      message = result.reject->code + ": " + result.reject->message;
      break;
    case ReplayResult::Status::kKnown:
      throw WebError(409, result.reason);
  }
  answer.body = fmt::format(R"({{"status":"{}","message":{}}})", status, json_text(message));
  return answer;
}

}  // namespace sparkify
