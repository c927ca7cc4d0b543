#include "load/check.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/command.h"
#include "cli/result_writer.h"

namespace sparkify {

namespace {

ExitCode run(CommandContext& context) {
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
          "Run the warehouse's checks",
          "",
          0,
          0,
          {"to", "warehouse", "json", "threads", "memory-limit"},
          "  sparkify check --to sparkify.duckdb\n",
          run};
}

}  // namespace sparkify
