#pragma once
// What the tables' keys are, as star/*.sql declares them (PRIMARY KEY (column), for whichever engine), and
// what refers to them: a column named as another table's key.

#include <map>
#include <string>

#include "warehouse/warehouse.h"

namespace sparkify {

// By table: the column that is its key.
std::map<std::string, std::string> declared_keys(const Warehouse& warehouse);

}  // namespace sparkify
