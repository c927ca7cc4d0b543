#include "load/rejects.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "cli/command.h"
#include "workbench/trace_json.h"

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
    fmt::print("{}:{} byte {}: {}{}: {}{}\n", reject.object, reject.line, reject.byte, reject.code,
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
