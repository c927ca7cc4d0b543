#include "load/check.h"

#include <fmt/format.h>

#include <chrono>

namespace sparkify {

std::vector<CheckResult> run_checks(Engine& engine, const Warehouse& warehouse) {
  std::vector<CheckResult> results;
  for (const QueryFile& check : warehouse.checks) {
    const auto start = std::chrono::steady_clock::now();
    CheckResult result{check.name, check.title, true, {}, 0};
    for (const std::string& select : check.statements) {
      QueryResult failing =
          engine.query(fmt::format("SELECT * FROM ({}\n) failing LIMIT {}", select, kShownFailingRows));
      if (failing.rows.empty()) continue;
      result.passed = false;
      result.failing = std::move(failing);
      break;
    }
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace sparkify
