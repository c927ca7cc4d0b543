#pragma once
// A report's charts as text: bars, heat maps of shaded cells, lists of numbers.

#include <cstdio>
#include <string>
#include <string_view>

#include "engine/engine.h"
#include "warehouse/report.h"

namespace sparkify {

// A number as a block's format says: 1,234,567 or 82.7 %.
std::string format_number(std::string_view text, std::string_view format);

void print_bars(const ReportBlock& block, const QueryResult& result, std::FILE* out);
void print_heat_map(const ReportBlock& block, const QueryResult& result, bool colours, std::FILE* out);

}  // namespace sparkify
