#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "cli/command.h"
#include "cli/result_writer.h"

namespace sparkify {

namespace {

constexpr size_t kBeforeCaretBytes = 40, kShownBytes = 100;

// The record around the place that is wrong, and a caret under that place.
void print_with_caret(const std::string& raw, size_t position) {
  const size_t start = position > kBeforeCaretBytes ? position - kBeforeCaretBytes : 0;
  std::string shown = raw.substr(start, kShownBytes);
  while (!shown.empty() && start > 0 && (shown[0] & 0xC0) == 0x80) shown.erase(0, 1);
  size_t caret = 0;
  for (size_t i = 0; i < std::min(position - start, shown.size()); ++i)
    caret += (shown[i] & 0xC0) != 0x80 ? 1 : 0;
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  const std::string_view dots = start > 0 ? "..." : "";
  fmt::print("    {}{}{}\n    {:>{}}\n", dots, shown, start + kShownBytes < raw.size() ? "..." : "", "^",
             dots.size() + caret + 1);
}

ExitCode run(CommandContext& context) {
  const std::unique_ptr<Engine> engine = open_target(context.settings, true);
  const int64_t limit = context.settings.integer("limit");
  const std::string select = fmt::format(
      "SELECT o.name AS object, r.line, r.byte, r.record, r.position, r.column_name, r.code, r.message, "
      "r.raw_text AS \"raw\" "
      "FROM ledger.rejects r JOIN ledger.objects o ON o.object_id = r.object_id "
      "ORDER BY o.name, r.byte, r.record LIMIT {}",
      limit);
  if (context.settings.is_set("json")) {
    const std::unique_ptr<ResultWriter> writer = make_result_writer("json", stdout);
    engine->query(select, *writer);
    writer->finish();
    return ExitCode::kFine;
  }
  const int64_t total = engine->query_integer("SELECT count(*) FROM ledger.rejects");
  for (const ResultRow& row : engine->query(select).rows) {
    fmt::print("{}:{} byte {}: {}{}: {}\n", *row[0], *row[1], *row[2], *row[6],
               row[5] ? " in " + *row[5] : "", *row[7]);
    print_with_caret(row[8].value_or(""), std::stoul(*row[4]));
  }
  if (total > limit) fmt::print("{} more; --limit shows more, --json is for programs\n", total - limit);
  if (total == 0) fmt::print("no rejects\n");
  return ExitCode::kFine;
}

}  // namespace

Command rejects_command() {
  return {"rejects",
          "",
          "Show the records that could not be loaded, and why",
          "",
          0,
          0,
          {"to", "limit", "json"},
          "  sparkify rejects --limit 5\n"
          "  sparkify rejects --json --limit 1000000 > rejects.json\n",
          run};
}

}  // namespace sparkify
