#pragma once
// What the records of a source look like, and what becomes of them.

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "scan/jsonpaths.h"
#include "scan/schema.h"

namespace sparkify {

// The first columns of every staging table: which object a row came from, and its number over all objects
// (object_id * kRecordsPerObject + the record's number in its object).
inline constexpr size_t kLineageColumns = 2;
inline constexpr const char* kLineageNames[kLineageColumns] = {"object_id", "record_id"};
inline constexpr int64_t kRecordsPerObject = 1'000'000'000;

struct RecordFormat {
  Schema schema;                        // the lineage columns, then those that come from the record
  std::vector<JsonPath> paths;          // one for each column after the lineage
  std::set<std::string> not_kept = {};  // columns whose values are checked, but which the rows do not have

  Schema rows() const;  // the columns that the rows have
};

}  // namespace sparkify
