#pragma once
// The shape of the rows that a source is scanned into: the columns of a staging table, in its DDL's order.

#include <cstdint>
#include <string>
#include <vector>

namespace sparkify {

enum class ColumnType : uint8_t { kBoolean, kSmallInt, kInteger, kBigInt, kDouble, kTimestamp, kText };

// Bytes of one value in a ColumnChunk: text is the number of a string, a timestamp is int64 microseconds
// since 1970 UTC.
size_t value_bytes(ColumnType type);
const char* type_name(ColumnType type);  // as SQL writes it

struct Column {
  std::string name;
  ColumnType type = ColumnType::kText;
  bool required = false;        // NOT NULL: a record without it is rejected
  uint64_t max_text_bytes = 0;  // VARCHAR(n) counts bytes, as Amazon Redshift does; 0: no limit
};

struct Schema {
  std::string table;
  std::vector<Column> columns;
};

size_t row_bytes(const Schema& schema);  // in a ColumnChunk, without its strings

}  // namespace sparkify
