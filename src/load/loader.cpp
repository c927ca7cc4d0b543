#include "load/loader.h"

#include <chrono>
#include <optional>
#include <thread>

#include "base/crash_point.h"
#include "load/ledger.h"
#include "load/load_run.h"

namespace sparkify {

namespace {

template <typename Work>
auto try_until_no_conflict(Work work) {
  constexpr int kAttempts = 5;
  for (int attempt = 1;; ++attempt) {
    try {
      return work();
    } catch (const ConflictError&) {
      if (attempt == kAttempts) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(500 * attempt));
  }
}

void create_in_transaction(Engine& engine, const Warehouse& warehouse) {
  Ledger(engine).create();
  crash_point();
  for (const StagingFile& staging : warehouse.staging) {
    in_file(staging.path, [&] {
      for (const std::string& statement : staging.create) engine.execute(statement);
    });
  }
  crash_point();
  for (const TableFile& table : warehouse.star) {
    in_file(table.path, [&] {
      for (const std::string& statement : table.create) engine.execute(statement);
    });
    crash_point();
  }
}

}  // namespace

void create_tables(Engine& engine, const Warehouse& warehouse) {
  try_until_no_conflict([&] {
    Transaction transaction(engine);
    create_in_transaction(engine, warehouse);
    transaction.commit();
    crash_point();
  });
}

namespace {

LoadReport load_in_transaction(Engine& engine, const Warehouse& warehouse, const LoadOptions& options,
                               LoadProgress& progress) {
  const bool is_new = !Ledger(engine).exists();
  std::optional<Listing> listing;
  if (is_new) listing.emplace(warehouse, options);  // while the tables are created
  const bool is_complete = !is_new && engine.has_lock(Ledger::kLock);
  if (!is_complete && !options.dry_run) create_tables(engine, warehouse);
  Transaction transaction(engine);
  if (is_new && options.dry_run) create_in_transaction(engine, warehouse);
  if (!options.dry_run) engine.lock_for_load(Ledger::kLock);
  if (!is_new) listing.emplace(warehouse, options);  // now that no other load is at work
  crash_point();
  return run_load(engine, warehouse, options, progress, transaction, std::move(*listing));
}

}  // namespace

LoadReport load(Engine& engine, const Warehouse& warehouse, const LoadOptions& options,
                LoadProgress& progress) {
  return try_until_no_conflict([&] {
    progress.start_anew();
    try {
      return load_in_transaction(engine, warehouse, options, progress);
    } catch (const Error&) {  // of whatever was interrupted, in its own words
      if (!progress.cancelled) throw;
      throw Error(progress.committed ? "interrupted; the load was committed before"
                                     : "interrupted; the warehouse is as it was before this load");
    }
  });
}

}  // namespace sparkify
