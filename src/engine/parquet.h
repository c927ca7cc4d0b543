#pragma once
// Parquet from engines that write none: the rows pass through a DuckDB in memory, which writes the file.
// A column keeps its type where DuckDB has it too; NUMERIC becomes DOUBLE, what is unknown becomes text.

#include <string>

#include "engine/engine.h"

namespace sparkify {

void write_parquet_of(Engine& from, const std::string& select, const std::string& path);

}  // namespace sparkify
