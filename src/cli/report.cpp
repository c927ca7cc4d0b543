#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/chart_text.h"
#include "cli/command.h"
#include "cli/result_writer.h"
#include "cli/whole_file.h"
#include "workbench/report_run.h"

namespace sparkify {

namespace {

bool colours_allowed() { return ::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr; }

void print_number(const ReportBlock& block, const QueryResult& result, size_t title_columns) {
  size_t column = 0;
  while (column + 1 < result.columns.size() && result.columns[column].name != block.option("value")) ++column;
  const std::string text = result.rows.empty() ? "" : result.rows[0][column].value_or("");
  std::string line = block.title + std::string(title_columns - characters(block.title), ' ');
  line += fmt::format("  {:>14}", format_number(text, block.option("format")));
  if (!block.option("unit").empty()) line += " " + block.option("unit");
  if (!block.option("note").empty()) line += fmt::format(" ({})", block.option("note"));
  fmt::print("{}\n", line);
}

void print_chart(const ReportBlock& block, const QueryResult& result) {
  if (!block.title.empty()) fmt::print("{}\n", block.title);
  if (!block.option("note").empty()) fmt::print("({})\n", block.option("note"));
  if (!block.title.empty() || !block.option("note").empty()) fmt::print("\n");
  if (result.rows.empty()) {
    fmt::print("nothing yet\n");
  } else if (block.chart == "bar" || block.chart == "line") {
    print_bars(block, result, stdout);
  } else if (block.chart == "heatmap") {
    print_heat_map(block, result, colours_allowed(), stdout);
  } else {
    constexpr size_t kShownRows = 30;
    QueryResult shown{result.columns, {}};
    shown.rows.assign(result.rows.begin(), result.rows.begin() + std::min(kShownRows, result.rows.size()));
    print_table(shown, stdout);
    if (result.rows.size() > kShownRows)
      fmt::print("and {} more; --json has them all\n", result.rows.size() - kShownRows);
  }
}

void print_report(Engine& engine, const Report& report) {
  size_t title_columns = 0;
  for (const ReportBlock& block : report.blocks) {
    if (block.chart == "number") title_columns = std::max(title_columns, characters(block.title));
  }
  fmt::print("{}\n", report.title);
  bool after_number = false;  // numbers beside each other are one list
  for (const ReportBlock& block : report.blocks) {
    const bool is_number = block.is_query() && block.chart == "number";
    if (!after_number || !is_number) fmt::print("\n");
    after_number = is_number;
    if (!block.is_query()) {
      for (const std::string_view line : split_views(block.markdown, '\n'))
        fmt::print("{}\n", line.starts_with('#')
                               ? trim(line.substr(std::min(line.find_first_not_of('#'), line.size())))
                               : line);
      continue;
    }
    const QueryResult result = run_block(engine, report, block).result;
    if (is_number) {
      print_number(block, result, title_columns);
    } else {
      print_chart(block, result);
    }
    std::fflush(stdout);
  }
}

std::string run_to_json(Engine& engine, const Report& report, const Settings& settings) {
  std::map<std::string, BlockResult> results;
  for (const ReportBlock& block : report.blocks) {
    if (block.is_query()) results[block.id] = run_block(engine, report, block);
  }
  const nlohmann::json info = {{"program", "sparkify"},
                               {"version", SPARKIFY_VERSION},
                               {"target", shown_target(settings.text("to"))},
                               {"engine", engine.dialect()},
                               {"warehouse", settings.text("warehouse")},
                               {"read_only", true},
                               {"editable", false}};
  return export_json(report, results, info.dump());
}

void write_file(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  const bool written = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (file == nullptr || std::fclose(file) != 0 || !written)
    throw Error(fmt::format("cannot write {}: {}", path, std::strerror(errno)));
}

const Report& find_report(const Warehouse& warehouse, const std::string& name) {
  std::vector<std::string> names;
  for (const Report& report : warehouse.reports) {
    names.push_back(report.name);
    if (report.name == name) return report;
  }
  throw UsageError(fmt::format("the warehouse has no report {}", name),
                   did_you_mean(name, names, "one of " + join(names, ", ")));
}

ExitCode run(CommandContext& context) {
  const Settings& settings = context.settings;
  const Warehouse for_any = open_warehouse(settings, "duckdb");
  if (context.arguments.empty() && settings.is_set("json")) {
    nlohmann::json list = nlohmann::json::array();
    for (const Report& report : for_any.reports)
      list.push_back({{"name", report.name}, {"title", report.title}});
    fmt::print("{}\n", list.dump(2));
    return ExitCode::kFine;
  }
  if (context.arguments.empty()) {
    for (const Report& report : for_any.reports) fmt::print("{:<14} {}\n", report.name, report.title);
    return ExitCode::kFine;
  }
  find_report(for_any, context.arguments[0]);
  const std::unique_ptr<Engine> engine = open_target(settings, true);
  const Warehouse warehouse = open_warehouse(settings, engine->dialect());
  const Report& report = find_report(warehouse, context.arguments[0]);
  if (const std::string file = settings.text("html"); !file.empty()) {
    WholeFile html(file, settings.text("to"));
    write_file(html.written(), export_html(run_to_json(*engine, report, settings)));
    html.keep();
    fmt::print("wrote {}\n", file);
  } else if (settings.is_set("json")) {
    fmt::print("{}\n", run_to_json(*engine, report, settings));
  } else {
    print_report(*engine, report);
  }
  return ExitCode::kFine;
}

}  // namespace

Command report_command() {
  return {"report",
          "",
          "Print a report, or list those there are",
          "NAME",
          0,
          1,
          {"to", "warehouse", "html", "json", "threads", "memory-limit"},
          "  sparkify report\n  sparkify report overview\n  sparkify report overview --html overview.html\n",
          run};
}

}  // namespace sparkify
