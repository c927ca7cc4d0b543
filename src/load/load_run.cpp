#include "load/load_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <map>
#include <thread>

#include "base/crash_point.h"
#include "base/error.h"
#include "base/text.h"
#include "load/copy_plan.h"
#include "load/object_records.h"
#include "load/outcomes.h"

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
  LoadReport run(Transaction& transaction, Listing listing) {
    started_us_ = now_us();
    plan_ = std::move(listing).plan(ledger_, options_.reload);
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
    if (engine_.copies_objects()) {
      load_copies();
    } else {
      load_windows();
    }
    write_ledger();
    reconcile();
    wait_for_windows_memory();
    progress_.phase = "checking";
    check();
    stop_if_cancelled();
    step();
    progress_.phase = "committing";
    transaction.commit();
    progress_.committed = true;
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
    if (progress_.cancelled) throw Error("interrupted");
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
    auto scan =
        std::make_unique<SourceScan>(plan_.sources, plan_.tasks, threads, options_.window_bytes, progress_);
    engine_.lend_memory(0);
    progress_.phase = "loading";
    size_t presented = 0;
    while (scan->next_window()) {
      end_phase("scan");
      stop_if_cancelled();
      take_rejects(scan->take_rejects());
      for (ScannedObject& object : scan->take_ended_objects()) {
        report_.bytes += object.counts.bytes;
        report_.records += object.counts.records;
        scanned_.push_back(object);
      }
      for (const auto& batch : scan->batches()) engine_.present(*batch);
      end_phase("stage");
      if (++presented < engine_.windows_at_once()) continue;
      transform();
      presented = 0;
    }
    if (presented > 0) transform();
    engine_.clear_presented();
    for (size_t i = 0; i < plan_.sources.size(); ++i) {
      for (DriftEntry& entry : drift_entries(plan_.sources[i], scan->drift()[i]))
        report_.drift.push_back(std::move(entry));
    }
    lending_ = std::async(std::launch::async, [this, freed = std::move(scan)]() mutable {
      freed.reset();
      engine_.lend_memory(options_.window_bytes / 4 * 3);  // the allocator keeps some
    });
    engine_.begin_to_flush();
  }

  // The engine reads the objects itself.
  void load_copies() {
    progress_.phase = "loading";
    for (const ObjectCopyTask& task : plan_copies(plan_)) {
      stop_if_cancelled();
      for (const ScanSource& source : plan_.sources) {
        if (source.format.schema.table != task.copy.schema.table)
          engine_.present(RowBatch(source.format.schema));
      }
      ObjectCopyResult copied = engine_.copy_objects(task.copy);
      count_rejects(copied.rejects);
      add_places(task, copied.rejects);
      take_copied(task, copied);
      end_phase("stage");
      keep_rejects(copied.rejects);
      transform();
    }
    engine_.clear_presented();
  }

  // The engine tells of the line where a rejected record ends, and not of its text.
  void add_places(const ObjectCopyTask& task, std::vector<Reject>& rejects) {
    std::map<int64_t, std::vector<Reject*>> by_object;
    for (Reject& reject : rejects) by_object[reject.object_id].push_back(&reject);
    for (const auto& [object_id, of_object] : by_object) {
      stop_if_cancelled();
      const auto i = static_cast<size_t>(object_id - task.copy.first_object_id);
      const ScanTask& object = plan_.tasks[task.first + i];
      std::vector<int64_t> lines;
      for (const Reject* reject : of_object) lines.push_back(reject->line);
      const std::map<int64_t, ObjectRecord> records =
          records_ending_at(*plan_.sources[object.source].store, object.object, lines);
      for (Reject* reject : of_object) {
        const auto found = records.find(reject->line);
        if (found == records.end()) continue;
        reject->record = found->second.number;
        reject->line = found->second.line;
        reject->byte = found->second.byte;
        reject->raw = found->second.text;
      }
    }
  }

  void take_copied(const ObjectCopyTask& task, const ObjectCopyResult& copied) {
    std::vector<int64_t> rejected(copied.records.size());
    for (const Reject& reject : copied.rejects)
      ++rejected[static_cast<size_t>(reject.object_id - task.copy.first_object_id)];
    for (size_t i = 0; i < copied.records.size(); ++i) {
      const ScanTask& object = plan_.tasks[task.first + i];
      const auto bytes = static_cast<int64_t>(object.object.size_bytes);
      scanned_.push_back({object.object_id, {copied.records[i], rejected[i], bytes}});
      outcomes_.stand_for(task.copy.first_object_id, object.object_id);
      report_.records += copied.records[i];
      report_.bytes += bytes;
      progress_.records += copied.records[i];
      progress_.rejects += rejected[i];
      progress_.bytes_done += bytes;
      ++progress_.objects_done;
    }
  }

  void take_rejects(const std::vector<Reject>& rejects) {
    count_rejects(rejects);
    keep_rejects(rejects);
  }

  void count_rejects(const std::vector<Reject>& rejects) {
    report_.rejects += static_cast<int64_t>(rejects.size());
    for (const Reject& reject : rejects) ++report_.reject_codes[reject.code];
    if (options_.max_rejects && report_.rejects > *options_.max_rejects) {
      const Reject& last = rejects.back();
      throw Error(fmt::format("over {} rejects, as --max-rejects allows; the last: object {} line {}: {}",
                              *options_.max_rejects, object_name(last.object_id), last.line, last.message),
                  "the warehouse is as it was before this load; mend the records or allow more");
    }
  }

  void keep_rejects(const std::vector<Reject>& rejects) {
    if (!rejects.empty()) ledger_.add_rejects(report_.load_id, rejects);
    step();
  }

  std::string object_name(int64_t object_id) const {
    return plan_.tasks[static_cast<size_t>(object_id - plan_.tasks.front().object_id)].object.name;
  }

  // Runs the warehouse's SQL over the staged rows, table by table.
  void transform() {
    engine_.end_presenting();
    end_phase("stage");
    for (const TableFile& table : warehouse_.star) {
      for (const LoadStep& load_step : table.load) {
        stop_if_cancelled();
        in_file(table.path, [&] {
          if (load_step.reconciles.empty()) return engine_.execute(load_step.sql);
          EachRow rows([&](const ResultRow& row) {
            outcomes_.add(std::stoll(row[0].value()), row[1].value(), std::stoll(row[2].value()));
          });
          engine_.query(load_step.sql, rows);
        });
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
    ledger_.add_outcomes(report_.load_id, outcomes_.all());
    step();
    ledger_.add_objects(report_.load_id, plan_.tasks, plan_.sources, scanned_);
    step();
    ledger_.add_drift(report_.load_id, report_.drift);
    step();
    ledger_.add_load(report_.load_id, started_us_, now_us());
    step();
    end_phase("ledger");
  }

  void reconcile() {
    for (const auto& [source, outcomes] : outcomes_.by_source(plan_)) report_.outcomes[source] = outcomes;
    outcomes_.prove(plan_, warehouse_, scanned_);
    end_phase("reconcile");
  }

  void wait_for_windows_memory() {
    if (lending_.valid()) lending_.get();
    end_phase("free");
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
  Outcomes outcomes_;
  std::vector<ScannedObject> scanned_;
  int64_t started_us_ = 0;
  std::future<void> lending_;  // what hundreds of megabytes of scanned rows took, while the load goes on
  Clock::time_point start_ = Clock::now(), phase_start_ = start_;
};

}  // namespace

LoadReport run_load(Engine& engine, const Warehouse& warehouse, const LoadOptions& options,
                    LoadProgress& progress, Transaction& transaction, Listing listing) {
  return Load(engine, warehouse, options, progress).run(transaction, std::move(listing));
}

}  // namespace sparkify
