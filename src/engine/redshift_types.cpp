#include "engine/redshift_types.h"

#include <fmt/format.h>

namespace sparkify {

std::string redshift_type(const Column& column) {
  if (column.type != ColumnType::kText) return type_name(column.type);
  return fmt::format("VARCHAR({})", column.max_text_bytes > 0 ? column.max_text_bytes : kLongestVarcharBytes);
}

}  // namespace sparkify
