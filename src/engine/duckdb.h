#pragma once
// DuckDB in this process, through its C API.

#include <memory>
#include <string>

#include "engine/engine.h"

namespace sparkify {

// `path` is created where it does not exist, unless options.read_only; ":memory:" keeps nothing.
std::unique_ptr<Engine> open_duckdb(const std::string& path, const EngineOptions& options);

}  // namespace sparkify
