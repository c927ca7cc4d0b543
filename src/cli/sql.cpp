#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/command.h"

namespace sparkify {

namespace {

std::string sql_of(const Report& report) {
  std::string sql;
  for (const ReportBlock& block : report.blocks) {
    if (block.is_query())
      sql += fmt::format("{}-- {}\n{};\n", sql.empty() ? "" : "\n", block.title, block.sql);
  }
  return sql;
}

ExitCode run(CommandContext& context) {
  const std::string dialect = context.settings.text("engine");
  if (std::find(dialects().begin(), dialects().end(), dialect) == dialects().end()) {
    throw UsageError(fmt::format("unknown engine {}", dialect), "valid are " + join(dialects(), ", "));
  }
  const Warehouse warehouse = open_warehouse(context.settings, dialect);
  std::vector<std::string> names;
  bool found = false;
  const auto print = [&](const std::string& name, const std::string& text) {
    names.push_back(name);
    if (!context.arguments.empty() && context.arguments[0] != name) return;
    fmt::print("{}", render(text, dialect));
    found = true;
  };
  for (const StagingFile& file : warehouse.staging) print(file.name, file.text);
  for (const TableFile& file : warehouse.star) print(file.name, file.text);
  for (const QueryFile& file : warehouse.checks) print(file.name, file.text);
  for (const Report& report : warehouse.reports) print(report.name, sql_of(report));
  if (!found) {
    throw UsageError(fmt::format("the warehouse has no table, check or report {}", context.arguments[0]),
                     did_you_mean(context.arguments[0], names, "one of " + join(names, ", ")));
  }
  return ExitCode::kFine;
}

}  // namespace

Command sql_command() {
  return {"sql",
          "",
          "Print the SQL of a table, check or report as an engine gets it",
          "NAME",
          0,
          1,
          {"engine", "warehouse"},
          "  sparkify sql > warehouse.sql\n"
          "  sparkify sql TABLE --engine redshift\n",
          run};
}

}  // namespace sparkify
