#pragma once
// A check is a SELECT that returns the rows that are wrong (warehouse/check/); none means that it passes.

#include <string>
#include <vector>

#include "engine/engine.h"
#include "warehouse/warehouse.h"

namespace sparkify {

struct CheckResult {
  std::string name;
  std::string title;
  bool passed = true;
  QueryResult failing;  // the first rows that are wrong
};

inline constexpr int kShownFailingRows = 10;

std::vector<CheckResult> run_checks(Engine& engine, const Warehouse& warehouse);

}  // namespace sparkify
