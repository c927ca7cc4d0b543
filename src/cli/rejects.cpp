#include "load/rejects.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "cli/command.h"
#include "workbench/trace_json.h"

namespace sparkify {

namespace {

constexpr size_t kBeforeCaretBytes = 40, kShownBytes = 100;

// The record around the place that is wrong, and a caret under that place.
void print_with_caret(const std::string& raw, size_t place) {
  const auto is_within_character = [&](size_t at) { return at < raw.size() && (raw[at] & 0xC0) == 0x80; };
  const size_t position = std::min(place, raw.size());  // Redshift may tell one behind what it kept
  size_t start = position > kBeforeCaretBytes ? position - kBeforeCaretBytes : 0;
  size_t end = std::min(start + kShownBytes, raw.size());
  while (start < position && is_within_character(start)) ++start;
  while (end > position && is_within_character(end)) --end;
  const auto shown = [&](size_t from, size_t to) {
    std::string text = raw.substr(from, to - from);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\t' || c == '\r' || c == '\n'; }, ' ');
    return printable(text);
  };
  const std::string before = (start > 0 ? "..." : "") + shown(start, position);
  fmt::print("    {}{}{}\n    {:>{}}\n", before, shown(position, end), end < raw.size() ? "..." : "", "^",
             characters(before) + 1);
}

ExitCode run(CommandContext& context) {
  const std::unique_ptr<Engine> engine = open_target(context.settings, true);
  RejectFilter filter;
  filter.limit = context.settings.integer("limit");
  const std::vector<StoredReject> rejects = stored_rejects(*engine, filter);
  if (context.settings.is_set("json")) {
    std::string json;
    for (const StoredReject& reject : rejects) json += (json.empty() ? "" : ",\n") + reject_json(reject);
    fmt::print("[\n{}\n]\n", json);
    return ExitCode::kFine;
  }
  for (const StoredReject& reject : rejects) {
    fmt::print("{}:{} byte {}: {}{}: {}{}\n", printable(reject.object), reject.line, reject.byte, reject.code,
               reject.column_name ? " in " + *reject.column_name : "", reject.message,
               reject.replayed ? " (sent back repaired)" : "");
    print_with_caret(reject.raw.value_or(""), static_cast<size_t>(reject.position));
  }
  const int64_t more = count_rejects(*engine, {}) - static_cast<int64_t>(rejects.size());
  if (more > 0) fmt::print("{} more; --limit shows more, --json is for programs\n", more);
  if (rejects.empty() && more == 0) fmt::print("no rejects\n");
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
