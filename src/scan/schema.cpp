#include "scan/schema.h"

#include "scan/column_chunk.h"

namespace sparkify {

size_t value_bytes(ColumnType type) {
  switch (type) {
    case ColumnType::kBoolean:
      return 1;
    case ColumnType::kSmallInt:
      return 2;
    case ColumnType::kInteger:
      return 4;
    case ColumnType::kBigInt:
    case ColumnType::kDouble:
    case ColumnType::kTimestamp:
      return 8;
    case ColumnType::kText:
      return sizeof(uint32_t);
  }
  return 0;
}

size_t row_bytes(const Schema& schema) {
  size_t bytes = 0;
  for (const Column& column : schema.columns) bytes += value_bytes(column.type);
  return bytes;
}

const char* type_name(ColumnType type) {
  switch (type) {
    case ColumnType::kBoolean:
      return "BOOLEAN";
    case ColumnType::kSmallInt:
      return "SMALLINT";
    case ColumnType::kInteger:
      return "INTEGER";
    case ColumnType::kBigInt:
      return "BIGINT";
    case ColumnType::kDouble:
      return "DOUBLE PRECISION";
    case ColumnType::kTimestamp:
      return "TIMESTAMP";
    case ColumnType::kText:
      return "VARCHAR";
  }
  return "";
}

}  // namespace sparkify
