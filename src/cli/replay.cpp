#include "load/replay.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/text.h"
#include "cli/command.h"
#include "load/live_progress.h"

namespace sparkify {

namespace {

struct Repaired {
  StoredReject reject;
  std::string text;
};

std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw UsageError(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

StoredReject find_reject(Engine& engine, const RejectFilter& filter, const std::string& what) {
  std::vector<StoredReject> rejects = stored_rejects(engine, filter);
  if (rejects.empty())
    throw UsageError(fmt::format("the ledger has no reject {}", what), "sparkify rejects lists them");
  return std::move(rejects[0]);
}

// The one that --object and --line name, in the text of --file.
std::vector<Repaired> one_repaired(Engine& engine, const Settings& settings) {
  const std::string object = settings.text("object");
  const int64_t line = settings.integer("line");
  if (object.empty() || line == 0 || settings.text("file").empty())
    throw UsageError("what is to be sent back?",
                     "sparkify replay REJECTS.json, or --object NAME --line N --file FILE");
  RejectFilter filter;
  filter.line = line;
  filter.limit = std::numeric_limits<int32_t>::max();
  std::vector<Repaired> found;
  for (StoredReject& reject : stored_rejects(engine, filter)) {
    if (reject.object.ends_with(object))
      found.push_back({std::move(reject), read_file(settings.text("file"))});
  }
  if (found.empty())
    throw UsageError(fmt::format("the ledger has no reject of {} at line {}", object, line),
                     "sparkify rejects lists them");
  if (found.size() > 1)
    throw UsageError(fmt::format("several rejects are at line {} of objects that end in {}", line, object),
                     "give the whole name, or sparkify rejects --json, edited");
  return found;
}

// Those of a file that `sparkify rejects --json` wrote, whose text was edited since.
std::vector<Repaired> edited(Engine& engine, const std::string& path) {
  const nlohmann::json json = nlohmann::json::parse(read_file(path), nullptr, false);
  const auto wrong = [&] {
    return UsageError(fmt::format("{} is no list of rejects", path),
                      "sparkify rejects --json > rejects.json");
  };
  if (!json.is_array()) throw wrong();
  std::vector<Repaired> found;
  for (const nlohmann::json& entry : json) {
    if (!entry.is_object() || !entry.value("object_id", nlohmann::json()).is_number_integer() ||
        !entry.value("record", nlohmann::json()).is_number_integer())
      throw wrong();
    const nlohmann::json raw = entry.value("raw", nlohmann::json());
    if (!raw.is_string()) continue;
    RejectFilter filter;
    filter.object_id = entry["object_id"].get<int64_t>();
    filter.record = entry["record"].get<int64_t>();
    StoredReject reject = find_reject(
        engine, filter, fmt::format("of object {}, record {}", *filter.object_id, *filter.record));
    if (reject.raw != raw.get<std::string>()) found.push_back({std::move(reject), raw.get<std::string>()});
  }
  return found;
}

const char* status_name(ReplayResult::Status status) {
  switch (status) {
    case ReplayResult::Status::kLoaded:
      return "loaded";
    case ReplayResult::Status::kSkipped:
      return "skipped";
    case ReplayResult::Status::kRejected:
      return "rejected";
    case ReplayResult::Status::kKnown:
      return "known";
  }
  return "";
}

void print_result(const StoredReject& reject, const ReplayResult& result) {
  std::string said = status_name(result.status);
  if (result.status == ReplayResult::Status::kRejected) said += " again: " + result.reject->code;
  if (result.status == ReplayResult::Status::kKnown) said = "nothing done";
  if (!result.reason.empty()) said += ": " + result.reason;
  fmt::print("{}:{} {}\n", printable(reject.object), reject.line, said);
  std::fflush(stdout);
}

nlohmann::json as_json(const StoredReject& reject, const ReplayResult& result) {
  nlohmann::json json = {{"object", reject.object},
                         {"line", reject.line},
                         {"status", status_name(result.status)},
                         {"reason", result.reason}};
  if (result.reject) json["code"] = result.reject->code;
  return json;
}

ExitCode run(CommandContext& context) {
  const Settings& settings = context.settings;
  LoadProgress progress;
  const LiveProgress told(settings.text("to"), progress);
  const std::unique_ptr<Engine> engine = open_target(settings, false);
  const Warehouse warehouse = open_warehouse(settings, engine->dialect());
  const std::vector<Repaired> all =
      context.arguments.empty() ? one_repaired(*engine, settings) : edited(*engine, context.arguments[0]);
  const bool is_json = settings.is_set("json");
  if (all.empty() && !is_json) fmt::print("no record in {} was edited\n", context.arguments[0]);
  const LoadOptions options = source_options(settings);
  bool rejected = false;
  nlohmann::json results = nlohmann::json::array();
  for (const Repaired& repaired : all) {
    const ReplayResult result = replay(*engine, warehouse, options, repaired.reject, repaired.text, progress);
    if (is_json) {
      results.push_back(as_json(repaired.reject, result));
    } else {
      print_result(repaired.reject, result);
    }
    rejected |= result.status == ReplayResult::Status::kRejected;
  }
  if (is_json) fmt::print("{}\n", results.dump(2));
  return rejected ? ExitCode::kRejects : ExitCode::kFine;
}

}  // namespace

Command replay_command() {
  return {"replay",
          "",
          "Send repaired rejects back, each once",
          "REJECTS.json",
          0,
          1,
          {"to", "warehouse", "source", "object", "line", "file", "threads", "memory-limit", "region",
           "endpoint-url", "addressing-style", "ca-bundle", "timeout", "no-sign-request", "iam-role",
           "staging", "json"},
          "  sparkify replay --object 2018-11-01-events.json --line 12 --file repaired.json\n"
          "  sparkify rejects --json --limit 1000 > rejects.json   # edit \"raw\" of some, then\n"
          "  sparkify replay rejects.json\n",
          run};
}

}  // namespace sparkify
