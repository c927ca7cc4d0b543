#include "load/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sparkify {

namespace {

// The names of the checks that find rows. One statement for all, so that an engine may run them at once.
std::vector<std::string> failing_checks(Engine& engine, const Warehouse& warehouse) {
  std::vector<std::string> selects;
  for (const QueryFile& check : warehouse.checks) {
    for (const std::string& select : check.statements) {
      selects.push_back(
          fmt::format("SELECT {} AS name FROM (SELECT 1 AS found FROM ({}\n) failing LIMIT 1) found_one",
                      engine.literal(check.name), select));
    }
  }
  std::vector<std::string> names;
  if (selects.empty()) return names;
  const QueryResult failing =
      in_file("check/*.sql", [&] { return engine.query(join(selects, "\nUNION ALL\n")); });
  for (const ResultRow& row : failing.rows) names.push_back(row[0].value());
  return names;
}

}  // namespace

std::vector<CheckResult> run_checks(Engine& engine, const Warehouse& warehouse) {
  const std::vector<std::string> failing = failing_checks(engine, warehouse);
  std::vector<CheckResult> results;
  for (const QueryFile& check : warehouse.checks) {
    CheckResult result{
        check.name, check.title, std::find(failing.begin(), failing.end(), check.name) == failing.end(), {}};
    for (const std::string& select : check.statements) {
      if (result.passed || !result.failing.rows.empty()) break;
      result.failing =
          engine.query(fmt::format("SELECT * FROM ({}\n) failing LIMIT {}", select, kShownFailingRows));
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace sparkify
