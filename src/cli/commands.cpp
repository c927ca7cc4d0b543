#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "cli/command.h"

namespace sparkify {

namespace {

std::vector<std::string> source_names(const Warehouse& warehouse) {
  std::vector<std::string> names;
  for (const StagingFile& staging : warehouse.staging) {
    names.push_back(staging.source);
    if (!staging.jsonpaths_source.empty()) names.push_back(staging.jsonpaths_source);
  }
  return names;
}

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {
      init_command(),  doctor_command(),  generate_command(), create_tables_command(), load_command(),
      check_command(), rejects_command(), query_command(),    report_command(),        diff_command(),
      sql_command(),   trace_command(),   replay_command(),   serve_command(),         cluster_command()};
  return table;
}

std::unique_ptr<Engine> open_target(const Settings& settings, bool read_only,
                                    const std::atomic<bool>* cancelled) {
  return open_target(settings, settings.text("to"), read_only, cancelled);
}

namespace {

int thread_count(const Settings& settings) {
  constexpr int64_t kMost = 1024;
  const int64_t threads = settings.integer("threads");
  if (threads > kMost) {
    throw UsageError(fmt::format("threads is {} (from {})", threads, settings.get("threads").origin),
                     fmt::format("{} at most; 0 takes all cores", kMost));
  }
  return static_cast<int>(threads);
}

std::unique_ptr<Engine> open_now(const Settings& settings, const std::string& target, EngineOptions options) {
  options.memory_bytes = settings.bytes("memory-limit");
  options.threads = thread_count(settings);
  if (!is_duckdb_file(target) && target.starts_with("redshift"))
    options.redshift = redshift_options(settings);
  return open_engine(target, options);
}

// Another program may have a DuckDB file for a moment: a report reads it, a load that watches looks for new
// objects.
constexpr auto kMostWait = std::chrono::seconds(10);
constexpr auto kSilentWait = std::chrono::seconds(1);

}  // namespace

std::unique_ptr<Engine> open_target(const Settings& settings, const std::string& target, bool read_only,
                                    const std::atomic<bool>* cancelled) {
  EngineOptions options;
  options.read_only = read_only;
  const auto start = std::chrono::steady_clock::now();
  for (bool told = false;;) {
    try {
      return open_now(settings, target, options);
    } catch (const BusyError&) {
      const auto waited = std::chrono::steady_clock::now() - start;
      if (waited > kMostWait) throw;
      if (cancelled != nullptr && *cancelled) throw Error("interrupted before anything was done");
      if (waited > kSilentWait && !told) {
        fmt::print(stderr, "waiting for another program that has {} open\n", target);
        told = true;
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

std::unique_ptr<Engine> open_limited_target(const Settings& settings, const ReadLimits& limits) {
  EngineOptions options;
  options.read_only = true;
  options.limits = limits;
  return open_now(settings, settings.text("to"), options);
}

S3Options s3_options(const Settings& settings) {
  S3Options options;
  options.region = settings.text("region");
  options.endpoint = settings.text("endpoint-url");
  options.ca_bundle = settings.text("ca-bundle");
  options.stall_timeout_ms = settings.integer("timeout") * 1000;
  const Setting style = settings.get("addressing-style");
  options.addressing = style.text;
  if (style.text != "auto" && style.text != "path" && style.text != "virtual") {
    throw UsageError(fmt::format("addressing-style is {} (from {})", style.text, style.origin),
                     "path, virtual or auto");
  }
  const Setting endpoint = settings.get("endpoint-url");
  if (!endpoint.text.empty() && !endpoint.text.starts_with("http://") &&
      !endpoint.text.starts_with("https://")) {
    throw UsageError(fmt::format("endpoint-url is {} (from {})", endpoint.text, endpoint.origin),
                     "write it as https://host or http://host:port");
  }
  if (settings.is_set("no-sign-request")) return options;
  options.credentials = credential_chain(settings);
  return options;
}

Warehouse open_warehouse(const Settings& settings, std::string_view dialect) {
  const Setting keys = settings.get("table-keys");
  if (keys.text != "considered" && keys.text != "auto")
    throw UsageError(fmt::format("table-keys is {} (from {})", keys.text, keys.origin), "considered or auto");
  const bool automatic = dialect == "redshift" && keys.text == "auto";
  return read_warehouse(settings.text("warehouse"), automatic ? "redshift-auto" : dialect);
}

LoadOptions source_options(const Settings& settings) {
  const Warehouse warehouse = open_warehouse(settings, "duckdb");
  LoadOptions options;
  options.threads = thread_count(settings);
  options.s3 = s3_options(settings);
  for (const auto& [name, setting] : settings.sources(source_names(warehouse)))
    options.sources.push_back({name, setting.text, setting.origin});
  return options;
}

LoadOptions load_options(const Settings& settings) {
  LoadOptions options = source_options(settings);
  if (options.sources.empty()) {
    const std::vector<std::string> names = source_names(open_warehouse(settings, "duckdb"));
    std::string places;
    for (const std::string& name : names) places += "\n  " + name + ": " + settings.places_of_source(name);
    throw UsageError("no source is given to load from; looked at" + places,
                     fmt::format("sparkify load --source {}=FOLDER", names.front()));
  }
  return options;
}

}  // namespace sparkify
