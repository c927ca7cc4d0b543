#pragma once
// Which columns of a staging table the load's SQL reads. The others are checked record by record, but no row
// of them is kept or sent to an engine.

#include <set>
#include <string>

#include "warehouse/warehouse.h"

namespace sparkify {

// All that no statement names, and none where a statement that names the table takes every column (`*`).
std::set<std::string> columns_not_read(const Warehouse& warehouse, const StagingFile& staging);

}  // namespace sparkify
