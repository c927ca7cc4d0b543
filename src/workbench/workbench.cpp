#include "workbench/workbench.h"

#include "load/live_progress.h"

namespace sparkify {

namespace {

constexpr size_t kConnections = 4;

}  // namespace

Workbench::Workbench(WorkbenchOptions options)
    : options_(std::move(options)),
      pool_(options_.open_reader, kConnections),
      queries_(pool_, options_.max_seconds, [this] { refuse_while_loaded(); }) {}

void Workbench::refuse_while_loaded() const {
  const bool is_file = options_.dialect == "duckdb";  // which one process has to itself while it writes
  if (is_file && live_load(options_.target)) throw BusyError("a load has the file, or waits for it");
}

}  // namespace sparkify
