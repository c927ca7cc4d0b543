#include "config/ini.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace sparkify {

std::vector<IniEntry> parse_ini(std::string_view text, std::string_view file) {
  std::vector<IniEntry> entries;
  std::string section;
  int line_number = 0;
  for (const std::string_view raw : split_views(text, '\n')) {
    ++line_number;
    const std::string_view line = trim(raw);
    // The text of a line is not shown: it may hold a secret.
    const auto fail = [&](std::string_view why, std::string_view hint) {
      return UsageError(fmt::format("{}:{}: {}", file, line_number, why), std::string(hint));
    };
    if (line.empty() || line[0] == '#' || line[0] == ';') continue;
    if (line[0] == '[') {
      if (line.back() != ']') throw fail("the section's name has no ]", "write sections as [S3]");
      section = lower(trim(line.substr(1, line.size() - 2)));
      continue;
    }
    const size_t separator = line.find_first_of("=:");
    if (separator == line.npos || separator == 0) throw fail("expected KEY = VALUE", "comments start with #");
    if (section.empty())
      throw fail("a key stands before the first section", "start with a section such as [S3]");
    std::string_view value = trim(line.substr(separator + 1));
    if (value.size() >= 2 && (value[0] == '\'' || value[0] == '"') && value.back() == value[0]) {
      value = value.substr(1, value.size() - 2);
    }
    IniEntry entry{section, lower(trim(line.substr(0, separator))), std::string(value), line_number};
    const auto earlier = std::find_if(entries.begin(), entries.end(), [&](const IniEntry& other) {
      return other.section == entry.section && other.key == entry.key;
    });
    if (earlier != entries.end()) {
      throw fail(fmt::format("the key {} stands in line {} too", entry.key, earlier->line),
                 "keep one of them");
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace sparkify
