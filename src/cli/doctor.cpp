#include <fmt/format.h>

#include <functional>

#include "base/text.h"
#include "cli/command.h"
#include "source/object.h"

namespace sparkify {

namespace {

// Tries one thing and says how it went.
bool examine(std::string_view what, const std::function<std::string()>& attempt) {
  try {
    fmt::print("ok      {}: {}\n", what, attempt());
    return true;
  } catch (const Error& error) {
    fmt::print("FAILED  {}: {}\n", what, error.what());
    if (!error.hint().empty()) fmt::print("        Try: {}\n", error.hint());
    return false;
  }
}

ExitCode run(CommandContext& context) {
  const Settings& settings = context.settings;
  bool fine = true;
  Warehouse warehouse;
  fine &= examine("warehouse", [&] {
    warehouse = open_warehouse(settings, "duckdb");
    return fmt::format("{} tables, {} checks, {} reports", warehouse.staging.size() + warehouse.star.size(),
                       warehouse.checks.size(), warehouse.reports.size());
  });
  fine &= examine("engine",
                  [&] { return "DuckDB " + open_engine(":memory:", {})->query_value("SELECT version()"); });
  fine &= examine("target", [&] {
    const Setting target = settings.get("to");
    try {
      open_target(settings, true);
    } catch (const UsageError&) {
      return fmt::format("{} (from {}) does not exist yet", shown_target(target.text), target.origin);
    }
    return fmt::format("{} (from {}) opens", shown_target(target.text), target.origin);
  });
  std::vector<std::string> names;
  for (const StagingFile& staging : warehouse.staging) {
    names.push_back(staging.source);
    if (!staging.jsonpaths_source.empty()) names.push_back(staging.jsonpaths_source);
  }
  const S3Options s3 = s3_options(settings);
  const std::map<std::string, Setting> sources = settings.sources(names);
  for (const std::string& name : names) {
    fine &= examine("source " + name, [&] {
      const auto source = sources.find(name);
      if (source == sources.end()) throw Error("not given", settings.places_of_source(name));
      const std::unique_ptr<ObjectStore> store = open_store(source->second.text, source->second.origin, s3);
      const std::vector<Object> objects = store->list();
      uint64_t bytes = 0;
      for (const Object& object : objects) bytes += object.size_bytes;
      if (objects.empty()) throw Error(fmt::format("{} holds no objects", source->second.text));
      read_object(*store, objects.front());
      return fmt::format("{} objects, {}, the first can be read",
                         format_count(static_cast<int64_t>(objects.size())), format_bytes(bytes));
    });
  }
  return fine ? ExitCode::kFine : ExitCode::kFailed;
}

}  // namespace

Command doctor_command() {
  return {"doctor",
          "",
          "Try everything a load needs, and say what to mend",
          "",
          0,
          0,
          {"to", "source", "warehouse", "region", "endpoint-url", "addressing-style", "ca-bundle", "timeout",
           "no-sign-request"},
          "  sparkify doctor\n",
          run};
}

}  // namespace sparkify
