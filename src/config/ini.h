#pragma once
// Reads dwh.cfg: [SECTION] and KEY = VALUE lines, as Python's configparser writes and reads them.

#include <string>
#include <string_view>
#include <vector>

namespace sparkify {

struct IniEntry {
  std::string section;  // lower case
  std::string key;      // lower case
  std::string value;    // without the quotes it may be wrapped in
  int line;
};

// `file` is for errors. Throws UsageError with file, line and the text.
std::vector<IniEntry> parse_ini(std::string_view text, std::string_view file);

}  // namespace sparkify
