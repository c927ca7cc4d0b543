#pragma once
// The table function sparkify_rows('table'): hands a RowBatch's chunks to DuckDB's threads, the columns asked
// for only. Strings are not copied: the vectors point into the batch, which outlives the statement.

#include <duckdb.h>

#include <map>
#include <string>

#include "scan/row_batch.h"

namespace sparkify {

inline constexpr const char* kRowsFunction = "sparkify_rows";

using PresentedRows = std::map<std::string, const RowBatch*>;  // by the name that the function is given

// `presented` is looked up when a statement is bound, and must live as long as the connection.
void add_rows_function(duckdb_connection connection, PresentedRows& presented);

}  // namespace sparkify
