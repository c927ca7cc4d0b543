#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <thread>

#include "base/text.h"
#include "cli/command.h"
#include "cli/progress_display.h"
#include "load/live_progress.h"
#include "load/loader.h"

namespace sparkify {

namespace {

using namespace std::chrono_literals;

LoadProgress progress;  // static, as a signal handler reaches nothing else

// The first Ctrl-C rolls the load back; a second one ends the process, which comes to the same.
void interrupt(int signal) {
  progress.cancelled = true;
  std::signal(signal, SIG_DFL);
}

nlohmann::json as_json(const LoadReport& report) {
  nlohmann::json json = {
      {"load", report.load_id},
      {"objects",
       {{"new", report.new_objects}, {"known", report.known_objects}, {"changed", report.changed_objects}}},
      {"stored_bytes", report.stored_bytes},
      {"bytes", report.bytes},
      {"records", report.records},
      {"rejects", report.rejects},
      {"reject_codes", report.reject_codes},
      {"outcomes", report.outcomes},
      {"tables", nlohmann::json::object()},
      {"drift", nlohmann::json::array()},
      {"checks", nlohmann::json::array()},
      {"requests", report.requests},
      {"retries", report.retries},
      {"seconds", report.seconds},
      {"phase_seconds", nlohmann::json::object()}};
  for (const PlannedObject& object : report.planned) {
    json["planned"].push_back(
        {{"source", object.source}, {"name", object.name}, {"size_bytes", object.size_bytes}});
  }
  for (const auto& [table, rows] : report.tables) json["tables"][table] = rows;
  for (const DriftEntry& drift : report.drift) {
    json["drift"].push_back(
        {{"source", drift.source}, {"key", drift.key}, {"kind", drift.kind}, {"records", drift.records}});
  }
  for (const CheckResult& check : report.checks)
    json["checks"].push_back({{"check", check.name}, {"passed", check.passed}});
  for (const auto& [phase, seconds] : report.phase_seconds) json["phase_seconds"][phase] = seconds;
  return json;
}

void print_report(const LoadReport& report, bool dry_run) {
  for (const std::string& name : report.changed_objects) {
    fmt::print("changed since it was loaded: {} (--reload takes it anew)\n", printable(name));
  }
  if (dry_run || report.load_id == 0) {
    fmt::print("{} new object{} ({}), {} loaded before", format_count(report.new_objects),
               report.new_objects == 1 ? "" : "s", format_bytes(static_cast<uint64_t>(report.stored_bytes)),
               format_count(report.known_objects));
    if (dry_run && report.requests > 0) fmt::print("; {} requests", format_count(report.requests));
    fmt::print("\n");
    constexpr size_t kShown = 20;
    for (size_t i = 0; i < std::min(kShown, report.planned.size()); ++i) {
      const PlannedObject& object = report.planned[i];
      fmt::print("  {:<16} {:>10}  {}\n", object.source,
                 format_bytes(static_cast<uint64_t>(object.size_bytes)), printable(object.name));
    }
    if (report.planned.size() > kShown)
      fmt::print("  and {} more; --json lists them all\n",
                 format_count(static_cast<int64_t>(report.planned.size() - kShown)));
    return;
  }
  fmt::print("load {}: {} objects, {}, {} records in {} ({} records/s)\n", report.load_id,
             format_count(report.new_objects), format_bytes(static_cast<uint64_t>(report.bytes)),
             format_count(report.records), format_seconds(report.seconds),
             format_count(static_cast<int64_t>(static_cast<double>(report.records) / report.seconds)));
  for (const auto& [source, outcomes] : report.outcomes) {
    for (const auto& [outcome, records] : outcomes) {
      fmt::print("  {:<16} {:>14}  {}\n", source, format_count(records), outcome);
    }
  }
  for (const auto& [code, records] : report.reject_codes) {
    fmt::print("  {:<16} {:>14}  {}\n", "rejected", format_count(records), code);
  }
  for (const DriftEntry& drift : report.drift) {
    fmt::print("  {:<16} {:>14}  key {} of {}\n", "drift", format_count(drift.records),
               printable(drift.key) + " " + drift.kind, drift.source);
  }
  fmt::print("tables\n");
  for (const auto& [table, rows] : report.tables) fmt::print("  {:<16} {:>14}\n", table, format_count(rows));
  fmt::print("{} checks passed\n", report.checks.size());
  if (report.rejects > 0) fmt::print("sparkify rejects shows the records that could not be loaded\n");
}

// Interrupts the engine while it lives and the load is cancelled; again and again, as an interrupt that comes
// between two statements is lost.
class Interrupter {
 public:
  explicit Interrupter(Engine& engine)
      : thread_([this, &engine](const std::stop_token& ended) {
          std::unique_lock lock(mutex_);
          while (!wake_.wait_for(lock, ended, 50ms, [&] { return ended.stop_requested(); })) {
            if (progress.cancelled) engine.interrupt();
          }
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

// False where there were rejects.
bool load_once(const Settings& settings, const LoadOptions& options) {
  progress.start_anew();
  const LiveProgress told(settings.text("to"),
                          progress);  // before the target is opened, so that readers let go
  const std::string to = settings.text("to");
  const bool none_yet = is_duckdb_file(to) && !std::filesystem::exists(to);
  const std::unique_ptr<Engine> engine =
      open_target(settings, options.dry_run && none_yet ? ":memory:" : to, false, &progress.cancelled);
  const Warehouse warehouse = open_warehouse(settings, engine->dialect());
  const LoadReport report = [&] {
    const Interrupter interrupter(*engine);
    const ProgressDisplay display(progress);
    return load(*engine, warehouse, options, progress);
  }();
  if (settings.is_set("watch") && report.load_id == 0) return true;
  if (settings.is_set("json")) {
    fmt::print("{}\n", as_json(report).dump(settings.is_set("watch") ? -1 : 2));
  } else {
    print_report(report, options.dry_run);
  }
  std::fflush(stdout);
  return report.rejects == 0;
}

// Between loads nobody holds the warehouse. A load that fails is tried again with the next.
ExitCode watch(const Settings& settings, const LoadOptions& options, int64_t seconds) {
  bool all_loaded = true;
  while (!progress.cancelled) {
    try {
      all_loaded &= load_once(settings, options);
    } catch (const UsageError&) {
      throw;
    } catch (const Error& error) {
      if (progress.cancelled) break;
      fmt::print(stderr, "error: {}\n", error.what());
    }
    const auto next = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    while (!progress.cancelled && std::chrono::steady_clock::now() < next) std::this_thread::sleep_for(50ms);
  }
  return all_loaded ? ExitCode::kFine : ExitCode::kRejects;
}

ExitCode run(CommandContext& context) {
  const Settings& settings = context.settings;
  LoadOptions options = load_options(settings);
  options.keep_staging = settings.is_set("keep-staging");
  options.reload = settings.is_set("reload");
  options.dry_run = settings.is_set("dry-run");
  if (settings.is_set("max-rejects")) options.max_rejects = settings.integer("max-rejects");

  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, interrupt);
  if (settings.is_set("watch") && !options.dry_run) {
    const int64_t seconds = settings.integer("watch");
    if (seconds == 0) throw UsageError("--watch 0 would never rest", "give 1 second or more");
    return watch(settings, options, seconds);
  }
  return load_once(settings, options) ? ExitCode::kFine : ExitCode::kRejects;
}

}  // namespace

Command load_command() {
  return {"load",
          "etl",
          "Load what is new, exactly once",
          "",
          0,
          0,
          {"to",           "source",          "warehouse", "threads",      "memory-limit",     "max-rejects",
           "keep-staging", "reload",          "region",    "endpoint-url", "addressing-style", "ca-bundle",
           "timeout",      "no-sign-request", "iam-role",  "staging",      "manifests",        "table-keys",
           "watch",        "dry-run",         "json"},
          "  sparkify load --source log_data=data/log_data --source song_data=data/song_data \\\n"
          "                --source log_jsonpath=data/log_json_path.json\n"
          "  sparkify load --source song_data=s3://bucket/song_data --dry-run\n"
          "  sparkify load --watch 60\n"
          "  sparkify load --max-rejects 0 --json\n",
          run};
}

}  // namespace sparkify
