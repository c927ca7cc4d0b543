#include "load/check.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/command.h"
#include "cli/progress_display.h"
#include "cli/result_writer.h"
#include "load/limits.h"

namespace sparkify {

namespace {

ExitCode print_limits(const LimitReport& report, bool as_json) {
  if (as_json) {
    nlohmann::json json = {
        {"objects", report.objects}, {"records", report.records}, {"findings", nlohmann::json::array()}};
    for (const LimitFinding& finding : report.findings) {
      json["findings"].push_back({{"source", finding.source},
                                  {"code", finding.code},
                                  {"column", finding.column_name},
                                  {"records", finding.records},
                                  {"example", finding.example}});
    }
    fmt::print("{}\n", json.dump(2));
  } else {
    for (const LimitFinding& finding : report.findings) {
      fmt::print("{:>14}  {} {} {}\n                e.g. {}\n", format_count(finding.records), finding.source,
                 finding.column_name, finding.code, finding.example);
    }
    fmt::print("{} record{} of {} object{}: {}\n", format_count(report.records),
               report.records == 1 ? "" : "s", format_count(report.objects), report.objects == 1 ? "" : "s",
               report.findings.empty() ? "all within Amazon Redshift's limits"
                                       : "those above would be rejected there, or lose a value");
  }
  return report.findings.empty() ? ExitCode::kFine : ExitCode::kRejects;
}

ExitCode run_limits(const Settings& settings) {
  const Warehouse warehouse = open_warehouse(settings, "redshift");
  LoadProgress progress;
  LimitReport report;
  {
    const ProgressDisplay display(progress);
    report = check_limits(warehouse, load_options(settings), progress);
  }
  return print_limits(report, settings.is_set("json"));
}

ExitCode run(CommandContext& context) {
  if (context.settings.is_set("limits")) return run_limits(context.settings);
  const std::unique_ptr<Engine> engine = open_target(context.settings, true);
  const Warehouse warehouse = open_warehouse(context.settings, engine->dialect());
  const std::vector<CheckResult> results = run_checks(*engine, warehouse);
  bool passed = true;
  nlohmann::json json = nlohmann::json::array();
  for (const CheckResult& result : results) {
    passed = passed && result.passed;
    json.push_back({{"check", result.name}, {"title", result.title}, {"passed", result.passed}});
    if (context.settings.is_set("json")) continue;
    fmt::print("{}  {}  {}\n", result.passed ? "ok    " : "FAILED", result.name, result.title);
    if (!result.passed) print_table(result.failing, stdout);
  }
  if (context.settings.is_set("json")) fmt::print("{}\n", json.dump(2));
  return passed ? ExitCode::kFine : ExitCode::kFailed;
}

}  // namespace

Command check_command() {
  return {"check",
          "",
          "Run the warehouse's checks, or check sources against Amazon Redshift's limits",
          "",
          0,
          0,
          {"to", "warehouse", "json", "threads", "memory-limit", "limits", "source", "region", "endpoint-url",
           "no-sign-request"},
          "  sparkify check --to sparkify.duckdb\n"
          "  sparkify check --limits --source song_data=s3://bucket/song_data\n",
          run};
}

}  // namespace sparkify
