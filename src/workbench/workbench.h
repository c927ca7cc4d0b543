#pragma once
// What the handlers of the API share: the target, its connections, the warehouse's SQL and the results kept.

#include <atomic>
#include <functional>
#include <string>

#include "load/loader.h"
#include "warehouse/warehouse.h"
#include "workbench/query_runner.h"
#include "workbench/result_store.h"

namespace sparkify {

struct WorkbenchOptions {
  std::string target;
  std::string dialect;
  std::string warehouse_folder;  // empty: the built-in one
  std::string queries_folder;
  int64_t max_rows = 0, max_seconds = 0;
  bool allow_replay = false;
  EnginePool::Open open_reader;  // limited, see ReadLimits
  EnginePool::Open open_writer;
  std::function<LoadOptions()> load_options;  // where sources are, for replays and traces
  std::string export_folder;                  // private to the user
};

class Workbench {
 public:
  explicit Workbench(WorkbenchOptions options);

  const WorkbenchOptions& options() const { return options_; }
  Warehouse warehouse() const { return read_warehouse(options_.warehouse_folder, options_.dialect); }
  EnginePool& pool() { return pool_; }
  QueryRunner& queries() { return queries_; }
  ResultStore& results() { return results_; }

  std::atomic<bool> stopping{false};  // ends the streams

 private:
  void refuse_while_loaded() const;  // throws BusyError

  WorkbenchOptions options_;
  EnginePool pool_;
  QueryRunner queries_;
  ResultStore results_;
};

}  // namespace sparkify
