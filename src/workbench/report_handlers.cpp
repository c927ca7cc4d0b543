#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "workbench/handlers.h"
#include "workbench/report_run.h"

namespace sparkify {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds kLook = 250ms, kSign = 15s;  // of life, where nothing happens

Report find_report(const Workbench& workbench, const std::string& name) {
  const Warehouse warehouse = workbench.warehouse();
  for (const Report& report : warehouse.reports) {
    if (report.name == name) return report;
  }
  throw WebError(404, fmt::format("the warehouse has no report {}", name));
}

WebAnswer json_answer(std::string body) {
  WebAnswer answer;
  answer.body = std::move(body);
  return answer;
}

}  // namespace

WebAnswer get_reports(Workbench& workbench, const WebRequest&) {
  nlohmann::json json = nlohmann::json::array();
  const Warehouse warehouse = workbench.warehouse();
  for (const Report& report : warehouse.reports)
    json.push_back({{"name", report.name}, {"title", report.title}});
  return json_answer(json.dump());
}

WebAnswer get_report(Workbench& workbench, const WebRequest& request) {
  return json_answer(report_json(find_report(workbench, request.path[1])));
}

WebAnswer get_report_block(Workbench& workbench, const WebRequest& request) {
  const Report report = find_report(workbench, request.path[1]);
  const auto block = std::find_if(
      report.blocks.begin(), report.blocks.end(),
      [&](const ReportBlock& candidate) { return candidate.is_query() && candidate.id == request.path[3]; });
  if (block == report.blocks.end())
    throw WebError(404, fmt::format("the report {} has no block {}", report.name, request.path[3]));
  BlockResult result;
  workbench.queries().run("", request.client_gone,
                          [&](Engine& engine) { result = run_block(engine, report, *block); });
  return json_answer(block_json(result));
}

// Tells when the report's file changes, which somebody edits. A built-in report does not.
WebAnswer get_report_events(Workbench& workbench, const WebRequest& request) {
  namespace fs = std::filesystem;
  const Report report = find_report(workbench, request.path[1]);
  const std::string& folder = workbench.options().warehouse_folder;
  const fs::path file = folder.empty() ? fs::path() : fs::path(folder) / "report" / (report.name + ".md");
  const auto changed_at = [file] {
    std::error_code missing;
    return file.empty() ? fs::file_time_type() : fs::last_write_time(file, missing);
  };
  WebAnswer answer;
  answer.type = "text/event-stream";
  answer.stream = [&workbench, changed_at, seen = changed_at(),
                   sign = std::chrono::steady_clock::time_point()](std::string& next) mutable {
    const auto now = std::chrono::steady_clock::now();
    if (sign != decltype(sign)()) std::this_thread::sleep_for(kLook);
    if (now >= sign) {
      next = ":\n\n";
      sign = now + kSign;
    }
    if (const auto at = changed_at(); at != seen) {
      seen = at;
      next += "event: changed\ndata: {}\n\n";
    }
    return !workbench.stopping;
  };
  return answer;
}

}  // namespace sparkify
