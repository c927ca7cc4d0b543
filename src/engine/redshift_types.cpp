#include "engine/redshift_types.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sparkify {

std::string redshift_type(const Column& column) {
  if (column.type != ColumnType::kText) return type_name(column.type);
  return fmt::format("VARCHAR({})", column.max_text_bytes > 0 ? column.max_text_bytes : kLongestVarcharBytes);
}

std::string redshift_literal(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '\\' ? "\\\\" : std::string(1, c);
  return sql_literal(escaped);
}

}  // namespace sparkify
