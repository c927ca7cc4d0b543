#include <fmt/format.h>

#include "cli/command.h"
#include "load/loader.h"

namespace sparkify {

namespace {

ExitCode run(CommandContext& context) {
  const std::unique_ptr<Engine> engine = open_target(context.settings, false);
  const Warehouse warehouse = open_warehouse(context.settings, engine->dialect());
  create_tables(*engine, warehouse);
  for (const StagingFile& table : warehouse.staging) fmt::print("{}\n", table.name);
  for (const TableFile& table : warehouse.star) fmt::print("{}\n", table.name);
  return ExitCode::kFine;
}

}  // namespace

Command create_tables_command() {
  return {"create-tables",
          "",
          "Create the tables that do not exist yet",
          "",
          0,
          0,
          {"to", "warehouse"},
          "  sparkify create-tables --to sparkify.duckdb\n",
          run};
}

}  // namespace sparkify
