#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/command.h"
#include "cli/result_writer.h"

namespace sparkify {

namespace {

void list(const Warehouse& warehouse) {
  for (const QueryFile& report : warehouse.reports) fmt::print("{:<12} {}\n", report.name, report.title);
}

ExitCode run(CommandContext& context) {
  if (context.arguments.empty()) {
    list(open_warehouse(context.settings, "duckdb"));
    return ExitCode::kFine;
  }
  const std::unique_ptr<Engine> engine = open_target(context.settings, true);
  const Warehouse warehouse = open_warehouse(context.settings, engine->dialect());
  const std::string& wanted = context.arguments[0];
  std::vector<std::string> names;
  for (const QueryFile& report : warehouse.reports) {
    names.push_back(report.name);
    if (report.name != wanted) continue;
    const bool json = context.settings.is_set("json");
    for (size_t i = 0; i < report.statements.size(); ++i) {
      if (json) {
        fmt::print("{}{}: ", i == 0 ? "{" : ", ", nlohmann::json(report.titles[i]).dump());
        const std::unique_ptr<ResultWriter> writer = make_result_writer("json", stdout);
        engine->query(report.statements[i], *writer);
        writer->finish();
      } else {
        fmt::print("{}{}\n\n", i == 0 ? "" : "\n", report.titles[i]);
        print_table(engine->query(report.statements[i]), stdout);
      }
    }
    if (json) fmt::print("}}\n");
    return ExitCode::kFine;
  }
  const std::string near = closest(wanted, names);
  throw UsageError(fmt::format("the warehouse has no report {}", wanted),
                   near.empty() ? "one of " + join(names, ", ") : fmt::format("did you mean {}?", near));
}

}  // namespace

Command report_command() {
  return {"report",
          "",
          "Print a report, or list those there are",
          "NAME",
          0,
          1,
          {"to", "warehouse", "json", "threads", "memory-limit"},
          "  sparkify report\n  sparkify report overview\n",
          run};
}

}  // namespace sparkify
