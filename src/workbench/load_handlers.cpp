#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "load/live_progress.h"
#include "workbench/handlers.h"
#include "workbench/json_value.h"

namespace sparkify {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds kLook = 250ms, kSign = 15s;  // of life, where nothing happens

constexpr int64_t kMostListed = 1'000'000;

// [{"column":value,...},...]
std::string objects_json(const QueryResult& result) {
  std::string json = "[";
  for (const ResultRow& row : result.rows) {
    json += json.size() > 1 ? ",{" : "{";
    for (size_t c = 0; c < row.size(); ++c) {
      if (c > 0) json += ',';
      json += json_text(result.columns[c].name) + ":";
      append_json_value(json, row[c], result.columns[c].kind);
    }
    json += '}';
  }
  return json + "]";
}

QueryResult query(Workbench& workbench, const WebRequest& request, const std::string& sql) {
  QueryResult result;
  workbench.queries().run("", request.client_gone, [&](Engine& engine) { result = engine.query(sql); });
  return result;
}

std::string live_json(const LiveLoad& load) {
  return nlohmann::json{{"running", true},
                        {"phase", load.phase},
                        {"objects_total", load.objects_total},
                        {"objects_done", load.objects_done},
                        {"bytes_total", load.bytes_total},
                        {"bytes_done", load.bytes_done},
                        {"records", load.records},
                        {"rejects", load.rejects},
                        {"seconds", load.seconds}}
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

WebAnswer get_loads(Workbench& workbench, const WebRequest& request) {
  const QueryResult loads =
      query(workbench, request,
            fmt::format(
                "SELECT l.load_id, l.started_at, l.finished_at, "
                "EXTRACT(epoch FROM l.finished_at) - EXTRACT(epoch FROM l.started_at) AS seconds, l.program, "
                "count(o.object_id) AS objects, coalesce(sum(o.size_bytes), 0) AS bytes, "
                "coalesce(sum(o.records), 0) AS records, coalesce(sum(o.staged), 0) AS staged, "
                "coalesce(sum(o.rejected), 0) AS rejected "
                "FROM ledger.loads l LEFT JOIN ledger.objects o ON o.load_id = l.load_id "
                "GROUP BY l.load_id, l.started_at, l.finished_at, l.program ORDER BY l.load_id DESC LIMIT {}",
                request.integer("limit", 50, kMostListed)));
  nlohmann::json json = nlohmann::json::parse(objects_json(loads));
  if (json.empty()) {
    WebAnswer none;
    none.body = "[]";
    return none;
  }
  for (nlohmann::json& load : json) load["outcomes"] = nlohmann::json::array();
  const QueryResult outcomes =
      query(workbench, request,
            fmt::format("SELECT c.load_id, o.source, c.outcome, sum(c.records) AS records "
                        "FROM ledger.outcomes c JOIN ledger.objects o ON o.object_id = c.object_id "
                        "WHERE c.load_id >= {} GROUP BY c.load_id, o.source, c.outcome ORDER BY 1, 2, 4 DESC",
                        json.back()["load_id"].get<int64_t>()));
  nlohmann::json rows = nlohmann::json::parse(objects_json(outcomes));
  for (nlohmann::json& outcome : rows) {
    for (nlohmann::json& load : json) {
      if (load["load_id"] != outcome["load_id"]) continue;
      outcome.erase("load_id");
      load["outcomes"].push_back(outcome);
      break;
    }
  }
  WebAnswer answer;
  answer.body = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return answer;
}

WebAnswer get_load_objects(Workbench& workbench, const WebRequest& request) {
  WebRequest with_load = request;
  with_load.parameters["load"] = request.path[1];
  WebAnswer answer;
  answer.body = objects_json(query(
      workbench, request,
      fmt::format("SELECT object_id, source, name, size_bytes, records, staged, rejected, is_current "
                  "FROM ledger.objects WHERE load_id = {} ORDER BY object_id LIMIT {} OFFSET {}",
                  with_load.integer("load", 0, std::numeric_limits<int64_t>::max()),
                  request.integer("limit", 100, kMostListed), request.integer("offset", 0, kMostListed))));
  return answer;
}

WebAnswer get_drift(Workbench& workbench, const WebRequest& request) {
  WebAnswer answer;
  answer.body = objects_json(query(workbench, request,
                                   "SELECT load_id, source, key, kind, records FROM ledger.drift "
                                   "ORDER BY load_id DESC, source, key, kind LIMIT 1000"));
  return answer;
}

WebAnswer get_live_load(Workbench& workbench, const WebRequest&) {
  WebAnswer answer;
  answer.type = "text/event-stream";
  answer.stream = [&workbench, was_running = false, first = true,
                   sign = std::chrono::steady_clock::now() + kSign](std::string& next) mutable {
    if (!first) std::this_thread::sleep_for(kLook);
    const std::optional<LiveLoad> load = live_load(workbench.options().target);
    if (load) {
      next = fmt::format("event: progress\ndata: {}\n\n", live_json(*load));
    } else if (first) {
      next = "event: progress\ndata: {\"running\":false}\n\n";
    } else if (was_running) {
      next = "event: finished\ndata: {}\n\n";
    } else if (std::chrono::steady_clock::now() >= sign) {
      next = ":\n\n";
    }
    if (!next.empty()) sign = std::chrono::steady_clock::now() + kSign;
    was_running = load.has_value();
    first = false;
    return !workbench.stopping;
  };
  return answer;
}

}  // namespace sparkify
