#pragma once
// Query results as people and programs read them.

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "engine/engine.h"

namespace sparkify {

// For "table", "csv" or "json" (an array of objects). finish() writes what is left.
class ResultWriter : public ResultSink {
 public:
  virtual void finish() = 0;
};

std::unique_ptr<ResultWriter> make_result_writer(const std::string& format, std::FILE* out);

// One line, with control characters made visible, cut where it is very long.
std::string for_cell(std::string_view text);

// A whole result as a table.
void print_table(const QueryResult& result, std::FILE* out);

}  // namespace sparkify
