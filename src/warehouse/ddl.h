#pragma once
// Reads the columns out of a staging table's CREATE TABLE statement.

#include <string>
#include <string_view>

#include "scan/schema.h"

namespace sparkify {

// `file` is for errors. The table must start with the lineage columns (scan/record_parser.h). Throws
// UsageError.
Schema parse_create_table(std::string_view statement, std::string_view file);

}  // namespace sparkify
