#pragma once
// How the records' keys differ from what the staging table expects. Nothing is refused for it; it is counted.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "scan/coerce.h"

namespace sparkify {

struct DriftCounts {
  struct PerColumn {
    int64_t missing = 0;                // records without the key
    std::array<int64_t, 5> kinds = {};  // records by JsonKind of the value
  };
  std::vector<PerColumn> columns;          // in the order of the schema's source columns
  std::map<std::string, int64_t> unknown;  // records with a key that no column takes

  void add(const DriftCounts& other);
};

}  // namespace sparkify
