#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "cli/command.h"
#include "cli/result_writer.h"
#include "cli/whole_file.h"

namespace sparkify {

namespace {

void write_result(Engine& engine, const std::string& sql, const std::string& format, std::FILE* out) {
  const std::unique_ptr<ResultWriter> writer = make_result_writer(format, out);
  engine.query(sql, *writer);
  writer->finish();
}

void write_file(Engine& engine, const std::string& sql, const std::string& format, const std::string& path) {
  if (format == "parquet") return engine.write_parquet(sql, path);
  const auto fail = [&] { return Error(fmt::format("cannot write {}: {}", path, std::strerror(errno))); };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(path.c_str(), "w"), std::fclose);
  if (!out) throw fail();
  write_result(engine, sql, format, out.get());
  if (std::fflush(out.get()) != 0 || std::ferror(out.get()) != 0) throw fail();
}

ExitCode run(CommandContext& context) {
  const Settings& settings = context.settings;
  const std::string& sql = context.arguments[0];
  const std::string format = settings.is_set("json") ? "json" : settings.text("format");
  const std::string output = settings.text("output");
  if (format == "parquet" && output.empty()) {
    throw UsageError("parquet is not for a terminal", "add --output FILE.parquet");
  }
  const std::unique_ptr<Engine> engine = open_target(settings, true);
  if (output.empty()) {
    write_result(*engine, sql, format, stdout);
    return ExitCode::kFine;
  }
  WholeFile file(output, settings.text("to"));
  write_file(*engine, sql, format, file.written());
  file.keep();
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
