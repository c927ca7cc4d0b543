#include "generate/generate.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/command.h"

namespace sparkify {

namespace {

ExitCode run(CommandContext& context) {
  const Settings& settings = context.settings;
  GenerateOptions options;
  options.directory = context.arguments[0];
  options.users = settings.integer("users");
  options.days = static_cast<int>(settings.integer("days"));
  options.songs = settings.integer("songs");
  options.events = settings.integer("events");
  options.seed = static_cast<uint64_t>(settings.integer("seed"));
  options.threads = static_cast<int>(settings.integer("threads"));
  options.first_day = settings.text("start");
  options.faults = settings.is_set("faults");
  const GenerateSummary summary = generate(options);
  if (settings.is_set("json")) {
    fmt::print("{}\n", nlohmann::json{{"directory", context.arguments[0]},
                                      {"events", summary.events},
                                      {"plays", summary.plays},
                                      {"songs", summary.songs},
                                      {"bytes", summary.bytes},
                                      {"seconds", summary.seconds}}
                           .dump(2));
    return ExitCode::kFine;
  }
  fmt::print("{}: {} events ({} plays) of {} days, {} songs, {} in {}\n", context.arguments[0],
             format_count(summary.events), format_count(summary.plays), options.days,
             format_count(summary.songs), format_bytes(static_cast<uint64_t>(summary.bytes)),
             format_seconds(summary.seconds));
  return ExitCode::kFine;
}

}  // namespace

Command generate_command() {
  return {"generate",
          "",
          "Make up a data set that behaves like the real one",
          "DIR",
          1,
          1,
          {"users", "days", "songs", "events", "seed", "start", "faults", "threads", "json"},
          "  sparkify generate sparkify-data --users 1000 --days 30 --songs 1000\n"
          "  sparkify generate broken-data --faults\n",
          run};
}

}  // namespace sparkify
