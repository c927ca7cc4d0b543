#include "load/trace.h"

#include <fmt/format.h>

#include <charconv>

#include "cli/command.h"
#include "cli/result_writer.h"
#include "workbench/trace_json.h"

namespace sparkify {

namespace {

ExitCode run(CommandContext& context) {
  const std::string& wanted = context.arguments[0];
  const size_t colon = wanted.rfind(':');
  int64_t line = 0;
  const char* const end = wanted.data() + wanted.size();
  if (colon != wanted.npos) {
    const auto [last, error] = std::from_chars(wanted.data() + colon + 1, end, line);
    if (last != end || error != std::errc()) line = 0;
  }
  if (line <= 0 || colon == 0)
    throw UsageError(fmt::format("{} is not OBJECT:LINE", wanted),
                     "sparkify trace 2018-11-01-events.json:12");
  const std::unique_ptr<Engine> engine = open_target(context.settings, true);
  const Warehouse warehouse = open_warehouse(context.settings, engine->dialect());
  const Trace found =
      trace(*engine, warehouse, source_options(context.settings).s3, wanted.substr(0, colon), line);
  if (context.settings.is_set("json")) {
    fmt::print("{}\n", trace_json(found));
    return ExitCode::kFine;
  }
  fmt::print("{}:{}\n", found.object, found.line);
  if (found.record > 0) fmt::print("record {} of object {}\n", found.record, found.object_id);
  fmt::print("{}{}{}\n", status_name(found.status), found.reason.empty() ? "" : ": ", found.reason);
  for (const TracedRow& row : found.rows) {
    fmt::print("\n{}\n", row.table);
    print_table(row.rows, stdout);
  }
  return ExitCode::kFine;
}

}  // namespace

Command trace_command() {
  return {"trace",
          "",
          "Follow one record to the row it became, or to why it became none",
          "OBJECT:LINE",
          1,
          1,
          {"to", "warehouse", "source", "json", "threads", "memory-limit", "region", "endpoint-url",
           "addressing-style", "ca-bundle", "timeout", "no-sign-request"},
          "  sparkify trace 2018-11-01-events.json:12\n",
          run};
}

}  // namespace sparkify
