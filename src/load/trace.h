#pragma once
// Follows one record of an object to the row it became, or to why it became none.

#include <optional>
#include <string>
#include <vector>

#include "load/loader.h"
#include "load/rejects.h"

namespace sparkify {

struct TracedRow {
  std::string table;
  QueryResult rows;
};

struct Trace {
  enum class Status { kLoaded, kSkipped, kRejected, kUnknown };
  std::string object;  // its whole name
  int64_t object_id = 0;
  int64_t line = 0;
  int64_t record = 0;  // 0: unknown
  Status status = Status::kUnknown;
  std::string reason;
  std::optional<StoredReject> reject;
  std::vector<TracedRow> rows;
};

const char* status_name(Trace::Status status);

// `object` is a name of the ledger, or how exactly one ends. Reads the object to find the line's record,
// where the ledger alone does not tell. Throws UsageError where no object, or several, are meant.
Trace trace(Engine& engine, const Warehouse& warehouse, const S3Options& s3, const std::string& object,
            int64_t line);

}  // namespace sparkify
