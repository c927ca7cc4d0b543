#pragma once
// The load: plan (what is new) -> windows of staged rows -> the warehouse's own SQL -> ledger ->
// reconciliation -> checks, all in one transaction. Whatever goes wrong, or kills the process, leaves the
// warehouse as it was.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/s3_client.h"
#include "engine/engine.h"
#include "load/check.h"
#include "load/ledger.h"
#include "load/progress.h"
#include "warehouse/warehouse.h"

namespace sparkify {

struct LoadSource {
  std::string name;
  std::string location;
  std::string origin;                            // where the location was configured, for errors
  std::shared_ptr<ObjectStore> store = nullptr;  // open already, whatever the location is
};

struct LoadOptions {
  std::vector<LoadSource> sources;
  S3Options s3;
  int threads = 0;                            // 0: all cores
  uint64_t window_bytes = 352 * 1024 * 1024;  // of rows and rejects in memory at a time
  std::optional<int64_t> max_rejects;         // more than these stop the load
  bool keep_staging = false;                  // the staging tables keep their rows
  bool reload = false;                        // objects that were overwritten are loaded anew
  bool dry_run = false;
};

struct PlannedObject {
  std::string source, name;
  int64_t size_bytes;
};

struct LoadReport {
  int64_t load_id = 0;  // 0: nothing was new
  int64_t new_objects = 0, known_objects = 0;
  std::vector<std::string> changed_objects;  // overwritten since they were loaded
  int64_t stored_bytes = 0;                  // of the new objects
  std::vector<PlannedObject> planned;        // of a dry run
  int64_t requests = 0, retries = 0;         // over the network; of a dry run, those that the load would take
  int64_t bytes = 0;                         // after decompression
  int64_t records = 0, rejects = 0;
  std::map<std::string, std::map<std::string, int64_t>>
      outcomes;  // by source: records loaded, skipped and why
  std::map<std::string, int64_t> reject_codes;
  std::vector<DriftEntry> drift;
  std::vector<std::pair<std::string, int64_t>> tables;  // rows in the star's tables afterwards
  std::vector<CheckResult> checks;
  std::vector<std::pair<std::string, double>> phase_seconds;
  double seconds = 0;
};

// Creates the warehouse's and the ledger's tables where they do not exist.
void create_tables(Engine& engine, const Warehouse& warehouse);

// Throws Error where the load fails; the warehouse is then as it was.
LoadReport load(Engine& engine, const Warehouse& warehouse, const LoadOptions& options,
                LoadProgress& progress);

}  // namespace sparkify
