#include "load/loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

#include "base/crash_point.h"
#include "base/error.h"
#include "base/text.h"
#include "load/plan.h"

namespace sparkify {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int64_t kManyRecords = 100'000;  // what a planner should hear of

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

class Load {
 public:
  Load(Engine& engine, const Warehouse& warehouse, const LoadOptions& options, LoadProgress& progress)
      : engine_(engine), warehouse_(warehouse), options_(options), progress_(progress), ledger_(engine) {}

  // In the transaction that is open; commits it where there is something to load.
  LoadReport run(Transaction& transaction) {
    started_us_ = now_us();
    plan_ = make_plan(ledger_, warehouse_, options_);
    report_.new_objects = static_cast<int64_t>(plan_.tasks.size());
    report_.known_objects = plan_.known_objects;
    report_.changed_objects = plan_.changed_objects;
    for (const ScanTask& task : plan_.tasks)
      report_.stored_bytes += static_cast<int64_t>(task.object.size_bytes);
    progress_.objects_total = report_.new_objects;
    progress_.bytes_total = report_.stored_bytes;
    end_phase("list");
    if (options_.dry_run || plan_.tasks.empty()) {
      for (const ScanTask& task : plan_.tasks) {
        const ScanSource& source = plan_.sources[task.source];
        report_.planned.push_back(
            {source.name, task.object.name, static_cast<int64_t>(task.object.size_bytes)});
        report_.requests += source.store->requests_to_read(task.object);
      }
      return finish();
    }

    report_.load_id = ledger_.next_load_id();
    ledger_.retire(plan_.retired_objects);
    load_windows();
    write_ledger();
    reconcile();
    progress_.phase = "checking";
    check();
    stop_if_cancelled();
    step();
    progress_.phase = "committing";
    transaction.commit();
    step();
    end_phase("commit");
    if (report_.records >= kManyRecords) {
      for (const TableFile& table : warehouse_.star) engine_.analyze(table.name);
      end_phase("analyze");
    }
    for (const TableFile& table : warehouse_.star) {
      report_.tables.emplace_back(table.name, engine_.query_integer("SELECT count(*) FROM " + table.name));
    }
    return finish();
  }

 private:
  void step() { crash_point(); }

  void stop_if_cancelled() const {
    if (progress_.cancelled) throw Error("interrupted; the warehouse is as it was before this load");
  }

  void end_phase(const char* name) {
    const double seconds = seconds_since(phase_start_);
    phase_start_ = Clock::now();
    for (auto& [known, sum] : report_.phase_seconds) {
      if (known == name) {
        sum += seconds;
        return;
      }
    }
    report_.phase_seconds.emplace_back(name, seconds);
  }

  LoadReport finish() {
    for (const auto& store : plan_.stores) {
      report_.requests += store->counts().requests;
      report_.retries += store->counts().retries;
    }
    report_.seconds = seconds_since(start_);
    return std::move(report_);
  }

  void load_windows() {
    const int threads = options_.threads > 0
                            ? options_.threads
                            : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    SourceScan scan(plan_.sources, plan_.tasks, threads, options_.window_bytes, progress_);
    progress_.phase = "loading";
    while (scan.next_window()) {
      end_phase("scan");
      stop_if_cancelled();
      take_rejects(scan.take_rejects());
      for (ScannedObject& object : scan.take_ended_objects()) {
        report_.bytes += object.counts.bytes;
        report_.records += object.counts.records;
        scanned_.push_back(object);
      }
      transform(scan);
    }
    engine_.clear_presented();
    for (size_t i = 0; i < plan_.sources.size(); ++i) {
      for (DriftEntry& entry : drift_entries(plan_.sources[i], scan.drift()[i]))
        report_.drift.push_back(std::move(entry));
    }
  }

  void take_rejects(std::vector<Reject> rejects) {
    report_.rejects += static_cast<int64_t>(rejects.size());
    for (const Reject& reject : rejects) ++report_.reject_codes[reject.code];
    if (options_.max_rejects && report_.rejects > *options_.max_rejects) {
      const Reject& last = rejects.back();
      throw Error(fmt::format("over {} rejects, as --max-rejects allows; the last: object {} line {}: {}",
                              *options_.max_rejects, object_name(last.object_id), last.line, last.message),
                  "the warehouse is as it was before this load; mend the records or allow more");
    }
    if (!rejects.empty()) ledger_.add_rejects(report_.load_id, rejects);
    step();
  }

  std::string object_name(int64_t object_id) const {
    return plan_.tasks[static_cast<size_t>(object_id - plan_.tasks.front().object_id)].object.name;
  }

  // Runs the warehouse's SQL over a window's rows, table by table.
  void transform(const SourceScan& scan) {
    for (const auto& batch : scan.batches()) engine_.present(*batch);
    for (const TableFile& table : warehouse_.star) {
      for (const LoadStep& load_step : table.load) {
        stop_if_cancelled();
        if (load_step.reconciles.empty()) {
          engine_.execute(load_step.sql);
        } else {
          for (const ResultRow& row : engine_.query(load_step.sql).rows) {
            outcomes_[{std::stoll(row[0].value()), row[1].value()}] += std::stoll(row[2].value());
          }
        }
        step();
      }
      end_phase(table.name.c_str());
    }
    if (options_.keep_staging) {
      engine_.keep_presented();
      end_phase("keep staging");
    }
  }

  void write_ledger() {
    std::vector<Outcome> outcomes;
    for (const auto& [key, records] : outcomes_) {
      if (records != 0) outcomes.push_back({key.first, key.second, records});
    }
    ledger_.add_outcomes(report_.load_id, outcomes);
    step();
    ledger_.add_objects(report_.load_id, plan_.tasks, plan_.sources, scanned_);
    step();
    ledger_.add_drift(report_.load_id, report_.drift);
    step();
    ledger_.add_load(report_.load_id, started_us_, now_us());
    step();
    end_phase("ledger");
  }

  // records = staged + rejected holds by construction; staged = loaded + skipped is proven here for each
  // object.
  void reconcile() {
    const int64_t first_id = plan_.tasks.front().object_id;
    std::vector<int64_t> accounted(plan_.tasks.size());
    for (const auto& [key, records] : outcomes_) {
      if (key.first < first_id) continue;  // an older object's play that gave way to a newer version
      const auto index = static_cast<size_t>(key.first - first_id);
      accounted[index] += records;
      report_.outcomes[plan_.sources[plan_.tasks[index].source].name][key.second] += records;
    }
    std::set<std::string> reconciled;
    for (const TableFile& table : warehouse_.star) {
      for (const LoadStep& load_step : table.load) reconciled.insert(load_step.reconciles);
    }
    for (const ScannedObject& object : scanned_) {
      const auto index = static_cast<size_t>(object.object_id - first_id);
      const int64_t staged = object.counts.records - object.counts.rejects;
      if (!reconciled.contains(plan_.sources[plan_.tasks[index].source].format.schema.table)) continue;
      if (staged != accounted[index]) {
        throw Error(
            fmt::format("{}: {} records were staged but {} are accounted for; the load is rolled back",
                        object_name(object.object_id), staged, accounted[index]),
            "the --@reconcile SELECT of the warehouse and its --@load statements disagree");
      }
    }
    end_phase("reconcile");
  }

  void check() {
    report_.checks = run_checks(engine_, warehouse_);
    end_phase("check");
    for (const CheckResult& result : report_.checks) {
      if (result.passed) continue;
      std::string rows;
      for (const ResultRow& row : result.failing.rows) {
        std::vector<std::string> cells;
        for (const auto& cell : row) cells.push_back(cell.value_or("NULL"));
        rows += "\n  " + join(cells, "  ");
      }
      throw Error(fmt::format("the check {} failed ({}); the load is rolled back. Rows:{}", result.name,
                              result.title, rows));
    }
  }

  Engine& engine_;
  const Warehouse& warehouse_;
  const LoadOptions& options_;
  LoadProgress& progress_;
  Ledger ledger_;
  Plan plan_;
  LoadReport report_;
  std::map<std::pair<int64_t, std::string>, int64_t> outcomes_;  // by object and outcome
  std::vector<ScannedObject> scanned_;
  int64_t started_us_ = 0;
  Clock::time_point start_ = Clock::now(), phase_start_ = start_;
};

}  // namespace

namespace {

void create_in_transaction(Engine& engine, const Warehouse& warehouse) {
  Ledger(engine).create();
  crash_point();
  for (const StagingFile& staging : warehouse.staging) {
    for (const std::string& statement : staging.create) engine.execute(statement);
  }
  crash_point();
  for (const TableFile& table : warehouse.star) {
    for (const std::string& statement : table.create) engine.execute(statement);
    crash_point();
  }
}

}  // namespace

void create_tables(Engine& engine, const Warehouse& warehouse) {
  Transaction transaction(engine);
  engine.lock_for_load(Ledger::kLockedTable);
  create_in_transaction(engine, warehouse);
  transaction.commit();
  crash_point();
}

namespace {

LoadReport load_in_transaction(Engine& engine, const Warehouse& warehouse, const LoadOptions& options,
                               LoadProgress& progress) {
  const bool is_new = !Ledger(engine).exists();
  if (is_new && !options.dry_run) create_tables(engine, warehouse);
  Transaction transaction(engine);
  if (is_new && options.dry_run) create_in_transaction(engine, warehouse);
  if (!options.dry_run) engine.lock_for_load(Ledger::kLockedTable);
  crash_point();
  return Load(engine, warehouse, options, progress).run(transaction);
}

}  // namespace

LoadReport load(Engine& engine, const Warehouse& warehouse, const LoadOptions& options,
                LoadProgress& progress) {
  constexpr int kAttempts = 5;
  for (int attempt = 1;; ++attempt) {
    try {
      return load_in_transaction(engine, warehouse, options, progress);
    } catch (const ConflictError&) {
      if (attempt == kAttempts || progress.cancelled) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(500 * attempt));
    progress.start_anew();
  }
}

}  // namespace sparkify
