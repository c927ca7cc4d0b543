#pragma once
// Compares the star of two warehouses, whatever engines they are on: their rows without regard to order, and
// without the columns that say where a row came from.

#include <string>
#include <vector>

#include "engine/engine.h"
#include "warehouse/warehouse.h"

namespace sparkify {

struct TableDiff {
  std::string table;
  int64_t rows_a = 0, rows_b = 0;
  int64_t only_a = 0, only_b = 0;  // rows that the other lacks, or has fewer of
  QueryResult some_only_a, some_only_b;
};

// Keeps a number for each distinct row in memory, and at most `shown` rows of each side.
std::vector<TableDiff> diff_warehouses(Engine& a, Engine& b, const Warehouse& warehouse, size_t shown);

}  // namespace sparkify
