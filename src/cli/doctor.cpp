#include <fmt/format.h>

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/command.h"
#include "source/object.h"

namespace sparkify {

namespace {

// Tries one thing after the other, and says how each went.
class Examination {
 public:
  explicit Examination(bool as_json) : as_json_(as_json) {}

  void examine(std::string_view what, const std::function<std::string()>& attempt) {
    try {
      const std::string found = attempt();
      if (!as_json_) fmt::print("ok      {}: {}\n", what, found);
      json_.push_back({{"what", what}, {"ok", true}, {"found", found}});
    } catch (const Error& error) {
      fine_ = false;
      json_.push_back({{"what", what}, {"ok", false}, {"error", error.what()}, {"hint", error.hint()}});
      if (as_json_) return;
      fmt::print("FAILED  {}: {}\n", what, error.what());
      if (!error.hint().empty()) fmt::print("        Try: {}\n", error.hint());
    }
  }

  ExitCode finish() const {
    if (as_json_) fmt::print("{}\n", json_.dump(2));
    return fine_ ? ExitCode::kFine : ExitCode::kFailed;
  }

 private:
  bool as_json_, fine_ = true;
  nlohmann::json json_ = nlohmann::json::array();
};

ExitCode run(CommandContext& context) {
  const Settings& settings = context.settings;
  Examination doctor(settings.is_set("json"));
  Warehouse warehouse;
  doctor.examine("warehouse", [&] {
    warehouse = open_warehouse(settings, "duckdb");
    return fmt::format("{} tables, {} checks, {} reports", warehouse.staging.size() + warehouse.star.size(),
                       warehouse.checks.size(), warehouse.reports.size());
  });
  doctor.examine("engine",
                 [&] { return "DuckDB " + open_engine(":memory:", {})->query_value("SELECT version()"); });
  doctor.examine("target", [&] {
    const Setting target = settings.get("to");
    if (is_duckdb_file(target.text) && !std::filesystem::exists(target.text))
      return fmt::format("{} (from {}) does not exist yet", target.text, target.origin);
    open_target(settings, true);
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
    doctor.examine("source " + name, [&] {
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
  return doctor.finish();
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
           "no-sign-request", "json"},
          "  sparkify doctor\n",
          run};
}

}  // namespace sparkify
