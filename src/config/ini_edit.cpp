#include "config/ini_edit.h"

#include <fmt/format.h>

#include <vector>

#include "base/text.h"

namespace sparkify {

std::string with_ini_value(std::string_view text, std::string_view section, std::string_view key,
                           std::string_view value) {
  std::vector<std::string> lines = split(text, '\n');
  const bool ends_with_newline = lines.back().empty();
  if (ends_with_newline) lines.pop_back();
  std::string inside;
  size_t end_of_section = 0;  // one after its last line that is not blank; 0: there is no such section
  bool is_set = false;
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = trim(lines[i]);
    if (!line.empty() && line[0] == '[') inside = lower(trim(line.substr(1, line.find(']') - 1)));
    if (inside != lower(section) || line.empty()) continue;
    end_of_section = i + 1;
    const size_t separator = lines[i].find_first_of("=:");
    if (line[0] == '#' || line[0] == ';' || line[0] == '[' || separator == std::string::npos) continue;
    if (lower(trim(std::string_view(lines[i]).substr(0, separator))) != lower(key)) continue;
    lines[i] =
        lines[i].substr(0, separator + 1) + (lines[i][separator] == '=' ? " " : "") + std::string(value);
    is_set = true;
  }
  if (!is_set) {
    const std::string line = fmt::format("{} = {}", key, value);
    if (end_of_section > 0) {
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(end_of_section), line);
    } else {
      if (!lines.empty()) lines.emplace_back();
      lines.push_back(fmt::format("[{}]", section));
      lines.push_back(line);
    }
  }
  return join(lines, "\n") + "\n";
}

}  // namespace sparkify
