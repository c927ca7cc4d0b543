#include "base/csv.h"

namespace sparkify {

void append_csv_field(std::string& line, std::optional<std::string_view> value) {
  if (!value) return;
  if (!value->empty() && value->find_first_of(",\"\r\n") == value->npos) {
    line += *value;
    return;
  }
  line += '"';
  for (const char c : *value) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

}  // namespace sparkify
