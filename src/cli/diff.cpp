#include "load/diff.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/command.h"
#include "cli/result_writer.h"

namespace sparkify {

namespace {

void print_rows(const QueryResult& rows, int64_t all, const std::string& target) {
  if (all == 0) return;
  fmt::print("only in {}: {} rows{}\n", target, format_count(all),
             static_cast<int64_t>(rows.rows.size()) < all ? ", some of them" : "");
  print_table(rows, stdout);
}

ExitCode run(CommandContext& context) {
  const Settings& settings = context.settings;
  const std::string target_a = shown_target(context.arguments[0]),
                    target_b = shown_target(context.arguments[1]);
  const std::unique_ptr<Engine> a = open_target(settings, context.arguments[0], true);
  const std::unique_ptr<Engine> b = open_target(settings, context.arguments[1], true);
  const Warehouse warehouse = open_warehouse(settings, a->dialect());
  bool same = true;
  nlohmann::json json = nlohmann::json::array();
  for (const TableDiff& diff :
       diff_warehouses(*a, *b, warehouse, static_cast<size_t>(settings.integer("limit")))) {
    const bool table_same = diff.only_a == 0 && diff.only_b == 0;
    same = same && table_same;
    json.push_back({{"table", diff.table},
                    {"rows_a", diff.rows_a},
                    {"rows_b", diff.rows_b},
                    {"only_a", diff.only_a},
                    {"only_b", diff.only_b}});
    if (settings.is_set("json")) continue;
    fmt::print("{}  {:<16} {:>14} rows and {:>14}\n", table_same ? "same  " : "DIFFER", diff.table,
               format_count(diff.rows_a), format_count(diff.rows_b));
    print_rows(diff.some_only_a, diff.only_a, target_a);
    print_rows(diff.some_only_b, diff.only_b, target_b);
  }
  if (settings.is_set("json")) fmt::print("{}\n", json.dump(2));
  return same ? ExitCode::kFine : ExitCode::kFailed;
}

}  // namespace

Command diff_command() {
  return {"diff",
          "",
          "Compare two warehouses table by table, on any engines",
          "TARGET",
          2,
          2,
          {"warehouse", "limit", "json", "threads", "memory-limit"},
          "  sparkify diff sparkify.duckdb postgres://analyst@db.example.org/warehouse\n",
          run};
}

}  // namespace sparkify
