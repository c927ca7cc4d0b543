#pragma once
// Runs the blocks of a report, and writes report and results as JSON and as one HTML file.

#include <map>
#include <string>

#include "engine/engine.h"
#include "warehouse/report.h"

namespace sparkify {

struct BlockResult {
  QueryResult result;
  double seconds = 0;
  bool truncated = false;
};

inline constexpr size_t kMostBlockRows = 10'000;  // more than any chart can show

// Throws Error where the query fails, or lacks a column that the block's header names.
BlockResult run_block(Engine& engine, const Report& report, const ReportBlock& block);

std::string report_json(const Report& report);
std::string block_json(const BlockResult& result);
// Report and results by block id. `info` is JSON that says where they come from.
std::string export_json(const Report& report, const std::map<std::string, BlockResult>& results,
                        const std::string& info);
// One self-contained file that shows the report in a browser. Throws Error where the program has no page
// built in.
std::string export_html(const std::string& exported_json);

}  // namespace sparkify
