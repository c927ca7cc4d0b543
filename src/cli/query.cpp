#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "cli/command.h"
#include "cli/result_writer.h"

namespace sparkify {

namespace {

ExitCode run(CommandContext& context) {
  const Settings& settings = context.settings;
  const std::string format = settings.is_set("json") ? "json" : settings.text("format");
  const std::string output = settings.text("output");
  if (format == "parquet" && output.empty()) {
    throw UsageError("parquet is not for a terminal", "add --output FILE.parquet");
  }
  const std::unique_ptr<Engine> engine = open_target(settings, true);
  if (format == "parquet") {
    engine->write_parquet(context.arguments[0], output);
    return ExitCode::kFine;
  }
  std::FILE* out = output.empty() ? stdout : std::fopen(output.c_str(), "w");
  if (out == nullptr) throw Error(fmt::format("cannot write {}: {}", output, std::strerror(errno)));
  const std::unique_ptr<ResultWriter> writer = make_result_writer(format, out);
  engine->query(context.arguments[0], *writer);
  writer->finish();
  if (!output.empty()) std::fclose(out);
  return ExitCode::kFine;
}

}  // namespace

Command query_command() {
  return {"query",
          "",
          "Run a query, read-only",
          "SQL",
          1,
          1,
          {"to", "format", "output", "json", "threads", "memory-limit"},
          "  sparkify query \"SELECT source, count(*) FROM ledger.objects GROUP BY source\"\n"
          "  sparkify query \"SELECT * FROM ledger.objects\" --format parquet --output objects.parquet\n",
          run};
}

}  // namespace sparkify
