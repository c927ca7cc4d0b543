#pragma once
// What of the sources would fail or get lost on Amazon Redshift, found without one: records over 4 MB, text
// of more bytes than its column, values that a type refuses, keys whose case COPY's 'auto' does not know.

#include <cstdint>
#include <string>
#include <vector>

#include "load/loader.h"

namespace sparkify {

struct LimitFinding {
  std::string source;
  std::string code;  // a reject's, or key_case
  std::string column_name;
  int64_t records = 0;
  std::string example;  // object:line and what is wrong there; for key_case the key
};

struct LimitReport {
  int64_t objects = 0, records = 0;
  std::vector<LimitFinding> findings;
};

// Scans every object of the sources, whatever the ledger knows of them. Throws Error.
LimitReport check_limits(const Warehouse& redshift_warehouse, const LoadOptions& options,
                         LoadProgress& progress);

}  // namespace sparkify
